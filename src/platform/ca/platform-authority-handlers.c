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
/* What is kept on the way asks each time whether it still holds (RFC 9111, 5.2.2): a suspension is
 * known at once, and an answer that nothing happened to has not to be sent again. */
#define CACHE "public, no-transform, max-age=0, must-revalidate"
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

/* What an answer is about, noted while it is made. */
typedef struct {
  PlatformCall *call;
  guint n; /* how many were looked up */
  char *serial;
  PlatformStanding standing; /* of the last one */
} Inquiry;

static gboolean
look_up (const char *serial, PkiAnswer *answer, gpointer data, GError **error)
{
  Inquiry *inquiry = data;
  PlatformStanding *standing = &inquiry->standing;

  if (!platform_store_find_standing (inquiry->call->store, serial, standing, error))
    return FALSE;
  inquiry->n++;
  g_free (inquiry->serial);
  inquiry->serial = g_strdup (serial);
  answer->known = standing->known;
  answer->revoked = standing->known && !standing->active;
  answer->reason = standing->reason;
  answer->since = standing->since;
  answer->invalid_since = standing->invalid_since;
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

/* Of a single certificate that was issued here: whoever asks about any other number gets what was
 * signed for them, and what is kept does not grow with the numbers that people think of. */
static PlatformAnswer *
note_answer (const Inquiry *inquiry, PlatformTerm *term, GBytes *request, GBytes *answer)
{
  PlatformAnswer *note;

  if (inquiry->n != 1 || !inquiry->standing.known)
    return NULL;
  note = platform_answer_new (request, answer);
  note->serial = g_strdup (inquiry->serial);
  note->responder = g_strdup (pki_certificate_get_sha256 (term->certificate));
  note->standing = inquiry->standing;
  note->made = inquiry->call->now;
  return note;
}

static GBytes *
sign_status (PlatformCall *call, PlatformTerm *term, GBytes *request, GError **error)
{
  PlatformAuthority *authority = call->platform->authority;
  Inquiry inquiry = {.call = call};
  PkiCertificate *issuing = pki_issuer_get_certificate (authority->issuer);
  const PkiResponder responder = {
      .responder = term->issuer,
      .issuer = issuing,
      .lookup = look_up,
      .data = &inquiry,
      .now = call->now,
      .next_update = call->now + ANSWER_LIFE,
      .keeps_from = pki_certificate_get_not_before (issuing),
  };
  gboolean has_nonce = FALSE;
  GBytes *answer = pki_responder_answer (&responder, request, &has_nonce, NULL, error);
  g_autoptr (PlatformAnswer) note = NULL;

  if (answer && !has_nonce)
    note = note_answer (&inquiry, term, request, answer);
  g_free (inquiry.serial);
  if (!note)
    return answer;
  platform_answers_keep (authority->answers, note);
  call->cache = CACHE;
  return answer;
}

static gboolean
stands (const PlatformStanding *standing, const PlatformStanding *now)
{
  return now->known == standing->known && now->active == standing->active &&
         now->reason == standing->reason && now->since == standing->since &&
         now->restored == standing->restored;
}

/* The store is asked each time: another process may have changed it. */
static GBytes *
say_again (PlatformCall *call, PlatformTerm *term, GBytes *request)
{
  g_autoptr (PlatformAnswer)
      kept = platform_answers_find (call->platform->authority->answers, request, call->now);
  PlatformStanding standing;

  if (!kept || !g_str_equal (kept->responder, pki_certificate_get_sha256 (term->certificate)) ||
      !platform_store_find_standing (call->store, kept->serial, &standing, NULL) ||
      !stands (&kept->standing, &standing))
    return NULL;
  call->cache = CACHE;
  return g_bytes_ref (kept->answer);
}

static gboolean
answer_status (PlatformCall *call, GBytes *request)
{
  g_autoptr (PlatformTerm) term = platform_office_take (call->platform->authority->responder);
  g_autoptr (GBytes) answer = say_again (call, term, request);
  g_autoptr (GError) error = NULL;

  if (!answer && !platform_clock_is_steady (call->platform, call->now))
    platform_call_refuse (&error, WIRE_PROBLEM_CLOCK, "the platform's clock was set");
  else if (!answer && platform_term_holds (term, call->now, &error))
    answer = sign_status (call, term, request, &error);
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
 * Answers an OCSP request (RFC 6960); while the key or the store is away, the clock was
 * set, or the responder's certificate has ended, with tryLater.
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
 * while the key or the store is away or the service's certificate has ended, with systemFailure.
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

  if (platform_term_holds (term, call->now, &local) &&
      check_clock (call, &timestamper.clock_trusted, &local))
    answer = pki_timestamper_answer (&timestamper, call->body, NULL, &local);
  if (!answer)
    answer = excuse (call, pki_timestamper_fail, local);
  platform_call_send (call, answer, "application/timestamp-reply");
  return TRUE;
}
