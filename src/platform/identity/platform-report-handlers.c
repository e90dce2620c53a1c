/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-report-handlers.h"

#include <string.h>

#include "pki-hmac.h"
#include "pki-random.h"
#include "platform-agreements.h"
#include "platform-outcome.h"
#include "platform-private.h"
#include "platform-review-handlers.h"
#include "platform-store-evidence.h"
#include "wire-identity.h"

#define VERIFY_SECONDS 900
#define ATTEMPT_BYTES 16
/* A report that is older, or from later, is not taken: nobody keeps one for another day. */
#define WINDOW_SECONDS 300
/* Read by the person, whose language the platform does not know. */
#define OTHER_DOCUMENT                                                                             \
  "核实的证件与账号登记的证件不一致 (the document is not the one of this account)"

/**
 * platform_report_begin:
 * @call: a request of a phone, whose store has a transaction
 * @identity: an identification whose match code was right
 * @error: where to put the refusal
 *
 * Hands the person over to the outside service; or, if they did not agree to the processing of
 * their face, to an operator who sees them in person.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_report_begin (PlatformCall *call, PlatformIdentity *identity, GError **error)
{
  g_autofree char *attempt = pki_random_hex (ATTEMPT_BYTES);
  gboolean agreed = FALSE, done = FALSE;

  if (!platform_agreements_allow_face (call, identity->person, &agreed, error))
    return FALSE;
  if (!agreed)
    return platform_review_begin (call, identity, error);
  if (!platform_store_step_identity (call->store,
                                     &(PlatformIdentityStep){
                                         .id = identity->id,
                                         .from = identity->state,
                                         .to = "in-progress",
                                         .now = call->now,
                                         .expires = call->now + VERIFY_SECONDS,
                                         .challenge = attempt,
                                     },
                                     &done, error))
    return FALSE;
  if (!done)
    return platform_call_refuse (error, WIRE_PROBLEM_CONFLICT, "it is %s", identity->state);
  return platform_store_add_evidence (call->store, "identification-confirmed", NULL, identity->id,
                                      call->now, NULL, error);
}

static char *
signature_of (Platform *platform, const char *text)
{
  g_autoptr (GBytes) key = platform_secret_dup (platform->identity_key);
  g_autoptr (GBytes) mac = pki_hmac_sha256 (key, text);
  const guint8 *data = g_bytes_get_data (mac, NULL);
  GString *hex = g_string_new (NULL);

  for (gsize i = 0; i < g_bytes_get_size (mac); i++)
    g_string_append_printf (hex, "%02x", data[i]);
  return g_string_free (hex, FALSE);
}

static void
append (GString *query, const char *name, const char *value)
{
  g_string_append_printf (query, "%s%s=", query->len > 0 ? "&" : "", name);
  g_string_append_uri_escaped (query, value, NULL, FALSE);
}

/**
 * platform_report_address:
 * @call: a request of a phone
 * @identity: an identification that is in progress
 *
 * Makes the address that asks the outside service to verify a person: what is before `&signature=`
 * in the query is signed.
 *
 * Returns: (transfer full) (nullable): the address; NULL if an operator sees the person
 */
char *
platform_report_address (PlatformCall *call, PlatformIdentity *identity)
{
  g_autoptr (GString) query = g_string_new (NULL);
  g_autofree char *time = g_strdup_printf ("%" G_GINT64_FORMAT, call->now);
  g_autofree char *back = g_strconcat (call->platform->url, "/phone#done", NULL);
  g_autofree char *signature = NULL;

  if (!identity->challenge || g_str_equal (identity->challenge, WIRE_CHALLENGE_IN_PERSON))
    return NULL;
  append (query, "session", identity->id);
  append (query, "attempt", identity->challenge);
  append (query, "name", identity->name);
  append (query, "id_last_four", identity->id_last_four);
  append (query, "time", time);
  append (query, "return", back);
  signature = signature_of (call->platform, query->str);
  return g_strdup_printf ("%s?%s&signature=%s", call->platform->identity_url, query->str,
                          signature);
}

/* t=T,v1=H of the header. */
static gboolean
read_signature (const char *header, gint64 *time, char **signature)
{
  g_auto (GStrv) parts = g_strsplit (header ? header : "", ",", 3);

  if (g_strv_length (parts) != 2 || !g_str_has_prefix (parts[0], "t=") ||
      !g_str_has_prefix (parts[1], "v1=") ||
      !g_ascii_string_to_signed (parts[0] + 2, 10, 0, G_MAXINT32 * G_GINT64_CONSTANT (2), time,
                                 NULL))
    return FALSE;
  *signature = g_strdup (parts[1] + 3);
  return TRUE;
}

static gboolean
check_signature (PlatformCall *call, GError **error)
{
  g_autofree char *given = NULL, *text = NULL, *wanted = NULL;
  gint64 time = 0;
  gsize size;
  const char *body = g_bytes_get_data (call->body, &size);

  if (!call->platform->identity_key || !read_signature (call->signature, &time, &given))
    return platform_call_refuse (error, WIRE_PROBLEM_UNAUTHENTICATED, "no signature");
  text = g_strdup_printf ("%" G_GINT64_FORMAT ".%.*s", time, (int) size, body);
  wanted = signature_of (call->platform, text);
  g_autoptr (GBytes) a = g_bytes_new_static (given, strlen (given));
  g_autoptr (GBytes) b = g_bytes_new_static (wanted, strlen (wanted));
  if (!pki_equal (a, b))
    return platform_call_refuse (error, WIRE_PROBLEM_UNAUTHENTICATED, "the signature is wrong");
  return ABS (time - call->now) <= WINDOW_SECONDS ||
         platform_call_refuse (error, WIRE_PROBLEM_EXPIRED, "the report is of another time");
}

/* What was asked before the person began anew is not an answer any more. */
static gboolean
is_asked (PlatformIdentity *identity, const char *attempt)
{
  return identity && g_str_equal (identity->provider, "http") &&
         g_str_equal (identity->state, "in-progress") &&
         g_strcmp0 (identity->challenge, attempt) == 0;
}

/* Many people have the same name: it is the document that tells them apart. */
static gboolean
take_pass (PlatformCall *call, PlatformIdentity *identity, const char *last_four, GError **error)
{
  if (!last_four)
    return platform_call_refuse (error, WIRE_PROBLEM_MALFORMED, "id_last_four is missing");
  return g_ascii_strcasecmp (last_four, identity->id_last_four) == 0
             ? platform_outcome_pass (call, identity, "identification-provided", error)
             : platform_outcome_fail (call, identity, OTHER_DOCUMENT, "identification-denied",
                                      error);
}

/**
 * platform_report_identity:
 * @call: the request
 * @error: where to put the refusal
 *
 * Takes the outside service's word on a person, once.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_report_identity (PlatformCall *call, GError **error)
{
  WireIdentityReport *report = call->message;
  g_autoptr (PlatformIdentity) identity = NULL;

  if (!check_signature (call, error))
    return FALSE;
  identity = platform_store_get_identity (call->store, report->session, error);
  if (*error)
    return FALSE;
  if (!is_asked (identity, report->attempt))
    return platform_call_refuse (error, WIRE_PROBLEM_CONFLICT, "nobody waits for this report");
  return report->passed ? take_pass (call, identity, report->id_last_four, error)
                        : platform_outcome_fail (call, identity, report->reason,
                                                 "identification-denied", error);
}
