/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-phone-handlers.h"

#include <string.h>

#include "pki-digest.h"
#include "pki-hmac.h"
#include "pki-random.h"
#include "platform-identity-handlers.h"
#include "platform-private.h"
#include "platform-resources.h"
#include "platform-store-evidence.h"
#include "platform-store-identity.h"
#include "wire-identity.h"
#include "wire-portal.h"

#define FOLDER "/org/vermilion/platform/phone/"
#define TOKEN_BYTES 16
/* From the scan to the match code. */
#define ENTER_SECONDS 300

static gboolean
send_resource (PlatformCall *call, const char *name, const char *media_type, GError **error)
{
  g_autofree char *path = g_strconcat (FOLDER, name, NULL);
  g_autoptr (GBytes) bytes = g_resource_lookup_data (platform_get_resource (), path,
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  if (!bytes)
    return FALSE;
  platform_call_send (call, bytes, media_type);
  return TRUE;
}

/**
 * platform_get_phone_page:
 * @call: the request
 * @error: where to put the refusal
 *
 * Answers with the page that a phone opens; what is in the fragment of its address stays there.
 *
 * Returns: FALSE on error
 */
gboolean
platform_get_phone_page (PlatformCall *call, GError **error)
{
  return send_resource (call, "phone.html", "text/html; charset=utf-8", error);
}

/**
 * platform_get_phone_script:
 * @call: the request
 * @error: where to put the refusal
 *
 * Answers with the page's program.
 *
 * Returns: FALSE on error
 */
gboolean
platform_get_phone_script (PlatformCall *call, GError **error)
{
  return send_resource (call, "phone.js", "text/javascript; charset=utf-8", error);
}

/**
 * platform_get_phone_words:
 * @call: the request
 * @error: where to put the refusal
 *
 * Answers with what the page says, in its languages.
 *
 * Returns: FALSE on error
 */
gboolean
platform_get_phone_words (PlatformCall *call, GError **error)
{
  return send_resource (call, "phone-words.js", "text/javascript; charset=utf-8", error);
}

/**
 * platform_get_phone_style:
 * @call: the request
 * @error: where to put the refusal
 *
 * Answers with the page's looks.
 *
 * Returns: FALSE on error
 */
gboolean
platform_get_phone_style (PlatformCall *call, GError **error)
{
  return send_resource (call, "phone.css", "text/css; charset=utf-8", error);
}

static GBytes *
digest_of (const char *text)
{
  return pki_digest_bytes (PKI_DIGEST_SHA256, text, strlen (text));
}

/* Who holds the phone knows it again; who was made to scan somebody else's code does not learn it.
 * Logins are of ASCII, so a byte is a character. */
static char *
mask (const char *login)
{
  gsize length = strlen (login);
  gsize head = length >= 7 ? 3 : 1;
  gsize tail = length >= 11 ? 4 : length >= 4 ? 1 : 0;

  return g_strdup_printf ("%.*s****%s", (int) head, login, login + length - tail);
}

/* A login that a portal's person was given is none that they know. */
static gboolean
find_login (PlatformCall *call, PlatformIdentity *identity, char **masked, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *login = platform_store_find_asker (call->store, identity->id, &local);

  if (local)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  *masked = login && !g_str_has_prefix (login, WIRE_PORTAL_LOGIN) ? mask (login) : NULL;
  return TRUE;
}

/* Who does not show their face has to be told so, as long as it goes on; the rest asks for
 * something once. */
static gboolean
has_challenge (PlatformIdentity *identity)
{
  return identity->challenge &&
         (!identity->submitted || g_str_equal (identity->challenge, WIRE_CHALLENGE_IN_PERSON));
}

/* The phone gets what is needed to recognise the request, and no more. */
static gboolean
answer_phone (PlatformCall *call, PlatformIdentity *identity, const char *token, GError **error)
{
  const char *state = platform_identity_state (call, identity);
  const PlatformProvider *provider = platform_provider_find (identity->provider);
  gboolean goes_on = g_str_equal (state, "in-progress");
  g_autofree char *login = NULL;
  g_autofree char *address = goes_on && provider && provider->address
                                 ? provider->address (call, identity)
                                 : NULL;
  WirePhone answer = {
      .token = (char *) token,
      .state = (char *) state,
      .provider = identity->provider,
      .platform = call->platform->name,
      .name = identity->name,
      .retries = identity->retries,
      .expires = identity->expires,
      .organisation = identity->organisation_name,
      .challenge = goes_on && !address && has_challenge (identity) ? identity->challenge : NULL,
      .address = address,
      .reason = identity->reason,
  };

  if (!find_login (call, identity, &login, error))
    return FALSE;
  answer.login = login;
  platform_call_answer (call, &answer);
  return TRUE;
}

/**
 * platform_phone_show:
 * @call: a request of a phone
 * @identity: the identification before the request
 * @error: where to put the error
 *
 * Answers a phone with how it stands now.
 *
 * Returns: FALSE on error
 */
gboolean
platform_phone_show (PlatformCall *call, PlatformIdentity *identity, GError **error)
{
  g_autoptr (PlatformIdentity)
      after = platform_store_get_identity (call->store, identity->id, error);

  return after && answer_phone (call, after, NULL, error);
}

static gboolean
note (PlatformCall *call, const char *type, PlatformIdentity *identity, GError **error)
{
  return platform_store_add_evidence (call->store, type, NULL, identity->id, call->now, NULL,
                                      error);
}

/* One phone, once, in time. */
static gboolean
bind_phone (PlatformCall *call, PlatformIdentity *identity, const char *token, GError **error)
{
  g_autoptr (GBytes) phone = digest_of (token);
  gboolean done = FALSE;

  if (identity->expires <= call->now)
    return platform_call_refuse (error, WIRE_PROBLEM_EXPIRED, "the code has expired");
  if (!platform_store_bind_phone (call->store,
                                  &(PlatformIdentityStep){
                                      .id = identity->id,
                                      .from = "waiting",
                                      .to = "scanned",
                                      .now = call->now,
                                      .expires = call->now + ENTER_SECONDS,
                                  },
                                  phone, &done, error))
    return FALSE;
  if (!done)
    return g_str_equal (identity->state, "cancelled")
               ? platform_call_refuse (error, WIRE_PROBLEM_GONE, "it was given up")
               : platform_call_refuse (error, WIRE_PROBLEM_CONFLICT, "another phone was first");
  return note (call, "identification-scanned", identity, error);
}

/**
 * platform_scan_code:
 * @call: the request
 * @error: where to put the refusal
 *
 * Takes a phone that has read the code on a screen into the identification.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_scan_code (PlatformCall *call, GError **error)
{
  WireScan *scan = call->message;
  g_autofree char *token = pki_random_hex (TOKEN_BYTES);
  g_autoptr (GBytes) secret = digest_of (scan->secret);
  g_autoptr (PlatformIdentity) identity = platform_store_find_secret (call->store, secret, error);
  g_autoptr (PlatformIdentity) after = NULL;

  if (!identity)
    return *error ? FALSE : platform_call_refuse (error, WIRE_PROBLEM_GONE, "no such code");
  if (!bind_phone (call, identity, token, error))
    return FALSE;
  after = platform_store_find_identity (call->store, identity->id, identity->person, error);
  return after && answer_phone (call, after, token, error);
}

/**
 * platform_get_phone:
 * @call: the request, with what the phone was given when it scanned
 * @error: where to put the refusal
 *
 * Answers a phone with how it stands, so that it goes on after its page was closed, and is told
 * what happens on the computer and at the office.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_get_phone (PlatformCall *call, GError **error)
{
  g_autoptr (GBytes) phone = NULL;
  g_autoptr (PlatformIdentity) identity = NULL;

  if (!call->token)
    return platform_call_refuse (error, WIRE_PROBLEM_UNAUTHENTICATED, "no token of a phone");
  phone = digest_of (call->token);
  identity = platform_store_find_phone (call->store, phone, error);
  if (!identity)
    return *error ? FALSE : platform_call_refuse (error, WIRE_PROBLEM_GONE, "no such phone");
  return answer_phone (call, identity, NULL, error);
}

/* Whoever sits before the screen is who holds the phone; who that is finds the provider out. */
static gboolean
go_on (PlatformCall *call, PlatformIdentity *identity, GError **error)
{
  const PlatformProvider *provider = platform_provider_find (identity->provider);

  return provider->go_on (call, identity, error);
}

static gboolean
miss (PlatformCall *call, PlatformIdentity *identity, GError **error)
{
  return platform_store_miss_identity (call->store, identity->id, call->now, error) &&
         note (call, "identification-missed", identity, error);
}

static gboolean
is_code (const char *given, const char *wanted)
{
  g_autoptr (GBytes) a = g_bytes_new_static (given, strlen (given));
  g_autoptr (GBytes) b = g_bytes_new_static (wanted, strlen (wanted));

  return pki_equal (a, b);
}

/**
 * platform_confirm_code:
 * @call: the request
 * @error: where to put the refusal
 *
 * Takes the match code that the person read from the screen. A wrong one costs a try, and the
 * answer says how many are left.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_confirm_code (PlatformCall *call, GError **error)
{
  WirePhoneCode *entered = call->message;
  g_autoptr (GBytes) phone = digest_of (entered->token);
  g_autoptr (PlatformIdentity) identity = platform_store_find_phone (call->store, phone, error);

  if (!identity)
    return *error ? FALSE : platform_call_refuse (error, WIRE_PROBLEM_GONE, "no such phone");
  if (!g_str_equal (identity->state, "scanned"))
    return platform_call_refuse (error, WIRE_PROBLEM_CONFLICT, "it is %s", identity->state);
  if (identity->expires <= call->now)
    return platform_call_refuse (error, WIRE_PROBLEM_EXPIRED, "the time is over");
  if (is_code (entered->match_code, identity->match_code) ? !go_on (call, identity, error)
                                                          : !miss (call, identity, error))
    return FALSE;
  return platform_phone_show (call, identity, error);
}
