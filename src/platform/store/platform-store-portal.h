/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-store.h"

G_BEGIN_DECLS

/* A row of portal_login with the login of its account. */
typedef struct {
  char *id;
  char *account; /* (nullable): to which the portal's person is to be linked */
  char *login;   /* (nullable): of @account */
  GBytes *secret_sha256;
  GBytes *browser_sha256; /* (nullable) */
  char *match_code;
  gint64 retries;
  char *device; /* (nullable) */
  char *address;
  char *state;
  char *reason;  /* (nullable) */
  char *issuer;  /* (nullable): of the portal */
  char *subject; /* (nullable): to it */
  char *name;    /* (nullable): that the portal gives */
  gint64 expires;
} PlatformPortalLogin;

/* What a new one is made of; all lent. */
typedef struct {
  const char *account; /* (nullable) */
  GBytes *secret_sha256;
  GBytes *ticket_sha256;
  const char *match_code;
  gint64 retries;
  const char *device; /* (nullable) */
  const char *address;
  gint64 expires;
} PlatformNewPortalLogin;

/* What the portal has said, or why it counts for nothing; all lent. */
typedef struct {
  const char *reason;  /* (nullable): it failed */
  const char *issuer;  /* (nullable) */
  const char *subject; /* (nullable) */
  const char *name;    /* (nullable) */
} PlatformPortalOutcome;

typedef struct {
  char *id;
  char *issuer;
  gint64 created;
} PlatformPortalLink;

typedef enum {
  PLATFORM_PORTAL_BY_ID,
  PLATFORM_PORTAL_BY_TICKET,
  PLATFORM_PORTAL_BY_STATE,
} PlatformPortalBy;

void platform_portal_login_free (PlatformPortalLogin *self);
void platform_portal_link_free  (PlatformPortalLink  *self);

char *platform_store_add_portal_login (PlatformStore                 *store,
                                       const PlatformNewPortalLogin  *login,
                                       gint64                         now,
                                       GError                       **error);
PlatformPortalLogin *platform_store_find_portal_login (PlatformStore     *store,
                                                       PlatformPortalBy   by,
                                                       gconstpointer      key,
                                                       GError           **error);
gboolean platform_store_open_portal_login    (PlatformStore  *store,
                                              const char     *id,
                                              GBytes         *browser_sha256,
                                              GBytes         *state_sha256,
                                              gboolean       *done,
                                              GError        **error);
gboolean platform_store_take_portal_state    (PlatformStore  *store,
                                              const char     *id,
                                              gboolean       *done,
                                              GError        **error);
gboolean platform_store_end_portal_state     (PlatformStore                *store,
                                              const char                   *id,
                                              const PlatformPortalOutcome  *outcome,
                                              GError                      **error);
gboolean platform_store_miss_portal_code     (PlatformStore  *store,
                                              const char     *id,
                                              GError        **error);
gboolean platform_store_move_portal_login    (PlatformStore  *store,
                                              const char     *id,
                                              const char     *from,
                                              const char     *to,
                                              gboolean       *done,
                                              GError        **error);
gboolean platform_store_drop_portal_links    (PlatformStore  *store,
                                              const char     *account,
                                              GError        **error);

char *platform_store_find_linked_account (PlatformStore  *store,
                                          const char     *issuer,
                                          const char     *subject,
                                          GError        **error);
char *platform_store_add_portal_link     (PlatformStore  *store,
                                          const char     *issuer,
                                          const char     *subject,
                                          const char     *account,
                                          gint64          now,
                                          GError        **error);
GPtrArray *platform_store_list_portal_links (PlatformStore  *store,
                                             const char     *account,
                                             GError        **error);
gboolean platform_store_end_portal_link  (PlatformStore  *store,
                                          const char     *id,
                                          const char     *account,
                                          gint64          now,
                                          gboolean       *done,
                                          GError        **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformPortalLogin, platform_portal_login_free)

G_END_DECLS
