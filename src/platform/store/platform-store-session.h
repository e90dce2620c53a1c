/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-store-account.h"
#include "platform-store-idempotency.h"

G_BEGIN_DECLS

/* What a new session is made of; all lent. */
typedef struct {
  const char *account;
  GBytes *token_sha256;
  const char *device;
  const char *address;
  gint64 expires;
} PlatformNewSession;

/* A request that has come: what it says of its sender, and who that is. */
typedef struct {
  GBytes *token_sha256;  /* lent: of the token that it carries */
  const char *name;      /* (nullable), lent: its Idempotency-Key */
  PlatformActor *actor;  /* (nullable): whose session that is */
  PlatformReplay *known; /* (nullable): the answer that the same account had for @name before */
} PlatformEntry;

/* That one statement asks about. */
#define PLATFORM_MAX_ENTRIES 8

char          *platform_store_create_session (PlatformStore             *store,
                                              const PlatformNewSession  *session,
                                              gint64                     now,
                                              GError                   **error);
PlatformActor *platform_store_find_session   (PlatformStore   *store,
                                              GBytes          *token_sha256,
                                              const char      *name,
                                              gint64           now,
                                              PlatformReplay **known,
                                              GError         **error);
gboolean       platform_store_find_entries   (PlatformStore  *store,
                                              PlatformEntry  *entries,
                                              guint           n_entries,
                                              gint64          now,
                                              GError        **error);
GHashTable    *platform_store_find_running   (PlatformStore  *store,
                                              GPtrArray      *tokens,
                                              gint64          now,
                                              GError        **error);
gboolean       platform_store_touch_session  (PlatformStore  *store,
                                              const char     *session,
                                              gint64          now,
                                              GError        **error);
GPtrArray     *platform_store_list_sessions  (PlatformStore       *store,
                                              const char          *account,
                                              const PlatformPage  *page,
                                              gint64               now,
                                              GError             **error);
gboolean       platform_store_end_session    (PlatformStore  *store,
                                              const char     *session,
                                              const char     *account,
                                              gint64          now,
                                              gboolean       *ended,
                                              GError        **error);
GPtrArray     *platform_store_end_sessions   (PlatformStore  *store,
                                              const char     *account,
                                              const char     *but,
                                              gint64          now,
                                              GError        **error);

gboolean platform_store_get_failures     (PlatformStore  *store,
                                          const char     *login,
                                          const char     *address,
                                          guint          *failures,
                                          gint64         *last,
                                          GError        **error);
gboolean platform_store_add_failure      (PlatformStore  *store,
                                          const char     *login,
                                          const char     *address,
                                          gint64          since,
                                          gint64          now,
                                          GError        **error);
gboolean platform_store_forget_failures  (PlatformStore  *store,
                                          const char     *login,
                                          const char     *address,
                                          GError        **error);
gboolean platform_store_is_known_address (PlatformStore  *store,
                                          const char     *account,
                                          const char     *address,
                                          gboolean       *known,
                                          GError        **error);

G_END_DECLS
