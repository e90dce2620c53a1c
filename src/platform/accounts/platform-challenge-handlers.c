/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-challenge-handlers.h"

#include "pki-random.h"
#include "platform-act.h"
#include "platform-login.h"
#include "platform-private.h"
#include "platform-statement.h"

#define NONCE_BYTES 32
#define LOGIN_SECONDS 120
/* The person reads what they sign, and looks for their key. */
#define ACT_SECONDS 300

/* Its nonce is new, and it is of this platform and moment. */
static gboolean
give_out (PlatformCall *call, PlatformChallenge *challenge, gint64 seconds, GError **error)
{
  g_autofree char *nonce = pki_random_hex (NONCE_BYTES);
  WireChallenge answer = {
      .nonce = nonce,
      .platform = call->platform->url,
      .state = challenge->state,
      .created = call->now,
      .expires = call->now + seconds,
  };

  challenge->nonce = nonce;
  challenge->platform = call->platform->url;
  challenge->created = answer.created;
  challenge->expires = answer.expires;
  if (!platform_store_add_challenge (call->store, challenge, call->now, error))
    return FALSE;
  call->status = 201;
  platform_call_answer (call, &answer);
  return TRUE;
}

/**
 * platform_create_login_challenge:
 * @call: the request
 * @error: where to put the refusal
 *
 * Gives out what somebody signs to log in.
 *
 * Returns: FALSE on error
 */
gboolean
platform_create_login_challenge (PlatformCall *call, GError **error)
{
  const WireRoute *route = wire_route_get (WIRE_CREATE_CERTIFICATE_SESSION);
  PlatformChallenge challenge = {.operation = (char *) route->operation};

  return give_out (call, &challenge, LOGIN_SECONDS, error);
}

/**
 * platform_create_certificate_session:
 * @call: the request
 * @error: where to put the refusal
 *
 * Logs in whoever signed a challenge of a login with a certificate of theirs.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_create_certificate_session (PlatformCall *call, GError **error)
{
  WireCertificateLogin *login = call->message;
  g_autoptr (PlatformChallenge)
      challenge = platform_statement_challenge (call, login->nonce, error);
  g_autoptr (PlatformCertificate) certificate = NULL;
  g_autoptr (PlatformAccount) account = NULL;
  g_autofree char *statement = NULL;

  if (!challenge)
    return FALSE;
  statement = wire_statement_to_text (&(WireStatement){
      .operation = call->operation,
      .body = login,
      .platform = challenge->platform,
      .nonce = challenge->nonce,
      .time = challenge->created,
  });
  certificate = platform_statement_check (call, statement, login->signature, error);
  if (!certificate)
    return FALSE;
  account = platform_store_find_account_of (call->store, certificate->person, error);
  if (!account)
    return *error ? FALSE
                  : platform_call_refuse (error, WIRE_PROBLEM_GONE, "the account is closed");
  return platform_login_open (call, account, login->device, error);
}

/**
 * platform_create_act_challenge:
 * @call: the request
 * @error: where to put the refusal
 *
 * Gives out what somebody signs before they do something that counts.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_create_act_challenge (PlatformCall *call, GError **error)
{
  WireNewChallenge *asked = call->message;
  WireOperation operation;
  g_autofree char *state = NULL;
  PlatformChallenge challenge = {
      .operation = asked->operation, .account = call->actor->account, .object = asked->object};

  if (!platform_act_find (asked->operation, &operation))
    return platform_call_refuse (error, WIRE_PROBLEM_MALFORMED, "operation is none that is signed");
  challenge.state = state = platform_act_dup_state (call, operation, asked->object, error);
  return state && give_out (call, &challenge, ACT_SECONDS, error);
}
