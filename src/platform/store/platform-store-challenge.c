/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-store-challenge.h"

#include "platform-store-evidence.h"
#include "platform-store-private.h"

/**
 * platform_challenge_free:
 * @challenge: (transfer full): a row
 *
 * Frees it.
 */
void
platform_challenge_free (PlatformChallenge *challenge)
{
  g_free (challenge->nonce);
  g_free (challenge->operation);
  g_free (challenge->account);
  g_free (challenge->object);
  g_free (challenge->state);
  g_free (challenge->platform);
  g_free (challenge);
}

/**
 * platform_store_add_challenge:
 * @store: a store with a transaction
 * @challenge: the row
 * @now: seconds since 1970 UTC
 * @error: where to put a #PlatformError
 *
 * Remembers a nonce, and forgets those whose time is over; no matter of evidence.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_add_challenge (PlatformStore *store,
                              const PlatformChallenge *challenge,
                              gint64 now,
                              GError **error)
{
  return platform_db_run (store->db, NULL, error, "DELETE FROM challenge WHERE expires <= $1", "i",
                          now) &&
         platform_db_run (store->db, NULL, error,
                          "INSERT INTO challenge (nonce, operation, account, object, state, "
                          "platform, created, expires) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                          "ssssssii", challenge->nonce, challenge->operation, challenge->account,
                          challenge->object, challenge->state, challenge->platform,
                          challenge->created, challenge->expires);
}

static PlatformChallenge *
find_challenge (PlatformStore *store, const char *nonce, gint64 now, GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error,
      "SELECT operation, account, object, state, platform, created, expires FROM challenge "
      "WHERE nonce = $1 AND expires > $2",
      "si", nonce, now);
  PlatformChallenge *challenge;

  if (!rows || platform_rows_length (rows) == 0)
    return NULL;
  challenge = g_new0 (PlatformChallenge, 1);
  challenge->nonce = g_strdup (nonce);
  challenge->operation = platform_rows_dup (rows, 0, 0);
  challenge->account = platform_rows_dup (rows, 0, 1);
  challenge->object = platform_rows_dup (rows, 0, 2);
  challenge->state = platform_rows_dup (rows, 0, 3);
  challenge->platform = platform_rows_dup (rows, 0, 4);
  challenge->created = platform_rows_number (rows, 0, 5);
  challenge->expires = platform_rows_number (rows, 0, 6);
  return challenge;
}

/**
 * platform_store_use_challenge:
 * @store: a store with a transaction, with which the nonce comes back if it fails
 * @nonce: from outside
 * @now: seconds since 1970 UTC
 * @error: where to put a #PlatformError
 *
 * Takes a nonce out, so that nobody else can.
 *
 * Returns: (transfer full) (nullable): it; NULL without an error if there is none that is still
 * good
 */
PlatformChallenge *
platform_store_use_challenge (PlatformStore *store, const char *nonce, gint64 now, GError **error)
{
  g_autoptr (PlatformChallenge) challenge = find_challenge (store, nonce, now, error);
  guint64 n = 0;

  if (!challenge ||
      !platform_db_run (store->db, &n, error, "DELETE FROM challenge WHERE nonce = $1", "s", nonce))
    return NULL;
  return n == 1 ? g_steal_pointer (&challenge) : NULL;
}

/**
 * platform_store_add_act:
 * @store: a store with a transaction
 * @act: what was signed
 * @now: seconds since 1970 UTC
 * @error: where to put a #PlatformError
 *
 * Keeps a signed statement; the evidence entries of the rest of the transaction name it.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_add_act (PlatformStore *store, const PlatformNewAct *act, gint64 now, GError **error)
{
  g_free (store->act);
  g_free (store->act_sha256);
  store->act = platform_store_new_id ();
  store->act_sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, act->signature);
  return platform_store_change (store, NULL, error,
                                "INSERT INTO act (id, account, certificate, operation, statement, "
                                "signature, created, object, organisation) VALUES ($1, $2, "
                                "$3, $4, $5, $6, $7, $8, $9)",
                                "sssssbiss", store->act, act->account, act->certificate,
                                act->operation, act->statement, act->signature, now, act->object,
                                act->organisation);
}
