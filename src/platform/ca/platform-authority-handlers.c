/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-authority-handlers.h"

#include <string.h>

#include "pki-responder.h"
#include "pki-timestamper.h"
#include "platform-clock.h"
#include "platform-private.h"
#include "platform-revocation-list.h"
#include "platform-store-certificate.h"
#include "wire-authority.h"
#include "wire-text.h"

#define CERTIFICATE_TYPE "application/pkix-cert"
#define LIST_TYPE "application/pkix-crl"
/* Until when an answer may be used again. */
#define ANSWER_LIFE 3600
/* Two processes' clocks may differ by this; more is a clock that was put back. */
#define MAX_SKEW 2

/**
 * platform_get_authority:
 * @call: the request
 * @error: where to put the refusal
 *
 * Answers with the authority's certificates, their fingerprints, and where it is asked.
 *
 * Returns: TRUE
 */
gboolean
platform_get_authority (PlatformCall *call, GError **error)
{
  PlatformAuthority *authority = call->platform->authority;
  PkiCertificate *issuing = pki_issuer_get_certificate (authority->issuer);
  const WireAuthority answer = {
      .root = pki_certificate_get_der (authority->root),
      .root_sha256 = (char *) pki_certificate_get_sha256 (authority->root),
      .authority = pki_certificate_get_der (issuing),
      .authority_sha256 = (char *) pki_certificate_get_sha256 (issuing),
      .ocsp = authority->ocsp,
      .crl = authority->crl,
      .tsa = authority->tsa,
  };

  platform_call_answer (call, &answer);
  return TRUE;
}

/**
 * platform_get_root_certificate:
 * @call: the request
 * @error: where to put the refusal
 *
 * Answers with the root certificate.
 *
 * Returns: TRUE
 */
gboolean
platform_get_root_certificate (PlatformCall *call, GError **error)
{
  platform_call_send (call, pki_certificate_get_der (call->platform->authority->root),
                      CERTIFICATE_TYPE);
  return TRUE;
}

/**
 * platform_get_authority_certificate:
 * @call: the request
 * @error: where to put the refusal
 *
 * Answers with the certificate of the authority that issues (caIssuers of RFC 5280, 4.2.2.1).
 *
 * Returns: TRUE
 */
gboolean
platform_get_authority_certificate (PlatformCall *call, GError **error)
{
  PkiIssuer *issuer = call->platform->authority->issuer;

  platform_call_send (call, pki_certificate_get_der (pki_issuer_get_certificate (issuer)),
                      CERTIFICATE_TYPE);
  return TRUE;
}

/**
 * platform_get_root_list:
 * @call: the request
 * @error: where to put the refusal
 *
 * Answers with the root's revocation list.
 *
 * Returns: TRUE
 */
gboolean
platform_get_root_list (PlatformCall *call, GError **error)
{
  g_autoptr (GBytes) list = platform_authority_dup_root_list (call->platform->authority);

  platform_call_send (call, list, LIST_TYPE);
  return TRUE;
}

/**
 * platform_get_authority_list:
 * @call: the request
 * @error: where to put the refusal
 *
 * Answers with the authority's revocation list.
 *
 * Returns: FALSE on error
 */
gboolean
platform_get_authority_list (PlatformCall *call, GError **error)
{
  g_autoptr (GBytes) list = platform_revocation_list_get (call, error);

  if (!list)
    return FALSE;
  platform_call_send (call, list, LIST_TYPE);
  return TRUE;
}

static gboolean
look_up (const char *serial, PkiAnswer *answer, gpointer data, GError **error)
{
  PlatformCall *call = data;
  GError *local = NULL;
  g_autoptr (PlatformCertificate)
      row = platform_store_find_certificate (call->store, serial, &local);

  if (local)
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  if (!row)
    return TRUE;
  answer->known = TRUE;
  answer->revoked = !g_str_equal (row->state, "active");
  answer->reason = row->reason;
  answer->since = row->since;
  return TRUE;
}

/* Programs that ask in the words of a standard are answered in them: a body of another kind is
 * noise to them, and they would not know that it is worth another try. */
static GBytes *
excuse (PlatformCall *call, GBytes *(*words) (void), const GError *error)
{
  g_warning ("%s: %s", wire_route_get (call->operation)->operation, error->message);
  return words ();
}

static gboolean
answer_status (PlatformCall *call, GBytes *request)
{
  PlatformAuthority *authority = call->platform->authority;
  g_autoptr (PlatformTerm) term = platform_office_take (authority->responder);
  const PkiResponder responder = {
      .responder = term->issuer,
      .issuer = pki_issuer_get_certificate (authority->issuer),
      .lookup = look_up,
      .data = call,
      .now = call->now,
      .next_update = call->now + ANSWER_LIFE,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) answer = pki_responder_answer (&responder, request, NULL, &error);

  if (!answer)
    answer = excuse (call, pki_responder_try_later, error);
  platform_call_send (call, answer, "application/ocsp-response");
  return TRUE;
}

/**
 * platform_ask_status:
 * @call: the request
 * @error: where to put the refusal
 *
 * Answers an OCSP request (RFC 6960); while the key or the store is away, with tryLater.
 *
 * Returns: TRUE
 */
gboolean
platform_ask_status (PlatformCall *call, GError **error)
{
  return answer_status (call, call->body);
}

/**
 * platform_read_status:
 * @call: the request
 * @error: where to put the refusal
 *
 * Answers an OCSP request that came in the path (RFC 6960, A.1).
 *
 * Returns: FALSE if it is none
 */
gboolean
platform_read_status (PlatformCall *call, GError **error)
{
  g_autofree char *text = g_uri_unescape_string (call->values[0], NULL);
  g_autoptr (GBytes) request = text ? wire_base64_decode (text) : NULL;

  if (!request)
    return platform_call_refuse (error, WIRE_PROBLEM_MALFORMED, "the path is no base64");
  return answer_status (call, request);
}

/* A clock that was put back would give times that have been given before. */
static gboolean
check_clock (PlatformCall *call, gboolean *trusted, GError **error)
{
  gint64 latest = 0;

  /* A time that is not believed is not remembered either. */
  *trusted = platform_clock_is_trusted (call->platform, call->now);
  if (!*trusted)
    return TRUE;
  if (!platform_store_advance_clock (call->store, call->now, &latest, error))
    return FALSE;
  *trusted = call->now >= latest - MAX_SKEW;
  return TRUE;
}

/**
 * platform_stamp_time:
 * @call: the request
 * @error: where to put the refusal
 *
 * Answers a time-stamp request (RFC 3161); without a clock to trust, with timeNotAvailable, and
 * while the key or the store is away, with systemFailure.
 *
 * Returns: TRUE
 */
gboolean
platform_stamp_time (PlatformCall *call, GError **error)
{
  g_autoptr (PlatformTerm) term = platform_office_take (call->platform->authority->timestamper);
  g_autofree char *policy = platform_dup_policy (call->platform, PLATFORM_POLICY_TIMESTAMP);
  PkiTimestamper timestamper = {
      .signer = term->signer,
      .policy = policy,
      .now = call->now,
  };
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GError) local = NULL;

  if (check_clock (call, &timestamper.clock_trusted, &local))
    answer = pki_timestamper_answer (&timestamper, call->body, NULL, &local);
  if (!answer)
    answer = excuse (call, pki_timestamper_fail, local);
  platform_call_send (call, answer, "application/timestamp-reply");
  return TRUE;
}
