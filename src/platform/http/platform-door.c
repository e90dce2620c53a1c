/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-door.h"

#include "platform-parting.h"
#include "platform-place.h"
#include "platform-stream.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define PER_ADDRESS 512
#define PATIENCE 120
/* A body that comes slower than this is not waited for. Its length is bounded elsewhere. */
#define BYTES_PER_SECOND 4096
/* As much more is read of what was refused: an honest program first sends all it has, and then sees
 * why. */
#define REFUSED_BYTES (16 * 1024 * 1024)
#define BACKLOG 512
/* Files and connections to the database that the process opens besides. */
#define RESERVE 128
#define GUEST "platform-guest"

struct _PlatformDoor {
  SoupServer *soup; /* unowned */
  GSocket *socket;
  GTlsCertificate *certificate; /* NULL: it speaks no TLS */
  GSource *knocking;
  GSource *looking_round;
  GHashTable *addresses; /* key of an address → how many */
  GQueue guests;         /* Guest */
  gint64 patience;       /* microseconds */
  guint per_address;
  PlatformProxies *proxies; /* (nullable) unowned */
  guint most;               /* of all addresses */
  gulong handlers[4];
  int other_end; /* -1: there is none yet */
  gboolean closing;
  PlatformDoorEmptied emptied;
  gpointer data; /* for @emptied */
};

/* A connection, as long as its stream lives. Its address carries it, by which its requests find
 * it. */
typedef struct {
  PlatformDoor *door;
  PlatformStream *stream; /* unowned */
  GSocket *socket;
  GSocketAddress *address;
  char *key;
  gint64 deadline; /* microseconds; 0: it is the platform's turn */
  gboolean idle;   /* between two requests, or before the first */
  gboolean told;   /* that no further request is taken */
} Guest;

static char *
key_of (GSocketAddress *address)
{
  g_autofree char *host = g_inet_address_to_string (
      g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));

  return platform_place_new (host);
}

static guint
count_of (PlatformDoor *self, const char *key)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->addresses, key));
}

static void
set_count (PlatformDoor *self, const char *key, guint n)
{
  if (n > 0)
    g_hash_table_insert (self->addresses, g_strdup (key), GUINT_TO_POINTER (n));
  else
    g_hash_table_remove (self->addresses, key);
}

static void
guest_free (Guest *guest)
{
  g_object_set_data (G_OBJECT (guest->address), GUEST, NULL);
  g_object_unref (guest->address);
  g_object_unref (guest->socket);
  g_free (guest->key);
  g_free (guest);
}

/* Its stream is gone. */
static void
leave (gpointer data, GObject *stream)
{
  Guest *guest = data;
  PlatformDoor *self = guest->door;

  set_count (self, guest->key, count_of (self, guest->key) - 1);
  g_queue_remove (&self->guests, guest);
  guest_free (guest);
  if (self->closing && g_queue_is_empty (&self->guests))
    self->emptied (self->data);
}

static void
wait_for (Guest *guest)
{
  guest->deadline = g_get_monotonic_time () + guest->door->patience;
}

static void
enter (
    PlatformDoor *self, PlatformStream *stream, GSocket *socket, GSocketAddress *address, char *key)
{
  Guest *guest = g_new0 (Guest, 1);

  guest->door = self;
  guest->stream = stream;
  guest->socket = g_object_ref (socket);
  guest->address = g_object_ref (address);
  guest->key = key;
  guest->idle = TRUE;
  wait_for (guest);
  g_object_set_data (G_OBJECT (address), GUEST, guest);
  g_object_weak_ref (G_OBJECT (stream), leave, guest);
  g_queue_push_tail (&self->guests, guest);
  set_count (self, key, count_of (self, key) + 1);
}

static PlatformStream *
speak (PlatformDoor *self, GSocket *socket, GError **error)
{
  g_autoptr (GSocketConnection) connection = g_socket_connection_factory_create_connection (socket);
  g_autoptr (GIOStream) secret = NULL;

  if (!self->certificate)
    return platform_stream_new (G_IO_STREAM (connection));
  secret = g_tls_server_connection_new (G_IO_STREAM (connection), self->certificate, error);
  if (!secret)
    return NULL;
  /* Where a request ends is said in it. */
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (secret), FALSE);
  return platform_stream_new (secret);
}

/* Many come by it. */
static gboolean
is_proxy (PlatformDoor *self, GSocketAddress *address)
{
  return self->proxies &&
         platform_proxies_has (self->proxies,
                               g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

static gboolean
let_in (PlatformDoor *self, GSocket *socket, GError **error)
{
  g_autoptr (GSocketAddress) remote = g_socket_get_remote_address (socket, error);
  g_autoptr (GSocketAddress) local = remote ? g_socket_get_local_address (socket, error) : NULL;
  g_autoptr (PlatformStream) stream = NULL;
  g_autofree char *key = local ? key_of (remote) : NULL;

  if (!key)
    return FALSE;
  /* One too many is closed, which it sees at once. */
  if ((count_of (self, key) >= self->per_address && !is_proxy (self, remote)) ||
      self->guests.length >= self->most)
    return TRUE;
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  stream = speak (self, socket, error);
  if (!stream)
    return FALSE;
  enter (self, stream, socket, remote, g_steal_pointer (&key));
  return soup_server_accept_iostream (self->soup, G_IO_STREAM (stream), local, remote, error);
}

static gboolean
knock (GSocket *socket, GIOCondition condition, gpointer data)
{
  PlatformDoor *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) accepted = g_socket_accept (socket, NULL, &error);

  if (accepted && !let_in (self, accepted, &error))
    g_debug ("connection: %s", error->message);
  return G_SOURCE_CONTINUE;
}

/* Its socket ends; what reads from it sees that, and lets it go. */
static void
show_out (Guest *guest)
{
  guest->deadline = 0;
  g_socket_shutdown (guest->socket, TRUE, TRUE, NULL);
}

static void
show_out_late (gpointer data, gpointer now)
{
  Guest *guest = data;

  if (guest->deadline > 0 && guest->deadline <= *(gint64 *) now)
    show_out (guest);
}

/* Who has begun to say something is listened to; libsoup says that the first request has begun
 * where a connection has. */
static void
show_out_idle (gpointer data, gpointer user_data)
{
  Guest *guest = data;

  if ((guest->idle || platform_stream_is_idle (guest->stream)) &&
      g_socket_condition_check (guest->socket, G_IO_IN) == 0)
    show_out (guest);
}

static void
show_out_any (gpointer data, gpointer user_data)
{
  show_out (data);
}

static gboolean
look_round (gpointer data)
{
  PlatformDoor *self = data;
  gint64 now = g_get_monotonic_time ();

  g_queue_foreach (&self->guests, show_out_late, &now);
  return G_SOURCE_CONTINUE;
}

static Guest *
guest_of (SoupServerMessage *message)
{
  GSocketAddress *address = soup_server_message_get_remote_address (message);

  return address ? g_object_get_data (G_OBJECT (address), GUEST) : NULL;
}

static void
count_chunk (SoupServerMessage *message, GBytes *chunk, gpointer data)
{
  Guest *guest = guest_of (message);

  if (guest && guest->deadline > 0)
    guest->deadline += (gint64) g_bytes_get_size (chunk) * G_USEC_PER_SEC / BYTES_PER_SECOND;
}

static void
begin (SoupServer *soup, SoupServerMessage *message, gpointer data)
{
  Guest *guest = guest_of (message);

  if (guest)
    guest->idle = FALSE;
  g_signal_connect (message, "got-chunk", G_CALLBACK (count_chunk), NULL);
}

static void
have_read (SoupServer *soup, SoupServerMessage *message, gpointer data)
{
  Guest *guest = guest_of (message);

  if (guest)
    guest->deadline = 0;
}

static void
end (SoupServer *soup, SoupServerMessage *message, gpointer data)
{
  Guest *guest = guest_of (message);

  if (!guest)
    return;
  guest->idle = TRUE;
  platform_stream_rest (guest->stream);
  wait_for (guest);
  /* Who was told leaves by themself. */
  if (guest->door->closing && !guest->told)
    show_out (guest);
}

/**
 * platform_door_answered:
 * @message: a request that was answered as a whole, of which nothing has gone yet
 *
 * From now on the answer has to be taken in time. Where the door is closing it is the last one.
 */
void
platform_door_answered (SoupServerMessage *message)
{
  Guest *guest = guest_of (message);

  if (!guest)
    return;
  wait_for (guest);
  guest->told = guest->door->closing;
  if (guest->told)
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Connection",
                                  "close");
}

/**
 * platform_door_refused:
 * @message: a request that has its answer, and whose body is not wanted
 *
 * Answers it now. Reads only so much more of it, and no longer than anybody is waited for; the
 * connection does not go on to another request.
 */
void
platform_door_refused (SoupServerMessage *message)
{
  Guest *guest = guest_of (message);

  if (!guest)
    return;
  /* Nothing is owed to them any more. */
  guest->idle = TRUE;
  platform_parting_begin (message, guest->socket, REFUSED_BYTES);
}

/**
 * platform_door_get_head:
 * @message: a request whose head has come
 *
 * Gives what was seen of it, byte by byte.
 *
 * Returns: (transfer none) (nullable): its head
 */
const PlatformHead *
platform_door_get_head (SoupServerMessage *message)
{
  Guest *guest = guest_of (message);

  return guest ? platform_stream_get_head (guest->stream) : NULL;
}

static void
watch (PlatformDoor *self)
{
  GMainContext *context = g_main_context_get_thread_default ();

  self->knocking = g_socket_create_source (self->socket, G_IO_IN, NULL);
  g_source_set_callback (self->knocking, G_SOURCE_FUNC (knock), self, NULL);
  g_source_attach (self->knocking, context);
  self->looking_round = g_timeout_source_new_seconds (1);
  g_source_set_callback (self->looking_round, look_round, self, NULL);
  g_source_attach (self->looking_round, context);
  self->handlers[0] = g_signal_connect (self->soup, "request-started", G_CALLBACK (begin), NULL);
  self->handlers[1] = g_signal_connect (self->soup, "request-read", G_CALLBACK (have_read), NULL);
  self->handlers[2] = g_signal_connect (self->soup, "request-finished", G_CALLBACK (end), NULL);
  self->handlers[3] = g_signal_connect (self->soup, "request-aborted", G_CALLBACK (end), NULL);
}

static gboolean
open_socket (PlatformDoor *self, GSocketAddress *address, GError **error)
{
  self->socket = g_socket_new (g_socket_address_get_family (address), G_SOCKET_TYPE_STREAM,
                               G_SOCKET_PROTOCOL_TCP, error);
  if (!self->socket)
    return FALSE;
  g_socket_set_listen_backlog (self->socket, BACKLOG);
  g_socket_set_blocking (self->socket, FALSE);
  return g_socket_bind (self->socket, address, TRUE, error) &&
         g_socket_listen (self->socket, error);
}

/* libsoup keeps a connection for the next request only while it has a socket that it listens on
 * itself (request_finished() in soup-server.c). It gets one that nobody speaks to: the other end of
 * it is kept here. */
static gboolean
keep_connections (PlatformDoor *self, GError **error)
{
  g_autoptr (GSocket) socket = NULL;
  int ends[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s", g_strerror (errno));
      return FALSE;
    }
  self->other_end = ends[1];
  socket = g_socket_new_from_fd (ends[0], error);
  return socket && soup_server_listen_socket (self->soup, socket, 0, error);
}

/* Nobody can keep the process from opening what it needs itself. */
static guint
most_connections (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur < 2 * RESERVE)
    return RESERVE;
  return MIN (limit.rlim_cur, 1 << 20) - RESERVE;
}

/**
 * platform_door_new:
 * @soup: what answers; it has to live longer
 * @address: where to listen; port 0 is any
 * @limits: how much is borne
 * @error: where to put the socket's error
 *
 * Opens a socket for whoever comes, once the thread's default context runs.
 *
 * Returns: (transfer full): the door, or NULL on error
 */
PlatformDoor *
platform_door_new (SoupServer *soup,
                   GSocketAddress *address,
                   const PlatformDoorLimits *limits,
                   GError **error)
{
  g_autoptr (PlatformDoor) self = g_new0 (PlatformDoor, 1);

  self->soup = soup;
  self->other_end = -1;
  self->addresses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->patience = (gint64) (limits->patience > 0 ? limits->patience : PATIENCE) * G_USEC_PER_SEC;
  self->proxies = limits->proxies;
  self->most = most_connections ();
  self->per_address = limits->per_address > 0 ? limits->per_address
                                              : MIN (PER_ADDRESS, self->most / 2);
  if (!open_socket (self, address, error) || !keep_connections (self, error))
    return NULL;
  watch (self);
  return g_steal_pointer (&self);
}

static void
forget (gpointer data, gpointer user_data)
{
  Guest *guest = data;

  g_object_weak_unref (G_OBJECT (guest->stream), leave, guest);
  guest_free (guest);
}

static void
end_source (GSource **source)
{
  if (*source)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/**
 * platform_door_close:
 * @self: a door
 * @emptied: called when the last one has left, not during this call
 * @data: for @emptied
 *
 * Lets nobody in any more. Who asks for nothing is shown out, and everybody else after the answer.
 */
void
platform_door_close (PlatformDoor *self, PlatformDoorEmptied emptied, gpointer data)
{
  self->closing = TRUE;
  self->emptied = emptied;
  self->data = data;
  end_source (&self->knocking);
  g_socket_close (self->socket, NULL);
  g_queue_foreach (&self->guests, show_out_idle, NULL);
}

/**
 * platform_door_clear:
 * @self: a door that is closing
 *
 * Shows everybody out, whatever they are in the middle of.
 */
void
platform_door_clear (PlatformDoor *self)
{
  g_queue_foreach (&self->guests, show_out_any, NULL);
}

/**
 * platform_door_is_empty:
 * @self: a door
 *
 * Returns: whether nobody is there
 */
gboolean
platform_door_is_empty (PlatformDoor *self)
{
  return g_queue_is_empty (&self->guests);
}

/**
 * platform_door_free:
 * @self: (transfer full): a door
 *
 * Closes the socket; connections that stand go on.
 */
void
platform_door_free (PlatformDoor *self)
{
  end_source (&self->knocking);
  end_source (&self->looking_round);
  for (guint i = 0; i < G_N_ELEMENTS (self->handlers); i++)
    if (self->handlers[i] > 0)
      g_signal_handler_disconnect (self->soup, self->handlers[i]);
  g_queue_foreach (&self->guests, forget, NULL);
  g_queue_clear (&self->guests);
  g_hash_table_unref (self->addresses);
  g_clear_object (&self->socket);
  g_clear_object (&self->certificate);
  if (self->other_end >= 0)
    close (self->other_end);
  g_free (self);
}

/**
 * platform_door_get_port:
 * @self: a door
 *
 * Says where it listens.
 *
 * Returns: the port
 */
guint16
platform_door_get_port (PlatformDoor *self)
{
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (self->socket, NULL);

  return address ? g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)) : 0;
}

/**
 * platform_door_set_certificate:
 * @self: a door
 * @certificate: (nullable): with its key
 *
 * Speaks TLS with it to whoever comes from now on; NULL: no TLS.
 */
void
platform_door_set_certificate (PlatformDoor *self, GTlsCertificate *certificate)
{
  g_set_object (&self->certificate, certificate);
}
