/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-store-consent.h"

#include "platform-store-private.h"

/**
 * platform_consent_free:
 * @consent: (transfer full): a consent
 *
 * Frees it.
 */
void
platform_consent_free (PlatformConsent *consent)
{
  g_free (consent->id);
  g_free (consent->agreement);
  g_free (consent->language);
  g_free (consent->sha256);
  g_free (consent);
}

/**
 * platform_store_add_consent:
 * @store: a store with a transaction
 * @person: who accepts
 * @consent: what
 * @error: where to put a #PlatformError
 *
 * Adds a consent.
 *
 * Returns: (transfer full): its id, or NULL on error
 */
char *
platform_store_add_consent (PlatformStore *store,
                            const char *person,
                            const PlatformConsent *consent,
                            GError **error)
{
  g_autofree char *id = platform_store_new_id ();

  if (!platform_store_change_later (
          store, error,
          "INSERT INTO consent (id, person, agreement, version, language, sha256, accepted) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7)",
          "sssissi", id, person, consent->agreement, consent->version, consent->language,
          consent->sha256, consent->accepted))
    return NULL;
  return g_steal_pointer (&id);
}

static PlatformConsent *
take_consent (PlatformRows *rows, guint row)
{
  PlatformConsent *consent = g_new0 (PlatformConsent, 1);

  consent->id = platform_rows_dup (rows, row, 0);
  consent->agreement = platform_rows_dup (rows, row, 1);
  consent->version = platform_rows_number (rows, row, 2);
  consent->language = platform_rows_dup (rows, row, 3);
  consent->sha256 = platform_rows_dup (rows, row, 4);
  consent->accepted = platform_rows_number (rows, row, 5);
  consent->withdrawn = platform_rows_number (rows, row, 6);
  return consent;
}

#define CONSENT_COLUMNS                                                                            \
  "SELECT id, agreement, version, language, sha256, accepted, COALESCE (withdrawn, 0) FROM "       \
  "consent "

/**
 * platform_store_find_consent:
 * @store: a store
 * @person: whose it has to be
 * @id: from outside
 * @error: where to put a #PlatformError
 *
 * Finds a consent.
 *
 * Returns: (transfer full) (nullable): it; NULL without an error if there is none
 */
PlatformConsent *
platform_store_find_consent (PlatformStore *store,
                             const char *person,
                             const char *id,
                             GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error, CONSENT_COLUMNS "WHERE person = $1 AND id = $2", "ss", person, id);

  return rows && platform_rows_length (rows) > 0 ? take_consent (rows, 0) : NULL;
}

/**
 * platform_store_list_consents:
 * @store: a store
 * @person: whose
 * @page: which part
 * @error: where to put a #PlatformError
 *
 * Lists a person's consents, the withdrawn ones too, newest first.
 *
 * Returns: (transfer full) (element-type PlatformConsent): the consents, or NULL on error
 */
GPtrArray *
platform_store_list_consents (PlatformStore *store,
                              const char *person,
                              const PlatformPage *page,
                              GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error,
      CONSENT_COLUMNS "WHERE person = $1 AND ($3 = '' OR (accepted, id) < ($2, $3)) "
                      "ORDER BY accepted DESC, id DESC LIMIT $4",
      "sisi", person, page->time, page->after ? page->after : "", page->length + 1);
  GPtrArray *consents;

  if (!rows)
    return NULL;
  consents = g_ptr_array_new_with_free_func ((GDestroyNotify) platform_consent_free);
  for (guint i = 0; i < platform_rows_length (rows); i++)
    g_ptr_array_add (consents, take_consent (rows, i));
  return consents;
}

/* Whoever withdraws another one of them at the same time finds none afterwards. */
static GPtrArray *
list_standing (PlatformStore *store, const char *person, const char *agreement, GError **error)
{
  const char *sql =
      platform_store_is_alone (store)
          ? "SELECT id FROM consent WHERE person = $1 AND agreement = $2 AND withdrawn IS NULL "
            "ORDER BY accepted, id"
          : "SELECT id FROM consent WHERE person = $1 AND agreement = $2 AND withdrawn IS NULL "
            "ORDER BY accepted, id FOR NO KEY UPDATE";
  g_autoptr (PlatformRows)
      rows = platform_db_query (store->db, error, sql, "ss", person, agreement);

  return rows ? platform_rows_dup_column (rows, 0) : NULL;
}

/**
 * platform_store_withdraw_consents:
 * @store: a store with a transaction
 * @person: whose
 * @agreement: to what
 * @now: seconds since 1970 UTC
 * @error: where to put a #PlatformError
 *
 * Withdraws every consent to an agreement, in whichever language and however often it was given:
 * none of them stands afterwards.
 *
 * Returns: (transfer full) (element-type utf8): ids of those that stood, perhaps none; or NULL on
 *   error
 */
GPtrArray *
platform_store_withdraw_consents (
    PlatformStore *store, const char *person, const char *agreement, gint64 now, GError **error)
{
  g_autoptr (GPtrArray) ids = list_standing (store, person, agreement, error);

  if (!ids || !platform_store_change (store, NULL, error,
                                      "UPDATE consent SET withdrawn = $3 WHERE person = $1 AND "
                                      "agreement = $2 AND withdrawn IS NULL",
                                      "ssi", person, agreement, now))
    return NULL;
  return g_steal_pointer (&ids);
}
