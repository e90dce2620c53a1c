/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-store-identity.h"

#include "platform-store-event.h"
#include "platform-store-private.h"
#include "wire-identity.h"

/**
 * platform_identity_free:
 * @identity: (transfer full): a session
 *
 * Frees it.
 */
void
platform_identity_free (PlatformIdentity *identity)
{
  g_free (identity->id);
  g_free (identity->person);
  g_free (identity->name);
  g_free (identity->new_name);
  g_free (identity->id_last_four);
  g_clear_pointer (&identity->spki_sha256, g_bytes_unref);
  g_free (identity->provider);
  g_free (identity->match_code);
  g_free (identity->state);
  g_free (identity->challenge);
  g_free (identity->reason);
  g_free (identity->organisation);
  g_free (identity->organisation_name);
  g_free (identity);
}

/**
 * platform_store_add_identity:
 * @store: a store with a transaction
 * @identity: what it is made of
 * @now: seconds since 1970 UTC
 * @error: where to put a #PlatformError
 *
 * Adds an identification that waits for a phone.
 *
 * Returns: (transfer full): its id, or NULL on error
 */
char *
platform_store_add_identity (PlatformStore *store,
                             const PlatformNewIdentity *identity,
                             gint64 now,
                             GError **error)
{
  g_autofree char *id = platform_store_new_id ();

  if (!platform_store_change (
          store, NULL, error,
          "INSERT INTO identity_session (id, person, spki_sha256, provider, secret_sha256, "
          "match_code, retries, state, created, expires, organisation, name) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8, $9, $10, $11)",
          "ssbsbsiiiss", id, identity->person, identity->spki_sha256, identity->provider,
          identity->secret_sha256, identity->match_code, identity->retries, now, identity->expires,
          identity->organisation, identity->name))
    return NULL;
  return platform_store_tell_identity (store, id, now, error) ? g_steal_pointer (&id) : NULL;
}

#define IDENTITY_COLUMNS                                                                           \
  "SELECT i.id, i.person, COALESCE (i.name, p.name), i.spki_sha256, i.provider, i.match_code, "    \
  "i.state, i.retries, i.expires, i.challenge, i.reason, i.organisation, o.name, i.name, "         \
  "i.submitted, p.id_last_four FROM identity_session i "                                           \
  "JOIN person p ON p.id = i.person LEFT JOIN organisation o ON o.id = i.organisation "

static PlatformIdentity *
take_identity (PlatformRows *rows)
{
  PlatformIdentity *identity;

  if (platform_rows_length (rows) == 0)
    return NULL;
  identity = g_new0 (PlatformIdentity, 1);
  identity->id = platform_rows_dup (rows, 0, 0);
  identity->person = platform_rows_dup (rows, 0, 1);
  identity->name = platform_rows_dup (rows, 0, 2);
  identity->spki_sha256 = platform_rows_bytes (rows, 0, 3);
  identity->provider = platform_rows_dup (rows, 0, 4);
  identity->match_code = platform_rows_dup (rows, 0, 5);
  identity->state = platform_rows_dup (rows, 0, 6);
  identity->retries = platform_rows_number (rows, 0, 7);
  identity->expires = platform_rows_number (rows, 0, 8);
  identity->challenge = platform_rows_dup (rows, 0, 9);
  identity->reason = platform_rows_dup (rows, 0, 10);
  identity->organisation = platform_rows_dup (rows, 0, 11);
  identity->organisation_name = platform_rows_dup (rows, 0, 12);
  identity->new_name = platform_rows_dup (rows, 0, 13);
  identity->submitted = platform_rows_number (rows, 0, 14);
  identity->id_last_four = platform_rows_dup (rows, 0, 15);
  return identity;
}

/**
 * platform_store_find_identity:
 * @store: a store
 * @id: from outside
 * @person: whose it has to be
 * @error: where to put a #PlatformError
 *
 * Finds an identification of a person.
 *
 * Returns: (transfer full) (nullable): the session; NULL without an error if there is none
 */
PlatformIdentity *
platform_store_find_identity (PlatformStore *store,
                              const char *id,
                              const char *person,
                              GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error, IDENTITY_COLUMNS "WHERE i.id = $1 AND i.person = $2", "ss", id, person);

  return rows ? take_identity (rows) : NULL;
}

/**
 * platform_store_get_identity:
 * @store: a store
 * @id: of an identification
 * @error: where to put a #PlatformError
 *
 * Finds an identification, whosever it is.
 *
 * Returns: (transfer full) (nullable): the session; NULL without an error if there is none
 */
PlatformIdentity *
platform_store_get_identity (PlatformStore *store, const char *id, GError **error)
{
  g_autoptr (PlatformRows)
      rows = platform_db_query (store->db, error, IDENTITY_COLUMNS "WHERE i.id = $1", "s", id);

  return rows ? take_identity (rows) : NULL;
}

/**
 * platform_store_find_secret:
 * @store: a store
 * @secret_sha256: of what a phone has read from the screen
 * @error: where to put a #PlatformError
 *
 * Finds the identification that a code on a screen stands for.
 *
 * Returns: (transfer full) (nullable): the session; NULL without an error if there is none
 */
PlatformIdentity *
platform_store_find_secret (PlatformStore *store, GBytes *secret_sha256, GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error, IDENTITY_COLUMNS "WHERE i.secret_sha256 = $1", "b", secret_sha256);

  return rows ? take_identity (rows) : NULL;
}

/**
 * platform_store_find_phone:
 * @store: a store
 * @phone_sha256: of what a phone was given when it scanned
 * @error: where to put a #PlatformError
 *
 * Finds the identification that a phone takes part in.
 *
 * Returns: (transfer full) (nullable): the session; NULL without an error if there is none
 */
PlatformIdentity *
platform_store_find_phone (PlatformStore *store, GBytes *phone_sha256, GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error, IDENTITY_COLUMNS "WHERE i.phone_sha256 = $1", "b", phone_sha256);

  return rows ? take_identity (rows) : NULL;
}

/**
 * platform_store_find_asker:
 * @store: a store
 * @id: of an identification
 * @error: where to put a #PlatformError
 *
 * Finds the login of the account that began an identification, or began it anew: the person may
 * have several.
 *
 * Returns: (transfer full) (nullable): the login; NULL without an error if there is none
 */
char *
platform_store_find_asker (PlatformStore *store, const char *id, GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error,
      "SELECT a.login FROM evidence e JOIN account a ON a.id = e.actor WHERE e.subject = $1 AND "
      "e.type IN ('identification-begun', 'identification-refreshed') ORDER BY e.seq DESC LIMIT 1",
      "s", id);

  return rows && platform_rows_length (rows) > 0 ? platform_rows_dup (rows, 0, 0) : NULL;
}

/* Whoever begins more than these at once is held back by their number of tries. */
#define MAX_BY_FACE "100"

/**
 * platform_store_list_by_face:
 * @store: a store
 * @person: whose
 * @now: seconds since 1970 UTC
 * @error: where to put a #PlatformError
 *
 * Lists the identifications by face that a phone takes part in now.
 *
 * Returns: (transfer full) (element-type utf8): their ids, or NULL on error
 */
GPtrArray *
platform_store_list_by_face (PlatformStore *store, const char *person, gint64 now, GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error,
      "SELECT id FROM identity_session WHERE person = $1 AND state = 'in-progress' AND "
      "expires > $2 AND provider <> 'trial' AND COALESCE (challenge, '') <> $3 LIMIT " MAX_BY_FACE,
      "sis", person, now, WIRE_CHALLENGE_IN_PERSON);

  return rows ? platform_rows_dup_column (rows, 0) : NULL;
}

/**
 * platform_store_step_identity:
 * @store: a store with a transaction
 * @step: from where to where
 * @done: (out): FALSE if it was not in that state, or is over
 * @error: where to put a #PlatformError
 *
 * Takes a step.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_step_identity (PlatformStore *store,
                              const PlatformIdentityStep *step,
                              gboolean *done,
                              GError **error)
{
  guint64 n = 0;

  if (!platform_store_change (store, &n, error,
                              "UPDATE identity_session SET state = $3, expires = CASE WHEN "
                              "$5 > 0 THEN $5 ELSE expires END, challenge = COALESCE ($6, "
                              "challenge), reason = $7 WHERE id = $1 AND state = $2 AND "
                              "expires > $4",
                              "sssiiss", step->id, step->from, step->to, step->now, step->expires,
                              step->challenge, step->reason))
    return FALSE;
  *done = n == 1;
  return !*done || platform_store_tell_identity (store, step->id, step->now, error);
}

/* A phone may take a step meanwhile: it ends in whatever state it is. */
#define CAN_STILL "state IN ('waiting', 'scanned', 'in-progress', 'passed')"

/**
 * platform_store_cancel_identities:
 * @store: a store with a transaction
 * @person: whose
 * @now: seconds since 1970 UTC
 * @error: where to put a #PlatformError
 *
 * Ends all identifications of a person that still could do something.
 *
 * Returns: (transfer full) (element-type utf8): their ids, or NULL on error
 */
GPtrArray *
platform_store_cancel_identities (PlatformStore *store,
                                  const char *person,
                                  gint64 now,
                                  GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error,
      "SELECT id FROM identity_session WHERE person = $1 AND expires > $2 AND " CAN_STILL, "si",
      person, now);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  if (!rows)
    return NULL;
  for (guint i = 0; i < platform_rows_length (rows); i++)
    {
      g_autofree char *id = platform_rows_dup (rows, i, 0);
      guint64 n = 0;

      if (!platform_store_change (
              store, &n, error,
              "UPDATE identity_session SET state = 'cancelled' WHERE id = $1 AND " CAN_STILL, "s",
              id) ||
          (n == 1 && !platform_store_tell_identity (store, id, now, error)))
        return NULL;
      if (n == 1)
        g_ptr_array_add (ids, g_steal_pointer (&id));
    }
  return g_steal_pointer (&ids);
}

/**
 * platform_store_bind_phone:
 * @store: a store with a transaction
 * @step: from where to where
 * @phone_sha256: of what this phone is given
 * @done: (out): FALSE if another phone came first, or it is over
 * @error: where to put a #PlatformError
 *
 * Takes the step that only one phone can take.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_bind_phone (PlatformStore *store,
                           const PlatformIdentityStep *step,
                           GBytes *phone_sha256,
                           gboolean *done,
                           GError **error)
{
  guint64 n = 0;

  if (!platform_store_change (store, &n, error,
                              "UPDATE identity_session SET state = $3, phone_sha256 = $5, "
                              "expires = $6 WHERE id = $1 AND state = $2 AND expires > $4",
                              "sssibi", step->id, step->from, step->to, step->now, phone_sha256,
                              step->expires))
    return FALSE;
  *done = n == 1;
  return !*done || platform_store_tell_identity (store, step->id, step->now, error);
}

/**
 * platform_store_miss_identity:
 * @store: a store with a transaction
 * @id: which
 * @now: seconds since 1970 UTC
 * @error: where to put a #PlatformError
 *
 * Takes one of the retries; the last one fails it.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_miss_identity (PlatformStore *store, const char *id, gint64 now, GError **error)
{
  return platform_store_change (store, NULL, error,
                                "UPDATE identity_session SET retries = retries - 1, "
                                "state = CASE WHEN retries <= 1 THEN 'failed' ELSE state END "
                                "WHERE id = $1 AND state = 'scanned'",
                                "s", id) &&
         platform_store_tell_identity (store, id, now, error);
}

/**
 * platform_store_renew_identity:
 * @store: a store with a transaction
 * @id: which
 * @identity: its new secret, code and time; its key stays
 * @done: (out): FALSE if it has passed or was cancelled
 * @error: where to put a #PlatformError
 *
 * Begins anew: the code that was on the screen and the phone that read it count no more.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_renew_identity (PlatformStore *store,
                               const char *id,
                               const PlatformNewIdentity *identity,
                               gboolean *done,
                               GError **error)
{
  guint64 n = 0;

  if (!platform_store_change (store, &n, error,
                              "UPDATE identity_session SET state = 'waiting', secret_sha256 = $3, "
                              "phone_sha256 = NULL, match_code = $4, retries = $5, expires = $6, "
                              "challenge = NULL, submitted = NULL, reason = NULL "
                              "WHERE id = $1 AND person = $2 AND state IN ('waiting', 'scanned', "
                              "'in-progress', 'failed')",
                              "ssbsii", id, identity->person, identity->secret_sha256,
                              identity->match_code, identity->retries, identity->expires))
    return FALSE;
  *done = n == 1;
  return !*done || platform_store_tell_identity (store, id, identity->now, error);
}

/**
 * platform_store_verify_person:
 * @store: a store with a transaction
 * @person: who was identified
 * @error: where to put a #PlatformError
 *
 * Notes that a person's identity was verified.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_verify_person (PlatformStore *store, const char *person, GError **error)
{
  return platform_store_change (store, NULL, error,
                                "UPDATE person SET identity = 'verified' WHERE id = $1 AND "
                                "identity IN ('unverified', 'pending', 'verified')",
                                "s", person);
}

/**
 * platform_store_rename_person:
 * @store: a store with a transaction
 * @person: its id
 * @name: that they were identified with
 * @error: where to put a #PlatformError
 *
 * Notes that somebody has another name now; what was issued before has the old one.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_rename_person (PlatformStore *store,
                              const char *person,
                              const char *name,
                              GError **error)
{
  return platform_store_change (store, NULL, error, "UPDATE person SET name = $2 WHERE id = $1",
                                "ss", person, name);
}
