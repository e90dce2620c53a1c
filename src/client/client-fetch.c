/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client-fetch.h"

#include <arpa/inet.h>
#include <libsoup/soup.h>
#include <string.h>

#include "client-anchor.h"
#include "client-pin.h"

#define MAX_REDIRECTS 3
#define CHUNK_SIZE (16 * 1024)
#define USER_AGENT "Vermilion/" VERMILION_VERSION

typedef struct {
  PkiFetch base;
  guint timeout;
  char *folder; /* (nullable): where it is kept whose servers a person lets prove themselves, and
                   with what */
} ClientFetch;

/* One request with its redirects. It runs on a context of its own, whatever the thread's; the
 * deadline is over all of it, so that a server that sends a byte a minute gains nothing. */
typedef struct {
  GMainContext *context;
  SoupSession *session;
  GCancellable *cancellable;
  GCancellable *user_cancellable; /* lent, or NULL */
  gulong cancelled_id;
  GSource *deadline;
  gboolean timed_out;
  GAsyncResult *result;
} Exchange;

static void
on_cancelled (GCancellable *user_cancellable, gpointer data)
{
  g_cancellable_cancel (data);
}

static gboolean
on_deadline (gpointer data)
{
  Exchange *self = data;

  self->timed_out = TRUE;
  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

static void
exchange_init (Exchange *self, guint timeout, GCancellable *user_cancellable)
{
  self->context = g_main_context_new ();
  g_main_context_push_thread_default (self->context);
  self->session = soup_session_new_with_options ("user-agent", USER_AGENT, "timeout", timeout,
                                                 NULL);
  /* Limits are on what comes over the wire and what comes out of it alike. */
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_CONTENT_DECODER);
  self->cancellable = g_cancellable_new ();
  self->user_cancellable = user_cancellable;
  if (user_cancellable != NULL)
    self->cancelled_id = g_cancellable_connect (user_cancellable, G_CALLBACK (on_cancelled),
                                                g_object_ref (self->cancellable), g_object_unref);
  self->deadline = g_timeout_source_new_seconds (timeout);
  g_source_set_callback (self->deadline, on_deadline, self, NULL);
  g_source_attach (self->deadline, self->context);
}

static void
exchange_clear (Exchange *self)
{
  if (self->context == NULL)
    return;
  if (self->cancelled_id != 0)
    g_cancellable_disconnect (self->user_cancellable, self->cancelled_id);
  g_source_destroy (self->deadline);
  g_source_unref (self->deadline);
  soup_session_abort (self->session);
  g_object_unref (self->session);
  g_clear_object (&self->result);
  g_object_unref (self->cancellable);
  /* What the aborted connection still has to say is said before its context goes. */
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
exchange_wait (Exchange *self)
{
  while (self->result == NULL)
    g_main_context_iteration (self->context, TRUE);
  return g_steal_pointer (&self->result);
}

/* Every way a connection can fail, told apart as the user can act on it. */
static PkiError
map_error (const GError *error)
{
  if (error->domain == G_RESOLVER_ERROR ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_HOST_NOT_FOUND))
    return PKI_ERROR_FETCH_ADDRESS;
  if (error->domain == G_TLS_ERROR)
    return PKI_ERROR_FETCH_TLS;
  return PKI_ERROR_FETCH_CONNECT;
}

static void
set_error (Exchange *self, const char *uri, const GError *cause, GError **error)
{
  if (self->timed_out || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    g_set_error (error, PKI_ERROR, PKI_ERROR_FETCH_TIMEOUT, "%s: no answer in time", uri);
  else if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_error_copy (cause));
  else
    g_set_error (error, PKI_ERROR, map_error (cause), "%s: %s", uri, cause->message);
}

static GBytes *
read_limited (Exchange *self, GInputStream *stream, const char *uri, gsize limit, GError **error)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();

  while (TRUE)
    {
      g_autoptr (GError) local = NULL;
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GBytes) chunk = NULL;

      g_input_stream_read_bytes_async (stream, CHUNK_SIZE, G_PRIORITY_DEFAULT, self->cancellable,
                                       on_result, self);
      result = exchange_wait (self);
      chunk = g_input_stream_read_bytes_finish (stream, result, &local);
      if (chunk == NULL)
        {
          set_error (self, uri, local, error);
          return NULL;
        }
      if (g_bytes_get_size (chunk) == 0)
        return g_byte_array_free_to_bytes (g_steal_pointer (&body));
      if (body->len + g_bytes_get_size (chunk) > limit)
        {
          g_set_error (error, PKI_ERROR, PKI_ERROR_FETCH_SIZE,
                       "%s: the answer is larger than %" G_GSIZE_FORMAT " bytes", uri, limit);
          return NULL;
        }
      g_byte_array_append (body, g_bytes_get_data (chunk, NULL), g_bytes_get_size (chunk));
    }
}

static GUri *
parse_uri (GUri *base, const char *uri, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GUri) parsed = base != NULL
                                ? g_uri_parse_relative (base, uri, SOUP_HTTP_URI_FLAGS, &local)
                                : g_uri_parse (uri, SOUP_HTTP_URI_FLAGS, &local);
  const char *host = parsed != NULL ? g_uri_get_host (parsed) : NULL;

  if (host == NULL || host[0] == '\0' ||
      !(g_str_equal (g_uri_get_scheme (parsed), "http") ||
        g_str_equal (g_uri_get_scheme (parsed), "https")))
    {
      g_set_error (error, PKI_ERROR, PKI_ERROR_FETCH_ADDRESS, "%s is no HTTP address%s%s", uri,
                   local != NULL ? ": " : "", local != NULL ? local->message : "");
      return NULL;
    }
  return g_steal_pointer (&parsed);
}

/* Without the dot of the root, which a name means with or without it. */
static char *
dup_host (GUri *uri)
{
  char *host = g_strdup (g_uri_get_host (uri));
  gsize length = strlen (host);

  while (length > 0 && host[length - 1] == '.')
    host[--length] = '\0';
  return host;
}

/* RFC 6761, 6.3, and what /etc/hosts has besides. */
static gboolean
is_own_name (const char *host)
{
  static const char *const names[] = {"localhost",     "localhost.localdomain",
                                      "localhost6",    "localhost6.localdomain6",
                                      "ip6-localhost", "ip6-loopback"};
  gsize length = strlen (host);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strcasecmp (host, names[i]) == 0)
      return TRUE;
  return length > strlen (".localhost") &&
         g_ascii_strcasecmp (host + length - strlen (".localhost"), ".localhost") == 0;
}

/* An address of this computer or of the wire that it hangs on, as a resolver reads it: 127.1 and
 * 0x7f000001 are 127.0.0.1. */
static gboolean
is_nearby (GUri *uri)
{
  g_autofree char *host = dup_host (uri);
  struct in_addr numeric;
  g_autofree char *plain = inet_aton (host, &numeric) != 0 ? g_strdup (inet_ntoa (numeric))
                                                           : g_strdup (host);
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (plain);

  if (is_own_name (host))
    return TRUE;
  return address != NULL &&
         (g_inet_address_get_is_loopback (address) || g_inet_address_get_is_link_local (address) ||
          g_inet_address_get_is_any (address) || g_str_has_prefix (plain, "::ffff:"));
}

/* Whoever is asked elsewhere is not to send this computer's own question to what listens only here:
 * there it would come from a trusted neighbour.
 *
 * Names are not resolved for it. Who made the certificate names the address in the first place, and
 * may name this computer as plainly as a private platform's certificates have to: a name that
 * resolves to it (DNS rebinding) gains nothing. A fetch carries no session and no start token,
 * which a private platform asks for before anything but its public answers; its own client is sent
 * nowhere, and what may go over plain HTTP is never decided by where a name resolves to. */
static gboolean
leads_inward (GUri *from, GUri *to)
{
  return is_nearby (to) && !is_nearby (from);
}

/* The next address, NULL without error where the answer is no redirect. */
static GUri *
follow (SoupMessage *message, GUri *from, GError **error)
{
  guint status = soup_message_get_status (message);
  const char *location = soup_message_headers_get_one (soup_message_get_response_headers (message),
                                                       "Location");
  g_autoptr (GUri) next = NULL;

  if (!SOUP_STATUS_IS_REDIRECTION (status) || location == NULL)
    return NULL;
  next = parse_uri (from, location, error);
  if (next != NULL && g_str_equal (g_uri_get_scheme (from), "https") &&
      !g_str_equal (g_uri_get_scheme (next), "https"))
    {
      g_set_error (error, PKI_ERROR, PKI_ERROR_FETCH_TLS,
                   "redirected from a secure to an insecure address, %s", location);
      return NULL;
    }
  if (next != NULL && leads_inward (from, next))
    {
      g_set_error (error, PKI_ERROR, PKI_ERROR_FETCH_ADDRESS,
                   "redirected from elsewhere to an address of this computer, %s", location);
      return NULL;
    }
  return g_steal_pointer (&next);
}

/* RFC 7617, 2. Sent at once: when asked for it, libsoup would send a POST again without its body.
 */
static void
add_login (SoupMessage *message, GUri *uri)
{
  g_autofree char *login = NULL;
  g_autofree char *encoded = NULL;
  g_autofree char *header = NULL;

  if (g_uri_get_user (uri) == NULL || g_uri_get_password (uri) == NULL)
    return;
  login = g_strdup_printf ("%s:%s", g_uri_get_user (uri), g_uri_get_password (uri));
  encoded = g_base64_encode ((const guint8 *) login, strlen (login));
  header = g_strconcat ("Basic ", encoded, NULL);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization",
                                header);
  explicit_bzero (login, strlen (login));
  explicit_bzero (encoded, strlen (encoded));
  explicit_bzero (header, strlen (header));
}

/* As addresses are remembered: the port where it is not the usual one, and no path. */
static char *
address_of (GUri *uri)
{
  g_autoptr (GUri)
      bare = soup_uri_copy (uri, SOUP_URI_USER, NULL, SOUP_URI_PASSWORD, NULL, SOUP_URI_PATH, "",
                            SOUP_URI_QUERY, NULL, SOUP_URI_FRAGMENT, NULL, SOUP_URI_NONE);

  return g_uri_to_string (bare);
}

/* What is remembered of a server's address holds for that address alone. */
static gboolean
on_certificate (SoupMessage *message,
                GTlsCertificate *shown,
                GTlsCertificateFlags errors,
                gpointer data)
{
  ClientFetch *self = data;
  GUri *uri = soup_message_get_uri (message);
  g_autoptr (GSocketConnectable)
      server = g_network_address_new (g_uri_get_host (uri), (guint16) g_uri_get_port (uri));
  g_autofree char *address = address_of (uri);
  g_autofree char *pem = client_pin_dup_anchor (self->folder, address);

  return pem != NULL && client_anchor_accepts (pem, shown, errors, server);
}

static SoupMessage *
make_message (GUri *uri, const char *content_type, GBytes *body)
{
  g_autoptr (GUri)
      bare = soup_uri_copy (uri, SOUP_URI_USER, NULL, SOUP_URI_PASSWORD, NULL, SOUP_URI_NONE);
  SoupMessage *message = soup_message_new_from_uri (
      body != NULL ? SOUP_METHOD_POST : SOUP_METHOD_GET, bare);

  add_login (message, uri);

  /* libsoup would turn a redirected POST into a GET, and follow anywhere. */
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  if (body != NULL)
    soup_message_set_request_body_from_bytes (message, content_type, body);
  return message;
}

static GInputStream *
exchange_send (Exchange *self, SoupMessage *message, const char *uri, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GInputStream *stream;

  soup_session_send_async (self->session, message, G_PRIORITY_DEFAULT, self->cancellable, on_result,
                           self);
  result = exchange_wait (self);
  stream = soup_session_send_finish (self->session, result, &local);
  if (stream == NULL)
    set_error (self, uri, local, error);
  return stream;
}

static GBytes *
client_fetch_run (PkiFetch *fetch,
                  const char *uri,
                  const char *content_type,
                  GBytes *body,
                  gsize limit,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (GUri) target = parse_uri (NULL, uri, error);
  g_autofree char *shown = NULL;
  g_auto (Exchange) exchange = {0};

  if (target == NULL)
    return NULL;
  /* A name and a password in the address (HTTP basic authentication, RFC 7617) are for the server:
   * no error repeats them. */
  shown = g_uri_to_string_partial (target, G_URI_HIDE_USERINFO);
  exchange_init (&exchange, ((ClientFetch *) fetch)->timeout, cancellable);
  for (guint i = 0; target != NULL && i <= MAX_REDIRECTS; i++)
    {
      g_autoptr (SoupMessage) message = make_message (target, content_type, body);
      g_autoptr (GInputStream) stream = NULL;
      g_autoptr (GError) local = NULL;
      g_autoptr (GUri) next = NULL;

      if (((ClientFetch *) fetch)->folder != NULL)
        g_signal_connect (message, "accept-certificate", G_CALLBACK (on_certificate), fetch);
      stream = exchange_send (&exchange, message, shown, error);
      if (stream == NULL)
        return NULL;
      if (SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (message)))
        return read_limited (&exchange, stream, shown, limit, error);
      next = follow (message, target, &local);
      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
      if (next == NULL)
        {
          g_set_error (error, PKI_ERROR, PKI_ERROR_FETCH_STATUS, "%s: %u %s", shown,
                       soup_message_get_status (message), soup_message_get_reason_phrase (message));
          return NULL;
        }
      g_uri_unref (target);
      target = g_steal_pointer (&next);
    }
  if (target != NULL)
    g_set_error (error, PKI_ERROR, PKI_ERROR_FETCH_STATUS, "%s: redirected too often", shown);
  return NULL;
}

static void
client_fetch_free (PkiFetch *fetch)
{
  g_free (((ClientFetch *) fetch)->folder);
  g_free (fetch);
}

/**
 * client_fetch_new:
 * @timeout: seconds that one fetch may take in all
 *
 * Makes a fetcher over HTTP and HTTPS. It holds no connection between fetches and belongs to no
 * thread; a fetch blocks the thread it is called from.
 *
 * Returns: (transfer full): the fetcher
 */
PkiFetch *
client_fetch_new (guint timeout)
{
  ClientFetch *self = g_new0 (ClientFetch, 1);

  self->base.fetch = client_fetch_run;
  self->base.free = client_fetch_free;
  self->timeout = MAX (timeout, 1);
  return &self->base;
}

/**
 * client_fetch_set_memory:
 * @fetch: of client_fetch_new()
 * @folder: the user's data folder
 *
 * Lets a platform's server, whose own time-stamps and answers are asked for, prove itself with what
 * a person lets it: see client_pin_dup_anchor().
 */
void
client_fetch_set_memory (PkiFetch *fetch, const char *folder)
{
  ClientFetch *self = (ClientFetch *) fetch;

  g_free (self->folder);
  self->folder = g_strdup (folder);
}
