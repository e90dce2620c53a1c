/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client-message.h"

#include <string.h>

#include "pki-error.h"

static void
set_header (SoupMessage *message, const char *name, const char *value)
{
  if (value)
    soup_message_headers_replace (soup_message_get_request_headers (message), name, value);
}

static void
set_login (SoupMessage *message, const char *login)
{
  char *text = g_strconcat ("Bearer ", login, NULL);

  set_header (message, "Authorization", text);
  explicit_bzero (text, strlen (text));
  g_free (text);
}

static void
set_condition (SoupMessage *message, const char *etag)
{
  g_autofree char *quoted = g_strdup_printf ("\"%s\"", etag);

  if (g_str_equal (etag, CLIENT_ETAG_NONE))
    set_header (message, "If-None-Match", "*");
  else
    set_header (message, "If-Match", quoted);
}

static void
set_headers (SoupMessage *message,
             const ClientSender *sender,
             const ClientQuestion *question,
             const ClientEnvelope *envelope)
{
  set_header (message, "Vermilion-Token", sender->token);
  if (sender->login)
    set_login (message, sender->login);
  if (g_str_equal (soup_message_get_method (message), "POST"))
    set_header (message, "Idempotency-Key", envelope->name);
  set_header (message, "Vermilion-Act", envelope->act);
  set_header (message, "If-None-Match", envelope->tag);
  if (question->etag)
    set_condition (message, question->etag);
  set_header (message, "Last-Event-ID", question->position);
}

static char *
make_uri (const char *url, const ClientQuestion *question, const char *after)
{
  g_autofree char *path = wire_route_path (question->operation, question->value, question->person,
                                           NULL);
  g_autofree char *wait = question->wait ? g_strdup_printf ("?wait=%u", question->wait) : NULL;

  return g_strconcat (url, path,
                      after  ? "?limit=100"
                      : wait ? wait
                             : "",
                      after && *after ? "&after=" : NULL, after, NULL);
}

static void
free_secret (gpointer text)
{
  explicit_bzero (text, strlen (text));
  g_free (text);
}

/* Any question may have a password in it: its text is wiped once the request is let go. */
static void
set_body (SoupMessage *message, const WireType *type, gconstpointer body)
{
  char *text = wire_encode (type, body);
  g_autoptr (GBytes) bytes = g_bytes_new_with_free_func (text, strlen (text), free_secret, text);

  soup_message_set_request_body_from_bytes (message, "application/json", bytes);
}

/**
 * client_message_new:
 * @sender: who asks
 * @question: what
 * @envelope: and with what
 * @error: %PKI_ERROR_FETCH_ADDRESS
 *
 * Makes the HTTP request of a question. Nothing redirects it.
 *
 * Returns: (transfer full): the request; or NULL on error
 */
SoupMessage *
client_message_new (const ClientSender *sender,
                    const ClientQuestion *question,
                    const ClientEnvelope *envelope,
                    GError **error)
{
  const WireRoute *route = wire_route_get (question->operation);
  g_autofree char *uri = make_uri (sender->url, question, envelope->after);
  SoupMessage *message = soup_message_new (route->method, uri);

  if (!message)
    {
      g_set_error (error, PKI_ERROR, PKI_ERROR_FETCH_ADDRESS, "%s is no address", sender->url);
      return NULL;
    }
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  set_headers (message, sender, question, envelope);
  if (route->body)
    set_body (message, route->body, question->body);
  return message;
}
