/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-store-setting.h"

#include "platform-store-private.h"

/**
 * platform_store_claim_setting:
 * @store: a store
 * @name: of the setting
 * @value: what it is to be if nobody has set it
 * @error: where to put a #PlatformError
 *
 * Sets what is set once and for all processes; the first one wins.
 *
 * Returns: (transfer full): what it is now, or NULL on error
 */
char *
platform_store_claim_setting (PlatformStore *store,
                              const char *name,
                              const char *value,
                              GError **error)
{
  g_autoptr (PlatformRows) rows = NULL;

  if (!platform_db_run (store->db, NULL, error,
                        "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                        "ss", name, value))
    return NULL;
  rows = platform_db_query (store->db, error, "SELECT value FROM setting WHERE name = $1", "s",
                            name);
  return rows ? platform_rows_dup (rows, 0, 0) : NULL;
}
