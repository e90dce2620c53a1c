/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-portal-handlers.h"

#include <string.h>

#include "pki-digest.h"
#include "pki-hmac.h"
#include "pki-random.h"
#include "platform-identity-handlers.h"
#include "platform-login.h"
#include "platform-private.h"
#include "platform-store-evidence.h"
#include "wire-account.h"
#include "wire-portal.h"

#define MAX_RETRIES 3
#define INTERVAL 2
#define TICKET_BYTES 32
#define LOGIN_BYTES 8

/**
 * platform_portal_is_there:
 * @call: a request
 * @error: where to put the refusal
 *
 * Refuses what is about a portal where there is none.
 *
 * Returns: FALSE if there is none
 */
gboolean
platform_portal_is_there (PlatformCall *call, GError **error)
{
  return call->platform->portal ||
         platform_call_refuse (error, WIRE_PROBLEM_NOT_FOUND, "no portal belongs to this platform");
}

/**
 * platform_portal_state_of:
 * @call: a request
 * @login: a row
 *
 * Says in which state a login is now.
 *
 * Returns: (transfer none): a word
 */
const char *
platform_portal_state_of (PlatformCall *call, PlatformPortalLogin *login)
{
  gboolean ended = g_str_equal (login->state, "used") || g_str_equal (login->state, "failed");

  if (!ended && login->expires <= call->now)
    return "expired";
  return g_str_equal (login->state, "redeeming") ? "opened" : login->state;
}

static void
answer (PlatformCall *call, PlatformPortalLogin *login, const char *address)
{
  const WirePortalLogin message = {
      .id = login->id,
      .state = (char *) platform_portal_state_of (call, login),
      .reason = login->reason,
      .portal = (char *) platform_portal_get_name (call->platform->portal),
      .address = (char *) address,
      .match_code = address ? login->match_code : NULL,
      .expires = login->expires,
      .interval = INTERVAL,
  };

  platform_call_answer (call, &message);
}

/**
 * platform_portal_begin:
 * @call: a request, whose store has a transaction
 * @beginning: what is begun
 * @error: where to put the refusal
 *
 * Begins a login at the portal, and answers with the address that a browser goes there by.
 *
 * Returns: FALSE on error
 */
gboolean
platform_portal_begin (PlatformCall *call, const PlatformPortalBeginning *beginning, GError **error)
{
  g_autofree char *ticket = pki_random_hex (TICKET_BYTES);
  g_autofree char *code = platform_identity_new_code ();
  g_autofree char *address = g_strconcat (call->platform->url, "/portal/start/", ticket, NULL);
  g_autoptr (GBytes) digest = pki_digest_bytes (PKI_DIGEST_SHA256, ticket, strlen (ticket));
  g_autoptr (PlatformPortalLogin) login = NULL;
  g_autofree char *id = NULL;
  const PlatformNewPortalLogin row = {
      .account = beginning->account,
      .secret_sha256 = beginning->challenge,
      .ticket_sha256 = digest,
      .match_code = code,
      .retries = MAX_RETRIES,
      .device = beginning->device,
      .address = call->address,
      .expires = call->now + PLATFORM_PORTAL_WAIT_SECONDS,
  };

  if (g_bytes_get_size (beginning->challenge) != pki_digest_get_size (PKI_DIGEST_SHA256))
    return platform_call_refuse (error, WIRE_PROBLEM_MALFORMED, "challenge is no SHA-256");
  id = platform_store_add_portal_login (call->store, &row, call->now, error);
  login = id ? platform_store_find_portal_login (call->store, PLATFORM_PORTAL_BY_ID, id, error)
             : NULL;
  if (!login)
    return FALSE;
  call->status = 201;
  answer (call, login, address);
  return TRUE;
}

/**
 * platform_create_portal_login:
 * @call: the request
 * @error: where to put the refusal
 *
 * Begins a login at the portal.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_create_portal_login (PlatformCall *call, GError **error)
{
  WireNewPortalLogin *asked = call->message;

  return platform_portal_is_there (call, error) &&
         platform_portal_begin (
             call,
             &(PlatformPortalBeginning){.challenge = asked->challenge, .device = asked->device},
             error);
}

/* Who does not know the secret does not learn whether there is such a login. */
static PlatformPortalLogin *
find (PlatformCall *call, GError **error)
{
  WirePortalSecret *asked = call->message;
  g_autoptr (GBytes)
      digest = pki_digest_bytes (PKI_DIGEST_SHA256, asked->secret, strlen (asked->secret));
  g_autoptr (PlatformPortalLogin) login = NULL;

  if (!platform_portal_is_there (call, error))
    return NULL;
  login = platform_store_find_portal_login (call->store, PLATFORM_PORTAL_BY_ID, call->values[0],
                                            error);
  if (login && pki_equal (login->secret_sha256, digest))
    return g_steal_pointer (&login);
  if (!*error)
    platform_call_refuse (error, WIRE_PROBLEM_NOT_FOUND, "no such login");
  return NULL;
}

/**
 * platform_poll_portal_login:
 * @call: the request
 * @error: where to put the refusal
 *
 * Tells the desktop how far its login is.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_poll_portal_login (PlatformCall *call, GError **error)
{
  g_autoptr (PlatformPortalLogin) login = find (call, error);

  if (!login)
    return FALSE;
  answer (call, login, NULL);
  return TRUE;
}

static WireCanonical *
details_of (PlatformPortalLogin *login)
{
  WireCanonical *details = wire_canonical_new ();
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, login->subject, -1);

  wire_canonical_set_string (details, "issuer", login->issuer);
  wire_canonical_set_string (details, "subject_sha256", digest);
  return details;
}

/**
 * platform_portal_takes_new:
 * @call: a request
 *
 * Says whether somebody whom the portal vouches for, and nobody knows here, is given an account.
 *
 * Returns: FALSE if they are not
 */
gboolean
platform_portal_takes_new (PlatformCall *call)
{
  return call->platform->open_registration || call->platform->portal_registration;
}

/* There is no password: nobody enters but by the portal. The name is a claim, as any other
 * that nobody has verified; of a number nothing is known. */
static char *
insert_account (PlatformCall *call, PlatformPortalLogin *login, GError **error)
{
  g_autofree char *tail = pki_random_hex (LOGIN_BYTES);
  g_autofree char *name = g_strconcat (WIRE_PORTAL_LOGIN, tail, NULL);
  g_autoptr (GBytes) nothing = platform_mac (call->platform, "no-id-number", name);
  const PlatformNewAccount row = {
      .login = name,
      .password = "",
      .name = login->name ? login->name : name,
      .id_hmac = nothing,
      .id_last_four = "",
      .roles = "",
  };

  return platform_store_create_account (call->store, &row, call->now, error);
}

static char *
create_account (PlatformCall *call, PlatformPortalLogin *login, GError **error)
{
  g_autofree char *id = insert_account (call, login, error);
  g_autofree char *link = NULL;
  g_autoptr (WireCanonical) details = details_of (login);

  if (!id || !(link = platform_store_add_portal_link (call->store, login->issuer, login->subject,
                                                      id, call->now, error)))
    return NULL;
  wire_canonical_set_string (details, "link", link);
  return platform_store_add_evidence (call->store, "account-created", id, id, call->now, details,
                                      error)
             ? g_steal_pointer (&id)
             : NULL;
}

static gboolean
log_in (PlatformCall *call, PlatformPortalLogin *login, GError **error)
{
  g_autofree char *id = platform_store_find_linked_account (call->store, login->issuer,
                                                            login->subject, error);
  g_autoptr (PlatformAccount) account = NULL;

  if (*error)
    return FALSE;
  if (!id && !platform_portal_takes_new (call))
    return platform_call_refuse (error, WIRE_PROBLEM_REGISTRATION, "registration is closed here");
  if (!id && !(id = create_account (call, login, error)))
    return FALSE;
  account = platform_store_get_open_account (call->store, id, error);
  if (account)
    return platform_login_open (call, account, login->device, error);
  return *error ? FALSE : platform_call_refuse (error, WIRE_PROBLEM_GONE, "the account is closed");
}

static gboolean
refuse (PlatformCall *call, PlatformPortalLogin *login, GError **error)
{
  const char *state = platform_portal_state_of (call, login);
  WireProblemKind kind = g_str_equal (state, "expired")              ? WIRE_PROBLEM_EXPIRED
                         : !g_str_equal (state, "failed")            ? WIRE_PROBLEM_CONFLICT
                         : g_strcmp0 (login->reason, "refused") == 0 ? WIRE_PROBLEM_PORTAL_REFUSED
                         : g_strcmp0 (login->reason, "code") == 0    ? WIRE_PROBLEM_PORTAL_CODE
                         : g_strcmp0 (login->reason, "closed") == 0  ? WIRE_PROBLEM_REGISTRATION
                                                                     : WIRE_PROBLEM_PORTAL;

  return platform_call_refuse (error, kind, "it is %s", state);
}

/**
 * platform_create_portal_session:
 * @call: the request
 * @error: where to put the refusal
 *
 * Logs in the desktop whose person the portal has named and whose digits they have entered. The
 * account is found by what the portal knows them by, or is made.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_create_portal_session (PlatformCall *call, GError **error)
{
  g_autoptr (PlatformPortalLogin) login = find (call, error);
  gboolean done = FALSE;

  if (!login)
    return FALSE;
  if (!g_str_equal (platform_portal_state_of (call, login), "confirmed") || login->account)
    return refuse (call, login, error);
  if (!platform_store_move_portal_login (call->store, login->id, "confirmed", "used", &done, error))
    return FALSE;
  return done ? log_in (call, login, error)
              : platform_call_refuse (error, WIRE_PROBLEM_CONFLICT, "it was used");
}
