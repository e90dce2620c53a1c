/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-store.h"

G_BEGIN_DECLS

/* Who sends a request, as far as a session tells: all that a request is likely to want, for each
 * question to a database on another machine is a way there and back. */
typedef struct {
  char *session;
  char *account;
  char *login;
  char *person;
  char *name; /* of the person, as the next two */
  char *id_last_four;
  char *identity;
  char **roles;     /* on the platform */
  gint64 created;   /* the account */
  gint64 last_seen; /* of the session */
} PlatformActor;

/* A row of account with its person. */
typedef struct {
  char *id;
  char *login;
  char *password; /* its hash */
  char *person;
  char *name;
  char *id_last_four;
  char *identity;
  char **roles;
  gint64 created;
} PlatformAccount;

typedef struct {
  char *id;
  char *device;
  gint64 created;
  gint64 last_seen;
  gint64 expires;
} PlatformSession;

/* What a new account and its person are made of; all lent. */
typedef struct {
  const char *login;
  const char *password; /* its hash */
  const char *name;
  GBytes *id_hmac;
  const char *id_last_four;
  const char *roles; /* separated by blanks */
} PlatformNewAccount;

void     platform_actor_free     (PlatformActor *actor);
void     platform_account_free   (PlatformAccount *account);
void     platform_session_free   (PlatformSession *session);

char *platform_store_create_account (PlatformStore             *store,
                                     const PlatformNewAccount  *account,
                                     gint64                     now,
                                     GError                   **error);
PlatformAccount *platform_store_find_login     (PlatformStore  *store,
                                                const char     *login,
                                                GError        **error);
PlatformAccount *platform_store_get_account    (PlatformStore  *store,
                                                const char     *id,
                                                GError        **error);
PlatformAccount *platform_store_get_open_account (PlatformStore *store,
                                                  const char    *id,
                                                  GError       **error);
gboolean         platform_store_set_password   (PlatformStore  *store,
                                                const char     *account,
                                                const char     *old_hash,
                                                const char     *new_hash,
                                                gboolean       *changed,
                                                GError        **error);
gboolean         platform_store_hold_password  (PlatformStore  *store,
                                                const char     *account,
                                                const char     *hash,
                                                gboolean       *same,
                                                GError        **error);
gboolean         platform_store_has_accounts   (PlatformStore  *store,
                                                gboolean       *any,
                                                GError        **error);
PlatformAccount *platform_store_find_account_of (PlatformStore *store,
                                                 const char *person,
                                                 GError **error);
gboolean platform_store_set_roles (PlatformStore *store,
                                   const char *account,
                                   const char *roles,
                                   GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformActor, platform_actor_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformAccount, platform_account_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformSession, platform_session_free)
/* Of somebody whom nobody has identified: the name, and the number where it is given. */
gboolean platform_store_claim_person (PlatformStore             *store,
                                      const char                *person,
                                      const PlatformNewAccount  *claim,
                                      GError                   **error);

G_END_DECLS
