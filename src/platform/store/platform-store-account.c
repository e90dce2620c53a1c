/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-store-account.h"

#include "platform-store-private.h"

/**
 * platform_actor_free:
 * @actor: (transfer full): an actor
 *
 * Frees it.
 */
void
platform_actor_free (PlatformActor *actor)
{
  g_free (actor->session);
  g_free (actor->account);
  g_free (actor->login);
  g_free (actor->person);
  g_free (actor->name);
  g_free (actor->id_last_four);
  g_free (actor->identity);
  g_strfreev (actor->roles);
  g_free (actor);
}

/**
 * platform_account_free:
 * @account: (transfer full): an account
 *
 * Frees it.
 */
void
platform_account_free (PlatformAccount *account)
{
  g_free (account->id);
  g_free (account->login);
  g_free (account->password);
  g_free (account->person);
  g_free (account->name);
  g_free (account->id_last_four);
  g_free (account->identity);
  g_strfreev (account->roles);
  g_free (account);
}

/**
 * platform_session_free:
 * @session: (transfer full): a session
 *
 * Frees it.
 */
void
platform_session_free (PlatformSession *session)
{
  g_free (session->id);
  g_free (session->device);
  g_free (session);
}

static gboolean
insert_person (PlatformStore *store,
               const char *id,
               const PlatformNewAccount *account,
               gint64 now,
               GError **error)
{
  return platform_store_change (
      store, NULL, error,
      "INSERT INTO person (id, name, id_hmac, id_last_four, identity, created) "
      "VALUES ($1, $2, $3, $4, 'unverified', $5)",
      "ssbsi", id, account->name, account->id_hmac, account->id_last_four, now);
}

/**
 * platform_store_create_account:
 * @store: a store with a transaction
 * @account: what it is made of
 * @now: seconds since 1970 UTC
 * @error: where to put a #PlatformError; PLATFORM_ERROR_CONSTRAINT: the login is taken
 *
 * Adds an account and the natural person it belongs to.
 *
 * Returns: (transfer full): the account's id, or NULL on error
 */
char *
platform_store_create_account (PlatformStore *store,
                               const PlatformNewAccount *account,
                               gint64 now,
                               GError **error)
{
  g_autofree char *person = platform_store_new_id ();
  g_autofree char *id = platform_store_new_id ();

  if (!insert_person (store, person, account, now, error) ||
      !platform_store_change (
          store, NULL, error,
          "INSERT INTO account (id, login, password, person, roles, state, created) "
          "VALUES ($1, $2, $3, $4, $5, 'active', $6)",
          "sssssi", id, account->login, account->password, person, account->roles, now))
    return NULL;
  return g_steal_pointer (&id);
}

#define ACCOUNT_COLUMNS                                                                            \
  "SELECT a.id, a.login, a.password, a.person, p.name, p.id_last_four, p.identity, a.roles, "      \
  "a.created FROM account a JOIN person p ON p.id = a.person "

static PlatformAccount *
take_account (PlatformRows *rows)
{
  PlatformAccount *account;

  if (platform_rows_length (rows) == 0)
    return NULL;
  account = g_new0 (PlatformAccount, 1);
  account->id = platform_rows_dup (rows, 0, 0);
  account->login = platform_rows_dup (rows, 0, 1);
  account->password = platform_rows_dup (rows, 0, 2);
  account->person = platform_rows_dup (rows, 0, 3);
  account->name = platform_rows_dup (rows, 0, 4);
  account->id_last_four = platform_rows_dup (rows, 0, 5);
  account->identity = platform_rows_dup (rows, 0, 6);
  account->roles = platform_store_split (platform_rows_text (rows, 0, 7));
  account->created = platform_rows_number (rows, 0, 8);
  return account;
}

/**
 * platform_store_find_login:
 * @store: a store
 * @login: from outside
 * @error: where to put a #PlatformError
 *
 * Finds an active account by its login.
 *
 * Returns: (transfer full) (nullable): the account; NULL without an error if there is none
 */
PlatformAccount *
platform_store_find_login (PlatformStore *store, const char *login, GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error, ACCOUNT_COLUMNS "WHERE a.login = $1 AND a.state = 'active'", "s", login);

  return rows ? take_account (rows) : NULL;
}

/**
 * platform_store_get_account:
 * @store: a store
 * @id: of the account
 * @error: where to put a #PlatformError
 *
 * Finds an account.
 *
 * Returns: (transfer full) (nullable): the account; NULL without an error if there is none
 */
PlatformAccount *
platform_store_get_account (PlatformStore *store, const char *id, GError **error)
{
  g_autoptr (PlatformRows)
      rows = platform_db_query (store->db, error, ACCOUNT_COLUMNS "WHERE a.id = $1", "s", id);

  return rows ? take_account (rows) : NULL;
}

/**
 * platform_store_get_open_account:
 * @store: a store
 * @id: of the account
 * @error: where to put a #PlatformError
 *
 * Finds an account by which somebody may log in.
 *
 * Returns: (transfer full) (nullable): the account; NULL without an error if there is none, or it
 * is closed
 */
PlatformAccount *
platform_store_get_open_account (PlatformStore *store, const char *id, GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error, ACCOUNT_COLUMNS "WHERE a.id = $1 AND a.state = 'active'", "s", id);

  return rows ? take_account (rows) : NULL;
}

/**
 * platform_store_set_password:
 * @store: a store with a transaction
 * @account: its id
 * @old_hash: what was verified
 * @new_hash: what it becomes
 * @changed: (out): FALSE if another change came between
 * @error: where to put a #PlatformError
 *
 * Replaces a password.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_set_password (PlatformStore *store,
                             const char *account,
                             const char *old_hash,
                             const char *new_hash,
                             gboolean *changed,
                             GError **error)
{
  guint64 n = 0;

  if (!platform_store_change (store, &n, error,
                              "UPDATE account SET password = $3 WHERE id = $1 AND password = $2",
                              "sss", account, old_hash, new_hash))
    return FALSE;
  *changed = n == 1;
  return TRUE;
}

/**
 * platform_store_hold_password:
 * @store: a store with a transaction
 * @account: its id
 * @hash: what was verified
 * @same: (out): FALSE if it was changed since
 * @error: where to put a #PlatformError
 *
 * Keeps a password from being changed until the transaction ends: verifying takes long, and what is
 * done on it has to come before the change, which ends it, or not at all.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_hold_password (
    PlatformStore *store, const char *account, const char *hash, gboolean *same, GError **error)
{
  static const char *const statements[] = {
      "SELECT id FROM account WHERE id = $1 AND password = $2 FOR NO KEY UPDATE",
      "SELECT id FROM account WHERE id = $1 AND password = $2",
  };
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error, statements[platform_store_is_alone (store)], "ss", account, hash);

  *same = rows && platform_rows_length (rows) == 1;
  return rows != NULL;
}

/**
 * platform_store_has_accounts:
 * @store: a store
 * @any: (out): whether there is one
 * @error: where to put a #PlatformError
 *
 * Asks whether anybody is registered yet.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_has_accounts (PlatformStore *store, gboolean *any, GError **error)
{
  g_autoptr (PlatformRows)
      rows = platform_db_query (store->db, error, "SELECT id FROM account LIMIT 1", "");

  if (!rows)
    return FALSE;
  *any = platform_rows_length (rows) > 0;
  return TRUE;
}

/**
 * platform_store_set_roles:
 * @store: a store with a transaction
 * @account: its id
 * @roles: separated by blanks
 * @error: where to put a #PlatformError
 *
 * Sets what an account may do in the platform's own office.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_set_roles (PlatformStore *store,
                          const char *account,
                          const char *roles,
                          GError **error)
{
  return platform_store_change (store, NULL, error, "UPDATE account SET roles = $2 WHERE id = $1",
                                "ss", account, roles);
}

/**
 * platform_store_find_account_of:
 * @store: a store
 * @person: id
 * @error: where to put a #PlatformError
 *
 * Finds the account of a person, the first one where there are several.
 *
 * Returns: (transfer full) (nullable): it; NULL without an error if there is none that is open
 */
PlatformAccount *
platform_store_find_account_of (PlatformStore *store, const char *person, GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error,
      "SELECT id FROM account WHERE person = $1 AND state = 'active' ORDER BY created, id LIMIT 1",
      "s", person);

  return rows && platform_rows_length (rows) > 0
             ? platform_store_get_account (store, platform_rows_text (rows, 0, 0), error)
             : NULL;
}

/**
 * platform_store_claim_person:
 * @store: a store with a transaction
 * @person: its id
 * @claim: a name, and an id_hmac with its id_last_four or none
 * @error: where to put a #PlatformError
 *
 * Notes who somebody says they are, as long as nobody has identified them.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_claim_person (PlatformStore *store,
                             const char *person,
                             const PlatformNewAccount *claim,
                             GError **error)
{
  if (!platform_store_change (store, NULL, error,
                              "UPDATE person SET name = $2 WHERE id = $1 AND "
                              "identity = 'unverified'",
                              "ss", person, claim->name))
    return FALSE;
  return !claim->id_hmac ||
         platform_store_change (store, NULL, error,
                                "UPDATE person SET id_hmac = $2, id_last_four = $3 WHERE id = $1 "
                                "AND identity = 'unverified'",
                                "sbs", person, claim->id_hmac, claim->id_last_four);
}
