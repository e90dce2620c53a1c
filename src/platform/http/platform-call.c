/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-call.h"

#include <string.h>

#include "platform-private.h"

/* A database that restarts, or a token that is put back, takes about as long. */
#define RETRY_SECONDS 5

/**
 * platform_call_new:
 * @platform: whose call it is
 *
 * Begins a call; the server fills it.
 *
 * Returns: (transfer full): the call
 */
PlatformCall *
platform_call_new (Platform *platform)
{
  PlatformCall *call = g_new0 (PlatformCall, 1);

  call->platform = platform;
  return call;
}

static void
free_secret (char *text)
{
  if (text)
    explicit_bzero (text, strlen (text));
  g_free (text);
}

/* There may be a password in it. What the standards' own questions are made of is kept as it is
 * with the answers to them. */
static void
free_body (PlatformCall *call)
{
  gsize size;
  gconstpointer bytes = call->body ? g_bytes_get_data (call->body, &size) : NULL;

  if (bytes && wire_route_get (call->operation)->body)
    explicit_bzero ((gpointer) bytes, size);
  g_clear_pointer (&call->body, g_bytes_unref);
}

/**
 * platform_call_free:
 * @call: (transfer full): a call
 *
 * Frees it, with what it knows of passwords and sessions wiped.
 */
void
platform_call_free (PlatformCall *call)
{
  const WireRoute *route = wire_route_get (call->operation);

  g_strfreev (call->values);
  free_body (call);
  if (call->message)
    wire_free (route->body, call->message);
  g_free (call->address);
  g_free (call->place);
  free_secret (call->token);
  g_free (call->name);
  g_free (call->after);
  g_free (call->after_id);
  g_free (call->limit);
  g_free (call->last_event_id);
  g_free (call->wait);
  g_clear_pointer (&call->listening, platform_listening_free);
  g_free (call->signature);
  g_free (call->if_match);
  g_free (call->if_none_match);
  g_free (call->etag);
  g_free (call->act);
  g_free (call->password);
  g_clear_pointer (&call->account, platform_account_free);
  free_secret (call->query);
  free_secret (call->cookie);
  free_secret (call->set_cookie);
  g_free (call->language);
  g_clear_pointer (&call->actor, platform_actor_free);
  g_clear_pointer (&call->known, platform_replay_free);
  g_clear_pointer (&call->answer, g_bytes_unref);
  g_free (call->location);
  g_free (call->allow);
  g_free (call);
}

/**
 * platform_call_answer:
 * @call: a call
 * @message: a struct of the type that the route answers with
 *
 * Answers with a message.
 */
void
platform_call_answer (PlatformCall *call, gconstpointer message)
{
  char *text = wire_encode (wire_route_get (call->operation)->answer, message);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

  platform_call_send (call, bytes, "application/json");
}

/**
 * platform_call_send:
 * @call: a call
 * @bytes: the body
 * @media_type: a static string
 *
 * Answers with bytes.
 */
void
platform_call_send (PlatformCall *call, GBytes *bytes, const char *media_type)
{
  g_clear_pointer (&call->answer, g_bytes_unref);
  call->answer = g_bytes_ref (bytes);
  call->media_type = media_type;
}

/**
 * platform_call_refuse:
 * @error: where to put it
 * @kind: the problem
 * @format: what is wrong in this case; no secret and nothing the sender may not know
 * @...: for @format
 *
 * Makes the error of a refusal.
 *
 * Returns: FALSE, to be returned at once
 */
gboolean
platform_call_refuse (GError **error, WireProblemKind kind, const char *format, ...)
{
  va_list list;

  va_start (list, format);
  if (error)
    *error = g_error_new_valist (WIRE_PROBLEM, kind, format, list);
  va_end (list);
  return FALSE;
}

static WireProblemKind
kind_of (const GError *error)
{
  if (error->domain == WIRE_PROBLEM)
    return error->code;
  if (error->domain == WIRE_ERROR)
    return WIRE_PROBLEM_MALFORMED;
  if (g_error_matches (error, PLATFORM_ERROR, PLATFORM_ERROR_STORE) ||
      g_error_matches (error, PLATFORM_ERROR, PLATFORM_ERROR_DAMAGED) ||
      g_error_matches (error, PLATFORM_ERROR, PLATFORM_ERROR_BUSY) ||
      g_error_matches (error, PLATFORM_ERROR, PLATFORM_ERROR_KEY))
    return WIRE_PROBLEM_UNAVAILABLE;
  if (g_error_matches (error, PLATFORM_ERROR, PLATFORM_ERROR_CONSTRAINT))
    return WIRE_PROBLEM_CONFLICT;
  return WIRE_PROBLEM_INTERNAL;
}

/**
 * platform_call_fail:
 * @call: a call
 * @error: why
 *
 * Turns the answer into a problem (RFC 9457). What a database or this program says of its own
 * faults stays here: it goes into the log, not to the sender.
 */
void
platform_call_fail (PlatformCall *call, const GError *error)
{
  WireProblemKind kind = kind_of (error);
  g_autofree char *type = g_strconcat (WIRE_PROBLEM_BASE, wire_problem_name (kind), NULL);
  gboolean is_ours = error->domain == WIRE_PROBLEM || error->domain == WIRE_ERROR;
  WireProblem problem = {
      .type = type,
      .title = (char *) wire_problem_title (kind),
      .status = wire_problem_status (kind),
      .detail = is_ours ? error->message : NULL,
  };
  char *text = wire_encode (&wire_problem_type, &problem);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

  if (!is_ours)
    g_warning ("%s: %s", wire_route_get (call->operation)->operation, error->message);
  if (kind == WIRE_PROBLEM_UNAVAILABLE && call->retry_after == 0)
    call->retry_after = RETRY_SECONDS;
  call->status = problem.status;
  call->cache = NULL;
  platform_call_send (call, bytes, "application/problem+json");
  g_clear_pointer (&call->location, g_free);
  g_clear_pointer (&call->set_cookie, free_secret);
  g_clear_pointer (&call->etag, g_free);
}
