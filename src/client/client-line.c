/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client-line.h"

#include "client-anchor.h"
#include "client-patience.h"
#include "client-platform-private.h"
#include "pki-error.h"
#include "wire-authority.h"
#include "wire-problem.h"

/* A page of certificates has some hundred kilobytes at most. */
#define MAX_ANSWER (2 * 1024 * 1024)
#define PART_SIZE 16384
/* How often what may have been done is asked for again, and until when another time is begun. */
#define MAX_AGAIN 2
#define AGAIN_SECONDS 40
/* How often a platform is recognised for one question: a connection may end in between. */
#define MAX_RECOGNITIONS 3
/* Seconds: longer than a day nobody is sent away. */
#define MAX_WAIT 86400

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

static gboolean
set_late (ClientPlatform *self, GError **error)
{
  g_set_error (error, PKI_ERROR, PKI_ERROR_FETCH_TIMEOUT, "%s: the answer takes too long",
               self->url);
  return FALSE;
}

/**
 * client_line_set_too_large:
 * @self: a client
 * @what: that was answered
 * @error: where to put it
 *
 * Says that no more of it is taken.
 *
 * Returns: FALSE
 */
gboolean
client_line_set_too_large (ClientPlatform *self, const char *what, GError **error)
{
  g_set_error (error, PKI_ERROR, PKI_ERROR_FETCH_SIZE, "%s: the %s is too large", self->url, what);
  return FALSE;
}

/**
 * client_line_read:
 * @self: a client
 * @stream: an answer
 * @error: %PKI_ERROR_FETCH_SIZE, %PKI_ERROR_FETCH_TIMEOUT and its like
 *
 * Reads all of it. The socket's timeout begins anew with each byte: the client's time is over all.
 *
 * Returns: (transfer full): the answer, or NULL on error
 */
GBytes *
client_line_read (ClientPlatform *self, GInputStream *stream, GError **error)
{
  gint64 until = g_get_monotonic_time () + self->patience * G_USEC_PER_SEC;
  g_autoptr (GByteArray) body = g_byte_array_new ();
  g_autoptr (GError) local = NULL;
  guint8 part[PART_SIZE];
  gssize n;

  while ((n = g_input_stream_read (stream, part, sizeof part, self->cancellable, &local)) > 0)
    {
      g_byte_array_append (body, part, n);
      if (body->len > MAX_ANSWER ? !client_line_set_too_large (self, "answer", error)
                                 : g_get_monotonic_time () > until && !set_late (self, error))
        return NULL;
    }
  if (n == 0)
    return g_byte_array_free_to_bytes (g_steal_pointer (&body));
  client_platform_set_transport_error (self, local, error);
  return NULL;
}

/* Retry-After in seconds (RFC 9110, 10.2.3); a date is none of our platforms'. */
static guint
get_wait (SoupMessage *message)
{
  const char *text = soup_message_headers_get_one (soup_message_get_response_headers (message),
                                                   "Retry-After");
  guint64 seconds = 0;

  if (text)
    g_ascii_string_to_unsigned (text, 10, 0, MAX_WAIT, &seconds, NULL);
  return (guint) seconds;
}

/**
 * client_line_refuse:
 * @self: a client
 * @message: what was answered with a status that is no success
 * @body: of the answer
 * @error: where to put it
 *
 * Says in this layer's words what the platform refused with, and when it would not.
 *
 * Returns: FALSE
 */
gboolean
client_line_refuse (ClientPlatform *self, SoupMessage *message, GBytes *body, GError **error)
{
  gsize size;
  const char *text = g_bytes_get_data (body, &size);
  WireProblem *problem = wire_decode (&wire_problem_type, text ? text : "", size, NULL);
  WireProblemKind kind;

  if (problem && wire_problem_find (problem->type, &kind))
    g_propagate_error (
        error, wire_problem_new_error (kind, problem->detail ? problem->detail : problem->title,
                                       get_wait (message)));
  else
    g_set_error (error, PKI_ERROR, PKI_ERROR_FETCH_STATUS, "%s: %u", self->url,
                 soup_message_get_status (message));
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
  if (!(stream = send (self, message, FALSE, error)) ||
      !(body = client_line_read (self, stream, error)))
    return FALSE;
  if (!SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (message)))
    return client_line_refuse (self, message, body, error);
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

/**
 * client_line_open:
 * @self: a client
 * @question: what is asked
 * @envelope: what it goes in
 * @media_type: (nullable): of the answer that is wanted
 * @message: (inout) (transfer full): what was sent, with the answer's head
 * @error: as client_platform_ask()
 *
 * Sends a question to the platform that is meant and to no other.
 *
 * Returns: (transfer full): the answer, whatever its status; or NULL on error
 */
GInputStream *
client_line_open (ClientPlatform *self,
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
           SoupMessage **message,
           GError **error)
{
  g_autoptr (GInputStream)
      stream = client_line_open (self, question, envelope, NULL, message, error);

  return stream ? client_line_read (self, stream, error) : NULL;
}

/**
 * client_line_ask:
 * @self: a client
 * @question: what is asked
 * @envelope: what it goes in
 * @message: (inout) (transfer full): what was sent in the end, with the answer's head
 * @error: as client_platform_ask(), but for a refusal
 *
 * Asks until there is an answer. Where one got lost, nobody here knows whether it was done: the
 * same comes again with the same name, and is done once.
 *
 * Returns: (transfer full): what was answered, a refusal too; or NULL on error
 */
GBytes *
client_line_ask (ClientPlatform *self,
                 const ClientQuestion *question,
                 const ClientEnvelope *envelope,
                 SoupMessage **message,
                 GError **error)
{
  gint64 until = g_get_monotonic_time () + AGAIN_SECONDS * G_USEC_PER_SEC;

  for (guint i = 0;; i++)
    {
      g_autoptr (GError) local = NULL;
      GBytes *body = send_once (self, question, envelope, message, &local);

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
