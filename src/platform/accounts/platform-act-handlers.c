/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-act-handlers.h"

#include "platform-cursor.h"
#include "platform-store-act.h"
#include "platform-store-organisation.h"
#include "wire-challenge.h"

/* It lends what the row has; the words and the signature are asked for one by one. */
static WireAct *
new_item (PlatformAct *row)
{
  WireAct *item = g_new0 (WireAct, 1);

  item->id = row->id;
  item->login = row->login;
  item->certificate = row->certificate;
  item->operation = row->operation;
  item->object = row->object;
  item->created = row->created;
  return item;
}

static gboolean
answer_list (PlatformCall *call, GPtrArray *rows, const PlatformPage *page)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *next = NULL;

  for (guint i = 0; i < MIN (rows->len, page->length); i++)
    {
      WireAct *item = new_item (rows->pdata[i]);

      g_ptr_array_add (items, item);
      if (i + 1 == page->length && rows->len > page->length)
        next = platform_cursor_write (call, item->created, item->id);
    }
  platform_call_answer (call, &(WireActs){.items = items, .next = next});
  return TRUE;
}

/**
 * platform_list_acts:
 * @call: the request
 * @error: where to put the refusal
 *
 * Lists what the person has signed here.
 *
 * Returns: FALSE on error
 */
gboolean
platform_list_acts (PlatformCall *call, GError **error)
{
  PlatformPage page;
  g_autoptr (GPtrArray) rows = NULL;

  if (!platform_cursor_read (call, &page, error) ||
      !(rows = platform_store_list_acts (call->store, call->actor->account, &page, error)))
    return FALSE;
  return answer_list (call, rows, &page);
}

/* Who watches the others, and who answers for them by law. */
static gboolean
may_audit (PlatformCall *call, const char *organisation, gboolean *may, GError **error)
{
  g_autoptr (PlatformOrganisation) row = NULL;
  GError *local = NULL;

  *may = FALSE;
  if (!organisation)
    return TRUE;
  row = platform_store_find_organisation (call->store, organisation, call->actor->person, &local);
  if (local)
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  *may = row && (g_str_equal (row->legal_representative, call->actor->person) ||
                 (row->roles && g_strv_contains ((const char *const *) row->roles, "auditor")));
  return TRUE;
}

/**
 * platform_list_acts_of:
 * @call: the request
 * @error: where to put the refusal
 *
 * Lists what was signed about an enterprise, to its auditors and its legal representative.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_list_acts_of (PlatformCall *call, GError **error)
{
  PlatformPage page;
  g_autoptr (GPtrArray) rows = NULL;
  gboolean may;

  if (!may_audit (call, call->values[0], &may, error))
    return FALSE;
  if (!may)
    return platform_call_refuse (error, WIRE_PROBLEM_NOT_FOUND, "no such organisation");
  if (!platform_cursor_read (call, &page, error) ||
      !(rows = platform_store_list_acts_of (call->store, call->values[0], &page, error)))
    return FALSE;
  return answer_list (call, rows, &page);
}

/* To others it is not there. */
static PlatformAct *
find_act (PlatformCall *call, GError **error)
{
  g_autoptr (PlatformAct) row = platform_store_find_act (call->store, call->values[0], error);
  gboolean may = FALSE;

  if (*error)
    return NULL;
  if (row && g_str_equal (row->account, call->actor->account))
    return g_steal_pointer (&row);
  if (row && !may_audit (call, row->organisation, &may, error))
    return NULL;
  if (may)
    return g_steal_pointer (&row);
  platform_call_refuse (error, WIRE_PROBLEM_NOT_FOUND, "no such act");
  return NULL;
}

/**
 * platform_get_act:
 * @call: the request
 * @error: where to put the refusal
 *
 * Answers with the words that somebody signed, and the signature over them, to that person and to
 * who audits the enterprise that it is about.
 *
 * Returns: FALSE if there is none
 */
gboolean
platform_get_act (PlatformCall *call, GError **error)
{
  g_autoptr (PlatformAct) row = find_act (call, error);
  g_autofree WireAct *answer = NULL;

  if (!row)
    return FALSE;
  answer = new_item (row);
  answer->statement = row->statement;
  answer->signature = row->signature;
  platform_call_answer (call, answer);
  return TRUE;
}
