/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client-portal.h"

#include <string.h>

#include "client-patience.h"
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
  g_autofree char *text = pki_random_hex (SECRET_BYTES);
  g_autoptr (GBytes) challenge = pki_digest_bytes (PKI_DIGEST_SHA256, text, strlen (text));
  const WireNewPortalLogin body = {.challenge = challenge, .device = (char *) device};
  WirePortalLogin *login = NULL;

  if (!client_platform_ask (platform,
                            &(ClientQuestion){.operation = WIRE_CREATE_PORTAL_LOGIN, .body = &body},
                            (gpointer *) &login, error))
    return NULL;
  /* A desktop opens whatever it is given: a page, and no program. */
  if (login->address && login->match_code &&
      (g_str_has_prefix (login->address, "https://") ||
       g_str_has_prefix (login->address, client_platform_get_url (platform))))
    {
      *secret = g_steal_pointer (&text);
      return login;
    }
  g_set_error (error, PKI_ERROR, PKI_ERROR_FETCH_ADDRESS,
               "%s: another address than this platform's", login->address ? login->address : "");
  wire_free (&wire_portal_login_type, login);
  return NULL;
}

/* The state, or NULL without an error where it is not known just now. */
static char *
ask_state (ClientPlatform *platform, const ClientQuestion *question, GError **error)
{
  g_autoptr (GError) local = NULL;
  WirePortalLogin *login = NULL;
  char *state;

  if (!client_platform_ask (platform, question, (gpointer *) &login, &local))
    {
      if (!client_patience_is_passing (local))
        g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  state = g_strdup (login->state);
  wire_free (&wire_portal_login_type, login);
  return state;
}

static gboolean
is_under_way (const char *state)
{
  return !state || g_str_equal (state, "waiting") || g_str_equal (state, "opened") ||
         g_str_equal (state, "returned");
}

/**
 * client_portal_wait:
 * @platform: a client, whose cancellable ends the wait
 * @login: from client_portal_begin()
 * @secret: of it
 * @error: %WIRE_PROBLEM with why there is no session, or as client_platform_ask()
 *
 * Waits until the browser is through, and logs in.
 *
 * Returns: (transfer full): the session, for wire_free(); or NULL on error
 */
WireSession *
client_portal_wait (ClientPlatform *platform,
                    const WirePortalLogin *login,
                    const char *secret,
                    GError **error)
{
  const WirePortalSecret body = {.secret = (char *) secret};
  ClientQuestion question = {
      .operation = WIRE_POLL_PORTAL_LOGIN, .value = login->id, .body = &body};
  GCancellable *cancellable = client_platform_get_cancellable (platform);
  gint64 end = g_get_monotonic_time () + MAX_WAIT_SECONDS * G_USEC_PER_SEC;
  guint interval = CLAMP (login->interval, MIN_INTERVAL, MAX_INTERVAL);
  gboolean under_way = TRUE;
  WireSession *session = NULL;

  while (under_way && g_get_monotonic_time () < end &&
         client_patience_sleep (interval, cancellable))
    {
      g_autoptr (GError) local = NULL;
      g_autofree char *state = ask_state (platform, &question, &local);

      if (local)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
      under_way = is_under_way (state);
    }
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  /* Where it failed, the refusal says why. */
  question.operation = WIRE_CREATE_PORTAL_SESSION;
  client_platform_ask (platform, &question, (gpointer *) &session, error);
  return session;
}
