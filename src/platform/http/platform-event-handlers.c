/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-event-handlers.h"

#include <string.h>

#include "pki-digest.h"
#include "platform-private.h"

/* Proxies give up after half a minute. */
#define MAX_WAIT 25

static PlatformListening *
new_listening (PlatformCall *call)
{
  PlatformListening *self = g_new0 (PlatformListening, 1);
  char **roles = call->actor->roles;

  self->person = g_strdup (call->actor->person);
  self->session = pki_digest_bytes (PKI_DIGEST_SHA256, call->token, strlen (call->token));
  self->is_operator = roles &&
                      g_strv_contains ((const char *const *) roles, PLATFORM_ROLE_OF_OPERATORS);
  return self;
}

static gboolean
read_wait (PlatformCall *call, GError **error)
{
  guint64 wait = 0;

  if (call->wait && !g_ascii_string_to_unsigned (call->wait, 10, 0, MAX_WAIT, &wait, NULL))
    return platform_call_refuse (error, WIRE_PROBLEM_MALFORMED, "wait is none of 0 to %d",
                                 MAX_WAIT);
  call->wait_seconds = wait;
  return TRUE;
}

static gboolean
go_to (PlatformCall *call, PlatformListening *listening, GError **error)
{
  if (!call->last_event_id)
    return platform_listening_set_now (listening, call->store, error);
  return platform_listening_set (listening, call->last_event_id) ||
         platform_call_refuse (error, WIRE_PROBLEM_MALFORMED, "Last-Event-ID is of no usable form");
}

/**
 * platform_get_events:
 * @call: the request
 * @error: where to put the refusal
 *
 * Answers with what has come after a position. Where that is not all, @call is left listening.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_get_events (PlatformCall *call, GError **error)
{
  g_autoptr (PlatformListening) listening = new_listening (call);
  g_autoptr (GPtrArray) told = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *text;

  if (!read_wait (call, error) || !go_to (call, listening, error) ||
      !(told = platform_listening_read (listening, call->store, call->now, error)))
    return FALSE;
  text = call->accepts_events ? platform_listening_to_text (listening, told)
                              : platform_listening_to_json (listening, told);
  bytes = g_bytes_new_take (text, strlen (text));
  platform_call_send (call, bytes, call->accepts_events ? "text/event-stream" : "application/json");
  if (call->accepts_events || (call->last_event_id && told->len == 0 && call->wait_seconds > 0))
    call->listening = g_steal_pointer (&listening);
  return TRUE;
}
