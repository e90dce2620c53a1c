/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client-statement.h"

#include "client-session.h"
#include "pki-statement.h"
#include "wire-problem.h"
#include "wire-statement.h"

/* Somebody in between could hand on the challenge of another platform and have it signed; so the
 * address in the statement is the one that this client speaks with. */
static gboolean
check_platform (ClientPlatform *platform, const WireChallenge *challenge, GError **error)
{
  const char *url = client_platform_get_url (platform);

  if (g_strcmp0 (challenge->platform, url) == 0)
    return TRUE;
  g_set_error (error, WIRE_PROBLEM, WIRE_PROBLEM_CHALLENGE, "this is %s, and it says that it is %s",
               url, challenge->platform);
  return FALSE;
}

static GBytes *
sign (ClientPlatform *platform,
      const WireChallenge *challenge,
      WireStatement *statement,
      PkiSigner *signer,
      GError **error)
{
  g_autofree char *text = NULL;

  if (!check_platform (platform, challenge, error))
    return NULL;
  statement->platform = client_platform_get_url (platform);
  statement->nonce = challenge->nonce;
  statement->state = challenge->state;
  statement->time = challenge->created;
  text = wire_statement_to_text (statement);
  return pki_statement_sign (signer, text, client_platform_get_cancellable (platform), error);
}

/**
 * client_statement_sign:
 * @platform: a platform, logged in to
 * @question: what will be asked, and who signs it
 * @error: %WIRE_PROBLEM, why the platform does not answer, or why the key does not sign
 *
 * Has the signer say what they ask for: fetches a nonce for it, and signs.
 *
 * Returns: (transfer full): a value of Vermilion-Act, or %NULL on error
 */
char *
client_statement_sign (ClientPlatform *platform, const ClientQuestion *question, GError **error)
{
  g_autofree char *object = g_strjoin ("/", question->value, question->person, NULL);
  const WireNewChallenge asked = {
      .operation = (char *) wire_route_get (question->operation)->operation, .object = object};
  WireStatement statement = {
      .operation = question->operation, .object = object, .body = question->body};
  WireChallenge *challenge = NULL;
  g_autoptr (GBytes) signature = NULL;
  g_autofree char *base64 = NULL;
  char *header = NULL;

  if (!client_platform_ask (
          platform, &(ClientQuestion){.operation = WIRE_CREATE_ACT_CHALLENGE, .body = &asked},
          (gpointer *) &challenge, error))
    return NULL;
  signature = sign (platform, challenge, &statement, question->signer, error);
  if (signature)
    {
      base64 = g_base64_encode (g_bytes_get_data (signature, NULL), g_bytes_get_size (signature));
      header = g_strdup_printf ("%s.%s", challenge->nonce, base64);
    }
  wire_free (&wire_challenge_type, challenge);
  return header;
}

/**
 * client_statement_log_in:
 * @platform: a platform
 * @signer: whoever logs in
 * @device: (nullable): what they call this computer
 * @error: %WIRE_PROBLEM, why the platform does not answer, or why the key does not sign
 *
 * Logs in with a certificate.
 *
 * Returns: (transfer full): the session, for wire_free(); or %NULL on error
 */
WireSession *
client_statement_log_in (ClientPlatform *platform,
                         PkiSigner *signer,
                         const char *device,
                         GError **error)
{
  WireCertificateLogin login = {.device = (char *) device};
  WireStatement statement = {.operation = WIRE_CREATE_CERTIFICATE_SESSION, .body = &login};
  WireChallenge *challenge = NULL;
  WireSession *session = NULL;
  g_autoptr (GBytes) signature = NULL;

  if (!client_platform_ask (platform, &(ClientQuestion){.operation = WIRE_CREATE_LOGIN_CHALLENGE},
                            (gpointer *) &challenge, error))
    return NULL;
  login.signature = signature = sign (platform, challenge, &statement, signer, error);
  login.nonce = challenge->nonce;
  if (signature)
    session = client_session_open (
        platform, &(ClientQuestion){.operation = WIRE_CREATE_CERTIFICATE_SESSION, .body = &login},
        error);
  wire_free (&wire_challenge_type, challenge);
  return session;
}
