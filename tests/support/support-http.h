/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A real HTTP server over loopback, in a thread of its own, on a port that was free. */
typedef struct _SupportHttp SupportHttp;

typedef enum {
  SUPPORT_HTTP_ANSWER,
  SUPPORT_HTTP_HANG,  /* says nothing until the server is freed */
  SUPPORT_HTTP_DRIP,  /* a byte now and then, without end */
  SUPPORT_HTTP_CLOSE, /* hangs up without a word */
} SupportHttpManner;

typedef struct {
  SupportHttpManner manner;
  guint             status;       /* 200 */
  const char       *content_type; /* static */
  char             *location;     /* for redirects; taken */
  const char       *etag;         /* static; who has it already gets 304 */
  GBytes           *body;         /* taken */
} SupportReply;

/* Runs in the server's thread. path is what follows the handler's own path. */
typedef void (*SupportHandler) (const char   *method,
                                const char   *path,
                                GBytes       *body,
                                SupportReply *reply,
                                gpointer      user_data);

/* certificate: NULL for plain HTTP. */
SupportHttp *support_http_new     (GTlsCertificate *certificate);
void         support_http_free    (SupportHttp     *self);
void         support_http_add     (SupportHttp     *self,
                                   const char      *path,
                                   SupportHandler   handler,
                                   gpointer         user_data);
/* From here on everything below the path asks for this name and password (RFC 7617). */
void         support_http_protect (SupportHttp     *self,
                                   const char      *path,
                                   const char      *user,
                                   const char      *password);
char        *support_http_make_uri (SupportHttp    *self,
                                   const char      *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SupportHttp, support_http_free)

G_END_DECLS
