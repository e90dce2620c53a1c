/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client-session.h"

/**
 * client_session_end:
 * @platform: a client; nobody is logged in with it afterwards
 * @session: that came of a login
 *
 * Ends a session that nobody wants. Where the platform does not hear it, the session expires.
 */
void
client_session_end (ClientPlatform *platform, const WireSession *session)
{
  client_platform_set_login (platform, session->token);
  client_platform_ask (platform,
                       &(ClientQuestion){.operation = WIRE_DELETE_SESSION, .value = session->id},
                       NULL, NULL);
  client_platform_set_login (platform, NULL);
}

/**
 * client_session_leave:
 * @platform: a client that somebody is logged in with
 * @error: as client_platform_ask()
 *
 * Ends the session that the client has, of which it knows the token alone.
 *
 * Returns: FALSE on error
 */
gboolean
client_session_leave (ClientPlatform *platform, GError **error)
{
  WireSessions *sessions = NULL;
  gboolean done = TRUE;

  if (!client_platform_ask (platform, &(ClientQuestion){.operation = WIRE_LIST_SESSIONS},
                            (gpointer *) &sessions, error))
    return FALSE;
  for (guint i = 0; i < sessions->items->len && done; i++)
    {
      const WireSession *each = sessions->items->pdata[i];

      if (each->current)
        done = client_platform_ask (
            platform, &(ClientQuestion){.operation = WIRE_DELETE_SESSION, .value = each->id}, NULL,
            error);
    }
  wire_free (&wire_sessions_type, sessions);
  return done;
}

/* Where it was given up in the meantime, the session goes with it. */
static WireSession *
keep (ClientPlatform *platform, WireSession *session, GCancellable *cancellable, GError **error)
{
  if (!session || !g_cancellable_is_cancelled (cancellable))
    return session;
  client_session_end (platform, session);
  wire_free (&wire_session_type, session);
  g_cancellable_set_error_if_cancelled (cancellable, error);
  return NULL;
}

/**
 * client_session_open:
 * @platform: a client
 * @question: whose answer is a #WireSession
 * @error: %G_IO_ERROR_CANCELLED, or as client_platform_ask()
 *
 * Logs in. Once it is asked for, it is heard out whether there is a session, given up or not: one
 * whose answer nobody took would stand at the platform until it expires.
 *
 * Returns: (transfer full): the session, for wire_free(); or NULL on error
 */
WireSession *
client_session_open (ClientPlatform *platform, const ClientQuestion *question, GError **error)
{
  GCancellable *cancellable = client_platform_get_cancellable (platform);
  g_autoptr (GCancellable) kept = cancellable ? g_object_ref (cancellable) : NULL;
  WireSession *session = NULL;

  if (g_cancellable_set_error_if_cancelled (kept, error))
    return NULL;
  client_platform_set_cancellable (platform, NULL);
  client_platform_ask (platform, question, (gpointer *) &session, error);
  session = keep (platform, session, kept, error);
  client_platform_set_cancellable (platform, kept);
  return session;
}
