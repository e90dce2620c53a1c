/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-identity-handlers.h"

#include <string.h>

#include "pki-digest.h"
#include "pki-random.h"
#include "pki-request.h"
#include "platform-account-handlers.h"
#include "platform-agreements.h"
#include "platform-cmp-sender.h"
#include "platform-etag.h"
#include "platform-issue.h"
#include "platform-organisation-handlers.h"
#include "platform-private.h"
#include "platform-provider.h"
#include "platform-store-evidence.h"
#include "platform-store-review.h"
#include "wire-identity.h"
#include "wire-name.h"

/* RFC 8628, 6.1: what a code on a screen is good for has to be short. */
#define WAIT_SECONDS 120
#define MAX_RETRIES 3
#define SECRET_BYTES 16
#define INTERVAL 2

/**
 * platform_identity_new_code:
 *
 * Makes four digits that stand on two screens; with three tries and a secret besides, nobody
 * guesses them.
 *
 * Returns: (transfer full): the digits
 */
char *
platform_identity_new_code (void)
{
  guint32 number;

  pki_random_bytes (&number, sizeof number);
  return g_strdup_printf ("%04u", number % 10000);
}

/* The secret stands behind "#": it is in no request line and in no log of a proxy. */
static char *
verification_uri (PlatformCall *call, const char *secret)
{
  return g_strdup_printf ("%s/phone#%s", call->platform->url, secret);
}

/**
 * platform_identity_state:
 * @call: a request
 * @identity: an identification
 *
 * Says how far it is: one that ran out has expired, whatever its row says.
 *
 * Returns: (transfer none): one of the states of #WireIdentity
 */
const char *
platform_identity_state (PlatformCall *call, PlatformIdentity *identity)
{
  static const char *const ending[] = {"waiting", "scanned", "in-progress", "passed", NULL};

  return identity->expires <= call->now && g_strv_contains (ending, identity->state)
             ? "expired"
             : identity->state;
}

/* All but the address and the tag; it lends what the row has. */
static WireIdentity
show (PlatformCall *call, PlatformIdentity *identity)
{
  return (WireIdentity){
      .id = identity->id,
      .state = (char *) platform_identity_state (call, identity),
      .provider = identity->provider,
      .name = identity->name,
      .match_code = identity->match_code,
      .retries = identity->retries,
      .expires = identity->expires,
      .interval = INTERVAL,
      .reason = identity->reason,
      .organisation = identity->organisation_name,
  };
}

static PlatformIdentity *
find_own (PlatformCall *call, const char *id, GError **error)
{
  PlatformIdentity *identity = platform_store_find_identity (call->store, id, call->actor->person,
                                                             error);

  if (!identity && !*error)
    platform_call_refuse (error, WIRE_PROBLEM_NOT_FOUND, "no such identification");
  return identity;
}

static gboolean
answer_identity (PlatformCall *call, const char *id, const char *secret, GError **error)
{
  g_autoptr (PlatformIdentity) identity = find_own (call, id, error);
  g_autofree char *uri = secret ? verification_uri (call, secret) : NULL;
  g_autofree char *cmp_secret = secret ? platform_cmp_dup_secret (call->platform, id) : NULL;
  WireIdentity answer;

  if (!identity)
    return FALSE;
  answer = show (call, identity);
  call->etag = platform_etag_of_message (&wire_identity_type, &answer);
  answer.etag = call->etag;
  answer.verification_uri = uri;
  answer.cmp_secret = cmp_secret;
  platform_call_answer (call, &answer);
  return TRUE;
}

/* One's own, in the state that the sender has seen. */
static PlatformIdentity *
find_matching (PlatformCall *call, GError **error)
{
  g_autoptr (PlatformIdentity) identity = find_own (call, call->values[0], error);
  g_autofree char *etag = NULL;
  WireIdentity shown;

  if (!identity)
    return NULL;
  shown = show (call, identity);
  etag = platform_etag_of_message (&wire_identity_type, &shown);
  return platform_etag_match (call, etag, error) ? g_steal_pointer (&identity) : NULL;
}

static GBytes *
digest_of (const char *text)
{
  return pki_digest_bytes (PKI_DIGEST_SHA256, text, strlen (text));
}

/* Whoever passes for an enterprise is its legal representative. One that was confirmed while the
 * platform was on trial gets no certificate that says more than that. */
static gboolean
may_represent (PlatformCall *call, const char *organisation, GError **error)
{
  g_autoptr (PlatformOrganisation) row = NULL;
  gboolean compared = FALSE;

  if (!organisation)
    return TRUE;
  row = platform_organisation_of_representative (call, organisation, error);
  if (!row || g_str_equal (call->platform->provider->name, "trial"))
    return row != NULL;
  return platform_store_was_compared (call->store, row->id, &compared, error) &&
         (compared ||
          platform_call_refuse (error, WIRE_PROBLEM_ON_TRIAL, "no operator has confirmed it"));
}

/* Of a person whose name has changed. What stands in the register about an enterprise is changed
 * there. */
static gboolean
check_name (PlatformCall *call, WireNewIdentity *asked, GError **error)
{
  if (!asked->name)
    return TRUE;
  if (asked->organisation)
    return platform_call_refuse (error, WIRE_PROBLEM_MALFORMED,
                                 "name is of a person, and this is for an enterprise");
  return wire_name_settle (&asked->name) ||
         platform_call_refuse (error, WIRE_PROBLEM_NAME, "name is of no usable form");
}

/**
 * platform_create_identity:
 * @call: the request
 * @error: where to put the refusal
 *
 * Begins an identification by phone for one key, which the request proves to be there.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_create_identity (PlatformCall *call, GError **error)
{
  WireNewIdentity *asked = call->message;
  g_autofree char *secret = pki_random_hex (SECRET_BYTES);
  g_autofree char *code = platform_identity_new_code ();
  g_autoptr (GBytes) secret_sha256 = digest_of (secret);
  g_autoptr (GBytes) spki = NULL;
  g_autoptr (GBytes) spki_sha256 = NULL;
  g_autofree char *id = NULL;
  gboolean claimed;

  /* A code that is made ahead of its time would be good until then. */
  if (!platform_issue_check_clock (call, error) || !platform_agreements_stand (call, error) ||
      !check_name (call, asked, error) ||
      !platform_account_claim (call, asked->name, asked->id_number, &claimed, error) ||
      !may_represent (call, asked->organisation, error))
    return FALSE;
  spki = platform_issue_read_request (asked->request, error);
  if (!spki)
    return FALSE;
  spki_sha256 = pki_spki_digest (spki);
  id = platform_store_add_identity (call->store,
                                    &(PlatformNewIdentity){
                                        .person = call->actor->person,
                                        .spki_sha256 = spki_sha256,
                                        .provider = call->platform->provider->name,
                                        .secret_sha256 = secret_sha256,
                                        .match_code = code,
                                        .retries = MAX_RETRIES,
                                        .expires = call->now + WAIT_SECONDS,
                                        .organisation = asked->organisation,
                                        .name = claimed ? NULL : asked->name,
                                    },
                                    call->now, error);
  if (!id || !platform_store_add_evidence (call->store, "identification-begun",
                                           call->actor->account, id, call->now, NULL, error))
    return FALSE;
  call->status = 201;
  return answer_identity (call, id, secret, error);
}

/**
 * platform_get_identity:
 * @call: the request
 * @error: where to put the refusal
 *
 * Answers how far an identification has come.
 *
 * Returns: FALSE if there is none of this person
 */
gboolean
platform_get_identity (PlatformCall *call, GError **error)
{
  return answer_identity (call, call->values[0], NULL, error);
}

static gboolean
refuse_step (PlatformCall *call, PlatformIdentity *identity, GError **error)
{
  return platform_call_refuse (error, WIRE_PROBLEM_CONFLICT, "it is %s",
                               platform_identity_state (call, identity));
}

/**
 * platform_refresh_identity:
 * @call: the request
 * @error: where to put the refusal
 *
 * Begins an identification anew with another code; what was on the screen before opens nothing.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_refresh_identity (PlatformCall *call, GError **error)
{
  const char *id = call->values[0];
  g_autofree char *secret = pki_random_hex (SECRET_BYTES);
  g_autofree char *code = platform_identity_new_code ();
  g_autoptr (GBytes) secret_sha256 = digest_of (secret);
  g_autoptr (PlatformIdentity) identity = find_matching (call, error);
  gboolean done = FALSE;

  if (!identity || !platform_issue_check_clock (call, error) ||
      !platform_store_renew_identity (call->store, id,
                                      &(PlatformNewIdentity){
                                          .person = call->actor->person,
                                          .secret_sha256 = secret_sha256,
                                          .match_code = code,
                                          .retries = MAX_RETRIES,
                                          .now = call->now,
                                          .expires = call->now + WAIT_SECONDS,
                                      },
                                      &done, error))
    return FALSE;
  if (!done)
    return refuse_step (call, identity, error);
  return platform_store_erase_pictures (call->store, call->now, error) &&
         platform_store_add_evidence (call->store, "identification-refreshed", call->actor->account,
                                      id, call->now, NULL, error) &&
         answer_identity (call, id, secret, error);
}

/**
 * platform_cancel_identity:
 * @call: the request
 * @error: where to put the refusal
 *
 * Gives an identification up. One that has passed stays: a window that closes while the phone
 * passes has not heard of it yet, and the person would have to be identified again.
 *
 * Returns: FALSE if there is none that goes on
 */
gboolean
platform_cancel_identity (PlatformCall *call, GError **error)
{
  static const char *const open[] = {"waiting", "scanned", "in-progress"};
  const char *id = call->values[0];
  g_autoptr (PlatformIdentity) identity = find_matching (call, error);
  gboolean done = FALSE;

  if (!identity)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (open) && !done; i++)
    if (!platform_store_step_identity (
            call->store,
            &(PlatformIdentityStep){.id = id, .from = open[i], .to = "cancelled", .now = call->now},
            &done, error))
      return FALSE;
  if (!done)
    return refuse_step (call, identity, error);
  return platform_store_erase_pictures (call->store, call->now, error) &&
         platform_store_add_evidence (call->store, "identification-cancelled", call->actor->account,
                                      id, call->now, NULL, error);
}
