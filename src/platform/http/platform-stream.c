/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-stream.h"

/* libsoup does not see that a connection has ended between two requests: it takes the first byte of
 * a request for its beginning, and there is none (io_read() in soup-server-message-io-http1.c); the
 * connection would stay for ever. So the end of an idle one begins with a byte, which makes it a
 * request that is broken off, and that is seen. */

#define FIRST_BYTE 'x'

#define PLATFORM_TYPE_STREAM_INPUT (platform_stream_input_get_type ())
G_DECLARE_FINAL_TYPE (
    PlatformStreamInput, platform_stream_input, PLATFORM, STREAM_INPUT, GFilterInputStream)

struct _PlatformStreamInput {
  GFilterInputStream parent_instance;
  gboolean idle;
  PlatformHead head; /* of the request that is being read, or the next one */
};

static void platform_stream_input_pollable_init (GPollableInputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PlatformStreamInput,
                               platform_stream_input,
                               G_TYPE_FILTER_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM,
                                                      platform_stream_input_pollable_init))

struct _PlatformStream {
  GIOStream parent_instance;
  GIOStream *base;
  PlatformStreamInput *input;
};

G_DEFINE_FINAL_TYPE (PlatformStream, platform_stream, G_TYPE_IO_STREAM)

static GPollableInputStream *
base_of (GPollableInputStream *stream)
{
  return G_POLLABLE_INPUT_STREAM (
      g_filter_input_stream_get_base_stream (G_FILTER_INPUT_STREAM (stream)));
}

static gboolean
is_readable (GPollableInputStream *stream)
{
  return g_pollable_input_stream_is_readable (base_of (stream));
}

static GSource *
create_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  return g_pollable_input_stream_create_source (base_of (stream), cancellable);
}

static gssize
read_nonblocking (GPollableInputStream *stream, void *buffer, gsize size, GError **error)
{
  PlatformStreamInput *self = PLATFORM_STREAM_INPUT (stream);
  GError *local = NULL;
  gssize n = g_pollable_input_stream_read_nonblocking (base_of (stream), buffer, size, NULL,
                                                       &local);

  if (self->idle && size > 0 && n <= 0 &&
      !g_error_matches (local, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    {
      g_clear_error (&local);
      self->idle = FALSE;
      *(char *) buffer = FIRST_BYTE;
      return 1;
    }
  if (local)
    g_propagate_error (error, local);
  if (n > 0)
    {
      self->idle = FALSE;
      platform_head_read (&self->head, buffer, n);
    }
  return n;
}

static void
platform_stream_input_pollable_init (GPollableInputStreamInterface *iface)
{
  iface->is_readable = is_readable;
  iface->create_source = create_source;
  iface->read_nonblocking = read_nonblocking;
}

static void
platform_stream_input_class_init (PlatformStreamInputClass *klass)
{
}

static void
platform_stream_input_init (PlatformStreamInput *self)
{
}

static GInputStream *
get_input_stream (GIOStream *stream)
{
  return G_INPUT_STREAM (PLATFORM_STREAM (stream)->input);
}

static GOutputStream *
get_output_stream (GIOStream *stream)
{
  return g_io_stream_get_output_stream (PLATFORM_STREAM (stream)->base);
}

static gboolean
close_stream (GIOStream *stream, GCancellable *cancellable, GError **error)
{
  return g_io_stream_close (PLATFORM_STREAM (stream)->base, cancellable, error);
}

static void
platform_stream_finalize (GObject *object)
{
  PlatformStream *self = PLATFORM_STREAM (object);

  /* The parent closes what is still open. */
  G_OBJECT_CLASS (platform_stream_parent_class)->finalize (object);
  g_object_unref (self->input);
  g_object_unref (self->base);
}

static void
platform_stream_class_init (PlatformStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = platform_stream_finalize;
  G_IO_STREAM_CLASS (klass)->get_input_stream = get_input_stream;
  G_IO_STREAM_CLASS (klass)->get_output_stream = get_output_stream;
  G_IO_STREAM_CLASS (klass)->close_fn = close_stream;
}

static void
platform_stream_init (PlatformStream *self)
{
}

/**
 * platform_stream_new:
 * @base: a connection whose streams can be polled
 *
 * Wraps it for a SoupServer.
 *
 * Returns: (transfer full): the stream; between two requests, as before the first
 */
PlatformStream *
platform_stream_new (GIOStream *base)
{
  PlatformStream *self = g_object_new (PLATFORM_TYPE_STREAM, NULL);

  self->base = g_object_ref (base);
  self->input = g_object_new (PLATFORM_TYPE_STREAM_INPUT, "base-stream",
                              g_io_stream_get_input_stream (base), "close-base-stream", FALSE,
                              NULL);
  self->input->idle = TRUE;
  return self;
}

/**
 * platform_stream_rest:
 * @self: a stream
 *
 * One request is over; until the first byte of the next one it is idle.
 */
void
platform_stream_rest (PlatformStream *self)
{
  self->input->idle = TRUE;
  platform_head_begin (&self->input->head);
}

/**
 * platform_stream_is_idle:
 * @self: a stream
 *
 * Returns: whether nothing of a request has been read that is not over
 */
gboolean
platform_stream_is_idle (PlatformStream *self)
{
  return self->input->idle;
}

/**
 * platform_stream_get_head:
 * @self: a stream that is not idle
 *
 * Gives what was seen of the head of the request.
 *
 * Returns: (transfer none): it
 */
const PlatformHead *
platform_stream_get_head (PlatformStream *self)
{
  return &self->input->head;
}
