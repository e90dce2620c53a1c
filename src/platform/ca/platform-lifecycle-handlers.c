/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-lifecycle-handlers.h"

#include "pki-request.h"
#include "platform-account-handlers.h"
#include "platform-certificate-view.h"
#include "platform-issue.h"
#include "platform-organisation-handlers.h"
#include "platform-private.h"
#include "platform-proof.h"
#include "platform-provider.h"
#include "platform-revocation-list.h"
#include "platform-store-evidence.h"
#include "platform-store-review.h"
#include "wire-certificate.h"

/* CRLReason (RFC 5280, 5.3.1). With affiliationChanged a name or another fact has changed, and
 * nothing is wrong with the key (X.509, 9.5.3.1). */
#define KEY_COMPROMISE 1
#define AFFILIATION_CHANGED 3
#define SUPERSEDED 4
#define HOLD 6

static PlatformCertificate *
find_own (PlatformCall *call, GError **error)
{
  g_autoptr (PlatformCertificate)
      row = platform_store_find_certificate (call->store, call->values[0], error);

  if (row && g_strcmp0 (row->person, call->actor->person) == 0)
    return platform_certificate_view_match (call, row, error) ? g_steal_pointer (&row) : NULL;
  if (!*error)
    platform_call_refuse (error, WIRE_PROBLEM_NOT_FOUND, "no such certificate");
  return NULL;
}

static gboolean
note (PlatformCall *call, const char *event, const PlatformChange *change, GError **error)
{
  g_autoptr (WireCanonical) details = wire_canonical_new ();

  wire_canonical_set_integer (details, "reason", change->reason);
  wire_canonical_set_integer (details, "invalid_since", change->invalid_since);
  return platform_store_add_evidence (call->store, event, call->actor->account, change->serial,
                                      call->now, details, error);
}

/* What is stopped does not wait for a clock that was set. */
static gint64
stop_time (PlatformCall *call)
{
  return platform_clock_earliest (call->platform, call->now);
}

/* The change, its evidence and the list that tells of it are one transaction. */
static gboolean
step (PlatformCall *call, const char *event, const PlatformChange *wanted, GError **error)
{
  gboolean done = FALSE;

  if (!platform_store_change_certificate (call->store, wanted, &done, error))
    return FALSE;
  if (!done)
    return platform_call_refuse (error, WIRE_PROBLEM_CONFLICT, "its state does not allow this");
  return note (call, event, wanted, error) && platform_revocation_list_tell (call, error);
}

static gboolean
change (PlatformCall *call, const char *event, const PlatformChange *wanted, GError **error)
{
  g_autoptr (PlatformCertificate) after = NULL;

  if (!step (call, event, wanted, error))
    return FALSE;
  after = platform_store_find_certificate (call->store, wanted->serial, error);
  return after && platform_issue_show (call, after, error);
}

/**
 * platform_suspend_certificate:
 * @call: the request
 * @error: where to put the refusal
 *
 * Suspends a certificate at once.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_suspend_certificate (PlatformCall *call, GError **error)
{
  g_autoptr (PlatformCertificate) row = find_own (call, error);

  return row && change (call, "certificate-suspended",
                        &(PlatformChange){.serial = row->serial,
                                          .from = "active",
                                          .to = "suspended",
                                          .reason = HOLD,
                                          .now = stop_time (call)},
                        error);
}

/* An identification is for oneself or for one enterprise, and so is a certificate. */
static gboolean
check_same_owner (PlatformIdentity *proof, PlatformCertificate *row, GError **error)
{
  return g_strcmp0 (proof->organisation, row->organisation) == 0 ||
         platform_call_refuse (error, WIRE_PROBLEM_CONFLICT,
                               "the identification is for somebody else's certificate");
}

/* For an enterprise that is still confirmed, by who still represents it. */
static gboolean
check_owner (PlatformCall *call, PlatformIdentity *proof, PlatformCertificate *row, GError **error)
{
  g_autoptr (PlatformOrganisation) organisation = NULL;

  if (!check_same_owner (proof, row, error))
    return FALSE;
  if (!row->organisation)
    return TRUE;
  organisation = platform_organisation_of_representative (call, row->organisation, error);
  return organisation != NULL;
}

/**
 * platform_restore_certificate:
 * @call: the request
 * @error: where to put the refusal
 *
 * Lifts a suspension, for who has been identified again: for this key and on the same behalf.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_restore_certificate (PlatformCall *call, GError **error)
{
  WireRestoration *asked = call->message;
  g_autoptr (PlatformCertificate) row = find_own (call, error);
  g_autoptr (PlatformIdentity) proof = NULL;

  if (!row || !platform_issue_check_clock (call, error))
    return FALSE;
  if (!g_str_equal (row->state, "suspended"))
    return platform_call_refuse (error, WIRE_PROBLEM_CONFLICT, "it is %s", row->state);
  if (!platform_issue_know_key (call, row, error))
    return FALSE;
  proof = platform_proof_use (call, asked->session, row->spki_sha256, error);
  if (!proof || !check_owner (call, proof, row, error))
    return FALSE;
  return change (call, "certificate-restored",
                 &(PlatformChange){
                     .serial = row->serial, .from = "suspended", .to = "active", .now = call->now},
                 error);
}

/* What a person may say of their own certificate: unspecified, keyCompromise, affiliationChanged,
 * superseded, cessationOfOperation. */
static gboolean
check_revocation (PlatformCall *call, WireRevocation *asked, GError **error)
{
  static const guint8 allowed[] = {0, 1, 3, 4, 5};

  if (asked->invalid_since > stop_time (call))
    return platform_call_refuse (error, WIRE_PROBLEM_MALFORMED, "invalid_since is to come yet");
  for (guint i = 0; i < G_N_ELEMENTS (allowed); i++)
    if (asked->reason == allowed[i])
      return TRUE;
  return platform_call_refuse (error, WIRE_PROBLEM_MALFORMED, "reason is none of 0, 1, 3, 4, 5");
}

static gboolean
revoke_also (PlatformCall *call, PlatformCertificate *row, WireRevocation *asked, GError **error)
{
  const PlatformChange wanted = {.serial = row->serial,
                                 .from = row->state,
                                 .to = "revoked",
                                 .reason = KEY_COMPROMISE,
                                 .invalid_since = asked->invalid_since,
                                 .now = stop_time (call)};
  gboolean done = FALSE;

  if (!platform_store_change_certificate (call->store, &wanted, &done, error))
    return FALSE;
  return (done || platform_call_refuse (error, WIRE_PROBLEM_CONFLICT, "its state changed")) &&
         note (call, "certificate-revoked", &wanted, error);
}

/* A key in other hands signs with each of its certificates: with those before and after a renewal,
 * too. */
static gboolean
revoke_others (PlatformCall *call, PlatformCertificate *row, WireRevocation *asked, GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;

  if (asked->reason != KEY_COMPROMISE)
    return TRUE;
  if (!platform_issue_know_key (call, row, error))
    return FALSE;
  rows = platform_store_list_of_key (call->store, row->spki_sha256, error);
  for (guint i = 0; rows && i < rows->len; i++)
    {
      PlatformCertificate *other = rows->pdata[i];

      if (!g_str_equal (other->serial, row->serial) && !revoke_also (call, other, asked, error))
        return FALSE;
    }
  return rows != NULL;
}

/**
 * platform_revoke_certificate:
 * @call: the request
 * @error: where to put the refusal
 *
 * Revokes a certificate for good, and where its key is in other hands, all certificates of the key.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_revoke_certificate (PlatformCall *call, GError **error)
{
  WireRevocation *asked = call->message;
  g_autoptr (PlatformCertificate) row = find_own (call, error);

  if (!row || !check_revocation (call, asked, error))
    return FALSE;
  if (g_str_equal (row->state, "revoked"))
    return platform_call_refuse (error, WIRE_PROBLEM_CONFLICT, "it is revoked");
  if (!revoke_others (call, row, asked, error))
    return FALSE;
  return change (call, "certificate-revoked",
                 &(PlatformChange){.serial = row->serial,
                                   .from = row->state,
                                   .to = "revoked",
                                   .reason = asked->reason,
                                   .invalid_since = asked->invalid_since,
                                   .now = stop_time (call)},
                 error);
}

/* The name that somebody was identified with is theirs from now on. */
static gboolean
take_name (PlatformCall *call, const PlatformIdentity *proof, GError **error)
{
  g_autoptr (WireCanonical) details = NULL;

  if (!proof->new_name)
    return TRUE;
  details = wire_canonical_new ();
  wire_canonical_set_string (details, "identification", proof->id);
  return platform_store_rename_person (call->store, proof->person, proof->new_name, error) &&
         platform_store_add_evidence (call->store, "person-renamed", call->actor->account,
                                      proof->person, call->now, details, error);
}

/* Of what an identification proved for a new key. */
static PlatformCertificate *
issue_instead (PlatformCall *call, PlatformCertificate *old, GError **error)
{
  WireReplacement *asked = call->message;
  g_autoptr (GBytes) spki = platform_issue_read_request (asked->request, error);
  g_autoptr (GBytes) spki_sha256 = NULL;
  g_autoptr (PlatformIdentity) proof = NULL;
  g_autofree char *policy = NULL;

  if (!spki)
    return NULL;
  spki_sha256 = pki_spki_digest (spki);
  proof = platform_proof_use (call, asked->session, spki_sha256, error);
  if (!proof || !check_same_owner (proof, old, error) || !take_name (call, proof, error))
    return NULL;
  policy = platform_dup_policy (call->platform, platform_provider_find (proof->provider)->policy);
  return platform_issue_certificate (call,
                                     &(PlatformIssue){
                                         .spki = spki,
                                         .policy = policy,
                                         .organisation = proof->organisation,
                                         .replaces = old->serial,
                                         .event = "certificate-changed",
                                     },
                                     error);
}

static int
reason_of_change (PlatformCertificate *old, PlatformCertificate *new)
{
  g_autoptr (PkiCertificate) before = pki_certificate_new_from_der (
      g_bytes_get_data (old->der, NULL), g_bytes_get_size (old->der), NULL);
  g_autoptr (PkiCertificate) after = pki_certificate_new_from_der (
      g_bytes_get_data (new->der, NULL), g_bytes_get_size (new->der), NULL);

  return before && after &&
                 g_strcmp0 (pki_certificate_get_subject (before),
                            pki_certificate_get_subject (after)) != 0
             ? AFFILIATION_CHANGED
             : SUPERSEDED;
}

/**
 * platform_change_certificate:
 * @call: the request
 * @error: where to put the refusal
 *
 * Issues a certificate with the name as it is verified now, for a key that an identification passed
 * for, and revokes the one that it replaces: both or neither.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_change_certificate (PlatformCall *call, GError **error)
{
  g_autoptr (PlatformCertificate) old = find_own (call, error);
  g_autoptr (PlatformCertificate) row = NULL;

  if (!old)
    return FALSE;
  if (g_str_equal (old->state, "revoked"))
    return platform_call_refuse (error, WIRE_PROBLEM_CONFLICT, "it is revoked");
  row = issue_instead (call, old, error);
  if (!row || !step (call, "certificate-revoked",
                     &(PlatformChange){.serial = old->serial,
                                       .from = old->state,
                                       .to = "revoked",
                                       .reason = reason_of_change (old, row),
                                       .now = call->now},
                     error))
    return FALSE;
  call->status = 201;
  call->location = wire_route_path (WIRE_GET_CERTIFICATE, row->serial, NULL);
  return platform_issue_show (call, row, error);
}

static gboolean
suspend (PlatformCall *call, const char *serial, guint *n, GError **error)
{
  const PlatformChange wanted = {.serial = serial,
                                 .from = "active",
                                 .to = "suspended",
                                 .reason = HOLD,
                                 .now = stop_time (call)};
  gboolean done = FALSE;

  if (!platform_store_change_certificate (call->store, &wanted, &done, error))
    return FALSE;
  *n += done;
  return !done || note (call, "certificate-suspended", &wanted, error);
}

static gboolean
suspend_all (PlatformCall *call, GPtrArray *serials, guint *n, GError **error)
{
  *n = 0;
  for (guint i = 0; i < serials->len; i++)
    if (!suspend (call, serials->pdata[i], n, error))
      return FALSE;
  return *n == 0 || platform_revocation_list_tell (call, error);
}

/**
 * platform_suspend_organisation:
 * @call: a request whose store has a transaction
 * @organisation: an enterprise that is not confirmed any more
 * @error: where to put the error
 *
 * Suspends the certificates that speak for an enterprise.
 *
 * Returns: FALSE on error
 */
gboolean
platform_suspend_organisation (PlatformCall *call, const char *organisation, GError **error)
{
  g_autoptr (GPtrArray) serials = platform_store_list_active_of (call->store, organisation, error);
  guint n;

  return serials && suspend_all (call, serials, &n, error);
}

/* Who has passed can have a certificate or a restored one: what a thief began ends, too. */
static gboolean
cancel_identifications (PlatformCall *call, GError **error)
{
  g_autoptr (GPtrArray)
      ids = platform_store_cancel_identities (call->store, call->actor->person, call->now, error);

  for (guint i = 0; ids && i < ids->len; i++)
    if (!platform_store_add_evidence (call->store, "identification-cancelled", call->actor->account,
                                      ids->pdata[i], call->now, NULL, error))
      return FALSE;
  return ids && platform_store_erase_pictures (call->store, call->now, error);
}

/**
 * platform_stop_everything:
 * @call: the request
 * @error: where to put the refusal
 *
 * Suspends all certificates of the person at once, and ends every identification that could bring
 * one, and every other session of the account: what is done about a lost computer, from any other
 * one, without the key that is lost. The session that asks goes on: who has lost nothing but a key
 * needs it next, and if it is a thief's, the owner's own stop, after a login, ends it.
 *
 * Returns: FALSE on error
 */
gboolean
platform_stop_everything (PlatformCall *call, GError **error)
{
  g_autoptr (GPtrArray)
      serials = platform_store_list_active (call->store, call->actor->person, error);
  WireStop answer = {0};
  guint n;

  if (!serials || !suspend_all (call, serials, &n, error) ||
      !cancel_identifications (call, error) || !platform_account_end_others (call, error))
    return FALSE;
  answer.suspended = n;
  platform_call_answer (call, &answer);
  return platform_store_add_evidence (call->store, "emergency-stop", call->actor->account,
                                      call->actor->person, call->now, NULL, error);
}
