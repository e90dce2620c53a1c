/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client-portal.h"

#include <string.h>

#include "client-patience.h"
#include "client-session.h"
#include "pki-digest.h"
#include "pki-error.h"
#include "pki-random.h"
#include "wire-problem.h"

#define SECRET_BYTES 32
/* Whatever the platform says, it is asked at least, and at most, this often. */
#define MIN_INTERVAL 1
#define MAX_INTERVAL 30
/* No browser takes longer; the platform itself gives up earlier. */
#define MAX_WAIT_SECONDS 1800

/* A desktop opens whatever it is given: a page, and no program. */
static gboolean
is_page (ClientPlatform *platform, const char *address)
{
  const char *url = client_platform_get_url (platform);

  return address && (g_str_has_prefix (address, "https://") ||
                     (g_str_has_prefix (address, url) && address[strlen (url)] == '/'));
}

static WirePortalLogin *
begin (ClientPlatform *platform, const ClientQuestion *question, GError **error)
{
  WirePortalLogin *login = NULL;

  if (!client_platform_ask (platform, question, (gpointer *) &login, error))
    return NULL;
  if (is_page (platform, login->address) && login->match_code)
    return login;
  g_set_error (error, PKI_ERROR, PKI_ERROR_FETCH_ADDRESS,
               "%s: another address than this platform's", login->address ? login->address : "");
  wire_free (&wire_portal_login_type, login);
  return NULL;
}

static GBytes *
new_secret (char **secret)
{
  *secret = pki_random_hex (SECRET_BYTES);
  return pki_digest_bytes (PKI_DIGEST_SHA256, *secret, strlen (*secret));
}

/**
 * client_portal_begin:
 * @platform: a client
 * @device: what the person calls this computer
 * @secret: (out): of this login, to be wiped
 * @error: as client_platform_ask()
 *
 * Begins a login at the platform's portal.
 *
 * Returns: (transfer full): with the address for a browser and the digits to be entered there, for
 * wire_free(); or NULL on error
 */
WirePortalLogin *
client_portal_begin (ClientPlatform *platform, const char *device, char **secret, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GBytes) challenge = new_secret (&text);
  const WireNewPortalLogin body = {.challenge = challenge, .device = (char *) device};
  WirePortalLogin *login = begin (
      platform, &(ClientQuestion){.operation = WIRE_CREATE_PORTAL_LOGIN, .body = &body}, error);

  if (login)
    *secret = g_steal_pointer (&text);
  return login;
}

/**
 * client_portal_begin_link:
 * @platform: a client that is logged in
 * @password: of the account
 * @device: what the person calls this computer
 * @secret: (out): of this login, to be wiped
 * @error: as client_platform_ask()
 *
 * Begins to make the portal's person a login of the account that is logged in.
 *
 * Returns: (transfer full): as client_portal_begin()
 */
WirePortalLogin *
client_portal_begin_link (ClientPlatform *platform,
                          const char *password,
                          const char *device,
                          char **secret,
                          GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GBytes) challenge = new_secret (&text);
  const WireNewPortalLink body = {
      .challenge = challenge, .password = (char *) password, .device = (char *) device};
  WirePortalLogin *login = begin (
      platform, &(ClientQuestion){.operation = WIRE_CREATE_PORTAL_LINK, .body = &body}, error);

  if (login)
    *secret = g_steal_pointer (&text);
  return login;
}

/* How far it is, or NULL without an error where that is not known just now. */
static WirePortalLogin *
ask_state (ClientPlatform *platform, const ClientQuestion *question, GError **error)
{
  g_autoptr (GError) local = NULL;
  WirePortalLogin *login = NULL;

  if (client_platform_ask (platform, question, (gpointer *) &login, &local))
    return login;
  if (!client_patience_is_passing (local))
    g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static gboolean
is_under_way (const char *state)
{
  return !state || g_str_equal (state, "waiting") || g_str_equal (state, "opened") ||
         g_str_equal (state, "returned");
}

/* Until the browser is through; what became of it is NULL without an error where that is not known.
 */
static gboolean
wait (ClientPlatform *platform,
      const WirePortalLogin *login,
      const WirePortalSecret *secret,
      WirePortalLogin **outcome,
      GError **error)
{
  const ClientQuestion question = {
      .operation = WIRE_POLL_PORTAL_LOGIN, .value = login->id, .body = secret};
  GCancellable *cancellable = client_platform_get_cancellable (platform);
  gint64 end = g_get_monotonic_time () + MAX_WAIT_SECONDS * G_USEC_PER_SEC;
  guint interval = CLAMP (login->interval, MIN_INTERVAL, MAX_INTERVAL);

  *outcome = NULL;
  while (g_get_monotonic_time () < end && client_patience_sleep (interval, cancellable))
    {
      g_autoptr (GError) local = NULL;
      WirePortalLogin *now = ask_state (platform, &question, &local);

      if (local)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (now && !is_under_way (now->state))
        {
          *outcome = now;
          return TRUE;
        }
      if (now)
        wire_free (&wire_portal_login_type, now);
    }
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

/**
 * client_portal_wait:
 * @platform: a client, whose cancellable ends the wait
 * @login: from client_portal_begin()
 * @secret: of it
 * @error: as client_platform_ask()
 *
 * Waits until the browser is through, one way or another.
 *
 * Returns: FALSE if nobody waits any more
 */
gboolean
client_portal_wait (ClientPlatform *platform,
                    const WirePortalLogin *login,
                    const char *secret,
                    GError **error)
{
  const WirePortalSecret body = {.secret = (char *) secret};
  WirePortalLogin *outcome = NULL;

  if (!wait (platform, login, &body, &outcome, error))
    return FALSE;
  if (outcome)
    wire_free (&wire_portal_login_type, outcome);
  return TRUE;
}

/**
 * client_portal_log_in:
 * @platform: a client
 * @login: that was waited for
 * @secret: of it
 * @error: %WIRE_PROBLEM with why there is no session, or as client_platform_ask()
 *
 * Logs in. Where the browser failed, the refusal says why.
 *
 * Returns: (transfer full): the session, for wire_free(); or NULL on error
 */
WireSession *
client_portal_log_in (ClientPlatform *platform,
                      const WirePortalLogin *login,
                      const char *secret,
                      GError **error)
{
  const WirePortalSecret body = {.secret = (char *) secret};
  const ClientQuestion question = {
      .operation = WIRE_CREATE_PORTAL_SESSION, .value = login->id, .body = &body};

  return client_session_open (platform, &question, error);
}

static WireProblemKind
problem_of (const WirePortalLogin *outcome)
{
  static const struct {
    const char *reason;
    WireProblemKind kind;
  } reasons[] = {
      {"refused", WIRE_PROBLEM_PORTAL_REFUSED},
      {"code", WIRE_PROBLEM_PORTAL_CODE},
      {"linked-elsewhere", WIRE_PROBLEM_PORTAL_LINKED},
      {"dropped", WIRE_PROBLEM_GONE},
  };

  if (!outcome || g_str_equal (outcome->state, "expired"))
    return WIRE_PROBLEM_EXPIRED;
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (g_strcmp0 (outcome->reason, reasons[i].reason) == 0)
      return reasons[i].kind;
  return WIRE_PROBLEM_PORTAL;
}

/**
 * client_portal_wait_link:
 * @platform: a client, whose cancellable ends the wait
 * @login: from client_portal_begin_link()
 * @secret: of it
 * @error: %WIRE_PROBLEM with why nothing was linked, or as client_platform_ask()
 *
 * Waits until the browser is through, where the link is made.
 *
 * Returns: FALSE on error
 */
gboolean
client_portal_wait_link (ClientPlatform *platform,
                         const WirePortalLogin *login,
                         const char *secret,
                         GError **error)
{
  const WirePortalSecret body = {.secret = (char *) secret};
  WirePortalLogin *outcome = NULL;
  gboolean linked;

  if (!wait (platform, login, &body, &outcome, error))
    return FALSE;
  linked = outcome && g_str_equal (outcome->state, "used");
  if (!linked)
    g_set_error (error, WIRE_PROBLEM, problem_of (outcome), "it is %s",
                 outcome ? outcome->state : "not known");
  if (outcome)
    wire_free (&wire_portal_login_type, outcome);
  return linked;
}
