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

/**
 * platform_store_find_setting:
 * @store: a store
 * @name: of the setting
 * @value: (out) (transfer full) (nullable): what it is; NULL: nobody has set it
 * @error: where to put a #PlatformError
 *
 * Reads a setting.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_find_setting (PlatformStore *store, const char *name, char **value, GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error, "SELECT value FROM setting WHERE name = $1", "s", name);

  if (rows)
    *value = platform_rows_length (rows) > 0 ? platform_rows_dup (rows, 0, 0) : NULL;
  return rows != NULL;
}

/**
 * platform_store_swap_setting:
 * @store: a store with a transaction
 * @name: of the setting
 * @before: (nullable): what it has to be; NULL: set by nobody
 * @value: what it is to become
 * @done: (out): FALSE if it was something else
 * @error: where to put a #PlatformError
 *
 * Changes a setting, as one of several that try.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_swap_setting (PlatformStore *store,
                             const char *name,
                             const char *before,
                             const char *value,
                             gboolean *done,
                             GError **error)
{
  guint64 n = 0;
  gboolean run = before
                     ? platform_store_change (store, &n, error,
                                              "UPDATE setting SET value = $3 WHERE name = $1 AND "
                                              "value = $2",
                                              "sss", name, before, value)
                     : platform_store_change (store, &n, error,
                                              "INSERT INTO setting (name, value) VALUES ($1, $2) "
                                              "ON CONFLICT DO NOTHING",
                                              "ss", name, value);

  *done = n == 1;
  return run;
}
