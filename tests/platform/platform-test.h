/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "platform-store.h"
#include "platform.h"

G_BEGIN_DECLS

/* A real platform on loopback, in a new folder, on a database of its own: SQLite, or PostgreSQL
 * where VERMILION_TEST_DATABASE names one. Its clock stands still until a test moves it. */
typedef struct {
  char *folder;
  char *database; /* address; a path for SQLite */
  PlatformOptions options;
  Platform *platform;
  gint64 now;
  guint n_requests;
} PlatformTest;

typedef struct {
  guint status;
  char *body;
  JsonObject *json; /* NULL: the body is none */
  char *retry_after;
  char *etag; /* as it stood in the header */
} PlatformReply;

/* What is sent besides method and path; each may be NULL. */
typedef struct {
  const char *session; /* token */
  const char *body;
  const char *name;  /* Idempotency-Key; NULL makes a new one for each POST, "" sends none */
  const char *token; /* of the start */
  const char *media_type;
  const char *signature; /* Vermilion-Signature */
  const char *if_match;
  const char *if_none_match;
  const char *act;       /* Vermilion-Act */
  const char *from;      /* another address of loopback */
} PlatformSend;

PlatformTest  *platform_test_new          (void);
PlatformTest  *platform_test_new_stopped  (void); /* before its first start */
void           platform_test_free         (PlatformTest *test);
void           platform_test_start        (PlatformTest *test);
void           platform_test_stop         (PlatformTest *test);
char          *platform_test_new_database (const char *folder);
void           platform_test_add_account  (PlatformTest *test,
                                           const char   *login);
void            platform_test_add_account_of (PlatformTest *test,
                                              const char   *login,
                                              const char   *number);
char          *platform_test_log_in       (PlatformTest *test,
                                           const char   *login);
PlatformReply *platform_test_send         (PlatformTest       *test,
                                           const char         *method,
                                           const char         *path,
                                           const PlatformSend *send);
guint          platform_test_status       (PlatformTest       *test,
                                           const char         *method,
                                           const char         *path,
                                           const PlatformSend *send);
guint          platform_test_count        (PlatformTest *test,
                                           const char   *table);
/* What nobody does by the platform's own doors. */
void           platform_test_change       (PlatformTest *test,
                                           const char   *sql);
void           platform_reply_free        (PlatformReply *reply);
const char    *platform_reply_text        (PlatformReply *reply,
                                           const char    *member);
const char    *platform_reply_problem     (PlatformReply *reply);

#define PLATFORM_TEST_PASSWORD "correct horse battery"
/* What /metrics is asked with. */
#define PLATFORM_TEST_COUNTER "0123456789abcdefcounter"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformTest, platform_test_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformReply, platform_reply_free)

G_END_DECLS
