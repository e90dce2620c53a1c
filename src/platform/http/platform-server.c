/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-server.h"

#include <libsoup/soup.h>
#include <string.h>

#include "pki-hmac.h"
#include "platform-dispatch.h"
#include "platform-door.h"
#include "platform-feed.h"
#include "platform-keeper.h"
#include "platform-operations.h"
#include "platform-place.h"
#include "platform-private.h"
#include "platform-tls.h"
#include "wire-canonical.h"

#define MAX_JSON (64 * 1024)
#define MAX_PATH 1024
#define MAX_CONDITION 1000
/* For the pages of phones and portals; nothing else that is sent from here is shown by a browser.
 */
#define CONTENT_POLICY                                                                             \
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action "      \
  "'none'; base-uri 'none'; frame-ancestors 'none'"
#define TOKEN_HEADER "Vermilion-Token"
#define LOG_DOMAIN "vermilion-platform" /* G_MESSAGES_DEBUG=vermilion-platform shows it */

struct _PlatformServer {
  Platform *platform;
  SoupServer *soup;
  PlatformDoor *door;
  SoupServer *status; /* NULL: what is asked about certificates is asked by the other door */
  PlatformDoor *status_door;
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;
  GThreadPool *workers;
  GAsyncQueue *done; /* Work that goes back to the server's thread */
  GSource *hand_back;
  PlatformFeed *feed;
  char *tls_certificate; /* PEM files; NULL: it speaks no TLS */
  char *tls_key;
  gint n_running; /* requests in workers; touched in the server's thread only */
  gboolean stopping;
  gboolean keeping; /* a worker looks after the platform; in the server's thread only */
};

/* A request while a worker has it; without a message it is time to look after the platform. */
typedef struct {
  PlatformServer *server;
  SoupServerMessage *message;
  PlatformCall *call;
  gint64 arrived;
} Work;

static void
work_free (Work *work)
{
  g_clear_pointer (&work->call, platform_call_free);
  g_object_unref (work->message);
  g_free (work);
}

static void
set_headers (SoupServerMessage *message, PlatformCall *call)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_message_headers_replace (headers, "Cache-Control", call->cache ? call->cache : "no-store");
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  soup_message_headers_replace (headers, "Referrer-Policy", "no-referrer");
  soup_message_headers_replace (headers, "Content-Security-Policy", CONTENT_POLICY);
  if (call->location)
    soup_message_headers_replace (headers, "Location", call->location);
  if (call->set_cookie)
    soup_message_headers_replace (headers, "Set-Cookie", call->set_cookie);
  if (call->allow)
    soup_message_headers_replace (headers, "Allow", call->allow);
  if (call->etag)
    {
      g_autofree char *quoted = g_strdup_printf ("\"%s\"", call->etag);

      soup_message_headers_replace (headers, "ETag", quoted);
    }
  if (call->retry_after > 0)
    {
      g_autofree char *seconds = g_strdup_printf ("%u", call->retry_after);

      soup_message_headers_replace (headers, "Retry-After", seconds);
    }
}

/**
 * platform_server_answer:
 * @message: a request
 * @call: with its answer
 *
 * Fills in the answer.
 */
void
platform_server_answer (SoupServerMessage *message, PlatformCall *call)
{
  gsize size = 0;
  const char *data = call->answer ? g_bytes_get_data (call->answer, &size) : NULL;

  set_headers (message, call);
  soup_server_message_set_status (message, call->status, NULL);
  if (size > 0)
    soup_server_message_set_response (message, call->media_type, SOUP_MEMORY_COPY, data, size);
}

/* One line of JSON an answer: who and what, never a body, a token or a password. */
static void
log_line (PlatformCall *call, gint64 microseconds)
{
  g_autoptr (WireCanonical) line = wire_canonical_new ();
  g_autofree char *text = NULL;

  wire_canonical_set_string (line, "operation", wire_route_get (call->operation)->operation);
  wire_canonical_set_string (line, "account", call->actor ? call->actor->account : NULL);
  wire_canonical_set_string (line, "address", call->address);
  wire_canonical_set_integer (line, "status", call->status);
  wire_canonical_set_integer (line, "microseconds", microseconds);
  text = wire_canonical_to_text (line);
  g_log_structured (LOG_DOMAIN, G_LOG_LEVEL_INFO, "MESSAGE", "%s", text);
}

static void
log_answer (Platform *platform, PlatformCall *call, gint64 microseconds)
{
  platform_metrics_count (platform->metrics, call->operation, call->status, microseconds);
  if (!g_log_writer_default_would_drop (G_LOG_LEVEL_INFO, LOG_DOMAIN))
    log_line (call, microseconds);
}

/* Stopping waits for what has begun. */
static void
note_ended (PlatformServer *server)
{
  server->n_running--;
  if (server->stopping && server->n_running == 0)
    g_main_loop_quit (server->loop);
}

/* FALSE: it is answered at once. */
static gboolean
goes_on (Work *work)
{
  g_autoptr (GError) error = NULL;

  if (!work->call->listening)
    return FALSE;
  if (platform_feed_add (work->server->feed, work->message, work->call, &error))
    return TRUE;
  platform_call_fail (work->call, error);
  return FALSE;
}

static void
finish_work (Work *work)
{
  log_answer (work->server->platform, work->call, g_get_monotonic_time () - work->arrived);
  if (goes_on (work))
    work->call = NULL;
  else
    {
      platform_server_answer (work->message, work->call);
      platform_door_answered (work->message);
      soup_server_message_unpause (work->message);
      if (!g_str_equal (wire_route_get (work->call->operation)->method, "GET"))
        platform_feed_wake (work->server->feed);
    }
  note_ended (work->server);
  work_free (work);
}

/* Under load many are done at once: one waking of the thread for all of them. What is done after
 * the queue was found empty sets the time anew. */
static gboolean
finish_all (gpointer data)
{
  PlatformServer *server = data;
  Work *work;

  g_source_set_ready_time (server->hand_back, -1);
  while ((work = g_async_queue_try_pop (server->done)))
    finish_work (work);
  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch_hand_back (GSource *source, GSourceFunc callback, gpointer data)
{
  return callback (data);
}

static GSourceFuncs hand_back_funcs = {.dispatch = dispatch_hand_back};

static void
start_handing_back (PlatformServer *server)
{
  server->done = g_async_queue_new ();
  server->hand_back = g_source_new (&hand_back_funcs, sizeof (GSource));
  g_source_set_callback (server->hand_back, finish_all, server, NULL);
  g_source_attach (server->hand_back, server->context);
}

static gboolean
finish_keeping (gpointer data)
{
  PlatformServer *server = data;

  server->keeping = FALSE;
  note_ended (server);
  return G_SOURCE_REMOVE;
}

static void
keep (Work *work)
{
  PlatformServer *server = work->server;
  PlatformStore *store = platform_pool_take (server->platform->pool);

  platform_keeper_run (server->platform, store);
  platform_pool_give (server->platform->pool, store);
  g_free (work);
  g_main_context_invoke_full (server->context, G_PRIORITY_DEFAULT, finish_keeping, server, NULL);
}

static gboolean
begin_keeping (gpointer data)
{
  PlatformServer *server = data;
  Work *work;

  if (server->keeping || server->stopping)
    return G_SOURCE_CONTINUE;
  work = g_new0 (Work, 1);
  work->server = server;
  server->keeping = TRUE;
  server->n_running++;
  g_thread_pool_push (server->workers, work, NULL);
  return G_SOURCE_CONTINUE;
}

static void
start_keeping (PlatformServer *server)
{
  g_autoptr (GSource) timer = g_timeout_source_new_seconds (server->platform->keep_seconds);

  g_source_set_callback (timer, begin_keeping, server, NULL);
  g_source_attach (timer, server->context);
}

static void
run_work (gpointer data, gpointer user_data)
{
  Work *work = data;
  PlatformServer *server = work->server;
  Platform *platform = server->platform;

  if (!work->message)
    {
      keep (work);
      return;
    }
  work->call->store = platform_pool_take (platform->pool);
  platform_dispatch (work->call);
  platform_pool_give (platform->pool, work->call->store);
  g_async_queue_push (server->done, work);
  g_source_set_ready_time (server->hand_back, 0);
}

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

static void
fill_call (PlatformCall *call, SoupServerMessage *message, GHashTable *query)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  const char *host = soup_server_message_get_remote_host (message);

  call->body = soup_message_body_flatten (body);
  call->address = g_strdup (host ? host : "unknown");
  call->place = platform_place_new (call->address);
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
has_start_token (PlatformServer *server, SoupServerMessage *message)
{
  const char *text = soup_message_headers_get_one (
      soup_server_message_get_request_headers (message), TOKEN_HEADER);
  g_autoptr (GBytes) given = g_bytes_new_static (text ? text : "", text ? strlen (text) : 0);

  return !server->platform->token || pki_equal (given, server->platform->token);
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
may_pass (PlatformServer *server, SoupServerMessage *message, PlatformCall *call, GError **error)
{
  const PlatformOperation *operation = platform_operation_get (call->operation);
  gboolean has_body = wire_route_get (call->operation)->body || operation->media_type;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  if (operation->access != PLATFORM_ACCESS_PUBLIC && !has_start_token (server, message))
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

static gboolean
find_route (PlatformServer *server,
            SoupServerMessage *message,
            const char *path,
            PlatformCall *call,
            GError **error)
{
  gboolean path_known = FALSE;

  if (!platform_limiter_allow (server->platform->limiter,
                               soup_server_message_get_remote_host (message),
                               g_get_monotonic_time ()))
    {
      call->retry_after = 1;
      return platform_call_refuse (error, WIRE_PROBLEM_TOO_MANY, "too many requests");
    }
  if (strlen (path) <= MAX_PATH && wire_route_find (soup_server_message_get_method (message), path,
                                                    &call->operation, &call->values, &path_known))
    return may_pass (server, message, call, error);
  if (path_known)
    call->allow = wire_route_methods (path);
  return platform_call_refuse (error, path_known ? WIRE_PROBLEM_METHOD : WIRE_PROBLEM_NOT_FOUND,
                               "no such operation");
}

/* By the door of what is asked about certificates nothing else gets in. */
static gboolean
is_here (PlatformServer *server, SoupServer *soup, PlatformCall *call, GError **error)
{
  return soup != server->status || platform_operation_get (call->operation)->is_status ||
         platform_call_refuse (error, WIRE_PROBLEM_NOT_FOUND, "no such operation");
}

static void
refuse_now (SoupServerMessage *message, PlatformCall *call, const GError *error)
{
  platform_call_fail (call, error);
  platform_server_answer (message, call);
  platform_door_answered (message);
}

static void
receive (SoupServer *soup,
         SoupServerMessage *message,
         const char *path,
         GHashTable *query,
         gpointer data)
{
  PlatformServer *server = data;
  g_autoptr (PlatformCall) call = platform_call_new (server->platform);
  g_autoptr (GError) error = NULL;
  Work *work;

  /* The early handler may have answered already. */
  if (soup_server_message_get_status (message) != SOUP_STATUS_NONE)
    return;
  if (!find_route (server, message, g_uri_get_path (soup_server_message_get_uri (message)), call,
                   &error) ||
      !is_here (server, soup, call, &error))
    {
      refuse_now (message, call, error);
      return;
    }
  fill_call (call, message, query);
  work = g_new0 (Work, 1);
  work->server = server;
  work->message = g_object_ref (message);
  work->call = g_steal_pointer (&call);
  work->arrived = g_get_monotonic_time ();
  server->n_running++;
  soup_server_message_pause (message);
  g_thread_pool_push (server->workers, work, NULL);
}

static gsize
max_body (PlatformServer *server, SoupServerMessage *message)
{
  g_auto (GStrv) values = NULL;
  WireOperation operation;
  gboolean path_known = FALSE;
  const char *path = g_uri_get_path (soup_server_message_get_uri (message));

  if (strlen (path) > MAX_PATH || !wire_route_find (soup_server_message_get_method (message), path,
                                                    &operation, &values, &path_known))
    return MAX_JSON;
  return platform_operation_get (operation)->max_body > 0
             ? platform_operation_get (operation)->max_body
             : MAX_JSON;
}

static void
refuse_and_close (PlatformServer *server,
                  SoupServerMessage *message,
                  WireProblemKind kind,
                  const char *why)
{
  g_autoptr (PlatformCall) call = platform_call_new (server->platform);
  g_autoptr (GError) error = NULL;

  platform_call_refuse (&error, kind, "%s", why);
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Connection",
                                "close");
  refuse_now (message, call, error);
}

static void
refuse_size (PlatformServer *server, SoupServerMessage *message)
{
  refuse_and_close (server, message, WIRE_PROBLEM_TOO_LARGE, "the body is too large");
}

/* Where a body ends has to be said once (RFC 9112, 6.1): a proxy that reads it in another way would
 * let a second request through that it never saw. The same with whom the request is for. */
static gboolean
is_doubtful (SoupMessageHeaders *headers)
{
  const char *length = soup_message_headers_get_list (headers, "Content-Length");
  const char *coding = soup_message_headers_get_list (headers, "Transfer-Encoding");
  const char *host = soup_message_headers_get_list (headers, "Host");

  return (length && (coding || length[strspn (length, "0123456789")])) ||
         (coding && g_ascii_strcasecmp (coding, "chunked") != 0) || (host && strchr (host, ','));
}

typedef struct {
  PlatformServer *server;
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
    refuse_size (meter->server, message);
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
  PlatformServer *server = data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  goffset length = soup_message_headers_get_content_length (headers);
  gsize limit = max_body (server, message);
  Meter *meter;

  if (is_doubtful (headers))
    {
      refuse_and_close (server, message, WIRE_PROBLEM_MALFORMED, "it cannot be said where it ends");
      return;
    }
  if (length > 0 && (gsize) length > limit)
    {
      refuse_size (server, message);
      return;
    }
  /* Of what has a length, no more than that is read. */
  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_NONE ||
      soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH)
    return;
  meter = g_new0 (Meter, 1);
  meter->server = server;
  meter->left = limit;
  g_signal_connect_data (message, "got-chunk", G_CALLBACK (count_chunk), meter, free_meter, 0);
}

static SoupServer *
new_soup (PlatformServer *server)
{
  SoupServer *soup = soup_server_new ("server-header", "Vermilion", "raw-paths", TRUE, NULL);

  soup_server_add_early_handler (soup, NULL, receive_head, server, NULL);
  soup_server_add_handler (soup, NULL, receive, server, NULL);
  return soup;
}

static PlatformDoor *
open_door (SoupServer *soup,
           const char *address,
           guint16 port,
           const PlatformOptions *options,
           GError **error)
{
  const PlatformDoorLimits limits = {options->per_address, options->patience};
  g_autoptr (GSocketAddress)
      where = g_inet_socket_address_new_from_string (address ? address : "127.0.0.1", port);

  if (where)
    return platform_door_new (soup, where, &limits, error);
  g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_LISTEN, "%s is no address", address);
  return NULL;
}

/* Certificates say where to ask about them without TLS (RFC 5280, 8): whoever checks the server's
 * certificate would have to ask in order to ask. */
static gboolean
open_status (PlatformServer *server, const PlatformOptions *options, GError **error)
{
  if (!options->status_address)
    return TRUE;
  server->status = new_soup (server);
  server->status_door = open_door (server->status, options->status_address, options->status_port,
                                   options, error);
  return server->status_door != NULL;
}

static gboolean
open_doors (PlatformServer *server, const PlatformOptions *options, GError **error)
{
  g_autoptr (GTlsCertificate) certificate = NULL;

  if (options->tls_certificate &&
      !(certificate = platform_tls_load (options->tls_certificate, options->tls_key, error)))
    return FALSE;
  server->tls_certificate = g_strdup (options->tls_certificate);
  server->tls_key = g_strdup (options->tls_key);
  server->soup = new_soup (server);
  server->door = open_door (server->soup, options->address, options->port, options, error);
  if (!server->door)
    return FALSE;
  platform_door_set_certificate (server->door, certificate);
  return open_status (server, options, error);
}

static gpointer
serve (gpointer data)
{
  PlatformServer *server = data;

  g_main_context_push_thread_default (server->context);
  g_main_loop_run (server->loop);
  g_main_context_pop_thread_default (server->context);
  return NULL;
}

/**
 * platform_server_new:
 * @platform: what answers
 * @options: where to listen
 * @error: where to put the error
 *
 * Opens the socket; who connects waits until platform_server_run().
 *
 * Returns: (transfer full): the server, or NULL on error
 */
PlatformServer *
platform_server_new (Platform *platform, const PlatformOptions *options, GError **error)
{
  PlatformServer *server = g_new0 (PlatformServer, 1);
  gboolean open;

  server->platform = platform;
  server->context = g_main_context_new ();
  server->loop = g_main_loop_new (server->context, FALSE);
  server->feed = platform_feed_new (platform, server->context);
  start_handing_back (server);
  g_main_context_push_thread_default (server->context);
  open = open_doors (server, options, error);
  g_main_context_pop_thread_default (server->context);
  if (open)
    return server;
  platform_server_stop (server);
  return NULL;
}

/**
 * platform_server_run:
 * @server: a server
 * @workers: threads that answer
 *
 * Starts the threads.
 */
void
platform_server_run (PlatformServer *server, guint workers)
{
  server->workers = g_thread_pool_new (run_work, NULL, workers, TRUE, NULL);
  start_keeping (server);
  server->thread = g_thread_new ("platform", serve, server);
}

/**
 * platform_server_get_status_port:
 * @server: a server with a status address
 *
 * Says where it listens for what is asked about certificates alone.
 *
 * Returns: the port
 */
guint16
platform_server_get_status_port (PlatformServer *server)
{
  return platform_door_get_port (server->status_door);
}

/**
 * platform_server_get_port:
 * @server: a server
 *
 * Says where it listens.
 *
 * Returns: the port
 */
guint16
platform_server_get_port (PlatformServer *server)
{
  return platform_door_get_port (server->door);
}

/* A change of certificate on its way to the server's thread. */
typedef struct {
  PlatformServer *server;
  GTlsCertificate *certificate;
} Change;

static gboolean
change_certificate (gpointer data)
{
  Change *change = data;

  platform_door_set_certificate (change->server->door, change->certificate);
  g_object_unref (change->certificate);
  g_free (change);
  return G_SOURCE_REMOVE;
}

/**
 * platform_server_reload:
 * @server: a running server
 * @error: where to put the error
 *
 * Reads the TLS certificate and its key again; connections that stand go on with the old one.
 *
 * Returns: FALSE on error; then the old one goes on for all
 */
gboolean
platform_server_reload (PlatformServer *server, GError **error)
{
  GTlsCertificate *certificate;
  Change *change;

  if (!server->tls_certificate)
    return TRUE;
  certificate = platform_tls_load (server->tls_certificate, server->tls_key, error);
  if (!certificate)
    return FALSE;
  change = g_new0 (Change, 1);
  change->server = server;
  change->certificate = certificate;
  g_main_context_invoke (server->context, change_certificate, change);
  return TRUE;
}

static gboolean
begin_stop (gpointer data)
{
  PlatformServer *server = data;

  server->stopping = TRUE;
  platform_feed_stop (server->feed);
  if (server->n_running == 0)
    g_main_loop_quit (server->loop);
  return G_SOURCE_REMOVE;
}

/* Answers that are written but not yet on their way. */
static void
drain (GMainContext *context)
{
  for (guint i = 0; i < 100 && g_main_context_iteration (context, FALSE); i++)
    ;
}

/**
 * platform_server_stop:
 * @server: (transfer full): a server
 *
 * Takes no further connection, lets what has begun end, and frees it.
 */
void
platform_server_stop (PlatformServer *server)
{
  if (server->thread)
    {
      g_main_context_invoke (server->context, begin_stop, server);
      g_thread_join (server->thread);
      g_thread_pool_free (server->workers, FALSE, TRUE);
    }
  g_main_context_push_thread_default (server->context);
  drain (server->context);
  g_clear_pointer (&server->door, platform_door_free);
  g_clear_pointer (&server->status_door, platform_door_free);
  if (server->soup)
    soup_server_disconnect (server->soup);
  if (server->status)
    soup_server_disconnect (server->status);
  platform_feed_free (server->feed);
  g_clear_object (&server->soup);
  g_clear_object (&server->status);
  g_source_destroy (server->hand_back);
  g_source_unref (server->hand_back);
  g_async_queue_unref (server->done);
  drain (server->context);
  g_main_context_pop_thread_default (server->context);
  g_main_loop_unref (server->loop);
  g_main_context_unref (server->context);
  g_free (server->tls_certificate);
  g_free (server->tls_key);
  g_free (server);
}
