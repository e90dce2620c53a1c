/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-organisation-handlers.h"

#include <string.h>

#include "wire-credit-code.h"
#include "platform-cursor.h"
#include "platform-etag.h"
#include "platform-lifecycle-handlers.h"
#include "platform-private.h"
#include "platform-store-account.h"
#include "platform-store-event.h"
#include "platform-store-evidence.h"
#include "wire-identity.h"
#include "wire-organisation.h"
#include "wire-name.h"

#define REPRESENTATIVE "legal-representative"

/* A list that was handed over; what its items lend lives as long as @owner. */
typedef struct {
  WireOrganisation message;
  char **roles;
} Item;

static void
item_free (Item *self)
{
  g_strfreev (self->roles);
  g_free (self->message.etag);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Item, item_free)

static char **
roles_of (PlatformCall *call, const PlatformOrganisation *row)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (g_str_equal (row->legal_representative, call->actor->person))
    g_strv_builder_add (builder, REPRESENTATIVE);
  for (guint i = 0; row->roles && row->roles[i]; i++)
    g_strv_builder_add (builder, row->roles[i]);
  return g_strv_builder_end (builder);
}

static Item *
item_new (PlatformCall *call, const PlatformOrganisation *row)
{
  Item *self = g_new0 (Item, 1);

  self->roles = roles_of (call, row);
  self->message = (WireOrganisation){
      .id = row->id,
      .name = row->name,
      .credit_code = row->credit_code,
      .legal_representative = row->representative_name,
      .state = row->state,
      .reason = row->reason,
      .roles = self->roles,
      .created = row->created,
  };
  self->message.etag = platform_etag_of_message (&wire_organisation_type, &self->message);
  self->message.own = row->own;
  return self;
}

static gboolean
answer_list (PlatformCall *call, GPtrArray *rows, const PlatformPage *page)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) item_free);
  g_autofree char *next = NULL;

  for (guint i = 0; i < MIN (rows->len, page->length); i++)
    {
      Item *item = item_new (call, rows->pdata[i]);

      g_ptr_array_add (items, item);
      if (i + 1 == page->length && rows->len > page->length)
        next = platform_cursor_write (call, item->message.created, item->message.id);
    }
  platform_call_answer (call, &(WireOrganisations){.items = items, .next = next});
  return TRUE;
}

/**
 * platform_organisation_of_representative:
 * @call: a request of a person, whose store has a transaction
 * @id: of an organisation, from outside
 * @error: where to put the refusal
 *
 * Finds a confirmed organisation whose legal representative sends the request; it stays so until
 * the transaction ends.
 *
 * Returns: (transfer full): it, or NULL if it was refused
 */
PlatformOrganisation *
platform_organisation_of_representative (PlatformCall *call, const char *id, GError **error)
{
  g_autoptr (PlatformOrganisation) row = NULL;

  if (!platform_store_hold (call->store, PLATFORM_THING_ORGANISATION, id, error))
    return NULL;
  row = platform_store_find_organisation (call->store, id, call->actor->person, error);
  if (!row && !*error)
    platform_call_refuse (error, WIRE_PROBLEM_NOT_FOUND, "no such organisation");
  else if (row && !g_str_equal (row->legal_representative, call->actor->person))
    platform_call_refuse (error, WIRE_PROBLEM_FORBIDDEN, "its legal representative may do this");
  else if (row && !g_str_equal (row->state, "confirmed"))
    platform_call_refuse (error, WIRE_PROBLEM_CONFLICT, "it is %s", row->state);
  else if (row)
    return g_steal_pointer (&row);
  return NULL;
}

static gboolean
check_new (PlatformCall *call, WireNewOrganisation *asked, GError **error)
{
  g_autoptr (PlatformAccount)
      account = platform_store_get_account (call->store, call->actor->account, error);

  if (!account)
    return FALSE;
  if (!wire_credit_code_is_valid (asked->credit_code))
    return platform_call_refuse (error, WIRE_PROBLEM_MALFORMED, "credit_code is none");
  g_strstrip (asked->name);
  if (!wire_name_settle (&asked->name))
    return platform_call_refuse (error, WIRE_PROBLEM_NAME, "name is of no usable form");
  return g_str_equal (account->identity, "verified") ||
         platform_call_refuse (error, WIRE_PROBLEM_FORBIDDEN, "verify who you are first");
}

static gboolean
note (PlatformCall *call, const char *event, const char *id, GError **error)
{
  return platform_store_add_evidence (call->store, event, call->actor->account, id, call->now, NULL,
                                      error);
}

/* Who waits for it sees at once what the operator decided. */
static gboolean
tell (PlatformCall *call, const PlatformOrganisation *row, const char *state, GError **error)
{
  return platform_store_tell_person (call->store, row->legal_representative,
                                     &(PlatformEvent){
                                         .time = call->now,
                                         .type = (char *) "organisation",
                                         .subject = row->id,
                                         .state = (char *) state,
                                     },
                                     error);
}

/**
 * platform_create_organisation:
 * @call: the request
 * @error: where to put the refusal
 *
 * Takes a verified person's word that they represent an enterprise. Where identities are checked at
 * all, an operator confirms it by the register.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_create_organisation (PlatformCall *call, GError **error)
{
  WireNewOrganisation *asked = call->message;
  gboolean is_trial = g_str_equal (call->platform->provider->name, "trial");
  g_autoptr (PlatformOrganisation) row = NULL;
  g_autofree char *id = NULL;
  g_autoptr (GError) local = NULL;
  g_autoptr (Item) item = NULL;

  if (!check_new (call, asked, error))
    return FALSE;
  id = platform_store_add_organisation (call->store,
                                        &(PlatformNewOrganisation){
                                            .name = asked->name,
                                            .credit_code = asked->credit_code,
                                            .legal_representative = call->actor->person,
                                            .state = is_trial ? "confirmed" : "claimed",
                                        },
                                        call->now, &local);
  if (g_error_matches (local, PLATFORM_ERROR, PLATFORM_ERROR_CONSTRAINT))
    return platform_call_refuse (error, WIRE_PROBLEM_EXISTS, "somebody represents it already");
  if (!id)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  row = platform_store_get_organisation (call->store, id, call->actor->person, error);
  if (!row || !note (call, "organisation-claimed", id, error))
    return FALSE;
  item = item_new (call, row);
  call->status = 201;
  platform_call_answer (call, &item->message);
  return TRUE;
}

/**
 * platform_list_organisations:
 * @call: the request
 * @error: where to put the error
 *
 * Lists what the person represents or belongs to.
 *
 * Returns: FALSE on error
 */
gboolean
platform_list_organisations (PlatformCall *call, GError **error)
{
  PlatformPage page;
  g_autoptr (GPtrArray) rows = NULL;

  if (!platform_cursor_read (call, &page, error))
    return FALSE;
  rows = platform_store_list_organisations (call->store, call->actor->person, &page, error);
  return rows && answer_list (call, rows, &page);
}

/**
 * platform_list_claims:
 * @call: the request
 * @error: where to put the error
 *
 * Lists what waits for an operator to look into the register.
 *
 * Returns: FALSE on error
 */
gboolean
platform_list_claims (PlatformCall *call, GError **error)
{
  PlatformPage page;
  g_autoptr (GPtrArray) rows = NULL;

  if (!platform_cursor_read (call, &page, error))
    return FALSE;
  rows = platform_store_list_claims (call->store, call->actor->person, &page, error);
  return rows && answer_list (call, rows, &page);
}

static gboolean
matches (PlatformCall *call, const PlatformOrganisation *row, GError **error)
{
  g_autoptr (Item) item = item_new (call, row);

  return platform_etag_match (call, item->message.etag, error);
}

/**
 * platform_report_organisation:
 * @call: the request
 * @error: where to put the refusal
 *
 * Takes the legal representative's word that something on record is wrong: an operator looks into
 * the register again. Where nobody does, on trial, the claim ends, to be made anew, and the
 * certificates that say what is wrong are suspended.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_report_organisation (PlatformCall *call, GError **error)
{
  WireRejection *report = call->message;
  gboolean is_trial = g_str_equal (call->platform->provider->name, "trial");
  g_autoptr (PlatformOrganisation)
      row = platform_organisation_of_representative (call, call->values[0], error);
  PlatformOrganisation wanted = {.state = is_trial ? "rejected" : "claimed"};
  gboolean done = FALSE;

  if (!row)
    return FALSE;
  if (!*g_strstrip (report->reason))
    return platform_call_refuse (error, WIRE_PROBLEM_MALFORMED, "say what is wrong");
  wanted.id = row->id;
  wanted.reason = report->reason;
  if (!matches (call, row, error) ||
      !platform_store_doubt_organisation (call->store, &wanted, &done, error))
    return FALSE;
  if (!done)
    return platform_call_refuse (error, WIRE_PROBLEM_CONFLICT, "it is not confirmed");
  return note (call, "organisation-reported", row->id, error) &&
         (!is_trial || platform_suspend_organisation (call, row->id, error));
}

/**
 * platform_withdraw_organisation:
 * @call: the request
 * @error: where to put the refusal
 *
 * Gives up a claim that waits, by whoever made it. What was confirmed once may have certificates,
 * which are suspended.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_withdraw_organisation (PlatformCall *call, GError **error)
{
  const char *id = call->values[0];
  g_autoptr (PlatformOrganisation)
      row = platform_store_find_organisation (call->store, id, call->actor->person, error);
  PlatformOrganisation wanted = {.state = (char *) "withdrawn"};
  gboolean done = FALSE;

  if (!row)
    return *error ? FALSE
                  : platform_call_refuse (error, WIRE_PROBLEM_NOT_FOUND, "no such organisation");
  if (!g_str_equal (row->legal_representative, call->actor->person))
    return platform_call_refuse (error, WIRE_PROBLEM_FORBIDDEN,
                                 "its legal representative may do this");
  wanted.id = row->id;
  wanted.reason = row->reason;
  if (!matches (call, row, error) ||
      !platform_store_decide_claim (call->store, &wanted, &done, error))
    return FALSE;
  if (!done)
    return platform_call_refuse (error, WIRE_PROBLEM_DECIDED, "it is %s", row->state);
  return note (call, "organisation-withdrawn", row->id, error) &&
         platform_suspend_organisation (call, row->id, error);
}

/* By its id or by its credit code. */
static PlatformOrganisation *
find_claim (PlatformCall *call, GError **error)
{
  const char *id = call->values[0];
  PlatformOrganisation *row =
      wire_credit_code_is_valid (id)
          ? platform_store_find_by_code (call->store, id, call->actor->person, error)
          : platform_store_get_organisation (call->store, id, call->actor->person, error);

  if (!row && !*error)
    platform_call_refuse (error, WIRE_PROBLEM_NOT_FOUND, "no such claim");
  return row;
}

/**
 * platform_get_claim:
 * @call: the request
 * @error: where to put the refusal
 *
 * Shows an operator an enterprise, whatever its state.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_get_claim (PlatformCall *call, GError **error)
{
  g_autoptr (PlatformOrganisation) row = find_claim (call, error);
  g_autoptr (Item) item = row ? item_new (call, row) : NULL;

  if (!item)
    return FALSE;
  platform_call_answer (call, &item->message);
  return TRUE;
}

static gboolean
decide (PlatformCall *call, const char *state, char *reason, GError **error)
{
  const char *id = call->values[0];
  g_autoptr (PlatformOrganisation)
      row = platform_store_get_organisation (call->store, id, call->actor->person, error);
  const PlatformOrganisation wanted = {
      .id = (char *) id, .state = (char *) state, .reason = reason};
  g_autofree char *event = g_strconcat ("organisation-", state, NULL);
  g_autoptr (Item) shown = NULL;
  gboolean done = FALSE;

  if (!row)
    return *error ? FALSE : platform_call_refuse (error, WIRE_PROBLEM_NOT_FOUND, "no such claim");
  if (row->own)
    return platform_call_refuse (error, WIRE_PROBLEM_OWN, "nobody decides on their own");
  if (!g_str_equal (row->state, "claimed"))
    return platform_call_refuse (error, WIRE_PROBLEM_DECIDED, "it is %s", row->state);
  shown = item_new (call, row);
  if (!platform_etag_require (call, shown->message.etag, error) ||
      !platform_store_decide_claim (call->store, &wanted, &done, error))
    return FALSE;
  if (!done)
    return platform_call_refuse (error, WIRE_PROBLEM_DECIDED, "somebody else decides on it now");
  return note (call, event, id, error) && tell (call, row, state, error);
}

/**
 * platform_confirm_claim:
 * @call: the request
 * @error: where to put the refusal
 *
 * Takes the operator's word that the register says so.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_confirm_claim (PlatformCall *call, GError **error)
{
  return decide (call, "confirmed", NULL, error);
}

/**
 * platform_reject_claim:
 * @call: the request
 * @error: where to put the refusal
 *
 * Takes the operator's word that the register says something else. Certificates that speak for the
 * enterprise, from when it was confirmed, are suspended.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_reject_claim (PlatformCall *call, GError **error)
{
  WireRejection *rejection = call->message;

  if (!*g_strstrip (rejection->reason))
    return platform_call_refuse (error, WIRE_PROBLEM_MALFORMED, "a reason is needed");
  return decide (call, "rejected", rejection->reason, error) &&
         platform_suspend_organisation (call, call->values[0], error);
}

/* What the operator saw is still so. */
static PlatformOrganisation *
find_confirmed (PlatformCall *call, GError **error)
{
  g_autoptr (PlatformOrganisation) row = platform_store_get_organisation (
      call->store, call->values[0], call->actor->person, error);
  g_autoptr (Item) shown = NULL;

  if (!row && !*error)
    platform_call_refuse (error, WIRE_PROBLEM_NOT_FOUND, "no such claim");
  if (!row)
    return NULL;
  shown = item_new (call, row);
  if (row->own)
    platform_call_refuse (error, WIRE_PROBLEM_OWN, "nobody decides on their own");
  else if (!g_str_equal (row->state, "confirmed"))
    platform_call_refuse (error, WIRE_PROBLEM_CONFLICT, "it is %s", row->state);
  else if (platform_etag_require (call, shown->message.etag, error))
    return g_steal_pointer (&row);
  return NULL;
}

/**
 * platform_doubt_claim:
 * @call: the request
 * @error: where to put the refusal
 *
 * Takes the operator's word that the register may say something else by now: the enterprise waits
 * again, and the certificates that speak for it are suspended meanwhile.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_doubt_claim (PlatformCall *call, GError **error)
{
  WireRejection *doubt = call->message;
  g_autoptr (PlatformOrganisation) row = NULL;
  PlatformOrganisation wanted = {.state = (char *) "claimed", .reason = doubt->reason};
  gboolean done = FALSE;

  if (!*g_strstrip (doubt->reason))
    return platform_call_refuse (error, WIRE_PROBLEM_MALFORMED, "a reason is needed");
  row = find_confirmed (call, error);
  if (!row)
    return FALSE;
  wanted.id = row->id;
  if (!platform_store_doubt_organisation (call->store, &wanted, &done, error))
    return FALSE;
  if (!done)
    return platform_call_refuse (error, WIRE_PROBLEM_CONFLICT, "it is not confirmed");
  return note (call, "organisation-doubted", row->id, error) &&
         tell (call, row, wanted.state, error) &&
         platform_suspend_organisation (call, row->id, error);
}
