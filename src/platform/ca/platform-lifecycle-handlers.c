/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-lifecycle-handlers.h"

#include "platform-certificate-view.h"
#include "platform-issue.h"
#include "platform-proof.h"
#include "platform-revocation-list.h"
#include "platform-store-evidence.h"
#include "wire-certificate.h"

#define HOLD 6 /* certificateHold (RFC 5280, 5.3.1) */

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

/* The change, its evidence and the list that tells of it are one transaction. */
static gboolean
change (PlatformCall *call, const char *event, const PlatformChange *wanted, GError **error)
{
  g_autoptr (PlatformCertificate) after = NULL;
  gboolean done = FALSE;

  if (!platform_store_change_certificate (call->store, wanted, &done, error))
    return FALSE;
  if (!done)
    return platform_call_refuse (error, WIRE_PROBLEM_CONFLICT, "its state does not allow this");
  if (!note (call, event, wanted, error) || !platform_revocation_list_renew (call, error))
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
                                          .now = call->now},
                        error);
}

/**
 * platform_restore_certificate:
 * @call: the request
 * @error: where to put the refusal
 *
 * Lifts a suspension, for who has been identified for this key again.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_restore_certificate (PlatformCall *call, GError **error)
{
  WireRestoration *asked = call->message;
  g_autoptr (PlatformCertificate) row = find_own (call, error);
  g_autoptr (PlatformIdentity) proof = NULL;

  if (!row)
    return FALSE;
  if (!g_str_equal (row->state, "suspended"))
    return platform_call_refuse (error, WIRE_PROBLEM_CONFLICT, "it is %s", row->state);
  proof = platform_proof_use (call, asked->session, row->spki_sha256, error);
  if (!proof)
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

  if (asked->invalid_since > call->now)
    return platform_call_refuse (error, WIRE_PROBLEM_MALFORMED, "invalid_since is to come yet");
  for (guint i = 0; i < G_N_ELEMENTS (allowed); i++)
    if (asked->reason == allowed[i])
      return TRUE;
  return platform_call_refuse (error, WIRE_PROBLEM_MALFORMED, "reason is none of 0, 1, 3, 4, 5");
}

/**
 * platform_revoke_certificate:
 * @call: the request
 * @error: where to put the refusal
 *
 * Revokes a certificate for good.
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
  return change (call, "certificate-revoked",
                 &(PlatformChange){.serial = row->serial,
                                   .from = row->state,
                                   .to = "revoked",
                                   .reason = asked->reason,
                                   .invalid_since = asked->invalid_since,
                                   .now = call->now},
                 error);
}

static gboolean
suspend (PlatformCall *call, const char *serial, guint *n, GError **error)
{
  const PlatformChange wanted = {
      .serial = serial, .from = "active", .to = "suspended", .reason = HOLD, .now = call->now};
  gboolean done = FALSE;

  if (!platform_store_change_certificate (call->store, &wanted, &done, error))
    return FALSE;
  *n += done;
  return !done || note (call, "certificate-suspended", &wanted, error);
}

/**
 * platform_stop_everything:
 * @call: the request
 * @error: where to put the refusal
 *
 * Suspends all certificates of the person at once: what is done about a lost computer, from any
 * other one, without the key that is lost.
 *
 * Returns: FALSE on error
 */
gboolean
platform_stop_everything (PlatformCall *call, GError **error)
{
  g_autoptr (GPtrArray)
      serials = platform_store_list_active (call->store, call->actor->person, error);
  WireStop answer = {0};
  guint n = 0;

  if (!serials)
    return FALSE;
  for (guint i = 0; i < serials->len; i++)
    if (!suspend (call, serials->pdata[i], &n, error))
      return FALSE;
  if (n > 0 && !platform_revocation_list_renew (call, error))
    return FALSE;
  answer.suspended = n;
  platform_call_answer (call, &answer);
  return platform_store_add_evidence (call->store, "emergency-stop", call->actor->account,
                                      call->actor->person, call->now, NULL, error);
}
