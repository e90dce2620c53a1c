/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-server.h"

#include <libsoup/soup.h>

#include "platform-door.h"
#include "platform-feed.h"
#include "platform-private.h"
#include "platform-reception.h"
#include "platform-response.h"
#include "platform-tls.h"
#include "platform-workers.h"
#include "wire-canonical.h"

/* How long those who are in the middle of something are waited for when it stops: less than a
 * service manager waits. A window's own platform has nobody else to wait for. */
#define STOP_SECONDS 20
#define STOP_SECONDS_EMBEDDED 2

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
  PlatformWorkers *workers; /* NULL before it runs */
  GAsyncQueue *done;        /* Work that goes back to the server's thread */
  GSource *hand_back;
  PlatformFeed *feed;
  char *tls_certificate; /* PEM files; NULL: it speaks no TLS */
  char *tls_key;
  gint n_running; /* requests in workers; touched in the server's thread only */
  gboolean stopping;
  gboolean late;    /* stopping has taken too long: what waits for a worker is refused */
  gboolean keeping; /* a worker looks after the platform; in the server's thread only */
};

/* A request while a worker has it. */
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

/* Stopping waits for what has begun, and until its answers have gone. */
static void
end_if_done (gpointer data)
{
  PlatformServer *server = data;
  gboolean empty = platform_door_is_empty (server->door) &&
                   (!server->status_door || platform_door_is_empty (server->status_door));

  if (server->stopping && server->n_running == 0 && (empty || server->late))
    g_main_loop_quit (server->loop);
}

static void
note_ended (PlatformServer *server)
{
  server->n_running--;
  end_if_done (server);
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
      platform_response_write (work->message, work->call);
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

/* In a worker's thread. */
static void
on_kept (gpointer data)
{
  PlatformServer *server = data;

  g_main_context_invoke_full (server->context, G_PRIORITY_DEFAULT, finish_keeping, server, NULL);
}

static gboolean
begin_keeping (gpointer data)
{
  PlatformServer *server = data;

  if (server->keeping || server->stopping)
    return G_SOURCE_CONTINUE;
  server->keeping = TRUE;
  server->n_running++;
  platform_workers_add (server->workers, NULL, on_kept, server);
  return G_SOURCE_CONTINUE;
}

static void
start_keeping (PlatformServer *server)
{
  g_autoptr (GSource) timer = g_timeout_source_new_seconds (server->platform->keep_seconds);

  g_source_set_callback (timer, begin_keeping, server, NULL);
  g_source_attach (timer, server->context);
}

/* In some other thread. */
static void
on_answered (gpointer data)
{
  Work *work = data;
  PlatformServer *server = work->server;

  g_async_queue_push (server->done, work);
  g_source_set_ready_time (server->hand_back, 0);
}

static void
begin_work (SoupServerMessage *message, PlatformCall *call, gpointer data)
{
  PlatformServer *server = data;
  Work *work = g_new0 (Work, 1);

  work->server = server;
  work->message = g_object_ref (message);
  work->call = call;
  work->arrived = g_get_monotonic_time ();
  server->n_running++;
  soup_server_message_pause (message);
  platform_workers_add (server->workers, call, on_answered, work);
}

static SoupServer *
new_soup (PlatformServer *server, gboolean is_status)
{
  SoupServer *soup = soup_server_new ("server-header", "Vermilion", "raw-paths", TRUE, NULL);

  platform_reception_open (soup, server->platform, is_status, begin_work, server);
  return soup;
}

static PlatformDoor *
open_door (PlatformServer *server,
           SoupServer *soup,
           const char *address,
           guint16 port,
           const PlatformOptions *options,
           GError **error)
{
  const PlatformDoorLimits limits = {options->per_address, server->platform->proxies,
                                     options->patience};
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
  server->status = new_soup (server, TRUE);
  server->status_door = open_door (server, server->status, options->status_address,
                                   options->status_port, options, error);
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
  server->soup = new_soup (server, FALSE);
  server->door = open_door (server, server->soup, options->address, options->port, options, error);
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
  server->workers = platform_workers_new (server->platform, workers);
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
lose_patience (gpointer data)
{
  PlatformServer *server = data;

  server->late = TRUE;
  platform_workers_hurry (server->workers);
  platform_door_clear (server->door);
  if (server->status_door)
    platform_door_clear (server->status_door);
  end_if_done (server);
  return G_SOURCE_REMOVE;
}

static void
begin_patience (PlatformServer *server)
{
  g_autoptr (GSource) timer = g_timeout_source_new_seconds (
      server->platform->embedded ? STOP_SECONDS_EMBEDDED : STOP_SECONDS);

  g_source_set_callback (timer, lose_patience, server, NULL);
  g_source_attach (timer, server->context);
}

static gboolean
begin_stop (gpointer data)
{
  PlatformServer *server = data;

  server->stopping = TRUE;
  platform_door_close (server->door, end_if_done, server);
  if (server->status_door)
    platform_door_close (server->status_door, end_if_done, server);
  platform_feed_stop (server->feed);
  begin_patience (server);
  end_if_done (server);
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
 * Takes no further connection, lets what has begun end, for a while, and frees it.
 */
void
platform_server_stop (PlatformServer *server)
{
  if (server->thread)
    {
      g_main_context_invoke (server->context, begin_stop, server);
      g_thread_join (server->thread);
      platform_workers_free (server->workers);
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
