/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-store-evidence.h"

#include "platform-store-private.h"

/**
 * platform_store_add_evidence:
 * @store: a store with a transaction
 * @type: what happened, such as "account-created"
 * @actor: (nullable): id of the account that did it; NULL is the platform itself
 * @subject: id of what it happened to
 * @time: seconds since 1970 UTC
 * @details: (nullable): what else belongs to it; no personal data but ids and digests
 * @error: where to put a #PlatformError
 *
 * Appends an evidence entry, which names the signed statement of the transaction if it has one, in
 * canonical JSON to the transaction of the change that it tells of.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_add_evidence (PlatformStore *store,
                             const char *type,
                             const char *actor,
                             const char *subject,
                             gint64 time,
                             WireCanonical *details,
                             GError **error)
{
  g_autoptr (WireCanonical) own = details ? NULL : wire_canonical_new ();
  WireCanonical *entry = details ? details : own;
  g_autofree char *id = platform_store_new_id ();
  g_autofree char *text = NULL;

  wire_canonical_set_integer (entry, "v", 1);
  wire_canonical_set_string (entry, "id", id);
  wire_canonical_set_string (entry, "type", type);
  wire_canonical_set_string (entry, "actor", actor);
  wire_canonical_set_string (entry, "subject", subject);
  wire_canonical_set_integer (entry, "time", time);
  wire_canonical_set_string (entry, "act", store->act);
  wire_canonical_set_string (entry, "act_sha256", store->act_sha256);
  text = wire_canonical_to_text (entry);
  store->n_evidence++;
  return platform_db_run_later (store->db, error,
                                "INSERT INTO evidence (id, time, type, actor, subject, data) "
                                "VALUES ($1, $2, $3, $4, $5, $6)",
                                "sissss", id, time, type, actor, subject, text);
}

/**
 * platform_store_find_evidence_time:
 * @store: a store
 * @time: (out): seconds since 1970 UTC; 0 if there is no evidence
 * @error: where to put a #PlatformError
 *
 * Finds when the last entry was made.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_find_evidence_time (PlatformStore *store, gint64 *time, GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error, "SELECT time FROM evidence ORDER BY seq DESC LIMIT 1", "");

  if (rows)
    *time = platform_rows_length (rows) > 0 ? platform_rows_number (rows, 0, 0) : 0;
  return rows != NULL;
}
