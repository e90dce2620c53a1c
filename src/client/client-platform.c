/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client-platform.h"

#include <libsoup/soup.h>
#include <string.h>

#include "client-anchor.h"
#include "client-statement.h"
#include "pki-error.h"
#include "pki-random.h"
#include "wire-problem.h"

#define TIMEOUT 30
/* A page of certificates has some hundred kilobytes at most. */
#define MAX_ANSWER (2 * 1024 * 1024)
/* A list that goes on for ever is some program's fault. */
#define MAX_PAGES 50

struct _ClientPlatform {
  SoupSession *session;
  char *url;
  char *token;               /* (nullable): of an embedded platform's start */
  char *login;               /* (nullable): token of the session */
  GCancellable *cancellable; /* (nullable) */
  char *anchor;              /* (nullable): PEM */
  GBytes *refused;           /* (nullable): a certificate, DER */
};

static void
free_secret (char *text)
{
  if (text)
    explicit_bzero (text, strlen (text));
  g_free (text);
}

/**
 * client_platform_new:
 * @url: where it is
 * @token: (nullable): the start token of an embedded one
 *
 * Makes a client of a platform; nothing is asked yet.
 *
 * Returns: (transfer full): the client
 */
ClientPlatform *
client_platform_new (const char *url, const char *token)
{
  ClientPlatform *self = g_new0 (ClientPlatform, 1);

  self->session = soup_session_new_with_options ("timeout", TIMEOUT, NULL);
  self->url = g_strdup (url);
  self->token = g_strdup (token);
  return self;
}

/**
 * client_platform_free:
 * @self: (transfer full): a client
 *
 * Frees it, and wipes its tokens.
 */
void
client_platform_free (ClientPlatform *self)
{
  g_object_unref (self->session);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->refused, g_bytes_unref);
  g_free (self->anchor);
  g_free (self->url);
  free_secret (self->token);
  free_secret (self->login);
  g_free (self);
}

/**
 * client_platform_get_url:
 * @self: a client
 *
 * Tells where the platform is that it asks.
 *
 * Returns: (transfer none): its address
 */
const char *
client_platform_get_url (ClientPlatform *self)
{
  return self->url;
}

/**
 * client_platform_get_cancellable:
 * @self: a client
 *
 * Tells what ends its questions.
 *
 * Returns: (transfer none) (nullable): as it was set
 */
GCancellable *
client_platform_get_cancellable (ClientPlatform *self)
{
  return self->cancellable;
}

/**
 * client_platform_set_login:
 * @self: a client
 * @session: (nullable): token from the answer to a login
 *
 * Says who asks from now on.
 */
void
client_platform_set_login (ClientPlatform *self, const char *session)
{
  free_secret (self->login);
  self->login = g_strdup (session);
}

/**
 * client_platform_set_cancellable:
 * @self: a client
 * @cancellable: (nullable): ends what is asked from now on, with %G_IO_ERROR_CANCELLED
 *
 * Makes its questions ones that can be given up.
 */
void
client_platform_set_cancellable (ClientPlatform *self, GCancellable *cancellable)
{
  g_set_object (&self->cancellable, cancellable);
}

/**
 * client_platform_set_proxy:
 * @self: a client
 * @proxy: (nullable): such as http://proxy.example:3128; %NULL is the one of the desktop
 *
 * Says through what the platform is reached.
 */
void
client_platform_set_proxy (ClientPlatform *self, const char *proxy)
{
  g_autoptr (GProxyResolver) resolver = NULL;

  if (proxy == NULL || *proxy == '\0')
    return;
  resolver = g_simple_proxy_resolver_new (proxy, NULL);
  g_object_set (self->session, "proxy-resolver", resolver, NULL);
}

/**
 * client_platform_set_anchor:
 * @self: a client
 * @pem: (nullable): certificates, as client_anchor_accepts() takes them
 *
 * Says what its server may prove itself with besides what this computer's own authorities issued.
 */
void
client_platform_set_anchor (ClientPlatform *self, const char *pem)
{
  g_free (self->anchor);
  self->anchor = g_strdup (pem);
}

/**
 * client_platform_get_refused:
 * @self: a client
 *
 * Tells what the server proved itself with where that was not enough, after %PKI_ERROR_FETCH_TLS.
 *
 * Returns: (transfer none) (nullable): the certificate, DER
 */
GBytes *
client_platform_get_refused (ClientPlatform *self)
{
  return self->refused;
}

static gboolean
accept_certificate (ClientPlatform *self,
                    GTlsCertificate *shown,
                    GTlsCertificateFlags errors,
                    SoupMessage *message)
{
  GUri *uri = soup_message_get_uri (message);
  g_autoptr (GSocketConnectable)
      server = g_network_address_new (g_uri_get_host (uri), (guint16) g_uri_get_port (uri));
  g_autoptr (GByteArray) der = NULL;

  if (self->anchor && client_anchor_accepts (self->anchor, shown, errors, server))
    return TRUE;
  g_object_get (shown, "certificate", &der, NULL);
  g_clear_pointer (&self->refused, g_bytes_unref);
  self->refused = der ? g_bytes_new (der->data, der->len) : NULL;
  return FALSE;
}

static void
set_headers (ClientPlatform *self, SoupMessage *message)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  if (self->token)
    soup_message_headers_replace (headers, "Vermilion-Token", self->token);
  if (self->login)
    {
      char *text = g_strconcat ("Bearer ", self->login, NULL);

      soup_message_headers_replace (headers, "Authorization", text);
      free_secret (text);
    }
  if (g_str_equal (soup_message_get_method (message), "POST"))
    {
      g_autofree char *name = pki_random_hex (16);

      soup_message_headers_replace (headers, "Idempotency-Key", name);
    }
}

static void
set_condition (SoupMessage *message, const char *etag)
{
  g_autofree char *quoted = g_strdup_printf ("\"%s\"", etag);

  soup_message_headers_replace (soup_message_get_request_headers (message), "If-Match", quoted);
}

static SoupMessage *
make_message (ClientPlatform *self,
              const ClientQuestion *question,
              const char *after,
              GError **error)
{
  const WireRoute *route = wire_route_get (question->operation);
  g_autofree char *path = wire_route_path (question->operation, question->value, question->person,
                                           NULL);
  g_autofree char *wait = question->wait ? g_strdup_printf ("?wait=%u", question->wait) : NULL;
  g_autofree char *uri = g_strconcat (self->url, path,
                                      after  ? "?limit=100"
                                      : wait ? wait
                                             : "",
                                      after && *after ? "&after=" : NULL, after, NULL);
  SoupMessage *message = soup_message_new (route->method, uri);

  if (!message)
    {
      g_set_error (error, PKI_ERROR, PKI_ERROR_FETCH_ADDRESS, "%s is no address", self->url);
      return NULL;
    }
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  g_signal_connect_swapped (message, "accept-certificate", G_CALLBACK (accept_certificate), self);
  set_headers (self, message);
  if (question->etag)
    set_condition (message, question->etag);
  if (question->position)
    soup_message_headers_replace (soup_message_get_request_headers (message), "Last-Event-ID",
                                  question->position);
  if (route->body)
    {
      char *text = wire_encode (route->body, question->body);
      g_autoptr (GBytes) body = g_bytes_new_take (text, strlen (text));

      soup_message_set_request_body_from_bytes (message, "application/json", body);
    }
  return message;
}

/**
 * client_platform_set_transport_error:
 * @self: a client
 * @cause: what the network said
 * @error: where to put it
 *
 * Says in this layer's words why nothing came, or that it was given up.
 *
 * Returns: FALSE
 */
gboolean
client_platform_set_transport_error (ClientPlatform *self, const GError *cause, GError **error)
{
  PkiError code = cause->domain == G_TLS_ERROR        ? PKI_ERROR_FETCH_TLS
                  : cause->domain == G_RESOLVER_ERROR ? PKI_ERROR_FETCH_ADDRESS
                  : g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT)
                      ? PKI_ERROR_FETCH_TIMEOUT
                      : PKI_ERROR_FETCH_CONNECT;

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      if (error)
        *error = g_error_copy (cause);
      return FALSE;
    }
  g_set_error (error, PKI_ERROR, code, "%s: %s", self->url, cause->message);
  return FALSE;
}

static GBytes *
read_all (ClientPlatform *self, GInputStream *stream, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *data = g_malloc (MAX_ANSWER + 1);
  gsize size = 0;

  if (!g_input_stream_read_all (stream, data, MAX_ANSWER + 1, &size, self->cancellable, &local))
    {
      client_platform_set_transport_error (self, local, error);
      return NULL;
    }
  if (size <= MAX_ANSWER)
    return g_bytes_new (data, size);
  g_set_error (error, PKI_ERROR, PKI_ERROR_FETCH_SIZE, "%s: the answer is too large", self->url);
  return NULL;
}

static GInputStream *
send (ClientPlatform *self, SoupMessage *message, GError **error)
{
  g_autoptr (GError) local = NULL;
  GInputStream *stream = soup_session_send (self->session, message, self->cancellable, &local);

  if (!stream)
    client_platform_set_transport_error (self, local, error);
  return stream;
}

static gboolean
refuse (ClientPlatform *self, guint status, GBytes *body, GError **error)
{
  gsize size;
  const char *text = g_bytes_get_data (body, &size);
  WireProblem *problem = wire_decode (&wire_problem_type, text ? text : "", size, NULL);
  WireProblemKind kind;

  if (problem && wire_problem_find (problem->type, &kind))
    g_set_error (error, WIRE_PROBLEM, kind, "%s",
                 problem->detail ? problem->detail : problem->title);
  else
    g_set_error (error, PKI_ERROR, PKI_ERROR_FETCH_STATUS, "%s: %u", self->url, status);
  if (problem)
    wire_free (&wire_problem_type, problem);
  return FALSE;
}

/* @after: (nullable): of a list, the cursor, or "" for its beginning */
static gboolean
ask (ClientPlatform *self,
     const ClientQuestion *question,
     const char *after,
     gpointer *answer,
     GError **error)
{
  const WireType *type = wire_route_get (question->operation)->answer;
  g_autoptr (SoupMessage) message = make_message (self, question, after, error);
  g_autofree char *act = NULL;
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GBytes) body = NULL;
  gsize size;
  const char *text;

  if (!message || (question->signer && !(act = client_statement_sign (self, question, error))))
    return FALSE;
  if (act)
    soup_message_headers_replace (soup_message_get_request_headers (message), "Vermilion-Act", act);
  if (!(stream = send (self, message, error)) || !(body = read_all (self, stream, error)))
    return FALSE;
  if (!SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (message)))
    return refuse (self, soup_message_get_status (message), body, error);
  if (!type || !answer)
    return TRUE;
  text = g_bytes_get_data (body, &size);
  *answer = wire_decode (type, text ? text : "", size, error);
  return *answer != NULL;
}

/* Every list begins so. */
typedef struct {
  GPtrArray *items;
  char *next;
} List;

/* Takes over what the next page has; whoever frees the list frees it. */
static void
append (List *list, List *page)
{
  while (page->items->len > 0)
    g_ptr_array_insert (list->items, -1, g_ptr_array_steal_index (page->items, 0));
  g_free (list->next);
  list->next = g_steal_pointer (&page->next);
}

static gboolean
is_list (const WireType *type)
{
  return type && type->n_fields == 2 && g_str_equal (type->fields[0].name, "items") &&
         g_str_equal (type->fields[1].name, "next");
}

static gboolean
ask_all (ClientPlatform *self, const ClientQuestion *question, gpointer *answer, GError **error)
{
  const WireType *type = wire_route_get (question->operation)->answer;
  gpointer all = NULL;

  if (!ask (self, question, "", &all, error))
    return FALSE;
  for (guint i = 1; i < MAX_PAGES && ((List *) all)->next; i++)
    {
      gpointer page = NULL;

      if (!ask (self, question, ((List *) all)->next, &page, error))
        {
          wire_free (type, all);
          return FALSE;
        }
      append (all, page);
      wire_free (type, page);
    }
  *answer = all;
  return TRUE;
}

/**
 * client_platform_ask:
 * @self: a client
 * @question: what is asked
 * @answer: (out) (optional) (transfer full): a struct of the route's answer, for wire_free()
 * @error: %WIRE_PROBLEM, #WireError or %PKI_ERROR_FETCH_CONNECT and its like
 *
 * Asks a platform and waits for the answer; a list comes with all its pages in one.
 *
 * Returns: FALSE on error
 */
gboolean
client_platform_ask (ClientPlatform *self,
                     const ClientQuestion *question,
                     gpointer *answer,
                     GError **error)
{
  return answer && is_list (wire_route_get (question->operation)->answer)
             ? ask_all (self, question, answer, error)
             : ask (self, question, NULL, answer, error);
}

/**
 * client_platform_open_stream:
 * @self: a client
 * @question: what is asked
 * @media_type: of the answer
 * @error: %WIRE_PROBLEM, or %PKI_ERROR_FETCH_STATUS where the answer is none of that type, or
 *   %PKI_ERROR_FETCH_CONNECT and its like
 *
 * Asks for an answer that comes bit by bit, and does not wait for its end.
 *
 * Returns: (transfer full): the answer; or NULL on error
 */
GInputStream *
client_platform_open_stream (ClientPlatform *self,
                             const ClientQuestion *question,
                             const char *media_type,
                             GError **error)
{
  g_autoptr (SoupMessage) message = make_message (self, question, NULL, error);
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GBytes) body = NULL;
  guint status;

  if (!message)
    return NULL;
  soup_message_headers_replace (soup_message_get_request_headers (message), "Accept", media_type);
  if (!(stream = send (self, message, error)))
    return NULL;
  status = soup_message_get_status (message);
  if (SOUP_STATUS_IS_SUCCESSFUL (status) &&
      g_strcmp0 (
          soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL),
          media_type) == 0)
    return g_steal_pointer (&stream);
  if (SOUP_STATUS_IS_SUCCESSFUL (status))
    g_set_error (error, PKI_ERROR, PKI_ERROR_FETCH_STATUS, "%s: no %s", self->url, media_type);
  else if ((body = read_all (self, stream, error)))
    refuse (self, status, body, error);
  return NULL;
}
