/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-issuer.h"
#include "platform-test.h"

G_BEGIN_DECLS

/* A platform with a portal, and people who log in there with a browser. */

#define PLATFORM_VISIT_SECRET "of the desktop"

typedef struct {
  PlatformTest *test;
  PlatformIssuer *issuer;
} PlatformVisit;

/* What a browser sees of an answer. */
typedef struct {
  guint status;
  char *location;
  char *cookie; /* as it is sent back */
  JsonObject *json;
} PlatformView;

/* A login from its beginning to the digits. */
typedef struct {
  char *id;
  char *address;
  char *code;
  char *cookie;
  char *state;
} PlatformVisitor;

void platform_visit_assert_warned (const char *pattern);
void platform_visit_init (PlatformVisit *self);
void platform_visit_clear (PlatformVisit *self);
void platform_view_clear (PlatformView *view);
void platform_visit_browse (PlatformTest *test,
                            const char *address,
                            const char *cookie,
                            const char *body,
                            PlatformView *view);
void platform_visitor_clear (PlatformVisitor *self);
char *platform_visit_challenge (void);
void platform_visitor_take (PlatformVisitor *self,
                            PlatformReply *reply);
void platform_visitor_begin (PlatformVisit *self,
                             PlatformVisitor *login);
void platform_visitor_go (PlatformVisit *self,
                          PlatformVisitor *login);
char *platform_visitor_come_back (PlatformVisit *self,
                                  PlatformVisitor *login,
                                  const char *more,
                                  const char *cookie);
char *platform_visit_text (JsonObject *json,
                           const char *member);
PlatformReply *platform_visitor_ask (PlatformVisit *self,
                                     PlatformVisitor *login,
                                     const char *secret,
                                     const char *what);
char *platform_visitor_state (PlatformVisit *self,
                              PlatformVisitor *login);
char *platform_visitor_reason (PlatformVisit *self,
                               PlatformVisitor *login);
char *platform_visitor_enter (PlatformVisit *self,
                              PlatformVisitor *login,
                              const char *code,
                              const char *cookie);
void platform_visitor_arrive (PlatformVisit *self,
                              PlatformVisitor *login);
char *platform_visit_log_in (PlatformVisit *self);
PlatformReply *platform_visit_me (PlatformVisit *self,
                                  const char *session);
void platform_visit_set_up (void);

#define platform_assert_text(call, wanted)                                                         \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *got_text = (call);                                                            \
    g_assert_cmpstr (got_text, ==, wanted);                                                        \
  }                                                                                                \
  G_STMT_END

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PlatformVisit, platform_visit_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PlatformView, platform_view_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PlatformVisitor, platform_visitor_clear)

G_END_DECLS
