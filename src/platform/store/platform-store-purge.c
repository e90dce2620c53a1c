/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-store-purge.h"

#include "platform-store-private.h"

#define HOUR (3600)
#define DAY (24 * HOUR)
/* Rows of one transaction: others write meanwhile. */
#define STEP "500"
/* Of one table at once; what is left is for the next time. */
#define MAX_STEPS 20

/* Rows that no rule of the platform asks for any more, by the time after which none does. Evidence,
 * acts, consents, certificates and their holds are not among them: these are for ever. */
typedef struct {
  const char *table;
  const char *key;
  const char *over; /* $1: what the time has to be before */
  gint64 kept;      /* seconds after that time */
} Term;

/* Processes' clocks differ: what is good for minutes stays an hour longer. Pictures go before the
 * identification that they belong to. By the last session of an address a person is known there,
 * which keeps lock-outs from them: it stays for a year, and who is asked about is who ended within
 * a week; the newest revocation list stays. */
static const Term terms[] = {
    {"login_failure", "login, address", "last < $1", PLATFORM_FAILURE_SECONDS},
    {"idempotency", "actor, name", "created < $1", PLATFORM_REPLAY_SECONDS},
    {"challenge", "nonce", "expires < $1", HOUR},
    {"cmp_transaction", "sender, id", "expires < $1", HOUR},
    {"portal_login", "id", "expires < $1", DAY},
    {"event", "stream, seq", "time < $1", PLATFORM_EVENT_SECONDS},
    {"identity_picture", "session, number",
     "session IN (SELECT id FROM identity_session WHERE expires < $1)", 0},
    {"identity_session", "id",
     "expires < $1 AND NOT EXISTS (SELECT 1 FROM identity_picture WHERE "
     "identity_picture.session = identity_session.id)",
     30 * DAY},
    {"session", "id",
     "expires < $1 AND expires > $1 - 604800 AND EXISTS (SELECT 1 FROM session later WHERE "
     "later.account = session.account "
     "AND later.address = session.address AND later.created > session.created)",
     DAY},
    {"session", "id", "expires < $1", 365 * DAY},
    {"revocation_list", "number",
     "next_update < $1 AND number < (SELECT MAX (number) FROM revocation_list)", 30 * DAY},
};

/* What another process is about to change or to purge is passed over. A row that is taken here
 * waits for nobody, and nobody for it longer than for a step. */
static char *
write_statement (PlatformStore *store, const Term *term)
{
  return g_strdup_printf ("DELETE FROM %s WHERE (%s) IN (SELECT %s FROM %s WHERE %s LIMIT " STEP
                          "%s)",
                          term->table, term->key, term->key, term->table, term->over,
                          platform_store_is_alone (store) ? "" : " FOR UPDATE SKIP LOCKED");
}

static gboolean
purge_step (PlatformStore *store, const char *sql, gint64 before, guint64 *n, GError **error)
{
  return platform_store_begin (store, error) &&
         platform_store_end (store, platform_db_run (store->db, n, error, sql, "i", before), error);
}

static gboolean
purge_table (PlatformStore *store, const Term *term, gint64 now, GError **error)
{
  g_autofree char *sql = write_statement (store, term);
  guint64 n = 1;

  for (guint i = 0; i < MAX_STEPS && n > 0; i++)
    if (!purge_step (store, sql, now - term->kept, &n, error))
      return FALSE;
  return TRUE;
}

/* A page that was erased is still in SQLite's log of what was written, until that begins anew:
 * above all pictures of faces are not left there. If somebody reads or writes for long just now, it
 * is for the next time. */
static gboolean
forget (PlatformStore *store, GError **error)
{
  g_autoptr (PlatformRows) rows = NULL;

  if (!platform_store_is_alone (store))
    return TRUE;
  rows = platform_db_query (store->own, error, "PRAGMA wal_checkpoint (TRUNCATE)", "");
  return rows != NULL;
}

/**
 * platform_store_purge:
 * @store: a store without a transaction
 * @now: seconds since 1970 UTC, of a clock that is trusted
 * @error: where to put a #PlatformError
 *
 * Deletes what was kept for a time that is over, in small steps; no matter of evidence. Several
 * processes may do so at once.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_purge (PlatformStore *store, gint64 now, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (terms); i++)
    if (!purge_table (store, &terms[i], now, error))
      return FALSE;
  return forget (store, error);
}
