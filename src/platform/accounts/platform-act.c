/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-act.h"

#include <string.h>

#include "platform-operations.h"
#include "platform-private.h"
#include "platform-statement.h"
#include "platform-store-organisation.h"
#include "platform-review-handlers.h"
#include "wire-canonical.h"
#include "wire-text.h"

#define MAX_HEADER 22000
#define OPERATOR "ca-operator"

/* What is signed about: its state is a part of the statement, so that nobody's signature is used
 * for a thing that is not any more as they saw it. Nothing is said to who may not know it. */
typedef char *(*StateFunc) (PlatformCall *call, const char *id, GError **error);

static char *
refuse (GError **error, WireProblemKind kind, const char *why)
{
  if (!*error)
    platform_call_refuse (error, kind, "%s", why);
  return NULL;
}

static char *
state_of_certificate (PlatformCall *call, const char *id, GError **error)
{
  g_autoptr (PlatformCertificate) row = platform_store_find_certificate (call->store, id, error);

  if (row && g_strcmp0 (row->person, call->actor->person) == 0)
    return g_strdup (row->state);
  return refuse (error, WIRE_PROBLEM_NOT_FOUND, "no such certificate");
}

static gboolean
is_operator (PlatformCall *call)
{
  return call->actor->roles && g_strv_contains ((const char *const *) call->actor->roles, OPERATOR);
}

static char *
state_of_review (PlatformCall *call, const char *id, GError **error)
{
  g_autoptr (PlatformReview) review = NULL;

  if (!is_operator (call))
    return refuse (error, WIRE_PROBLEM_FORBIDDEN, "an operator may do this");
  review = platform_review_find (call, id, error);
  return review ? g_strdup ("submitted") : NULL;
}

static char *
state_of_claim (PlatformCall *call, const char *id, GError **error)
{
  g_autoptr (PlatformOrganisation) row = NULL;

  if (!is_operator (call))
    return refuse (error, WIRE_PROBLEM_FORBIDDEN, "an operator may do this");
  row = platform_store_get_organisation (call->store, id, call->actor->person, error);
  return row ? g_strdup (row->state) : refuse (error, WIRE_PROBLEM_NOT_FOUND, "no such claim");
}

static char *
state_of_organisation (PlatformCall *call, const char *id, GError **error)
{
  g_autoptr (PlatformOrganisation)
      row = platform_store_find_organisation (call->store, id, call->actor->person, error);

  return row ? g_strdup (row->state)
             : refuse (error, WIRE_PROBLEM_NOT_FOUND, "no such organisation");
}

static const struct {
  WireOperation operation;
  StateFunc state;
} acts[] = {
    {WIRE_RENEW_CERTIFICATE, state_of_certificate},
    {WIRE_CHANGE_CERTIFICATE, state_of_certificate},
    {WIRE_SUSPEND_CERTIFICATE, state_of_certificate},
    {WIRE_RESTORE_CERTIFICATE, state_of_certificate},
    {WIRE_REVOKE_CERTIFICATE, state_of_certificate},
    {WIRE_ACCEPT_REVIEW, state_of_review},
    {WIRE_REJECT_REVIEW, state_of_review},
    {WIRE_CONFIRM_CLAIM, state_of_claim},
    {WIRE_REJECT_CLAIM, state_of_claim},
    {WIRE_DOUBT_CLAIM, state_of_claim},
    {WIRE_REPORT_ORGANISATION, state_of_organisation},
    {WIRE_WITHDRAW_ORGANISATION, state_of_organisation},
    {WIRE_SET_MEMBER, state_of_organisation},
    {WIRE_REMOVE_MEMBER, state_of_organisation},
};

static StateFunc
state_func (WireOperation operation)
{
  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    if (acts[i].operation == operation)
      return acts[i].state;
  return NULL;
}

/**
 * platform_act_find:
 * @name: of an operation, from outside
 * @operation: (out): which it is
 *
 * Looks up an operation that is signed.
 *
 * Returns: FALSE if it is none of them
 */
gboolean
platform_act_find (const char *name, WireOperation *operation)
{
  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    if (g_str_equal (wire_route_get (acts[i].operation)->operation, name))
      {
        *operation = acts[i].operation;
        return TRUE;
      }
  return FALSE;
}

/**
 * platform_act_dup_state:
 * @call: a request of a person
 * @operation: one that is signed
 * @object: what stands for the {names} of its path, joined by /
 * @error: where to put the refusal
 *
 * Tells the state of what an act is about.
 *
 * Returns: (transfer full): a word, or NULL if there is no such thing for this person
 */
char *
platform_act_dup_state (PlatformCall *call,
                        WireOperation operation,
                        const char *object,
                        GError **error)
{
  g_autofree char *id = g_strndup (object, strcspn (object, "/"));

  return state_func (operation) (call, id, error);
}

/* A session alone does nothing that counts once the person has a certificate, and none less once
 * they suspended it: who lost the key is identified for a new one, and signs with that. What lifts
 * a suspension is another identification for its key, whose request that key has signed. */
static gboolean
may_go_unsigned (PlatformCall *call, GError **error)
{
  gboolean office = platform_operation_get (call->operation)->access == PLATFORM_ACCESS_OPERATOR;
  guint n;

  if (office && call->platform->signed_office)
    return platform_call_refuse (error, WIRE_PROBLEM_SIGNATURE_NEEDED,
                                 "the office signs what it does here");
  if (call->operation == WIRE_RESTORE_CERTIFICATE)
    return TRUE;
  if (!platform_store_count_usable (call->store, call->actor->person, call->now, &n, error))
    return FALSE;
  return n == 0 ||
         platform_call_refuse (error, WIRE_PROBLEM_SIGNATURE_NEEDED, "Vermilion-Act is missing");
}

/* NONCE.SIGNATURE */
static GBytes *
read_header (const char *header, char **nonce, GError **error)
{
  const char *dot = strchr (header, '.');
  GBytes *signature = dot && strlen (header) <= MAX_HEADER ? wire_base64_decode (dot + 1) : NULL;

  if (signature)
    *nonce = g_strndup (header, dot - header);
  else
    platform_call_refuse (error, WIRE_PROBLEM_MALFORMED, "Vermilion-Act is of another form");
  return signature;
}

static gboolean
check_challenge (PlatformCall *call,
                 PlatformChallenge *challenge,
                 const char *object,
                 GError **error)
{
  g_autofree char *state = NULL;

  if (g_strcmp0 (challenge->account, call->actor->account) != 0 ||
      g_strcmp0 (challenge->object, object) != 0)
    return platform_call_refuse (error, WIRE_PROBLEM_CHALLENGE,
                                 "the nonce was given out for something else");
  state = platform_act_dup_state (call, call->operation, object, error);
  if (!state)
    return FALSE;
  return g_strcmp0 (state, challenge->state) == 0 ||
         platform_call_refuse (error, WIRE_PROBLEM_CHANGED, "it is %s now", state);
}

/* Of which enterprise it is; NULL without an error: of none. */
static char *
organisation_of (PlatformCall *call, GError **error)
{
  g_autoptr (PlatformCertificate) row = NULL;

  if (state_func (call->operation) == state_of_organisation)
    return g_strdup (call->values[0]);
  if (state_func (call->operation) != state_of_certificate)
    return NULL;
  row = platform_store_find_certificate (call->store, call->values[0], error);
  return row ? g_strdup (row->organisation) : NULL;
}

static gboolean
keep (PlatformCall *call,
      const char *statement,
      GBytes *signature,
      PlatformCertificate *certificate,
      GError **error)
{
  g_autofree char *object = g_strjoinv ("/", call->values);
  g_autoptr (GError) local = NULL;
  g_autofree char *organisation = organisation_of (call, &local);
  const PlatformNewAct act = {
      .object = object,
      .organisation = organisation,
      .account = call->actor->account,
      .certificate = certificate->serial,
      .operation = wire_route_get (call->operation)->operation,
      .statement = statement,
      .signature = signature,
  };

  if (local)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (g_strcmp0 (certificate->person, call->actor->person) != 0)
    return platform_call_refuse (error, WIRE_PROBLEM_CERTIFICATE, "it is another person's");
  return platform_store_add_act (call->store, &act, call->now, error);
}

static gboolean
check_signed (PlatformCall *call, GError **error)
{
  g_autofree char *nonce = NULL;
  g_autofree char *object = g_strjoinv ("/", call->values);
  g_autofree char *statement = NULL;
  g_autoptr (GBytes) signature = read_header (call->act, &nonce, error);
  g_autoptr (PlatformChallenge) challenge = NULL;
  g_autoptr (PlatformCertificate) certificate = NULL;

  if (!signature || !(challenge = platform_statement_challenge (call, nonce, error)) ||
      !check_challenge (call, challenge, object, error))
    return FALSE;
  statement = wire_statement_to_text (&(WireStatement){
      .operation = call->operation,
      .object = object,
      .state = challenge->state,
      .body = call->message,
      .platform = challenge->platform,
      .nonce = challenge->nonce,
      .time = challenge->created,
  });
  certificate = platform_statement_check (call, statement, signature, error);
  return certificate && keep (call, statement, signature, certificate, error);
}

/* What the words are about is in the message, which is signed; the words say what it was taken for.
 */
static char *
write_words (PlatformCall *call, const char *object, const char *state)
{
  g_autoptr (WireCanonical) words = wire_canonical_new ();
  g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256,
                                                          call->envelope->message);

  wire_canonical_set_string (words, "purpose", "vermilion-cmp");
  wire_canonical_set_integer (words, "v", 1);
  wire_canonical_set_string (words, "act", wire_route_get (call->operation)->operation);
  wire_canonical_set_string (words, "object", object);
  wire_canonical_set_string (words, "state", state);
  wire_canonical_set_string (words, "platform", call->platform->url);
  wire_canonical_set_string (words, "message_sha256", sha256);
  return wire_canonical_to_text (words);
}

/* Whoever took the message has verified its signature; whether that certificate counts is asked
 * here, as of any. The message is what is kept. */
static gboolean
check_envelope (PlatformCall *call, GError **error)
{
  g_autofree char *object = g_strjoinv ("/", call->values);
  g_autofree char *state = platform_act_dup_state (call, call->operation, object, error);
  g_autofree char *words = state ? write_words (call, object, state) : NULL;
  g_autoptr (PlatformCertificate)
      certificate = state ? platform_statement_signer (call, call->envelope->signer, error) : NULL;

  return certificate && keep (call, words, call->envelope->message, certificate, error);
}

/**
 * platform_act_check:
 * @call: a request of a person, whose store has a transaction
 * @error: where to put the refusal
 *
 * Lets through what needs no signature or has a good one, which is kept with the evidence.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_act_check (PlatformCall *call, GError **error)
{
  if (!state_func (call->operation))
    return TRUE;
  if (call->envelope && call->envelope->signer)
    return check_envelope (call, error);
  return call->act ? check_signed (call, error) : may_go_unsigned (call, error);
}
