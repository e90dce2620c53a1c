/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client-platform.h"

#include <libsoup/soup.h>
#include <string.h>

#include "client-anchor.h"
#include "client-message.h"
#include "client-patience.h"
#include "client-root.h"
#include "client-statement.h"
#include "pki-error.h"
#include "pki-random.h"
#include "wire-authority.h"
#include "wire-problem.h"

#define TIMEOUT 30
/* A page of certificates has some hundred kilobytes at most. */
#define MAX_ANSWER (2 * 1024 * 1024)
#define PART_SIZE 16384
/* Seconds that a whole answer may take. */
#define PATIENCE 120
/* A list that goes on for ever is some program's fault: fifty thousand things are none. */
#define MAX_PAGES 500
/* How often what may have been done is asked for again, and until when another time is begun. */
#define MAX_AGAIN 2
#define AGAIN_SECONDS 40
/* How often a platform is recognised for one question: a connection may end in between. */
#define MAX_RECOGNITIONS 3

struct _ClientPlatform {
  SoupSession *session;
  char *url;
  char *token;               /* (nullable): of an embedded platform's start */
  char *login;               /* (nullable): token of the session */
  GCancellable *cancellable; /* (nullable) */
  char *anchor;              /* (nullable): PEM */
  GBytes *refused;           /* (nullable): a certificate, DER */
  PkiError refusal;          /* why one was refused, for the next error of the connection */
  guint patience;            /* seconds */
  ClientRoot root;
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
  self->patience = PATIENCE;
  self->refusal = PKI_ERROR_FETCH_TLS;
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
  client_root_clear (&self->root);
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
 * client_platform_set_patience:
 * @self: a client
 * @seconds: that a whole answer may take, once it has begun; 120 where this is not called
 *
 * Says how long an answer that comes little by little is waited for.
 */
void
client_platform_set_patience (ClientPlatform *self, guint seconds)
{
  self->patience = seconds;
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
 * client_platform_set_root:
 * @self: a client
 * @sha256: (nullable): of the root that was compared; NULL: whatever answers is the platform
 *
 * Says which platform is meant. From now on nothing is sent over a connection before the platform
 * has shown this root there: what answers at its address may be another one by then.
 */
void
client_platform_set_root (ClientPlatform *self, const char *sha256)
{
  client_root_clear (&self->root);
  self->root = (ClientRoot){.sha256 = g_strdup (sha256)};
}

/**
 * client_platform_get_other_root:
 * @self: a client
 *
 * Tells whether another platform answers, after %PKI_ERROR_FETCH_TLS.
 *
 * Returns: (transfer none) (nullable): SHA-256 of the root that it showed
 */
const char *
client_platform_get_other_root (ClientPlatform *self)
{
  return self->root.other;
}

/**
 * client_platform_get_refused:
 * @self: a client
 *
 * Tells what the server proved itself with where that was not enough, after %PKI_ERROR_FETCH_TLS,
 * and somebody who knows its fingerprint could still believe it.
 *
 * Returns: (transfer none) (nullable): the certificate, DER; NULL of one that has expired, begins
 *   later or is for another name, whoever issued it
 */
GBytes *
client_platform_get_refused (ClientPlatform *self)
{
  return self->refused;
}

/* A certificate that is of another name or another time than this is no server's whose fingerprint
 * could be compared. */
static PkiError
reason_of (GTlsCertificateFlags errors)
{
  return errors & (G_TLS_CERTIFICATE_EXPIRED | G_TLS_CERTIFICATE_NOT_ACTIVATED)
             ? PKI_ERROR_FETCH_TLS_TIME
         : errors & G_TLS_CERTIFICATE_BAD_IDENTITY ? PKI_ERROR_FETCH_TLS_NAME
                                                   : PKI_ERROR_FETCH_TLS;
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
  self->refusal = reason_of (errors);
  g_object_get (shown, "certificate", &der, NULL);
  g_clear_pointer (&self->refused, g_bytes_unref);
  if (errors == G_TLS_CERTIFICATE_UNKNOWN_CA && der)
    self->refused = g_bytes_new (der->data, der->len);
  return FALSE;
}

static void
watch (ClientPlatform *self, SoupMessage *message)
{
  g_signal_connect_swapped (message, "accept-certificate", G_CALLBACK (accept_certificate), self);
}

/* As somebody asks from here. */
static SoupMessage *
make_message (ClientPlatform *self,
              const ClientQuestion *question,
              const ClientEnvelope *envelope,
              GError **error)
{
  const ClientSender sender = {self->url, self->token, self->login};
  SoupMessage *message = client_message_new (&sender, question, envelope, error);

  if (message)
    watch (self, message);
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
  PkiError code = cause->domain == G_TLS_ERROR        ? self->refusal
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
  self->refusal = PKI_ERROR_FETCH_TLS;
  g_set_error (error, PKI_ERROR, code, "%s: %s", self->url, cause->message);
  return FALSE;
}

static gboolean
set_late (ClientPlatform *self, GError **error)
{
  g_set_error (error, PKI_ERROR, PKI_ERROR_FETCH_TIMEOUT, "%s: the answer takes too long",
               self->url);
  return FALSE;
}

static gboolean
set_too_large (ClientPlatform *self, const char *what, GError **error)
{
  g_set_error (error, PKI_ERROR, PKI_ERROR_FETCH_SIZE, "%s: the %s is too large", self->url, what);
  return FALSE;
}

/* The socket's timeout begins anew with each byte: the time is over all of it. */
static GBytes *
read_all (ClientPlatform *self, GInputStream *stream, GError **error)
{
  gint64 until = g_get_monotonic_time () + self->patience * G_USEC_PER_SEC;
  g_autoptr (GByteArray) body = g_byte_array_new ();
  g_autoptr (GError) local = NULL;
  guint8 part[PART_SIZE];
  gssize n;

  while ((n = g_input_stream_read (stream, part, sizeof part, self->cancellable, &local)) > 0)
    {
      g_byte_array_append (body, part, n);
      if (body->len > MAX_ANSWER ? !set_too_large (self, "answer", error)
                                 : g_get_monotonic_time () > until && !set_late (self, error))
        return NULL;
    }
  if (n == 0)
    return g_byte_array_free_to_bytes (g_steal_pointer (&body));
  client_platform_set_transport_error (self, local, error);
  return NULL;
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

static void
pass_on (GCancellable *cancellable, GCancellable *other)
{
  g_cancellable_cancel (other);
}

/* @guarded: whether it is for the platform that is meant alone */
static GInputStream *
send (ClientPlatform *self, SoupMessage *message, gboolean guarded, GError **error)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) local = NULL;
  gulong id = self->cancellable ? g_cancellable_connect (self->cancellable, G_CALLBACK (pass_on),
                                                         g_object_ref (cancellable), g_object_unref)
                                : 0;
  GInputStream *stream;

  if (guarded)
    client_root_guard (&self->root, message, cancellable);
  stream = soup_session_send (self->session, message, cancellable, &local);
  g_cancellable_disconnect (self->cancellable, id);
  if (!stream)
    client_platform_set_transport_error (self, local, error);
  return stream;
}

/* Whoever answers: nothing that says who asks is sent. */
static gboolean
recognise (ClientPlatform *self, GError **error)
{
  const ClientSender nobody = {self->url, NULL, NULL};
  g_autoptr (SoupMessage) message = client_message_new (
      &nobody, &(ClientQuestion){.operation = WIRE_GET_AUTHORITY}, &(ClientEnvelope){NULL}, error);
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GBytes) body = NULL;
  WireAuthority *authority;
  gboolean same;
  gsize size;
  const char *text;

  if (!message)
    return FALSE;
  watch (self, message);
  if (!(stream = send (self, message, FALSE, error)) || !(body = read_all (self, stream, error)))
    return FALSE;
  if (!SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (message)))
    return refuse (self, soup_message_get_status (message), body, error);
  text = g_bytes_get_data (body, &size);
  if (!(authority = wire_decode (&wire_authority_type, text ? text : "", size, error)))
    return FALSE;
  same = client_root_recognise (&self->root, message, authority->root);
  wire_free (&wire_authority_type, authority);
  if (!same)
    g_set_error (error, PKI_ERROR, PKI_ERROR_FETCH_TLS, "%s: another platform answers there",
                 self->url);
  return same;
}

/* @message: (out) (transfer full): what was sent */
static GInputStream *
send_to_known (ClientPlatform *self,
               const ClientQuestion *question,
               const ClientEnvelope *envelope,
               const char *media_type,
               SoupMessage **message,
               GError **error)
{
  for (guint i = 1;; i++)
    {
      g_autoptr (GError) local = NULL;
      GInputStream *stream;

      g_clear_object (message);
      if ((client_root_is_pending (&self->root) && !recognise (self, error)) ||
          !(*message = make_message (self, question, envelope, error)))
        return NULL;
      if (media_type)
        soup_message_headers_replace (soup_message_get_request_headers (*message), "Accept",
                                      media_type);
      stream = send (self, *message, TRUE, &local);
      if (stream)
        return stream;
      if (!self->root.withheld || g_cancellable_is_cancelled (self->cancellable))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
      /* What may have been done is nothing to say twice here. */
      if (i == MAX_RECOGNITIONS || self->root.sent)
        {
          g_set_error (error, PKI_ERROR, PKI_ERROR_FETCH_CONNECT, "%s: it has hung up", self->url);
          return NULL;
        }
    }
}

static GBytes *
send_once (ClientPlatform *self,
           const ClientQuestion *question,
           const ClientEnvelope *envelope,
           guint *status,
           GError **error)
{
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GInputStream) stream = send_to_known (self, question, envelope, NULL, &message, error);

  if (!stream)
    return NULL;
  *status = soup_message_get_status (message);
  return read_all (self, stream, error);
}

/* Where an answer got lost, nobody here knows whether it was done: the same comes again with the
 * same name, and is done once. */
static GBytes *
send_until_answered (ClientPlatform *self,
                     const ClientQuestion *question,
                     const ClientEnvelope *envelope,
                     guint *status,
                     GError **error)
{
  gint64 until = g_get_monotonic_time () + AGAIN_SECONDS * G_USEC_PER_SEC;

  for (guint i = 0;; i++)
    {
      g_autoptr (GError) local = NULL;
      GBytes *body = send_once (self, question, envelope, status, &local);

      if (body)
        return body;
      if (i < MAX_AGAIN && wire_route_is_named (question->operation) &&
          client_patience_is_passing (local) && g_get_monotonic_time () < until &&
          client_patience_sleep (i, self->cancellable))
        continue;
      if (!g_cancellable_set_error_if_cancelled (self->cancellable, error))
        g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
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
  g_autofree char *name = question->name ? g_strdup (question->name) : pki_random_hex (16);
  g_autofree char *act = question->signer ? client_statement_sign (self, question, error) : NULL;
  const ClientEnvelope envelope = {after, name, act};
  g_autoptr (GBytes) body = NULL;
  guint status = 0;
  gsize size;
  const char *text;

  if (question->signer && !act)
    return FALSE;
  body = send_until_answered (self, question, &envelope, &status, error);
  if (!body)
    return FALSE;
  if (!SOUP_STATUS_IS_SUCCESSFUL (status))
    return refuse (self, status, body, error);
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
  for (guint i = 1; ((List *) all)->next; i++)
    {
      gpointer page = NULL;

      if (i == MAX_PAGES ? !set_too_large (self, "list", error)
                         : !ask (self, question, ((List *) all)->next, &page, error))
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
 * Asks a platform and waits for the answer; a list comes with all its pages in one, or not at all.
 * A POST whose answer got lost comes once or twice again, where the platform then does it once.
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
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GInputStream)
      stream = send_to_known (self, question, &(ClientEnvelope){NULL}, media_type, &message, error);
  g_autoptr (GBytes) body = NULL;
  guint status;

  if (!stream)
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
