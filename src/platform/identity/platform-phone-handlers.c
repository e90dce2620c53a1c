/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-phone-handlers.h"

#include <string.h>

#include "pki-digest.h"
#include "pki-hmac.h"
#include "pki-random.h"
#include "platform-private.h"
#include "platform-resources.h"
#include "platform-store-evidence.h"
#include "platform-store-identity.h"
#include "wire-identity.h"

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

/* The phone gets what is needed to recognise the request, and no more. */
static void
answer_phone (PlatformCall *call, PlatformIdentity *identity, const char *token)
{
  const PlatformProvider *provider = platform_provider_find (identity->provider);
  gboolean goes_on = g_str_equal (identity->state, "in-progress");
  g_autofree char *address = goes_on && provider && provider->address
                                 ? provider->address (call, identity)
                                 : NULL;
  const WirePhone answer = {
      .token = (char *) token,
      .state = identity->state,
      .provider = identity->provider,
      .platform = call->platform->name,
      .name = identity->name,
      .retries = identity->retries,
      .expires = identity->expires,
      .organisation = identity->organisation_name,
      .challenge = goes_on && !address ? identity->challenge : NULL,
      .address = address,
  };

  platform_call_answer (call, &answer);
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

  if (!after)
    return FALSE;
  answer_phone (call, after, NULL);
  return TRUE;
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
    return platform_call_refuse (error, WIRE_PROBLEM_GONE, "the code was used");
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
  if (!after)
    return FALSE;
  answer_phone (call, after, token);
  return TRUE;
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
