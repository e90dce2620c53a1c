/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-store-certificate.h"

#include "platform-store-event.h"
#include "platform-store-private.h"
#include "wire-certificate.h"

/**
 * platform_certificate_free:
 * @certificate: (transfer full): a row
 *
 * Frees it.
 */
void
platform_certificate_free (PlatformCertificate *certificate)
{
  g_free (certificate->serial);
  g_free (certificate->profile);
  g_clear_pointer (&certificate->der, g_bytes_unref);
  g_clear_pointer (&certificate->spki_sha256, g_bytes_unref);
  g_free (certificate->person);
  g_free (certificate->organisation);
  g_free (certificate->policy);
  g_free (certificate->state);
  g_free (certificate->replaces);
  g_free (certificate);
}

/**
 * platform_list_free:
 * @list: (transfer full): a revocation list
 *
 * Frees it.
 */
void
platform_list_free (PlatformList *list)
{
  g_clear_pointer (&list->der, g_bytes_unref);
  g_free (list);
}

/**
 * platform_store_add_certificate:
 * @store: a store with a transaction
 * @certificate: what was issued
 * @now: seconds since 1970 UTC
 * @error: where to put a #PlatformError
 *
 * Adds a certificate, active from now on.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_add_certificate (PlatformStore *store,
                                const PlatformNewCertificate *certificate,
                                gint64 now,
                                GError **error)
{
  PkiCertificate *x = certificate->certificate;

  return platform_store_change (
             store, NULL, error,
             "INSERT INTO certificate (serial, profile, der, spki_sha256, person, organisation, "
             "policy, "
             "state, reason, since, invalid_since, not_before, not_after, replaces, created) "
             "VALUES ($1, $2, $3, $4, $5, $6, $7, 'active', 0, 0, 0, $8, $9, $10, $11)",
             "ssbbsssiisi", pki_certificate_get_serial (x), certificate->profile,
             pki_certificate_get_der (x), certificate->spki_sha256, certificate->person,
             certificate->organisation, certificate->policy, pki_certificate_get_not_before (x),
             pki_certificate_get_not_after (x), certificate->replaces, now) &&
         platform_store_tell_certificate (store, pki_certificate_get_serial (x), now, error);
}

#define CERTIFICATE_COLUMNS                                                                        \
  "SELECT serial, profile, der, person, organisation, policy, state, reason, since, "              \
  "invalid_since, not_before, not_after, replaces, spki_sha256, created FROM certificate "

static PlatformCertificate *
take_certificate (PlatformRows *rows, guint row)
{
  PlatformCertificate *certificate = g_new0 (PlatformCertificate, 1);

  certificate->serial = platform_rows_dup (rows, row, 0);
  certificate->profile = platform_rows_dup (rows, row, 1);
  certificate->der = platform_rows_bytes (rows, row, 2);
  certificate->person = platform_rows_dup (rows, row, 3);
  certificate->organisation = platform_rows_dup (rows, row, 4);
  certificate->policy = platform_rows_dup (rows, row, 5);
  certificate->state = platform_rows_dup (rows, row, 6);
  certificate->reason = platform_rows_number (rows, row, 7);
  certificate->since = platform_rows_number (rows, row, 8);
  certificate->invalid_since = platform_rows_number (rows, row, 9);
  certificate->not_before = platform_rows_number (rows, row, 10);
  certificate->not_after = platform_rows_number (rows, row, 11);
  certificate->replaces = platform_rows_dup (rows, row, 12);
  certificate->spki_sha256 = platform_rows_bytes (rows, row, 13);
  certificate->created = platform_rows_number (rows, row, 14);
  return certificate;
}

/**
 * platform_store_find_certificate:
 * @store: a store
 * @serial: upper-case hex, from outside
 * @error: where to put a #PlatformError
 *
 * Finds a certificate by its serial number.
 *
 * Returns: (transfer full) (nullable): the row; NULL without an error if none was issued
 */
PlatformCertificate *
platform_store_find_certificate (PlatformStore *store, const char *serial, GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error, CERTIFICATE_COLUMNS "WHERE serial = $1", "s", serial);

  return rows && platform_rows_length (rows) > 0 ? take_certificate (rows, 0) : NULL;
}

/**
 * platform_store_find_standing:
 * @store: a store
 * @serial: upper-case hex, from outside
 * @standing: (out): how it stands
 * @error: where to put a #PlatformError
 *
 * Asks how a certificate stands.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_find_standing (PlatformStore *store,
                              const char *serial,
                              PlatformStanding *standing,
                              GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error,
      "SELECT state, reason, since, invalid_since, (SELECT COALESCE (MAX (until), 0) FROM "
      "certificate_hold WHERE certificate_hold.serial = certificate.serial) FROM certificate WHERE "
      "serial = $1",
      "s", serial);

  *standing = (PlatformStanding){FALSE};
  if (!rows || platform_rows_length (rows) == 0)
    return rows != NULL;
  standing->known = TRUE;
  standing->active = g_str_equal (platform_rows_text (rows, 0, 0), "active");
  standing->reason = platform_rows_number (rows, 0, 1);
  standing->since = platform_rows_number (rows, 0, 2);
  standing->invalid_since = platform_rows_number (rows, 0, 3);
  standing->restored = platform_rows_number (rows, 0, 4);
  return TRUE;
}

/**
 * platform_store_list_revoked:
 * @store: a store
 * @error: where to put a #PlatformError
 *
 * Lists what belongs into the revocation list: revoked and suspended, the expired ones too, since
 * a signature may be asked about after its certificate's end.
 *
 * Returns: (transfer full) (element-type PkiRevoked): the entries, or NULL on error
 */
GPtrArray *
platform_store_list_revoked (PlatformStore *store, GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error,
      "SELECT serial, since, reason, invalid_since FROM certificate WHERE state <> 'active' "
      "ORDER BY since, serial",
      "");
  GPtrArray *list;

  if (!rows)
    return NULL;
  list = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_revoked_free);
  for (guint i = 0; i < platform_rows_length (rows); i++)
    {
      PkiRevoked *revoked = g_new0 (PkiRevoked, 1);

      revoked->serial = platform_rows_dup (rows, i, 0);
      revoked->since = platform_rows_number (rows, i, 1);
      revoked->reason = platform_rows_number (rows, i, 2);
      revoked->invalid_since = platform_rows_number (rows, i, 3);
      g_ptr_array_add (list, revoked);
    }
  return list;
}

/**
 * platform_store_last_list:
 * @store: a store
 * @error: where to put a #PlatformError
 *
 * Finds the newest revocation list.
 *
 * Returns: (transfer full) (nullable): the list; NULL without an error if there is none yet
 */
PlatformList *
platform_store_last_list (PlatformStore *store, GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error,
      "SELECT number, this_update, der FROM revocation_list ORDER BY number DESC LIMIT 1", "");
  PlatformList *list;

  if (!rows || platform_rows_length (rows) == 0)
    return NULL;
  list = g_new0 (PlatformList, 1);
  list->number = platform_rows_number (rows, 0, 0);
  list->this_update = platform_rows_number (rows, 0, 1);
  list->der = platform_rows_bytes (rows, 0, 2);
  return list;
}

/**
 * platform_store_add_list:
 * @store: a store with a transaction
 * @list: a new list
 * @next_update: what it says of the next one
 * @error: where to put a #PlatformError; PLATFORM_ERROR_CONSTRAINT: another made one at once
 *
 * Keeps a revocation list.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_add_list (PlatformStore *store,
                         const PlatformList *list,
                         gint64 next_update,
                         GError **error)
{
  return platform_store_change (
      store, NULL, error,
      "INSERT INTO revocation_list (number, this_update, next_update, der) VALUES ($1, $2, $3, $4)",
      "iiib", list->number, list->this_update, next_update, list->der);
}

static gboolean
set_clock (PlatformStore *store, gint64 now, GError **error)
{
  return platform_db_run (store->db, NULL, error,
                          "INSERT INTO clock (name, latest) VALUES ('tsa', $1) ON CONFLICT (name) "
                          "DO UPDATE SET latest = excluded.latest WHERE clock.latest < "
                          "excluded.latest",
                          "i", now);
}

/**
 * platform_store_advance_clock:
 * @store: a store without a transaction
 * @now: what the clock of this process says
 * @latest: (out): the latest moment that any process of this platform has seen
 * @error: where to put a #PlatformError
 *
 * Remembers the time that was given out; no matter of evidence.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_advance_clock (PlatformStore *store, gint64 now, gint64 *latest, GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error, "SELECT latest FROM clock WHERE name = 'tsa'", "");

  if (!rows)
    return FALSE;
  *latest = platform_rows_length (rows) > 0 ? platform_rows_number (rows, 0, 0) : 0;
  if (now <= *latest)
    return TRUE;
  *latest = now;
  return platform_store_begin (store, error) &&
         platform_store_end (store, set_clock (store, now, error), error);
}

static gboolean
keep_hold (PlatformStore *store, const PlatformChange *change, GError **error)
{
  g_autofree char *id = NULL;

  if (!g_str_equal (change->to, "suspended"))
    return platform_store_change (
        store, NULL, error,
        "UPDATE certificate_hold SET until = $2 WHERE serial = $1 AND until IS NULL", "si",
        change->serial, change->now);
  id = platform_store_new_id ();
  return platform_store_change (
      store, NULL, error, "INSERT INTO certificate_hold (id, serial, since) VALUES ($1, $2, $3)",
      "ssi", id, change->serial, change->now);
}

/**
 * platform_store_change_certificate:
 * @store: a store with a transaction
 * @change: from where to where
 * @done: (out): FALSE if it was not in that state
 * @error: where to put a #PlatformError
 *
 * Changes the state of a certificate, and keeps how long it was suspended. What is revoked while it
 * is suspended counts as revoked since then (X.509, 9.5.3.1): whoever had the key in between would
 * else have signed with a good certificate.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_change_certificate (PlatformStore *store,
                                   const PlatformChange *change,
                                   gboolean *done,
                                   GError **error)
{
  gboolean lifted = g_str_equal (change->to, "active");
  guint64 n = 0;

  if (!platform_store_change (store, &n, error,
                              "UPDATE certificate SET state = $3, reason = $4, since = CASE WHEN "
                              "state = 'suspended' AND $3 = 'revoked' THEN since ELSE $5 END, "
                              "invalid_since = $6 WHERE serial = $1 AND state = $2",
                              "sssiii", change->serial, change->from, change->to,
                              (gint64) change->reason, lifted ? (gint64) 0 : change->now,
                              change->invalid_since))
    return FALSE;
  *done = n == 1;
  return !*done || (keep_hold (store, change, error) &&
                    platform_store_tell_certificate (store, change->serial, change->now, error));
}

/**
 * platform_store_is_key_free:
 * @store: a store
 * @spki_sha256: of a key
 * @person: who wants a certificate for it
 * @is_free: (out): FALSE if it is another's, or was revoked
 * @error: where to put a #PlatformError
 *
 * Asks whether a key may be certified for a person.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_is_key_free (PlatformStore *store,
                            GBytes *spki_sha256,
                            const char *person,
                            gboolean *is_free,
                            GError **error)
{
  g_autoptr (PlatformRows)
      rows = platform_db_query (store->db, error,
                                "SELECT serial FROM certificate WHERE spki_sha256 = $1 AND "
                                "(person IS NULL OR person <> $2 OR state = 'revoked') LIMIT 1",
                                "bs", spki_sha256, person);

  if (!rows)
    return FALSE;
  *is_free = platform_rows_length (rows) == 0;
  return TRUE;
}

/**
 * platform_store_rename_key:
 * @store: a store with a transaction
 * @before: SHA-256 of a key as it was written once
 * @after: of the same key as it is written now
 * @error: where to put a #PlatformError
 *
 * Gives all certificates of a key the digest that it is known by.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_rename_key (PlatformStore *store, GBytes *before, GBytes *after, GError **error)
{
  return platform_store_change (store, NULL, error,
                                "UPDATE certificate SET spki_sha256 = $2 WHERE spki_sha256 = $1",
                                "bb", before, after);
}

static GPtrArray *
take_certificates (PlatformRows *rows)
{
  GPtrArray *list;

  if (!rows)
    return NULL;
  list = g_ptr_array_new_with_free_func ((GDestroyNotify) platform_certificate_free);
  for (guint i = 0; i < platform_rows_length (rows); i++)
    g_ptr_array_add (list, take_certificate (rows, i));
  return list;
}

/**
 * platform_store_list_of_key:
 * @store: a store
 * @spki_sha256: of a key
 * @error: where to put a #PlatformError
 *
 * Lists the certificates of a key that are not revoked: a renewed one has the key of the one
 * before.
 *
 * Returns: (transfer full) (element-type PlatformCertificate): the rows, or NULL on error
 */
GPtrArray *
platform_store_list_of_key (PlatformStore *store, GBytes *spki_sha256, GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error,
      CERTIFICATE_COLUMNS "WHERE spki_sha256 = $1 AND state <> 'revoked' ORDER BY serial", "b",
      spki_sha256);

  return take_certificates (rows);
}

/**
 * platform_store_list_certificates:
 * @store: a store
 * @person: whose
 * @page: which and how many
 * @error: where to put a #PlatformError
 *
 * Lists certificates of a person, the newest first.
 *
 * Returns: (transfer full) (element-type PlatformCertificate): the rows, or NULL on error
 */
GPtrArray *
platform_store_list_certificates (PlatformStore *store,
                                  const char *person,
                                  const PlatformPage *page,
                                  GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error,
      CERTIFICATE_COLUMNS "WHERE person = $1 AND ($3 = '' OR (created, serial) < ($2, $3)) "
                          "ORDER BY created DESC, serial DESC LIMIT $4",
      "sisi", person, page->time, page->after ? page->after : "", page->length + 1);

  return take_certificates (rows);
}

/**
 * platform_store_list_active:
 * @store: a store
 * @person: whose
 * @error: where to put a #PlatformError
 *
 * Lists what a person can sign with.
 *
 * Returns: (transfer full) (element-type utf8): serial numbers, or NULL on error
 */
GPtrArray *
platform_store_list_active (PlatformStore *store, const char *person, GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error,
      "SELECT serial FROM certificate WHERE person = $1 AND state = 'active' ORDER BY serial", "s",
      person);

  return rows ? platform_rows_dup_column (rows, 0) : NULL;
}

/**
 * platform_store_list_active_of:
 * @store: a store
 * @organisation: in whose name
 * @error: where to put a #PlatformError
 *
 * Lists what can be signed with for an organisation.
 *
 * Returns: (transfer full) (element-type utf8): serial numbers, or NULL on error
 */
GPtrArray *
platform_store_list_active_of (PlatformStore *store, const char *organisation, GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error,
      "SELECT serial FROM certificate WHERE organisation = $1 AND state = 'active' ORDER BY serial",
      "s", organisation);

  return rows ? platform_rows_dup_column (rows, 0) : NULL;
}

/**
 * platform_store_count_usable:
 * @store: a store
 * @person: whose
 * @now: seconds since 1970 UTC
 * @n: (out): how many
 * @error: where to put a #PlatformError
 *
 * Counts the certificates of a person that are neither revoked nor at their end; a suspended one
 * may come back.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_count_usable (
    PlatformStore *store, const char *person, gint64 now, guint *n, GError **error)
{
  g_autoptr (PlatformRows)
      rows = platform_db_query (store->db, error,
                                "SELECT COUNT(*) FROM certificate WHERE person = $1 AND not_after "
                                "> $2 AND state <> 'revoked'",
                                "si", person, now);

  *n = rows ? platform_rows_number (rows, 0, 0) : 0;
  return rows != NULL;
}

/**
 * platform_store_list_holds:
 * @store: a store
 * @serial: of a certificate
 * @error: where to put a #PlatformError
 *
 * Lists when a certificate was suspended, the first time first.
 *
 * Returns: (transfer full) (element-type WireHold): the times, or NULL on error
 */
GPtrArray *
platform_store_list_holds (PlatformStore *store, const char *serial, GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error,
      "SELECT since, COALESCE (until, 0) FROM certificate_hold WHERE serial = $1 "
      "ORDER BY since, id LIMIT 1000",
      "s", serial);
  GPtrArray *list;

  if (!rows)
    return NULL;
  list = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < platform_rows_length (rows); i++)
    {
      WireHold *hold = g_new0 (WireHold, 1);

      hold->since = platform_rows_number (rows, i, 0);
      hold->until = platform_rows_number (rows, i, 1);
      g_ptr_array_add (list, hold);
    }
  return list;
}
