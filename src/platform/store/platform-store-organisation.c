/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-store-organisation.h"

#include "platform-store-private.h"

/**
 * platform_organisation_free:
 * @organisation: (transfer full): an organisation
 *
 * Frees it.
 */
void
platform_organisation_free (PlatformOrganisation *organisation)
{
  g_free (organisation->id);
  g_free (organisation->name);
  g_free (organisation->credit_code);
  g_free (organisation->legal_representative);
  g_free (organisation->representative_name);
  g_free (organisation->state);
  g_free (organisation->reason);
  g_strfreev (organisation->roles);
  g_free (organisation);
}

/**
 * platform_member_free:
 * @member: (transfer full): a member
 *
 * Frees it.
 */
void
platform_member_free (PlatformMember *member)
{
  g_free (member->person);
  g_free (member->name);
  g_free (member->login);
  g_strfreev (member->roles);
  g_free (member);
}

/**
 * platform_store_add_organisation:
 * @store: a store with a transaction
 * @organisation: what it is made of
 * @now: seconds since 1970 UTC
 * @error: where to put a #PlatformError; PLATFORM_ERROR_CONSTRAINT: the code is taken
 *
 * Adds an organisation.
 *
 * Returns: (transfer full): its id, or NULL on error
 */
char *
platform_store_add_organisation (PlatformStore *store,
                                 const PlatformNewOrganisation *organisation,
                                 gint64 now,
                                 GError **error)
{
  g_autofree char *id = platform_store_new_id ();

  if (!platform_store_change (store, NULL, error,
                              "INSERT INTO organisation (id, name, credit_code, "
                              "legal_representative, state, created) "
                              "VALUES ($1, $2, $3, $4, $5, $6)",
                              "sssssi", id, organisation->name, organisation->credit_code,
                              organisation->legal_representative, organisation->state, now))
    return NULL;
  return g_steal_pointer (&id);
}

#define ORGANISATION_COLUMNS                                                                       \
  "SELECT o.id, o.name, o.credit_code, o.legal_representative, p.name, o.state, o.reason, "        \
  "o.created, m.roles, "                                                                           \
  "CASE WHEN EXISTS (SELECT 1 FROM person v JOIN person h ON h.id_hmac = v.id_hmac WHERE "         \
  "v.id = $1 AND (h.id = o.legal_representative OR h.id IN (SELECT n.person FROM membership n "    \
  "WHERE n.organisation = o.id AND n.ended IS NULL))) THEN 1 ELSE 0 END "                          \
  "FROM organisation o JOIN person p ON p.id = o.legal_representative "                            \
  "LEFT JOIN membership m ON m.organisation = o.id AND m.ended IS NULL AND m.person = $1 "

static PlatformOrganisation *
take_organisation (PlatformRows *rows, guint row)
{
  PlatformOrganisation *organisation = g_new0 (PlatformOrganisation, 1);

  organisation->id = platform_rows_dup (rows, row, 0);
  organisation->name = platform_rows_dup (rows, row, 1);
  organisation->credit_code = platform_rows_dup (rows, row, 2);
  organisation->legal_representative = platform_rows_dup (rows, row, 3);
  organisation->representative_name = platform_rows_dup (rows, row, 4);
  organisation->state = platform_rows_dup (rows, row, 5);
  organisation->reason = platform_rows_dup (rows, row, 6);
  organisation->created = platform_rows_number (rows, row, 7);
  if (platform_rows_text (rows, row, 8))
    organisation->roles = platform_store_split (platform_rows_text (rows, row, 8));
  organisation->own = platform_rows_number (rows, row, 9) != 0;
  return organisation;
}

static GPtrArray *
take_organisations (PlatformRows *rows)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) platform_organisation_free);

  for (guint i = 0; i < platform_rows_length (rows); i++)
    g_ptr_array_add (list, take_organisation (rows, i));
  return list;
}

/**
 * platform_store_find_organisation:
 * @store: a store
 * @id: from outside
 * @person: who asks
 * @error: where to put a #PlatformError
 *
 * Finds an organisation that a person represents or belongs to.
 *
 * Returns: (transfer full) (nullable): it; NULL without an error if there is none
 */
PlatformOrganisation *
platform_store_find_organisation (PlatformStore *store,
                                  const char *id,
                                  const char *person,
                                  GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error,
      ORGANISATION_COLUMNS "WHERE o.id = $2 AND o.state <> 'withdrawn' AND "
                           "(o.legal_representative = $1 OR m.roles IS NOT NULL)",
      "ss", person, id);

  return rows && platform_rows_length (rows) > 0 ? take_organisation (rows, 0) : NULL;
}

/**
 * platform_store_get_organisation:
 * @store: a store
 * @id: from outside
 * @person: who asks
 * @error: where to put a #PlatformError
 *
 * Finds an organisation, whoever asks.
 *
 * Returns: (transfer full) (nullable): it; NULL without an error if there is none
 */
PlatformOrganisation *
platform_store_get_organisation (PlatformStore *store,
                                 const char *id,
                                 const char *person,
                                 GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error, ORGANISATION_COLUMNS "WHERE o.id = $2", "ss", person, id);

  return rows && platform_rows_length (rows) > 0 ? take_organisation (rows, 0) : NULL;
}

/**
 * platform_store_find_by_code:
 * @store: a store
 * @code: a credit code, from outside
 * @person: who asks
 * @error: where to put a #PlatformError
 *
 * Finds the organisation that a credit code is taken by, whoever asks.
 *
 * Returns: (transfer full) (nullable): it; NULL without an error if it is free
 */
PlatformOrganisation *
platform_store_find_by_code (PlatformStore *store,
                             const char *code,
                             const char *person,
                             GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error,
      ORGANISATION_COLUMNS "WHERE o.credit_code = $2 AND o.state <> 'rejected' AND "
                           "o.state <> 'withdrawn'",
      "ss", person, code);

  return rows && platform_rows_length (rows) > 0 ? take_organisation (rows, 0) : NULL;
}

/**
 * platform_store_list_organisations:
 * @store: a store
 * @person: who asks
 * @page: which part
 * @error: where to put a #PlatformError
 *
 * Lists what a person represents or belongs to.
 *
 * Returns: (transfer full) (element-type PlatformOrganisation): them, or NULL on error
 */
GPtrArray *
platform_store_list_organisations (PlatformStore *store,
                                   const char *person,
                                   const PlatformPage *page,
                                   GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error,
      ORGANISATION_COLUMNS "WHERE (o.legal_representative = $1 OR m.roles IS NOT NULL) AND "
                           "o.state <> 'withdrawn' AND "
                           "($3 = '' OR (o.created, o.id) > ($2, $3)) "
                           "ORDER BY o.created, o.id LIMIT $4",
      "sisi", person, page->time, page->after ? page->after : "", page->length + 1);

  return rows ? take_organisations (rows) : NULL;
}

/**
 * platform_store_list_claims:
 * @store: a store
 * @person: who asks
 * @page: which part
 * @error: where to put a #PlatformError
 *
 * Lists organisations that wait to be confirmed, the oldest first.
 *
 * Returns: (transfer full) (element-type PlatformOrganisation): them, or NULL on error
 */
GPtrArray *
platform_store_list_claims (PlatformStore *store,
                            const char *person,
                            const PlatformPage *page,
                            GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error,
      ORGANISATION_COLUMNS "WHERE o.state = 'claimed' AND "
                           "($3 = '' OR (o.created, o.id) > ($2, $3)) "
                           "ORDER BY o.created, o.id LIMIT $4",
      "sisi", person, page->time, page->after ? page->after : "", page->length + 1);

  return rows ? take_organisations (rows) : NULL;
}

/**
 * platform_store_decide_claim:
 * @store: a store with a transaction
 * @organisation: its id, the state that it gets, and why
 * @done: (out): FALSE if it was decided before
 * @error: where to put a #PlatformError
 *
 * Decides on an organisation that waits.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_decide_claim (PlatformStore *store,
                             const PlatformOrganisation *organisation,
                             gboolean *done,
                             GError **error)
{
  guint64 n = 0;

  if (!platform_store_change (
          store, &n, error,
          "UPDATE organisation SET state = $2, reason = $3 WHERE id = $1 AND state = 'claimed'",
          "sss", organisation->id, organisation->state, organisation->reason))
    return FALSE;
  *done = n == 1;
  return TRUE;
}

/**
 * platform_store_doubt_organisation:
 * @store: a store with a transaction
 * @organisation: its id, the state that it gets, and what is said to be wrong
 * @done: (out): FALSE if it is not confirmed
 * @error: where to put a #PlatformError
 *
 * Takes back that an organisation is confirmed.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_doubt_organisation (PlatformStore *store,
                                   const PlatformOrganisation *organisation,
                                   gboolean *done,
                                   GError **error)
{
  guint64 n = 0;

  if (!platform_store_change (
          store, &n, error,
          "UPDATE organisation SET state = $2, reason = $3 WHERE id = $1 AND state = 'confirmed'",
          "sss", organisation->id, organisation->state, organisation->reason))
    return FALSE;
  *done = n == 1;
  return TRUE;
}

/**
 * platform_store_place_member:
 * @store: a store with a transaction
 * @place: whose roles in which organisation
 * @now: seconds since 1970 UTC
 * @had_one: (out): whether the person had roles before, which end
 * @error: where to put a #PlatformError
 *
 * Gives a person roles, or takes them.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_place_member (
    PlatformStore *store, const PlatformPlace *place, gint64 now, gboolean *had_one, GError **error)
{
  g_autofree char *id = platform_store_new_id ();
  guint64 n = 0;

  if (!platform_store_change (store, &n, error,
                              "UPDATE membership SET ended = $3 WHERE organisation = $1 AND "
                              "person = $2 AND ended IS NULL",
                              "ssi", place->organisation, place->person, now))
    return FALSE;
  *had_one = n > 0;
  return !place->roles ||
         platform_store_change (store, NULL, error,
                                "INSERT INTO membership (id, organisation, person, roles, since) "
                                "VALUES ($1, $2, $3, $4, $5)",
                                "ssssi", id, place->organisation, place->person, place->roles, now);
}

/**
 * platform_store_was_compared:
 * @store: a store
 * @id: of an organisation
 * @compared: (out): whether an operator has ever confirmed it
 * @error: where to put a #PlatformError
 *
 * Looks into the evidence, which tells what an operator confirmed from what was confirmed on trial.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_was_compared (PlatformStore *store,
                             const char *id,
                             gboolean *compared,
                             GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error,
      "SELECT 1 FROM evidence WHERE subject = $1 AND type = 'organisation-confirmed' LIMIT 1", "s",
      id);

  *compared = rows && platform_rows_length (rows) > 0;
  return rows != NULL;
}

/**
 * platform_store_list_other_roles:
 * @store: a store
 * @place: a person in an organisation
 * @error: where to put a #PlatformError
 *
 * Lists what the same human may do there by other accounts: one number of an identity document is
 * one human.
 *
 * Returns: (transfer full) (array zero-terminated=1): roles, or NULL on error
 */
char **
platform_store_list_other_roles (PlatformStore *store, const PlatformPlace *place, GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error,
      "SELECT m.roles FROM membership m JOIN person p ON p.id = m.person JOIN person q ON "
      "q.id_hmac = p.id_hmac WHERE m.organisation = $1 AND m.ended IS NULL AND q.id = $2 AND "
      "p.id <> q.id UNION SELECT 'legal-representative' FROM organisation o JOIN person p ON "
      "p.id = o.legal_representative JOIN person q ON q.id = p.id OR q.id_hmac = p.id_hmac "
      "WHERE o.id = $1 AND q.id = $2",
      "ss", place->organisation, place->person);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (!rows)
    return NULL;
  for (guint i = 0; i < platform_rows_length (rows); i++)
    {
      g_auto (GStrv) roles = platform_store_split (platform_rows_text (rows, i, 0));

      g_strv_builder_addv (builder, (const char **) roles);
    }
  return g_strv_builder_end (builder);
}

#define MEMBER_COLUMNS                                                                             \
  "SELECT p.id, p.name, a.login, m.roles, m.since FROM membership m JOIN person p ON "             \
  "p.id = m.person JOIN account a ON a.person = p.id WHERE m.organisation = $1 AND "               \
  "m.ended IS NULL AND "

static PlatformMember *
take_member (PlatformRows *rows, guint row)
{
  PlatformMember *member = g_new0 (PlatformMember, 1);

  member->person = platform_rows_dup (rows, row, 0);
  member->name = platform_rows_dup (rows, row, 1);
  member->login = platform_rows_dup (rows, row, 2);
  member->roles = platform_store_split (platform_rows_text (rows, row, 3));
  member->since = platform_rows_number (rows, row, 4);
  return member;
}

/**
 * platform_store_list_members:
 * @store: a store
 * @organisation: its id
 * @page: which part
 * @error: where to put a #PlatformError
 *
 * Lists who has roles in an organisation.
 *
 * Returns: (transfer full) (element-type PlatformMember): them, or NULL on error
 */
GPtrArray *
platform_store_list_members (PlatformStore *store,
                             const char *organisation,
                             const PlatformPage *page,
                             GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error,
      MEMBER_COLUMNS "($3 = '' OR (m.since, p.id) > ($2, $3)) ORDER BY m.since, p.id LIMIT $4",
      "sisi", organisation, page->time, page->after ? page->after : "", page->length + 1);
  GPtrArray *list;

  if (!rows)
    return NULL;
  list = g_ptr_array_new_with_free_func ((GDestroyNotify) platform_member_free);
  for (guint i = 0; i < platform_rows_length (rows); i++)
    g_ptr_array_add (list, take_member (rows, i));
  return list;
}

/**
 * platform_store_find_member:
 * @store: a store
 * @organisation: its id
 * @person: from outside
 * @error: where to put a #PlatformError
 *
 * Finds somebody's roles in an organisation.
 *
 * Returns: (transfer full) (nullable): them; NULL without an error if there are none
 */
PlatformMember *
platform_store_find_member (PlatformStore *store,
                            const char *organisation,
                            const char *person,
                            GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error, MEMBER_COLUMNS "m.person = $2", "ss", organisation, person);

  return rows && platform_rows_length (rows) > 0 ? take_member (rows, 0) : NULL;
}
