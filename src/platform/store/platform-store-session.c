/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-store-session.h"

#include "platform-store-private.h"

/**
 * platform_store_create_session:
 * @store: a store with a transaction
 * @session: what it is made of
 * @now: seconds since 1970 UTC
 * @error: where to put a #PlatformError
 *
 * Adds a session.
 *
 * Returns: (transfer full): its id, or NULL on error
 */
char *
platform_store_create_session (PlatformStore *store,
                               const PlatformNewSession *session,
                               gint64 now,
                               GError **error)
{
  g_autofree char *id = platform_store_new_id ();

  if (!platform_store_change (
          store, NULL, error,
          "INSERT INTO session (id, token_sha256, account, device, address, "
          "created, last_seen, expires) VALUES ($1, $2, $3, $4, $5, $6, $6, $7)",
          "sbsssii", id, session->token_sha256, session->account, session->device, session->address,
          now, session->expires))
    return NULL;
  return g_steal_pointer (&id);
}

#define ACTOR_COLUMNS                                                                              \
  "s.id, a.id, a.login, a.person, p.name, p.id_last_four, p.identity, a.roles, a.created, "        \
  "s.last_seen"
#define N_ACTOR_COLUMNS 10
#define RUNNING_SESSION                                                                            \
  "session s JOIN account a ON a.id = s.account JOIN person p ON p.id = a.person "
#define IS_RUNNING                                                                                 \
  "s.token_sha256 = $1 AND s.expires > $2 AND s.ended IS NULL AND a.state = 'active'"

static PlatformActor *
take_actor (PlatformRows *rows, guint row)
{
  PlatformActor *actor = g_new0 (PlatformActor, 1);

  actor->session = platform_rows_dup (rows, row, 0);
  actor->account = platform_rows_dup (rows, row, 1);
  actor->login = platform_rows_dup (rows, row, 2);
  actor->person = platform_rows_dup (rows, row, 3);
  actor->name = platform_rows_dup (rows, row, 4);
  actor->id_last_four = platform_rows_dup (rows, row, 5);
  actor->identity = platform_rows_dup (rows, row, 6);
  actor->roles = platform_store_split (platform_rows_text (rows, row, 7));
  actor->created = platform_rows_number (rows, row, 8);
  actor->last_seen = platform_rows_number (rows, row, 9);
  return actor;
}

/**
 * platform_store_find_session:
 * @store: a store
 * @token_sha256: of the token that the request carries
 * @name: (nullable): the request's Idempotency-Key
 * @now: seconds since 1970 UTC
 * @known: (out) (nullable): the answer that the same account had for @name before
 * @error: where to put a #PlatformError
 *
 * Finds who a running session belongs to, and on the same way what they were answered.
 *
 * Returns: (transfer full) (nullable): the actor; NULL without an error if there is no such session
 */
PlatformActor *
platform_store_find_session (PlatformStore *store,
                             GBytes *token_sha256,
                             const char *name,
                             gint64 now,
                             PlatformReplay **known,
                             GError **error)
{
  g_autoptr (PlatformRows)
      rows = name ? platform_db_query (store->db, error,
                                       "SELECT " ACTOR_COLUMNS ", " PLATFORM_REPLAY_COLUMNS
                                       " FROM " RUNNING_SESSION
                                       "LEFT JOIN idempotency i ON i.actor = a.id AND i.name = $3 "
                                       "WHERE " IS_RUNNING,
                                       "bis", token_sha256, now, name)
                  : platform_db_query (store->db, error,
                                       "SELECT " ACTOR_COLUMNS " FROM " RUNNING_SESSION
                                       "WHERE " IS_RUNNING,
                                       "bi", token_sha256, now);

  if (!rows || platform_rows_length (rows) == 0)
    return NULL;
  if (name)
    *known = platform_store_take_replay (rows, 0, N_ACTOR_COLUMNS);
  return take_actor (rows, 0);
}

#define ASKED(number, token, name)                                                                 \
  "(" #number ", CAST ($" #token " AS BYTEA), CAST ($" #name " AS TEXT))"

/**
 * platform_store_find_entries:
 * @store: a store of which platform_pool_is_far() holds
 * @entries: (array length=n_entries) (inout): requests; of each that has a running session it says
 *   whose that is
 * @n_entries: how many; at most PLATFORM_MAX_ENTRIES
 * @now: seconds since 1970 UTC
 * @error: where to put a #PlatformError
 *
 * Asks what platform_store_find_session() does, for several requests on one way to the database and
 * back.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_find_entries (
    PlatformStore *store, PlatformEntry *entries, guint n_entries, gint64 now, GError **error)
{
  const PlatformEntry nobody = {NULL};
  const PlatformEntry *at[PLATFORM_MAX_ENTRIES];
  g_autoptr (PlatformRows) rows = NULL;

  for (guint i = 0; i < PLATFORM_MAX_ENTRIES; i++)
    at[i] = i < n_entries ? &entries[i] : &nobody;
  rows = platform_db_query (
      store->db, error,
      "SELECT " ACTOR_COLUMNS ", " PLATFORM_REPLAY_COLUMNS ", asked.number FROM (VALUES "
      /* clang-format off */
      ASKED (0, 2, 3) ", " ASKED (1, 4, 5) ", " ASKED (2, 6, 7) ", " ASKED (3, 8, 9) ", "
      ASKED (4, 10, 11) ", " ASKED (5, 12, 13) ", " ASKED (6, 14, 15) ", " ASKED (7, 16, 17)
      /* clang-format on */
      ") AS asked (number, token, name) "
      "JOIN session s ON s.token_sha256 = asked.token "
      "JOIN account a ON a.id = s.account JOIN person p ON p.id = a.person "
      "LEFT JOIN idempotency i ON i.actor = a.id AND i.name = asked.name "
      "WHERE s.expires > $1 AND s.ended IS NULL AND a.state = 'active'",
      "ibsbsbsbsbsbsbsbs", now, at[0]->token_sha256, at[0]->name, at[1]->token_sha256, at[1]->name,
      at[2]->token_sha256, at[2]->name, at[3]->token_sha256, at[3]->name, at[4]->token_sha256,
      at[4]->name, at[5]->token_sha256, at[5]->name, at[6]->token_sha256, at[6]->name,
      at[7]->token_sha256, at[7]->name);
  for (guint i = 0; rows && i < platform_rows_length (rows); i++)
    {
      PlatformEntry *entry =
          &entries[platform_rows_number (rows, i, N_ACTOR_COLUMNS + PLATFORM_N_REPLAY_COLUMNS)];

      entry->actor = take_actor (rows, i);
      entry->known = platform_store_take_replay (rows, i, N_ACTOR_COLUMNS);
    }
  return rows != NULL;
}

/* Sessions that one statement asks about. */
#define MAX_TOKENS 16

static gboolean
ask_about (PlatformStore *store,
           GBytes *const tokens[MAX_TOKENS],
           gint64 now,
           GHashTable *running,
           GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error,
      "SELECT s.token_sha256, a.roles FROM session s JOIN account a ON a.id = s.account "
      "WHERE s.expires > $17 AND s.ended IS NULL AND a.state = 'active' AND s.token_sha256 IN "
      "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
      "bbbbbbbbbbbbbbbbi", tokens[0], tokens[1], tokens[2], tokens[3], tokens[4], tokens[5],
      tokens[6], tokens[7], tokens[8], tokens[9], tokens[10], tokens[11], tokens[12], tokens[13],
      tokens[14], tokens[15], now);

  for (guint i = 0; rows && i < platform_rows_length (rows); i++)
    g_hash_table_insert (running, platform_rows_bytes (rows, i, 0),
                         platform_store_split (platform_rows_text (rows, i, 1)));
  return rows != NULL;
}

/**
 * platform_store_find_running:
 * @store: a store
 * @tokens: (element-type GBytes): SHA-256 of each token
 * @now: seconds since 1970 UTC
 * @error: where to put a #PlatformError
 *
 * Asks which sessions go on, many of them at once.
 *
 * Returns: (transfer full) (element-type GBytes GStrv): the account's roles, perhaps %NULL, by the
 *   token of each that does; NULL on error
 */
GHashTable *
platform_store_find_running (PlatformStore *store, GPtrArray *tokens, gint64 now, GError **error)
{
  g_autoptr (GHashTable) running = g_hash_table_new_full (
      g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, (GDestroyNotify) g_strfreev);

  for (guint first = 0; first < tokens->len; first += MAX_TOKENS)
    {
      GBytes *some[MAX_TOKENS] = {NULL};

      for (guint i = 0; i < MAX_TOKENS && first + i < tokens->len; i++)
        some[i] = tokens->pdata[first + i];
      if (!ask_about (store, some, now, running, error))
        return NULL;
    }
  return g_steal_pointer (&running);
}

/**
 * platform_store_touch_session:
 * @store: a store without a transaction
 * @session: its id
 * @now: seconds since 1970 UTC
 * @error: where to put a #PlatformError
 *
 * Notes when a session was last used; no matter of evidence.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_touch_session (PlatformStore *store, const char *session, gint64 now, GError **error)
{
  return platform_store_begin (store, error) &&
         platform_store_end (store,
                             platform_db_run (store->db, NULL, error,
                                              "UPDATE session SET last_seen = $2 WHERE id = $1",
                                              "si", session, now),
                             error);
}

static PlatformSession *
take_session (PlatformRows *rows, guint row)
{
  PlatformSession *session = g_new0 (PlatformSession, 1);

  session->id = platform_rows_dup (rows, row, 0);
  session->device = platform_rows_dup (rows, row, 1);
  session->created = platform_rows_number (rows, row, 2);
  session->last_seen = platform_rows_number (rows, row, 3);
  session->expires = platform_rows_number (rows, row, 4);
  return session;
}

/**
 * platform_store_list_sessions:
 * @store: a store
 * @account: its id
 * @page: which and how many
 * @now: seconds since 1970 UTC
 * @error: where to put a #PlatformError
 *
 * Lists running sessions of an account, the newest first.
 *
 * Returns: (transfer full) (element-type PlatformSession): the sessions, or NULL on error
 */
GPtrArray *
platform_store_list_sessions (
    PlatformStore *store, const char *account, const PlatformPage *page, gint64 now, GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error,
      "SELECT id, device, created, last_seen, expires FROM session "
      "WHERE account = $1 AND expires > $2 AND ended IS NULL AND "
      "($4 = '' OR (created, id) < ($3, $4)) "
      "ORDER BY created DESC, id DESC LIMIT $5",
      "siisi", account, now, page->time, page->after ? page->after : "", page->length + 1);
  GPtrArray *sessions;

  if (!rows)
    return NULL;
  sessions = g_ptr_array_new_with_free_func ((GDestroyNotify) platform_session_free);
  for (guint i = 0; i < platform_rows_length (rows); i++)
    g_ptr_array_add (sessions, take_session (rows, i));
  return sessions;
}

/**
 * platform_store_end_session:
 * @store: a store with a transaction
 * @session: its id
 * @account: whose it has to be
 * @now: seconds since 1970 UTC
 * @ended: (out): FALSE if there is no such running session
 * @error: where to put a #PlatformError
 *
 * Ends a session.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_end_session (PlatformStore *store,
                            const char *session,
                            const char *account,
                            gint64 now,
                            gboolean *ended,
                            GError **error)
{
  guint64 n = 0;

  if (!platform_store_change (
          store, &n, error,
          "UPDATE session SET ended = $3 WHERE id = $1 AND account = $2 AND ended IS NULL", "ssi",
          session, account, now))
    return FALSE;
  *ended = n == 1;
  return TRUE;
}

/**
 * platform_store_end_sessions:
 * @store: a store with a transaction
 * @account: its id
 * @but: id of the session that goes on
 * @now: seconds since 1970 UTC
 * @error: where to put a #PlatformError
 *
 * Ends all sessions of an account but one.
 *
 * Returns: (transfer full) (element-type utf8): the ids of those that had not ended yet, or NULL on
 *   error
 */
GPtrArray *
platform_store_end_sessions (
    PlatformStore *store, const char *account, const char *but, gint64 now, GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error,
      "SELECT id FROM session WHERE account = $1 AND id <> $2 AND ended IS NULL AND expires > $3",
      "ssi", account, but, now);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; rows && i < platform_rows_length (rows); i++)
    {
      g_autofree char *id = platform_rows_dup (rows, i, 0);
      gboolean ended = FALSE;

      if (!platform_store_end_session (store, id, account, now, &ended, error))
        return NULL;
      if (ended)
        g_ptr_array_add (ids, g_steal_pointer (&id));
    }
  return rows ? g_steal_pointer (&ids) : NULL;
}

/**
 * platform_store_get_failures:
 * @store: a store
 * @login: as it was tried, or "*"
 * @address: where from, or "*"
 * @failures: (out): how many wrong passwords in a row
 * @last: (out): when the last one came, 0 if none did
 * @error: where to put a #PlatformError
 *
 * Looks up wrong passwords.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_get_failures (PlatformStore *store,
                             const char *login,
                             const char *address,
                             guint *failures,
                             gint64 *last,
                             GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error,
      "SELECT failures, last FROM login_failure WHERE login = $1 AND address = $2", "ss", login,
      address);

  if (!rows)
    return FALSE;
  *failures = platform_rows_length (rows) > 0 ? platform_rows_number (rows, 0, 0) : 0;
  *last = *failures > 0 ? platform_rows_number (rows, 0, 1) : 0;
  return TRUE;
}

/**
 * platform_store_add_failure:
 * @store: a store with a transaction
 * @login: as it was tried, or "*"
 * @address: where from, or "*"
 * @since: failures that ended before are forgotten
 * @now: seconds since 1970 UTC
 * @error: where to put a #PlatformError
 *
 * Counts a wrong password; no matter of evidence, lest anybody could fill the log.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_add_failure (PlatformStore *store,
                            const char *login,
                            const char *address,
                            gint64 since,
                            gint64 now,
                            GError **error)
{
  return platform_db_run (
      store->db, NULL, error,
      "INSERT INTO login_failure (login, address, failures, last) VALUES ($1, $2, 1, $4) "
      "ON CONFLICT (login, address) DO UPDATE SET last = excluded.last, failures = "
      "CASE WHEN login_failure.last < $3 THEN 1 ELSE login_failure.failures + 1 END",
      "ssii", login, address, since, now);
}

/**
 * platform_store_forget_failures:
 * @store: a store with a transaction
 * @login: which
 * @address: which
 * @error: where to put a #PlatformError
 *
 * Forgets wrong passwords after the right one.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_forget_failures (PlatformStore *store,
                                const char *login,
                                const char *address,
                                GError **error)
{
  return platform_db_run (store->db, NULL, error,
                          "DELETE FROM login_failure WHERE login = $1 AND address = $2", "ss",
                          login, address);
}

/**
 * platform_store_is_known_address:
 * @store: a store
 * @account: its id
 * @address: where a login comes from
 * @known: (out): whether a login succeeded from there before
 * @error: where to put a #PlatformError
 *
 * Tells the person's usual places from a stranger's.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_is_known_address (
    PlatformStore *store, const char *account, const char *address, gboolean *known, GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error, "SELECT id FROM session WHERE account = $1 AND address = $2 LIMIT 1", "ss",
      account, address);

  if (!rows)
    return FALSE;
  *known = platform_rows_length (rows) > 0;
  return TRUE;
}
