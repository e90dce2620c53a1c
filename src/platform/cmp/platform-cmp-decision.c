/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-cmp-decision.h"

#include "pki-request.h"
#include "platform-dispatch.h"
#include "platform-identity-handlers.h"
#include "platform-issue.h"
#include "platform-private.h"
#include "wire-certificate.h"

/* Whose clock is further away may be sending what somebody else has kept. */
#define MAX_SKEW 300
/* Somebody who holds a phone; and an operator. */
#define AFTER_PHONE 2
#define AFTER_REVIEW 60
/* CRLReason (RFC 5280, 5.3.1): certificateHold and removeFromCRL. */
#define HOLD 6
#define LIFTED 8
#define DAY (24 * G_GINT64_CONSTANT (3600))

#define BEGIN                                                                                      \
  "open an identification for this key (POST /v1/identity-sessions), and protect the message "     \
  "with its id as reference and its cmp_secret"

/* What a problem of the interface is called here. */
static const struct {
  WireProblemKind kind;
  PkiCmpFailure failure;
  const char *help; /* (nullable): what to do */
} failures[] = {
    {WIRE_PROBLEM_NOT_FOUND, PKI_CMP_BAD_CERTIFICATE_ID, NULL},
    {WIRE_PROBLEM_KEY, PKI_CMP_BAD_TEMPLATE, BEGIN},
    {WIRE_PROBLEM_WEAK_KEY, PKI_CMP_BAD_ALGORITHM, NULL},
    {WIRE_PROBLEM_REQUEST, PKI_CMP_BAD_PROOF, NULL},
    {WIRE_PROBLEM_EXPIRED, PKI_CMP_NOT_AUTHORIZED, BEGIN},
    {WIRE_PROBLEM_CONSENT, PKI_CMP_NOT_AUTHORIZED, "accept the agreements again"},
    {WIRE_PROBLEM_CERTIFICATE, PKI_CMP_NOT_AUTHORIZED, NULL},
    {WIRE_PROBLEM_CERTIFICATE_SUSPENDED, PKI_CMP_NOT_AUTHORIZED,
     "the certificate that it is signed with is suspended"},
    {WIRE_PROBLEM_CERTIFICATE_EXPIRED, PKI_CMP_NOT_AUTHORIZED,
     "the certificate that it is signed with has ended"},
    {WIRE_PROBLEM_CERTIFICATE_REVOKED, PKI_CMP_CERTIFICATE_REVOKED,
     "the certificate that it is signed with is revoked"},
    {WIRE_PROBLEM_CLOCK, PKI_CMP_TIME_NOT_AVAILABLE, NULL},
    {WIRE_PROBLEM_FORBIDDEN, PKI_CMP_NOT_AUTHORIZED, NULL},
};

static void reject (PkiCmpVerdict *verdict, PkiCmpFailure failure, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

static void
reject (PkiCmpVerdict *verdict, PkiCmpFailure failure, const char *format, ...)
{
  va_list list;

  va_start (list, format);
  verdict->status = PKI_CMP_REJECTED;
  verdict->failure = failure;
  g_free (verdict->text);
  verdict->text = g_strdup_vprintf (format, list);
  va_end (list);
}

/* A refusal is told; a fault is not. */
static void
fail (PlatformCmpDecision *self, PkiCmpVerdict *verdict, GError *error)
{
  reject (verdict, PKI_CMP_SYSTEM_UNAVAILABLE, "try it again later");
  if (error->domain != WIRE_PROBLEM)
    {
      self->error = error;
      return;
    }
  reject (verdict, PKI_CMP_BAD_REQUEST, "%s", error->message);
  for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
    if ((WireProblemKind) error->code == failures[i].kind)
      reject (verdict, failures[i].failure, failures[i].help ? "%s: %s" : "%s", error->message,
              failures[i].help);
  g_error_free (error);
}

static void
accept (PlatformCmpDecision *self, PkiCmpVerdict *verdict)
{
  verdict->status = PKI_CMP_ACCEPTED;
  self->is_done = TRUE;
  self->lasts = self->call->now + DAY;
}

/* The same request as it would have come by JSON. */
static PlatformCall *
call_new (PlatformCmpDecision *self, WireOperation operation, const char *value, gpointer message)
{
  PlatformCall *call = platform_call_new (self->call->platform);

  call->operation = operation;
  call->values = g_new0 (char *, 2);
  call->values[0] = g_strdup (value);
  call->message = message;
  call->address = g_strdup (self->call->address);
  call->actor = g_steal_pointer (&self->call->actor);
  call->now = self->call->now;
  call->store = self->call->store;
  return call;
}

static gboolean
dispatch (PlatformCmpDecision *self,
          PlatformCall *inner,
          const PkiCmpMessage *message,
          PkiCmpVerdict *verdict)
{
  const PlatformEnvelope envelope = {
      .message = message->der, .signer = message->signer, .spki = message->spki};
  GError *error = NULL;
  gboolean done;

  inner->envelope = &envelope;
  done = platform_dispatch_inside (inner, &error);
  inner->envelope = NULL;
  self->call->actor = g_steal_pointer (&inner->actor);
  if (done)
    accept (self, verdict);
  else
    fail (self, verdict, error);
  return done;
}

static void
take_certificate (PlatformCmpDecision *self, PlatformCall *inner, PkiCmpVerdict *verdict)
{
  gsize size;
  const char *text = g_bytes_get_data (inner->answer, &size);
  WireCertificate *answer = wire_decode (&wire_certificate_type, text, size, &self->error);

  if (!answer)
    return;
  verdict->certificate = pki_certificate_new_from_der (
      g_bytes_get_data (answer->der, NULL), g_bytes_get_size (answer->der), &self->error);
  self->certificate = g_strdup (answer->serial);
  wire_free (&wire_certificate_type, answer);
}

static void
certify (PlatformCmpDecision *self, const PkiCmpMessage *message, PkiCmpVerdict *verdict)
{
  WireNewCertificate *asked = g_new0 (WireNewCertificate, 1);
  g_autoptr (PlatformCall) inner = NULL;

  asked->session = g_strdup (self->sender->identity->id);
  asked->request = message->request ? g_bytes_ref (message->request) : NULL;
  inner = call_new (self, WIRE_CREATE_CERTIFICATE, NULL, asked);
  if (dispatch (self, inner, message, verdict))
    take_certificate (self, inner, verdict);
}

/* Whoever waits for the wrong key would wait in vain. */
static gboolean
is_for_key (PlatformCmpDecision *self, const PkiCmpMessage *message, PkiCmpVerdict *verdict)
{
  const PlatformEnvelope envelope = {.message = message->der, .spki = message->spki};
  GError *error = NULL;
  g_autoptr (GBytes) spki = NULL;
  g_autoptr (GBytes) digest = NULL;

  self->call->envelope = &envelope;
  spki = platform_issue_take_key (self->call, message->request, &error);
  self->call->envelope = NULL;
  digest = spki ? pki_spki_digest (spki) : NULL;
  if (digest && !g_bytes_equal (digest, self->sender->identity->spki_sha256))
    platform_call_refuse (&error, WIRE_PROBLEM_KEY,
                          "the identification was opened for another key");
  if (error)
    fail (self, verdict, error);
  return !error;
}

static gboolean
is_ours (PlatformCmpDecision *self, const PkiCmpMessage *message)
{
  PkiIssuer *issuer = self->call->platform->authority->issuer;

  return pki_cmp_message_is_by (message, pki_issuer_get_certificate (issuer));
}

static gboolean
goes_on (const char *state)
{
  static const char *const going_on[] = {"waiting", "scanned", "in-progress", NULL};

  return g_strv_contains (going_on, state);
}

static void
wait_for (PlatformCmpDecision *self, PkiCmpVerdict *verdict)
{
  const PlatformIdentity *identity = self->sender->identity;

  verdict->status = PKI_CMP_WAITING;
  verdict->check_after = identity->submitted ? AFTER_REVIEW : AFTER_PHONE;
  verdict->text = g_strdup ("pass the identification on the phone");
  self->is_done = TRUE;
  self->lasts = MAX (identity->expires, self->call->now) + DAY;
}

static void
enrol (PlatformCmpDecision *self, const PkiCmpMessage *message, PkiCmpVerdict *verdict)
{
  PlatformIdentity *identity = self->sender->identity;
  const char *state = identity ? platform_identity_state (self->call, identity) : NULL;

  if (!identity)
    reject (verdict, PKI_CMP_NOT_AUTHORIZED,
            "a certificate for another key needs more than a "
            "signature: " BEGIN);
  else if (!is_for_key (self, message, verdict))
    return;
  else if (goes_on (state))
    wait_for (self, verdict);
  else if (g_str_equal (state, "passed"))
    certify (self, message, verdict);
  else
    reject (verdict, PKI_CMP_NOT_AUTHORIZED, "the identification is %s: " BEGIN, state);
}

/* The same key for a further time: another one takes an identification. */
static void
update (PlatformCmpDecision *self, const PkiCmpMessage *message, PkiCmpVerdict *verdict)
{
  const PlatformCertificate *signer = self->sender->certificate;
  g_autoptr (PlatformCall) inner = NULL;

  if (!signer)
    reject (verdict, PKI_CMP_NOT_AUTHORIZED, "sign it with a certificate of this platform");
  else if (!message->spki)
    reject (verdict, PKI_CMP_BAD_TEMPLATE, "no key is in the template");
  else if (message->serial && !is_ours (self, message))
    reject (verdict, PKI_CMP_BAD_CERTIFICATE_ID, "it was not issued by this authority");
  else
    {
      inner = call_new (self, WIRE_RENEW_CERTIFICATE,
                        message->serial ? message->serial : signer->serial,
                        g_new0 (WireRenewal, 1));
      if (dispatch (self, inner, message, verdict))
        take_certificate (self, inner, verdict);
    }
}

static void
suspend (PlatformCmpDecision *self, const PkiCmpMessage *message, PkiCmpVerdict *verdict)
{
  g_autoptr (PlatformCall) inner = call_new (self, WIRE_SUSPEND_CERTIFICATE, message->serial, NULL);

  dispatch (self, inner, message, verdict);
}

/* Whoever has the key alone cannot lift a suspension: whoever stole it has that, too. */
static void
restore (PlatformCmpDecision *self, const PkiCmpMessage *message, PkiCmpVerdict *verdict)
{
  PlatformIdentity *identity = self->sender->identity;
  WireRestoration *asked = NULL;
  g_autoptr (PlatformCall) inner = NULL;

  if (!identity)
    {
      reject (verdict, PKI_CMP_NOT_AUTHORIZED,
              "a suspension is lifted by an identification: " BEGIN);
      return;
    }
  if (goes_on (platform_identity_state (self->call, identity)))
    {
      reject (verdict, PKI_CMP_NOT_AUTHORIZED,
              "pass the identification on the phone, and send it again");
      return;
    }
  asked = g_new0 (WireRestoration, 1);
  asked->session = g_strdup (identity->id);
  inner = call_new (self, WIRE_RESTORE_CERTIFICATE, message->serial, asked);
  dispatch (self, inner, message, verdict);
}

static void
end (PlatformCmpDecision *self, const PkiCmpMessage *message, PkiCmpVerdict *verdict)
{
  WireRevocation *asked = g_new0 (WireRevocation, 1);
  g_autoptr (PlatformCall) inner = NULL;

  asked->reason = message->reason;
  asked->invalid_since = message->invalid_since;
  inner = call_new (self, WIRE_REVOKE_CERTIFICATE, message->serial, asked);
  dispatch (self, inner, message, verdict);
}

/* A reason that cannot be read is no reason to revoke. */
static void
govern (PlatformCmpDecision *self, const PkiCmpMessage *message, PkiCmpVerdict *verdict)
{
  if (!is_ours (self, message))
    reject (verdict, PKI_CMP_WRONG_AUTHORITY, "it was not issued by this authority");
  else if (message->reason == PKI_CMP_NO_REASON)
    reject (verdict, PKI_CMP_BAD_DATA_FORMAT, "say why: a reasonCode in crlEntryDetails");
  else if (message->reason == LIFTED)
    restore (self, message, verdict);
  else if (!self->sender->certificate)
    reject (verdict, PKI_CMP_NOT_AUTHORIZED, "sign it with a certificate of this platform");
  else if (message->reason == HOLD)
    suspend (self, message, verdict);
  else
    end (self, message, verdict);
}

static void
poll_again (PlatformCmpDecision *self, PkiCmpVerdict *verdict)
{
  PlatformIdentity *identity = self->sender->identity;

  if (!self->known || self->known->certificate || !identity)
    reject (verdict, PKI_CMP_BAD_REQUEST, "nothing is waited for");
  else if (goes_on (platform_identity_state (self->call, identity)))
    wait_for (self, verdict);
  else
    {
      verdict->status = PKI_CMP_RESUMED;
      verdict->resumed = g_bytes_ref (self->known->request);
    }
}

/* What comes twice, or from a time that is not now. The request that waited came when it came. */
static gboolean
is_timely (PlatformCmpDecision *self, const PkiCmpMessage *message, PkiCmpVerdict *verdict)
{
  gint64 skew = message->time - self->call->now;
  gboolean begins = message->kind == PKI_CMP_ENROL || message->kind == PKI_CMP_UPDATE ||
                    message->kind == PKI_CMP_REVOKE;

  if (message != self->message)
    return TRUE;
  if (message->time == 0 && message->protection == PKI_CMP_SIGNATURE)
    reject (verdict, PKI_CMP_BAD_TIME, "what is signed says when it was made (messageTime)");
  else if (message->time != 0 && ABS (skew) > MAX_SKEW)
    reject (verdict, PKI_CMP_BAD_TIME,
            "messageTime is %" G_GINT64_FORMAT " seconds away: set the clock", skew);
  else if (begins && self->known)
    reject (verdict, PKI_CMP_TRANSACTION_IN_USE, "begin another transaction");
  else
    return TRUE;
  return FALSE;
}

/**
 * platform_cmp_decide:
 * @message: whose protection holds
 * @verdict: what is said to it
 * @decision: a #PlatformCmpDecision
 *
 * Turns a message into what it would be by JSON, and the answer into a verdict.
 */
void
platform_cmp_decide (const PkiCmpMessage *message, PkiCmpVerdict *verdict, gpointer decision)
{
  PlatformCmpDecision *self = decision;

  if (!is_timely (self, message, verdict))
    return;
  switch (message->kind)
    {
    case PKI_CMP_ENROL:
      enrol (self, message, verdict);
      break;
    case PKI_CMP_UPDATE:
      update (self, message, verdict);
      break;
    case PKI_CMP_REVOKE:
      govern (self, message, verdict);
      break;
    case PKI_CMP_POLL:
      poll_again (self, verdict);
      break;
    case PKI_CMP_CONFIRM:
      accept (self, verdict);
      break;
    default:
      reject (verdict, PKI_CMP_BAD_REQUEST, "this is not done here");
      break;
    }
}

/**
 * platform_cmp_decision_clear:
 * @self: a decision
 *
 * Lets go of what came of it.
 */
void
platform_cmp_decision_clear (PlatformCmpDecision *self)
{
  g_free (self->certificate);
  g_clear_error (&self->error);
}
