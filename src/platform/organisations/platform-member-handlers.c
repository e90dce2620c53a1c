/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-member-handlers.h"

#include "platform-cursor.h"
#include "platform-etag.h"
#include "platform-organisation-handlers.h"
#include "platform-store-event.h"
#include "platform-store-evidence.h"
#include "wire-organisation.h"

#define AUDITOR "auditor"

static void
free_item (gpointer data)
{
  WireMember *item = data;

  g_free (item->etag);
  g_free (item);
}

static WireMember *
new_item (PlatformMember *member)
{
  WireMember *item = g_new0 (WireMember, 1);

  item->person = member->person;
  item->name = member->name;
  item->login = member->login;
  item->roles = member->roles;
  item->since = member->since;
  item->etag = platform_etag_of_message (&wire_member_type, item);
  return item;
}

static gboolean
answer_list (PlatformCall *call, GPtrArray *members, const PlatformPage *page)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (free_item);
  g_autofree char *next = NULL;

  for (guint i = 0; i < MIN (members->len, page->length); i++)
    {
      WireMember *item = new_item (members->pdata[i]);

      g_ptr_array_add (items, item);
      if (i + 1 == page->length && members->len > page->length)
        next = platform_cursor_write (call, item->since, item->person);
    }
  platform_call_answer (call, &(WireMembers){.items = items, .next = next});
  return TRUE;
}

/**
 * platform_list_members:
 * @call: the request
 * @error: where to put the refusal
 *
 * Lists who may do what for an enterprise, to one of its people.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_list_members (PlatformCall *call, GError **error)
{
  const char *id = call->values[0];
  g_autoptr (PlatformOrganisation)
      row = platform_store_find_organisation (call->store, id, call->actor->person, error);
  g_autoptr (GPtrArray) members = NULL;
  PlatformPage page;

  if (!row)
    return *error ? FALSE
                  : platform_call_refuse (error, WIRE_PROBLEM_NOT_FOUND, "no such organisation");
  if (!platform_cursor_read (call, &page, error))
    return FALSE;
  members = platform_store_list_members (call->store, id, &page, error);
  return members && answer_list (call, members, &page);
}

/* Who watches the others does nothing else. */
static gboolean
check_roles (char **roles, GError **error)
{
  static const char *const known[] = {"applicant", "approver", "seal-administrator", AUDITOR, NULL};
  guint n = g_strv_length (roles);

  if (n == 0)
    return platform_call_refuse (error, WIRE_PROBLEM_MALFORMED, "no role");
  for (guint i = 0; i < n; i++)
    {
      if (!g_strv_contains (known, roles[i]))
        return platform_call_refuse (error, WIRE_PROBLEM_MALFORMED, "%s is no role", roles[i]);
      for (guint k = 0; k < i; k++)
        if (g_str_equal (roles[i], roles[k]))
          return platform_call_refuse (error, WIRE_PROBLEM_MALFORMED, "%s comes twice", roles[i]);
    }
  return n == 1 || !g_strv_contains ((const char *const *) roles, AUDITOR) ||
         platform_call_refuse (error, WIRE_PROBLEM_MALFORMED, "an auditor has no other role");
}

/* Nor by another account of theirs. */
static gboolean
check_human (PlatformCall *call, const PlatformPlace *place, char **roles, GError **error)
{
  g_auto (GStrv) others = platform_store_list_other_roles (call->store, place, error);
  gboolean watches = g_strv_contains ((const char *const *) roles, AUDITOR);

  for (guint i = 0; others && others[i]; i++)
    if (watches != g_str_equal (others[i], AUDITOR))
      return platform_call_refuse (error, WIRE_PROBLEM_ROLES,
                                   "an auditor has no other role, by another account neither");
  return others != NULL;
}

/* Somebody without a role has no state that could be named. */
static gboolean
matches (PlatformCall *call, const PlatformPlace *place, GError **error)
{
  g_autoptr (PlatformMember)
      member = platform_store_find_member (call->store, place->organisation, place->person, error);
  WireMember *shown;
  gboolean same;

  if (!member)
    return *error ? FALSE : platform_etag_match (call, NULL, error);
  shown = new_item (member);
  same = platform_etag_match (call, shown->etag, error);
  free_item (shown);
  return same;
}

static gboolean
note (PlatformCall *call, const PlatformPlace *place, GError **error)
{
  g_autoptr (WireCanonical) details = wire_canonical_new ();

  wire_canonical_set_string (details, "person", place->person);
  wire_canonical_set_string (details, "roles", place->roles);
  return platform_store_add_evidence (
      call->store, place->roles ? "member-placed" : "member-removed", call->actor->account,
      place->organisation, call->now, details, error);
}

/* The person's program follows: what they may do is another thing from now on. */
static gboolean
tell (PlatformCall *call, const PlatformPlace *place, GError **error)
{
  return platform_store_tell_person (call->store, place->person,
                                     &(PlatformEvent){
                                         .time = call->now,
                                         .type = (char *) "membership",
                                         .subject = (char *) place->organisation,
                                         .state = (char *) (place->roles ? "placed" : "removed"),
                                     },
                                     error);
}

/**
 * platform_set_member:
 * @call: the request
 * @error: where to put the refusal
 *
 * Gives somebody roles in an enterprise, by the word of its legal representative.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_set_member (PlatformCall *call, GError **error)
{
  WireNewMember *asked = call->message;
  g_autoptr (PlatformOrganisation) row = NULL;
  g_autoptr (PlatformAccount) account = NULL;
  g_autofree char *roles = g_strjoinv (" ", asked->roles);
  PlatformPlace place = {.roles = roles};
  gboolean had_one = FALSE;

  row = platform_organisation_of_representative (call, call->values[0], error);
  if (!row || !check_roles (asked->roles, error))
    return FALSE;
  account = platform_store_find_login (call->store, asked->login, error);
  if (!account)
    return *error ? FALSE
                  : platform_call_refuse (error, WIRE_PROBLEM_NOT_FOUND, "nobody logs in so");
  place.organisation = row->id;
  place.person = account->person;
  return matches (call, &place, error) && check_human (call, &place, asked->roles, error) &&
         platform_store_place_member (call->store, &place, call->now, &had_one, error) &&
         note (call, &place, error) && tell (call, &place, error);
}

/* Whoever was placed may leave, whatever becomes of the enterprise: an operator whom somebody made
 * a member of theirs could not decide on it any more. */
static PlatformOrganisation *
find_to_remove_from (PlatformCall *call, GError **error)
{
  PlatformOrganisation *row = NULL;

  if (!g_str_equal (call->values[1], call->actor->person))
    return platform_organisation_of_representative (call, call->values[0], error);
  row = platform_store_find_organisation (call->store, call->values[0], call->actor->person, error);
  if (!row && !*error)
    platform_call_refuse (error, WIRE_PROBLEM_NOT_FOUND, "no such organisation");
  return row;
}

/**
 * platform_remove_member:
 * @call: the request
 * @error: where to put the refusal
 *
 * Ends somebody's roles in an enterprise, by the word of its legal representative or their own.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_remove_member (PlatformCall *call, GError **error)
{
  g_autoptr (PlatformOrganisation) row = find_to_remove_from (call, error);
  PlatformPlace place = {.person = call->values[1]};
  gboolean had_one = FALSE;

  if (!row)
    return FALSE;
  place.organisation = row->id;
  if (!matches (call, &place, error) ||
      !platform_store_place_member (call->store, &place, call->now, &had_one, error))
    return FALSE;
  if (!had_one)
    return platform_call_refuse (error, WIRE_PROBLEM_NOT_FOUND, "no such member");
  return note (call, &place, error) && tell (call, &place, error);
}
