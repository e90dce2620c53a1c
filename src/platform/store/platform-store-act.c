/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-store-act.h"

#include "platform-store-private.h"

/**
 * platform_stored_act_free:
 * @act: (transfer full): an act
 *
 * Frees it.
 */
void
platform_stored_act_free (PlatformAct *act)
{
  g_free (act->id);
  g_free (act->account);
  g_free (act->login);
  g_free (act->certificate);
  g_free (act->operation);
  g_free (act->object);
  g_free (act->organisation);
  g_free (act->statement);
  g_clear_pointer (&act->signature, g_bytes_unref);
  g_free (act);
}

#define ACT_COLUMNS                                                                                \
  "SELECT t.id, t.account, a.login, t.certificate, t.operation, t.object, t.organisation, "        \
  "t.statement, t.signature, t.created FROM act t JOIN account a ON a.id = t.account "

static PlatformAct *
take_act (PlatformRows *rows, guint row)
{
  PlatformAct *act = g_new0 (PlatformAct, 1);

  act->id = platform_rows_dup (rows, row, 0);
  act->account = platform_rows_dup (rows, row, 1);
  act->login = platform_rows_dup (rows, row, 2);
  act->certificate = platform_rows_dup (rows, row, 3);
  act->operation = platform_rows_dup (rows, row, 4);
  act->object = platform_rows_dup (rows, row, 5);
  act->organisation = platform_rows_dup (rows, row, 6);
  act->statement = platform_rows_dup (rows, row, 7);
  act->signature = platform_rows_bytes (rows, row, 8);
  act->created = platform_rows_number (rows, row, 9);
  return act;
}

static GPtrArray *
take_acts (PlatformRows *rows)
{
  GPtrArray *acts;

  if (!rows)
    return NULL;
  acts = g_ptr_array_new_with_free_func ((GDestroyNotify) platform_stored_act_free);
  for (guint i = 0; i < platform_rows_length (rows); i++)
    g_ptr_array_add (acts, take_act (rows, i));
  return acts;
}

/**
 * platform_store_find_act:
 * @store: a store
 * @id: from outside
 * @error: where to put a #PlatformError
 *
 * Finds a signed act, whosever it is.
 *
 * Returns: (transfer full) (nullable): it; NULL without an error if there is none
 */
PlatformAct *
platform_store_find_act (PlatformStore *store, const char *id, GError **error)
{
  g_autoptr (PlatformRows)
      rows = platform_db_query (store->db, error, ACT_COLUMNS "WHERE t.id = $1", "s", id);

  return rows && platform_rows_length (rows) > 0 ? take_act (rows, 0) : NULL;
}

/**
 * platform_store_list_acts:
 * @store: a store
 * @account: whose
 * @page: which part
 * @error: where to put a #PlatformError
 *
 * Lists what somebody has signed, newest first.
 *
 * Returns: (transfer full) (element-type PlatformAct): the acts, or NULL on error
 */
GPtrArray *
platform_store_list_acts (PlatformStore *store,
                          const char *account,
                          const PlatformPage *page,
                          GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error,
      ACT_COLUMNS "WHERE t.account = $1 AND ($3 = '' OR (t.created, t.id) < ($2, $3)) "
                  "ORDER BY t.created DESC, t.id DESC LIMIT $4",
      "sisi", account, page->time, page->after ? page->after : "", page->length + 1);

  return take_acts (rows);
}

/**
 * platform_store_list_acts_of:
 * @store: a store
 * @organisation: its id
 * @page: which part
 * @error: where to put a #PlatformError
 *
 * Lists what was signed about an enterprise, by whomever, newest first.
 *
 * Returns: (transfer full) (element-type PlatformAct): the acts, or NULL on error
 */
GPtrArray *
platform_store_list_acts_of (PlatformStore *store,
                             const char *organisation,
                             const PlatformPage *page,
                             GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error,
      ACT_COLUMNS "WHERE t.organisation = $1 AND ($3 = '' OR (t.created, t.id) < ($2, $3)) "
                  "ORDER BY t.created DESC, t.id DESC LIMIT $4",
      "sisi", organisation, page->time, page->after ? page->after : "", page->length + 1);

  return take_acts (rows);
}
