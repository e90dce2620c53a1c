/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-store-idempotency.h"

#include "platform-store-private.h"

/**
 * platform_replay_free:
 * @replay: (transfer full): an answer
 *
 * Frees it.
 */
void
platform_replay_free (PlatformReplay *replay)
{
  g_clear_pointer (&replay->request_mac, g_bytes_unref);
  g_clear_pointer (&replay->body, g_bytes_unref);
  g_free (replay->location);
  g_free (replay->etag);
  g_free (replay);
}

/**
 * platform_store_take_replay:
 * @rows: rows with PLATFORM_REPLAY_COLUMNS
 * @row: which one
 * @first: the first of these columns
 *
 * Takes an answer out of a row that something else may stand in too.
 *
 * Returns: (transfer full) (nullable): the answer, or NULL where the columns are NULL
 */
PlatformReplay *
platform_store_take_replay (PlatformRows *rows, guint row, guint first)
{
  PlatformReplay *replay;

  if (!platform_rows_text (rows, row, first))
    return NULL;
  replay = g_new0 (PlatformReplay, 1);
  replay->request_mac = platform_rows_bytes (rows, row, first);
  replay->status = platform_rows_number (rows, row, first + 1);
  replay->location = platform_rows_dup (rows, row, first + 2);
  replay->body = platform_rows_bytes (rows, row, first + 3);
  replay->etag = platform_rows_dup (rows, row, first + 4);
  return replay;
}

/**
 * platform_store_find_replay:
 * @store: a store
 * @actor: who sends it
 * @name: the Idempotency-Key
 * @error: where to put a #PlatformError
 *
 * Finds the answer that a request was given before.
 *
 * Returns: (transfer full) (nullable): the answer; NULL without an error if there is none
 */
PlatformReplay *
platform_store_find_replay (PlatformStore *store,
                            const char *actor,
                            const char *name,
                            GError **error)
{
  g_autoptr (PlatformRows)
      rows = platform_db_query (store->db, error,
                                "SELECT " PLATFORM_REPLAY_COLUMNS " FROM idempotency i "
                                "WHERE i.actor = $1 AND i.name = $2",
                                "ss", actor, name);

  return rows && platform_rows_length (rows) > 0 ? platform_store_take_replay (rows, 0, 0) : NULL;
}

/**
 * platform_store_add_replay:
 * @store: a store with the transaction of the change itself
 * @actor: who sent it
 * @name: the Idempotency-Key
 * @replay: the request and its answer
 * @now: seconds since 1970 UTC
 * @error: where to put a #PlatformError
 *
 * Keeps an answer. If the same came twice at once, this or the commit fails with
 * PLATFORM_ERROR_CONSTRAINT.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_add_replay (PlatformStore *store,
                           const char *actor,
                           const char *name,
                           PlatformReplay *replay,
                           gint64 now,
                           GError **error)
{
  return platform_db_run_later (
      store->db, error,
      "INSERT INTO idempotency (actor, name, request_mac, status, location, "
      "body, created, etag) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      "ssbisbis", actor, name, replay->request_mac, (gint64) replay->status, replay->location,
      replay->body, now, replay->etag);
}
