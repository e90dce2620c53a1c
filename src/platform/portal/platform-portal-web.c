/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-portal-web.h"

#include <libsoup/soup.h>
#include <string.h>

#include "platform-error.h"

/* Over all of one question: somebody looks at a browser meanwhile, and a worker is taken. */
#define DEADLINE_SECONDS 10
/* Keys, addresses and a token are much less. */
#define MAX_ANSWER (256 * 1024)
#define CHUNK (16 * 1024)

typedef struct {
  GMainContext *context;
  SoupSession *session;
  GCancellable *cancellable;
  GSource *deadline;
  GAsyncResult *result;
} Exchange;

static gboolean
give_up (gpointer data)
{
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

/* On a context of its own, with a deadline: who sends a byte a minute gains nothing. */
static void
exchange_init (Exchange *self)
{
  self->context = g_main_context_new ();
  g_main_context_push_thread_default (self->context);
  self->session = soup_session_new_with_options ("timeout", DEADLINE_SECONDS, NULL);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_CONTENT_DECODER);
  self->cancellable = g_cancellable_new ();
  self->deadline = g_timeout_source_new_seconds (DEADLINE_SECONDS);
  g_source_set_callback (self->deadline, give_up, self->cancellable, NULL);
  g_source_attach (self->deadline, self->context);
}

static void
exchange_clear (Exchange *self)
{
  g_source_destroy (self->deadline);
  g_source_unref (self->deadline);
  soup_session_abort (self->session);
  g_object_unref (self->session);
  g_object_unref (self->cancellable);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  g_main_context_unref (self->context);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Exchange, exchange_clear)

static void
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  Exchange *self = data;

  self->result = g_object_ref (result);
}

static GAsyncResult *
wait_for (Exchange *self)
{
  while (!self->result)
    g_main_context_iteration (self->context, TRUE);
  return g_steal_pointer (&self->result);
}

static GInputStream *
send (Exchange *self, SoupMessage *message, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  soup_session_send_async (self->session, message, G_PRIORITY_DEFAULT, self->cancellable, on_result,
                           self);
  result = wait_for (self);
  return soup_session_send_finish (self->session, result, error);
}

static GBytes *
read_all (Exchange *self, GInputStream *stream, GError **error)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();

  while (body->len <= MAX_ANSWER)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GBytes) chunk = NULL;

      g_input_stream_read_bytes_async (stream, CHUNK, G_PRIORITY_DEFAULT, self->cancellable,
                                       on_result, self);
      result = wait_for (self);
      chunk = g_input_stream_read_bytes_finish (stream, result, error);
      if (!chunk)
        return NULL;
      if (g_bytes_get_size (chunk) == 0)
        return g_byte_array_free_to_bytes (g_steal_pointer (&body));
      g_byte_array_append (body, g_bytes_get_data (chunk, NULL), g_bytes_get_size (chunk));
    }
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, "the answer is too large");
  return NULL;
}

static SoupMessage *
make_message (const PlatformPortalQuestion *question)
{
  SoupMessage *message = soup_message_new (question->form ? "POST" : "GET", question->uri);
  SoupMessageHeaders *headers;

  if (!message)
    return NULL;
  /* A redirection would carry the client's secret to wherever it points. */
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  headers = soup_message_get_request_headers (message);
  soup_message_headers_replace (headers, "Accept", "application/json");
  if (question->authorization)
    soup_message_headers_replace (headers, "Authorization", question->authorization);
  if (question->form)
    {
      g_autoptr (GBytes) body = g_bytes_new (question->form, strlen (question->form));

      soup_message_set_request_body_from_bytes (message, "application/x-www-form-urlencoded", body);
    }
  return message;
}

/**
 * platform_portal_web_is_safe:
 * @uri: from outside
 *
 * Says whether names, codes and secrets may be sent to an address: over TLS, or not out of this
 * machine.
 *
 * Returns: FALSE if it may not be asked
 */
gboolean
platform_portal_web_is_safe (const char *uri)
{
  g_autoptr (GUri) parsed = g_uri_parse (uri, SOUP_HTTP_URI_FLAGS | G_URI_FLAGS_HAS_PASSWORD, NULL);
  const char *host = parsed ? g_uri_get_host (parsed) : NULL;

  if (!host || !*host || g_uri_get_userinfo (parsed) || g_uri_get_fragment (parsed))
    return FALSE;
  return g_str_equal (g_uri_get_scheme (parsed), "https") ||
         (g_str_equal (g_uri_get_scheme (parsed), "http") &&
          (g_str_equal (host, "127.0.0.1") || g_str_equal (host, "::1") ||
           g_str_equal (host, "localhost")));
}

/**
 * platform_portal_web_ask:
 * @question: what is asked
 * @error: where to put a %PLATFORM_ERROR_PORTAL, which holds no secret
 *
 * Asks a portal and waits, for seconds at most.
 *
 * Returns: (transfer full): what it says with status 200, or NULL on error
 */
GBytes *
platform_portal_web_ask (const PlatformPortalQuestion *question, GError **error)
{
  g_auto (Exchange) exchange = {NULL};
  g_autoptr (SoupMessage) message = make_message (question);
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GError) local = NULL;
  GBytes *body = NULL;

  exchange_init (&exchange);
  if (message && (stream = send (&exchange, message, &local)))
    body = read_all (&exchange, stream, &local);
  if (body && soup_message_get_status (message) == SOUP_STATUS_OK)
    return body;
  g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_PORTAL, "%s: %s", question->uri,
               local  ? local->message
               : body ? soup_status_get_phrase (soup_message_get_status (message))
                      : "it is no address");
  g_clear_pointer (&body, g_bytes_unref);
  return NULL;
}
