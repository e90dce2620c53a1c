/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-store-cmp.h"

#include "platform-error.h"
#include "platform-store-private.h"

/**
 * platform_cmp_transaction_free:
 * @transaction: (transfer full): a row
 *
 * Frees it.
 */
void
platform_cmp_transaction_free (PlatformCmpTransaction *transaction)
{
  g_free (transaction->sender);
  g_free (transaction->id);
  g_clear_pointer (&transaction->request, g_bytes_unref);
  g_free (transaction->last_sha256);
  g_clear_pointer (&transaction->answer, g_bytes_unref);
  g_free (transaction->certificate);
  g_free (transaction);
}

/**
 * platform_store_find_cmp:
 * @store: a store
 * @sender: whose
 * @id: from outside
 * @error: where to put a #PlatformError
 *
 * Finds a transaction of CMP.
 *
 * Returns: (transfer full) (nullable): it; NULL without an error if there is none
 */
PlatformCmpTransaction *
platform_store_find_cmp (PlatformStore *store, const char *sender, const char *id, GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error,
      "SELECT request, last_sha256, answer, certificate, expires FROM cmp_transaction "
      "WHERE sender = $1 AND id = $2",
      "ss", sender, id);
  PlatformCmpTransaction *transaction;

  if (!rows || platform_rows_length (rows) == 0)
    return NULL;
  transaction = g_new0 (PlatformCmpTransaction, 1);
  transaction->sender = g_strdup (sender);
  transaction->id = g_strdup (id);
  transaction->request = platform_rows_bytes (rows, 0, 0);
  transaction->last_sha256 = platform_rows_dup (rows, 0, 1);
  transaction->answer = platform_rows_bytes (rows, 0, 2);
  transaction->certificate = platform_rows_dup (rows, 0, 3);
  transaction->expires = platform_rows_number (rows, 0, 4);
  return transaction;
}

/**
 * platform_store_add_cmp:
 * @store: a store with the transaction of what was changed
 * @transaction: a row
 * @error: where to put a #PlatformError
 *
 * Remembers a message and its answer. If the same came twice at once, this or the commit fails with
 * PLATFORM_ERROR_CONSTRAINT.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_add_cmp (PlatformStore *store,
                        const PlatformCmpTransaction *transaction,
                        GError **error)
{
  return platform_db_run (store->db, NULL, error,
                          "INSERT INTO cmp_transaction (sender, id, request, last_sha256, answer, "
                          "certificate, expires) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                          "ssbsbsi", transaction->sender, transaction->id, transaction->request,
                          transaction->last_sha256, transaction->answer, transaction->certificate,
                          transaction->expires);
}

/**
 * platform_store_advance_cmp:
 * @store: a store with the transaction of what was changed
 * @transaction: a row, as it is to be
 * @before: its last_sha256, as it was
 * @error: where to put a #PlatformError; PLATFORM_ERROR_BUSY: another message came first
 *
 * Remembers a further message and its answer.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_advance_cmp (PlatformStore *store,
                            const PlatformCmpTransaction *transaction,
                            const char *before,
                            GError **error)
{
  guint64 n = 0;

  if (!platform_db_run (store->db, &n, error,
                        "UPDATE cmp_transaction SET last_sha256 = $3, answer = $4, certificate = "
                        "$5, expires = $6 WHERE sender = $1 AND id = $2 AND last_sha256 = $7",
                        "sssbsis", transaction->sender, transaction->id, transaction->last_sha256,
                        transaction->answer, transaction->certificate, transaction->expires,
                        before))
    return FALSE;
  if (n == 1)
    return TRUE;
  g_set_error_literal (error, PLATFORM_ERROR, PLATFORM_ERROR_BUSY, "another message came first");
  return FALSE;
}
