/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-reception.h"

#include <string.h>

#include "pki-hmac.h"
#include "platform-door.h"
#include "platform-operations.h"
#include "platform-place.h"
#include "platform-private.h"
#include "platform-response.h"

/* What a request has to be like before a worker is asked about it. */

#define MAX_JSON (64 * 1024)
#define MAX_PATH 1024
#define MAX_CONDITION 1000
#define TOKEN_HEADER "Vermilion-Token"

typedef struct {
  Platform *platform;
  gboolean is_status; /* nothing but what is asked about certificates gets in here */
  PlatformReceived received;
  gpointer data;
} Reception;

static char *
bearer_token (SoupMessageHeaders *headers)
{
  const char *text = soup_message_headers_get_one (headers, "Authorization");

  if (!text || g_ascii_strncasecmp (text, "Bearer ", 7) != 0 || strlen (text) > 7 + 128)
    return NULL;
  return g_strdup (text + 7);
}

/* An answer of unknown length does not exist in HTTP/1.0. */
static gboolean
accepts_events (SoupServerMessage *message)
{
  const char *accept = soup_message_headers_get_list (
      soup_server_message_get_request_headers (message), "Accept");

  return accept && strstr (accept, "text/event-stream") &&
         soup_server_message_get_http_version (message) != SOUP_HTTP_1_0;
}

/* Of the sender, behind whichever proxies. */
static char *
dup_address (Reception *self, SoupServerMessage *message)
{
  const char *host = soup_server_message_get_remote_host (message);

  return host ? platform_proxies_find (self->platform->proxies, host,
                                       soup_server_message_get_request_headers (message))
              : g_strdup ("unknown");
}

/* The body in one piece is the call's, which wipes it; this is what it was put together from. */
static void
wipe_chunks (SoupMessageBody *body, GBytes *whole)
{
  g_autoptr (GBytes) chunk = NULL;

  for (goffset at = 0; (chunk = soup_message_body_get_chunk (body, at));)
    {
      gsize size;
      gconstpointer bytes = g_bytes_get_data (chunk, &size);

      if (size > 0 && bytes != g_bytes_get_data (whole, NULL))
        explicit_bzero ((gpointer) bytes, size);
      at += size;
      g_clear_pointer (&chunk, g_bytes_unref);
      if (size == 0)
        break;
    }
}

static void
fill_call (PlatformCall *call, SoupServerMessage *message, GHashTable *query)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  call->body = soup_message_body_flatten (body);
  wipe_chunks (body, call->body);
  call->token = bearer_token (headers);
  call->name = g_strdup (soup_message_headers_get_one (headers, "Idempotency-Key"));
  call->signature = g_strdup (soup_message_headers_get_one (headers, "Vermilion-Signature"));
  call->if_match = g_strdup (soup_message_headers_get_list (headers, "If-Match"));
  call->if_none_match = g_strdup (soup_message_headers_get_list (headers, "If-None-Match"));
  call->act = g_strdup (soup_message_headers_get_one (headers, "Vermilion-Act"));
  call->query = g_strdup (g_uri_get_query (soup_server_message_get_uri (message)));
  call->cookie = g_strdup (soup_message_headers_get_one (headers, "Cookie"));
  call->language = g_strdup (soup_message_headers_get_list (headers, "Accept-Language"));
  call->after = query ? g_strdup (g_hash_table_lookup (query, "after")) : NULL;
  call->limit = query ? g_strdup (g_hash_table_lookup (query, "limit")) : NULL;
  call->last_event_id = g_strdup (soup_message_headers_get_one (headers, "Last-Event-ID"));
  call->wait = query ? g_strdup (g_hash_table_lookup (query, "wait")) : NULL;
  call->accepts_events = accepts_events (message);
  call->now = platform_now (call->platform);
}

static gboolean
has_start_token (Reception *self, SoupServerMessage *message)
{
  const char *text = soup_message_headers_get_one (
      soup_server_message_get_request_headers (message), TOKEN_HEADER);
  g_autoptr (GBytes) given = g_bytes_new_static (text ? text : "", text ? strlen (text) : 0);

  return !self->platform->token || pki_equal (given, self->platform->token);
}

static gboolean
is_media_type (SoupServerMessage *message, const char *wanted)
{
  const char *type = soup_message_headers_get_content_type (
      soup_server_message_get_request_headers (message), NULL);

  return type && g_ascii_strcasecmp (type, wanted) == 0;
}

static gboolean
is_short (SoupMessageHeaders *headers, const char *name)
{
  const char *text = soup_message_headers_get_list (headers, name);

  return !text || strlen (text) <= MAX_CONDITION;
}

/* What can be refused before a worker is asked. */
static gboolean
may_pass (Reception *self, SoupServerMessage *message, PlatformCall *call, GError **error)
{
  const PlatformOperation *operation = platform_operation_get (call->operation);
  gboolean has_body = wire_route_get (call->operation)->body || operation->media_type;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  if (operation->access != PLATFORM_ACCESS_PUBLIC && !has_start_token (self, message))
    return platform_call_refuse (error, WIRE_PROBLEM_TOKEN, "Vermilion-Token is missing or wrong");
  if (!is_short (headers, "If-Match") || !is_short (headers, "If-None-Match"))
    return platform_call_refuse (error, WIRE_PROBLEM_MALFORMED, "a condition is too long");
  if (has_body &&
      !is_media_type (message, operation->media_type ? operation->media_type : "application/json"))
    return platform_call_refuse (error, WIRE_PROBLEM_MEDIA_TYPE, "Content-Type must be %s",
                                 operation->media_type ? operation->media_type
                                                       : "application/json");
  return TRUE;
}

/* HEAD is GET whose answer has no body (RFC 9110, 9.3.2), which libsoup leaves out; but not of what
 * is written down when it is sent, and not of what does not end. */
static gboolean
answers_head (WireOperation operation)
{
  return g_str_equal (wire_route_get (operation)->method, "GET") &&
         platform_operation_get (operation)->writes == PLATFORM_WRITES_NOTHING &&
         operation != WIRE_GET_EVENTS;
}

static gboolean
find_operation (SoupServerMessage *message,
                const char *path,
                WireOperation *operation,
                char ***values,
                gboolean *path_known)
{
  const char *method = soup_server_message_get_method (message);

  *path_known = FALSE;
  if (strlen (path) > MAX_PATH)
    return FALSE;
  if (!g_str_equal (method, "HEAD"))
    return wire_route_find (method, path, operation, values, path_known);
  if (!wire_route_find ("GET", path, operation, values, path_known))
    return FALSE;
  if (answers_head (*operation))
    return TRUE;
  g_clear_pointer (values, g_strfreev);
  return FALSE;
}

static char *
dup_methods (const char *path)
{
  g_autofree char *methods = wire_route_methods (path);
  g_auto (GStrv) values = NULL;
  WireOperation operation;
  gboolean known;

  return wire_route_find ("GET", path, &operation, &values, &known) && answers_head (operation)
             ? g_strconcat (methods, ", HEAD", NULL)
             : g_steal_pointer (&methods);
}

static gboolean
find_route (Reception *self,
            SoupServerMessage *message,
            const char *path,
            PlatformCall *call,
            GError **error)
{
  gboolean path_known = FALSE;

  if (!platform_limiter_allow (self->platform->limiter, call->address, g_get_monotonic_time ()))
    {
      call->retry_after = 1;
      return platform_call_refuse (error, WIRE_PROBLEM_TOO_MANY, "too many requests");
    }
  if (find_operation (message, path, &call->operation, &call->values, &path_known))
    return may_pass (self, message, call, error);
  if (path_known)
    call->allow = dup_methods (path);
  return platform_call_refuse (error, path_known ? WIRE_PROBLEM_METHOD : WIRE_PROBLEM_NOT_FOUND,
                               "no such operation");
}

/* By the door of what is asked about certificates nothing else gets in. */
static gboolean
is_here (Reception *self, PlatformCall *call, GError **error)
{
  return !self->is_status || platform_operation_get (call->operation)->is_status ||
         platform_call_refuse (error, WIRE_PROBLEM_NOT_FOUND, "no such operation");
}

static void
refuse_now (SoupServerMessage *message, PlatformCall *call, const GError *error)
{
  platform_call_fail (call, error);
  platform_metrics_refuse (call->platform->metrics, call->status);
  platform_response_write (message, call);
  platform_door_answered (message);
}

static void
receive (SoupServer *soup,
         SoupServerMessage *message,
         const char *path,
         GHashTable *query,
         gpointer data)
{
  Reception *self = data;
  g_autoptr (PlatformCall) call = platform_call_new (self->platform);
  g_autoptr (GError) error = NULL;

  /* The early handler may have answered already. */
  if (soup_server_message_get_status (message) != SOUP_STATUS_NONE)
    return;
  call->address = dup_address (self, message);
  call->place = platform_place_new (call->address);
  if (!find_route (self, message, g_uri_get_path (soup_server_message_get_uri (message)), call,
                   &error) ||
      !is_here (self, call, &error))
    {
      refuse_now (message, call, error);
      return;
    }
  fill_call (call, message, query);
  self->received (message, g_steal_pointer (&call), self->data);
}

static gsize
max_body (Reception *self, SoupServerMessage *message)
{
  g_auto (GStrv) values = NULL;
  WireOperation operation;
  gboolean path_known = FALSE;
  const char *path = g_uri_get_path (soup_server_message_get_uri (message));

  if (!find_operation (message, path, &operation, &values, &path_known))
    return MAX_JSON;
  return platform_operation_get (operation)->max_body > 0
             ? platform_operation_get (operation)->max_body
             : MAX_JSON;
}

static void
refuse_and_close (Reception *self,
                  SoupServerMessage *message,
                  WireProblemKind kind,
                  const char *why)
{
  g_autoptr (PlatformCall) call = platform_call_new (self->platform);
  g_autoptr (GError) error = NULL;

  platform_call_refuse (&error, kind, "%s", why);
  platform_call_fail (call, error);
  platform_metrics_refuse (call->platform->metrics, call->status);
  platform_response_write (message, call);
  platform_door_refused (message);
}

static void
refuse_size (Reception *self, SoupServerMessage *message)
{
  refuse_and_close (self, message, WIRE_PROBLEM_TOO_LARGE, "the body is too large");
}

/* More digits than a size has would be none at all to libsoup, and the body one without an end. */
#define MAX_LENGTH_DIGITS 18

/* Of a name, an address and a port (RFC 3986, 3.2.2 and 3.2.3). With a comma there are two. */
#define HOST_LETTERS                                                                               \
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%!$&'()*+;=:[]"

/* Where a body ends has to be said once (RFC 9112, 6.1): a proxy that reads it in another way would
 * let a second request through that it never saw. The same with whom the request is for, and with
 * whatever makes no sound head: libsoup passes over a line with a blank before the colon, which a
 * proxy may have understood (5.1). */
static gboolean
is_doubtful (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *length = soup_message_headers_get_list (headers, "Content-Length");
  const char *coding = soup_message_headers_get_list (headers, "Transfer-Encoding");
  const char *host = soup_message_headers_get_list (headers, "Host");
  const PlatformHead *head = platform_door_get_head (message);

  return !head || !platform_head_is_sound (head) ||
         (length && (coding || !*length || length[strspn (length, "0123456789")] ||
                     strlen (length) > MAX_LENGTH_DIGITS)) ||
         (!length && !coding && g_str_equal (soup_server_message_get_method (message), "POST")) ||
         (coding && g_ascii_strcasecmp (coding, "chunked") != 0) ||
         (host && host[strspn (host, HOST_LETTERS)]);
}

/* What has come behind a request before it was answered is not taken for another one: nobody asks
 * so but who wants to be misunderstood, and whoever has a second request sends it again (RFC 9112,
 * 9.3.2). Chunks are not looked into. Nor is what follows the end of a change that did not have to
 * say where it ends. */
static void
close_after (SoupServerMessage *message)
{
  const char *method = soup_server_message_get_method (message);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  SoupEncoding encoding = soup_message_headers_get_encoding (headers);
  goffset length = encoding == SOUP_ENCODING_CONTENT_LENGTH
                       ? soup_message_headers_get_content_length (headers)
                       : 0;
  gboolean reads = g_str_equal (method, "GET") || g_str_equal (method, "HEAD");

  if ((encoding == SOUP_ENCODING_NONE && !reads) || encoding == SOUP_ENCODING_CHUNKED ||
      platform_door_get_head (message)->n_followed > (gsize) length)
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Connection",
                                  "close");
}

typedef struct {
  Reception *reception;
  gsize left;
} Meter;

/* A body of undeclared length is stopped at the same bound. */
static void
count_chunk (SoupServerMessage *message, GBytes *chunk, gpointer data)
{
  Meter *meter = data;
  gsize size = g_bytes_get_size (chunk);

  if (size <= meter->left)
    meter->left -= size;
  else if (soup_server_message_get_status (message) == SOUP_STATUS_NONE)
    refuse_size (meter->reception, message);
}

static void
free_meter (gpointer data, GClosure *closure)
{
  g_free (data);
}

/* Before the body comes. */
static void
receive_head (SoupServer *soup,
              SoupServerMessage *message,
              const char *path,
              GHashTable *query,
              gpointer data)
{
  Reception *self = data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  goffset length = soup_message_headers_get_content_length (headers);
  gsize limit = max_body (self, message);
  Meter *meter;

  if (is_doubtful (message))
    {
      refuse_and_close (self, message, WIRE_PROBLEM_MALFORMED,
                        "it cannot be said where it ends; a POST says its Content-Length once");
      return;
    }
  /* Nothing here is worth asking for in parts, which libsoup would put together at any cost. */
  soup_message_headers_remove (headers, "Range");
  close_after (message);
  if (length > 0 && (gsize) length > limit)
    {
      refuse_size (self, message);
      return;
    }
  /* Of what has a length, no more than that is read. */
  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_NONE ||
      soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH)
    return;
  meter = g_new0 (Meter, 1);
  meter->reception = self;
  meter->left = limit;
  g_signal_connect_data (message, "got-chunk", G_CALLBACK (count_chunk), meter, free_meter, 0);
}

/**
 * platform_reception_open:
 * @soup: a server
 * @platform: what answers; it lives as long as @soup
 * @is_status: let nothing in but what is asked about certificates
 * @received: what takes a request that may pass
 * @data: for @received
 *
 * Reads requests, and refuses at once what no worker has to be asked about.
 */
void
platform_reception_open (SoupServer *soup,
                         Platform *platform,
                         gboolean is_status,
                         PlatformReceived received,
                         gpointer data)
{
  Reception *self = g_new0 (Reception, 1);

  self->platform = platform;
  self->is_status = is_status;
  self->received = received;
  self->data = data;
  soup_server_add_early_handler (soup, NULL, receive_head, self, NULL);
  soup_server_add_handler (soup, NULL, receive, self, g_free);
}
