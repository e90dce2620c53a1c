/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-store-portal.h"

#include "platform-store-private.h"

/* Whose browser never came back is forgotten a day later. */
#define FORGET_SECONDS (24 * 3600)
#define MAX_LINKS 100

/**
 * platform_portal_login_free:
 * @self: (transfer full): a row
 *
 * Frees it.
 */
void
platform_portal_login_free (PlatformPortalLogin *self)
{
  g_free (self->id);
  g_free (self->account);
  g_free (self->login);
  g_clear_pointer (&self->secret_sha256, g_bytes_unref);
  g_clear_pointer (&self->browser_sha256, g_bytes_unref);
  g_free (self->match_code);
  g_free (self->device);
  g_free (self->address);
  g_free (self->state);
  g_free (self->reason);
  g_free (self->issuer);
  g_free (self->subject);
  g_free (self->name);
  g_free (self);
}

/**
 * platform_portal_link_free:
 * @self: (transfer full): a row
 *
 * Frees it.
 */
void
platform_portal_link_free (PlatformPortalLink *self)
{
  g_free (self->id);
  g_free (self->issuer);
  g_free (self);
}

/**
 * platform_store_add_portal_login:
 * @store: a store with a transaction
 * @login: what it is made of
 * @now: seconds since 1970 UTC
 * @error: where to put a #PlatformError
 *
 * Begins a login at a portal, and forgets old ones; no matter of evidence, since nobody is anybody
 * yet.
 *
 * Returns: (transfer full): its id, or NULL on error
 */
char *
platform_store_add_portal_login (PlatformStore *store,
                                 const PlatformNewPortalLogin *login,
                                 gint64 now,
                                 GError **error)
{
  g_autofree char *id = platform_store_new_id ();

  if (!platform_db_run (store->db, NULL, error, "DELETE FROM portal_login WHERE expires <= $1", "i",
                        now - FORGET_SECONDS) ||
      !platform_db_run (store->db, NULL, error,
                        "INSERT INTO portal_login (id, account, secret_sha256, ticket_sha256, "
                        "match_code, retries, device, address, state, created, expires) "
                        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', $9, $10)",
                        "ssbbsissii", id, login->account, login->secret_sha256,
                        login->ticket_sha256, login->match_code, login->retries, login->device,
                        login->address, now, login->expires))
    return NULL;
  return g_steal_pointer (&id);
}

#define COLUMNS                                                                                    \
  "SELECT l.id, l.account, a.login, l.secret_sha256, l.browser_sha256, l.match_code, l.retries, "  \
  "l.device, l.address, l.state, l.reason, l.issuer, l.subject, l.name, l.expires FROM "           \
  "portal_login l "                                                                                \
  "LEFT JOIN account a ON a.id = l.account WHERE "

static PlatformPortalLogin *
take_login (PlatformRows *rows)
{
  PlatformPortalLogin *login;

  if (!rows || platform_rows_length (rows) == 0)
    return NULL;
  login = g_new0 (PlatformPortalLogin, 1);
  login->id = platform_rows_dup (rows, 0, 0);
  login->account = platform_rows_dup (rows, 0, 1);
  login->login = platform_rows_dup (rows, 0, 2);
  login->secret_sha256 = platform_rows_bytes (rows, 0, 3);
  login->browser_sha256 = platform_rows_bytes (rows, 0, 4);
  login->match_code = platform_rows_dup (rows, 0, 5);
  login->retries = platform_rows_number (rows, 0, 6);
  login->device = platform_rows_dup (rows, 0, 7);
  login->address = platform_rows_dup (rows, 0, 8);
  login->state = platform_rows_dup (rows, 0, 9);
  login->reason = platform_rows_dup (rows, 0, 10);
  login->issuer = platform_rows_dup (rows, 0, 11);
  login->subject = platform_rows_dup (rows, 0, 12);
  login->name = platform_rows_dup (rows, 0, 13);
  login->expires = platform_rows_number (rows, 0, 14);
  return login;
}

/**
 * platform_store_find_portal_login:
 * @store: a store
 * @by: what @key is
 * @key: an id, or a #GBytes with the SHA-256 of the ticket or of the state
 * @error: where to put a #PlatformError
 *
 * Finds a login at a portal.
 *
 * Returns: (transfer full) (nullable): it; NULL without an error if there is none
 */
PlatformPortalLogin *
platform_store_find_portal_login (PlatformStore *store,
                                  PlatformPortalBy by,
                                  gconstpointer key,
                                  GError **error)
{
  g_autoptr (PlatformRows) rows = NULL;

  if (by == PLATFORM_PORTAL_BY_ID)
    rows = platform_db_query (store->db, error, COLUMNS "l.id = $1", "s", key);
  else if (by == PLATFORM_PORTAL_BY_TICKET)
    rows = platform_db_query (store->db, error, COLUMNS "l.ticket_sha256 = $1", "b", key);
  else
    rows = platform_db_query (store->db, error, COLUMNS "l.state_sha256 = $1", "b", key);
  return take_login (rows);
}

static gboolean
is_one (gboolean ok, guint64 n, gboolean *done)
{
  *done = n == 1;
  return ok;
}

/**
 * platform_store_open_portal_login:
 * @store: a store with a transaction
 * @id: of a login
 * @browser_sha256: of what the browser is given
 * @state_sha256: of what it takes to the portal
 * @done: (out): FALSE if somebody is back already
 * @error: where to put a #PlatformError
 *
 * Sends a browser to the portal; what was sent before is good for nothing any more.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_open_portal_login (PlatformStore *store,
                                  const char *id,
                                  GBytes *browser_sha256,
                                  GBytes *state_sha256,
                                  gboolean *done,
                                  GError **error)
{
  guint64 n = 0;
  gboolean ok = platform_db_run (
      store->db, &n, error,
      "UPDATE portal_login SET state = 'opened', browser_sha256 = $2, state_sha256 = $3 "
      "WHERE id = $1 AND state IN ('waiting', 'opened')",
      "sbb", id, browser_sha256, state_sha256);

  return is_one (ok, n, done);
}

/**
 * platform_store_take_portal_state:
 * @store: a store with a transaction
 * @id: of a login
 * @done: (out): FALSE if it was taken before
 * @error: where to put a #PlatformError
 *
 * Takes a state out before its code is redeemed, so that neither comes a second time.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_take_portal_state (PlatformStore *store,
                                  const char *id,
                                  gboolean *done,
                                  GError **error)
{
  guint64 n = 0;
  gboolean ok = platform_db_run (store->db, &n, error,
                                 "UPDATE portal_login SET state = 'redeeming', state_sha256 = NULL "
                                 "WHERE id = $1 AND state = 'opened'",
                                 "s", id);

  return is_one (ok, n, done);
}

/**
 * platform_store_end_portal_state:
 * @store: a store with a transaction
 * @id: of a login whose state was taken
 * @outcome: who it is, or why it counts for nothing
 * @error: where to put a #PlatformError
 *
 * Notes what the portal has said.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_end_portal_state (PlatformStore *store,
                                 const char *id,
                                 const PlatformPortalOutcome *outcome,
                                 GError **error)
{
  return platform_db_run (store->db, NULL, error,
                          "UPDATE portal_login SET state = $2, reason = $3, issuer = $4, subject "
                          "= $5, name = $6 WHERE id = $1 AND state = 'redeeming'",
                          "ssssss", id, outcome->reason ? "failed" : "returned", outcome->reason,
                          outcome->issuer, outcome->subject, outcome->name);
}

/**
 * platform_store_miss_portal_code:
 * @store: a store with a transaction
 * @id: of a login
 * @error: where to put a #PlatformError
 *
 * Counts wrong digits; the last ones end the login.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_miss_portal_code (PlatformStore *store, const char *id, GError **error)
{
  return platform_db_run (
      store->db, NULL, error,
      "UPDATE portal_login SET state = CASE WHEN retries <= 1 THEN 'failed' ELSE state END, "
      "reason = CASE WHEN retries <= 1 THEN 'code' ELSE reason END, retries = retries - 1 "
      "WHERE id = $1 AND state = 'returned' AND retries > 0",
      "s", id);
}

/**
 * platform_store_move_portal_login:
 * @store: a store with a transaction
 * @id: of a login
 * @from: the state it has to be in
 * @to: the next one
 * @done: (out): FALSE if it was in another
 * @error: where to put a #PlatformError
 *
 * Takes a login one state further.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_move_portal_login (PlatformStore *store,
                                  const char *id,
                                  const char *from,
                                  const char *to,
                                  gboolean *done,
                                  GError **error)
{
  guint64 n = 0;
  gboolean ok = platform_db_run (store->db, &n, error,
                                 "UPDATE portal_login SET state = $3 WHERE id = $1 AND state = $2",
                                 "sss", id, from, to);

  return is_one (ok, n, done);
}

/**
 * platform_store_drop_portal_links:
 * @store: a store with a transaction
 * @account: id
 * @error: where to put a #PlatformError
 *
 * Ends the links that are on their way to an account: its owner may just be throwing out whoever
 * has begun them.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_drop_portal_links (PlatformStore *store, const char *account, GError **error)
{
  return platform_db_run (store->db, NULL, error,
                          "UPDATE portal_login SET state = 'failed', reason = 'dropped' "
                          "WHERE account = $1 AND state NOT IN ('used', 'failed')",
                          "s", account);
}

/**
 * platform_store_find_linked_account:
 * @store: a store
 * @issuer: of the portal
 * @subject: to it
 * @error: where to put a #PlatformError
 *
 * Finds whose login a portal's person is.
 *
 * Returns: (transfer full) (nullable): the account's id; NULL without an error if it is nobody's
 */
char *
platform_store_find_linked_account (PlatformStore *store,
                                    const char *issuer,
                                    const char *subject,
                                    GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error,
      "SELECT account FROM portal_link WHERE issuer = $1 AND subject = $2 AND ended IS NULL", "ss",
      issuer, subject);

  return rows && platform_rows_length (rows) > 0 ? platform_rows_dup (rows, 0, 0) : NULL;
}

/**
 * platform_store_add_portal_link:
 * @store: a store with a transaction
 * @issuer: of the portal
 * @subject: to it
 * @account: id
 * @now: seconds since 1970 UTC
 * @error: where to put a #PlatformError; %PLATFORM_ERROR_CONSTRAINT: it is somebody's already
 *
 * Makes a portal's person the login of an account.
 *
 * Returns: (transfer full): the link's id, or NULL on error
 */
char *
platform_store_add_portal_link (PlatformStore *store,
                                const char *issuer,
                                const char *subject,
                                const char *account,
                                gint64 now,
                                GError **error)
{
  g_autofree char *id = platform_store_new_id ();

  if (!platform_store_change (store, NULL, error,
                              "INSERT INTO portal_link (id, issuer, subject, account, created) "
                              "VALUES ($1, $2, $3, $4, $5)",
                              "ssssi", id, issuer, subject, account, now))
    return NULL;
  return g_steal_pointer (&id);
}

/**
 * platform_store_list_portal_links:
 * @store: a store
 * @account: id
 * @error: where to put a #PlatformError
 *
 * Lists the portals that an account can be entered by.
 *
 * Returns: (transfer full) (element-type PlatformPortalLink): them, or NULL on error
 */
GPtrArray *
platform_store_list_portal_links (PlatformStore *store, const char *account, GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error,
      "SELECT id, issuer, created FROM portal_link WHERE account = $1 AND ended IS NULL "
      "ORDER BY created, id LIMIT $2",
      "si", account, (gint64) MAX_LINKS);
  GPtrArray *links;

  if (!rows)
    return NULL;
  links = g_ptr_array_new_with_free_func ((GDestroyNotify) platform_portal_link_free);
  for (guint i = 0; i < platform_rows_length (rows); i++)
    {
      PlatformPortalLink *link = g_new0 (PlatformPortalLink, 1);

      link->id = platform_rows_dup (rows, i, 0);
      link->issuer = platform_rows_dup (rows, i, 1);
      link->created = platform_rows_number (rows, i, 2);
      g_ptr_array_add (links, link);
    }
  return links;
}

/**
 * platform_store_end_portal_link:
 * @store: a store with a transaction
 * @id: of a link
 * @account: whose it has to be
 * @now: seconds since 1970 UTC
 * @done: (out): FALSE if there is no such link of this account
 * @error: where to put a #PlatformError
 *
 * Ends a link.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_end_portal_link (PlatformStore *store,
                                const char *id,
                                const char *account,
                                gint64 now,
                                gboolean *done,
                                GError **error)
{
  guint64 n = 0;
  gboolean ok = platform_store_change (
      store, &n, error,
      "UPDATE portal_link SET ended = $3 WHERE id = $1 AND account = $2 AND ended IS NULL", "ssi",
      id, account, now);

  return is_one (ok, n, done);
}
