/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-parting.h"

/* libsoup answers once it has read all of a request. Who sends what is not wanted is answered at
 * once, and what they have sent until they see it is thrown away: closing at once would throw away
 * the answer (RFC 9112, 9.6). */

#define PART_SIZE 16384

typedef struct {
  GIOStream *stream;
  GSocket *socket; /* of it */
  GBytes *answer;
  gsize left; /* that is still read */
  guint8 part[PART_SIZE];
} Parting;

static void
parting_free (Parting *self)
{
  g_object_unref (self->stream);
  g_object_unref (self->socket);
  g_bytes_unref (self->answer);
  g_free (self);
}

static void read_on (Parting *self);

static void
have_read (GObject *source, GAsyncResult *result, gpointer data)
{
  Parting *self = data;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (n <= 0 || (gsize) n >= self->left)
    {
      parting_free (self);
      return;
    }
  self->left -= n;
  read_on (self);
}

static void
read_on (Parting *self)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (self->stream), self->part,
                             sizeof self->part, G_PRIORITY_LOW, NULL, have_read, self);
}

static void
have_written (GObject *source, GAsyncResult *result, gpointer data)
{
  Parting *self = data;

  /* Whoever reads to the end sees that this is it. */
  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL) &&
      g_socket_shutdown (self->socket, FALSE, TRUE, NULL))
    read_on (self);
  else
    parting_free (self);
}

/* The answer as it goes over the wire; it is the last one. */
static GBytes *
write_answer (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autoptr (GBytes)
      body = soup_message_body_flatten (soup_server_message_get_response_body (message));
  GString *text = g_string_new (NULL);
  SoupMessageHeadersIter iter;
  const char *name, *value;

  soup_message_headers_replace (headers, "Connection", "close");
  soup_message_headers_set_content_length (headers, g_bytes_get_size (body));
  g_string_printf (text, "HTTP/1.1 %u %s\r\n", soup_server_message_get_status (message),
                   soup_server_message_get_reason_phrase (message));
  soup_message_headers_iter_init (&iter, headers);
  while (soup_message_headers_iter_next (&iter, &name, &value))
    g_string_append_printf (text, "%s: %s\r\n", name, value);
  g_string_append (text, "\r\n");
  if (!g_str_equal (soup_server_message_get_method (message), "HEAD"))
    g_string_append_len (text, g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  return g_string_free_to_bytes (text);
}

/**
 * platform_parting_begin:
 * @message: a request that has its answer, and of which more may come
 * @socket: of its connection
 * @most: bytes that are still read, for nothing
 *
 * Answers it now. The connection is libsoup's no more, and ends when the other side ends it, when
 * enough was read, or when whoever counts its time shows it out.
 */
void
platform_parting_begin (SoupServerMessage *message, GSocket *socket, gsize most)
{
  Parting *self = g_new0 (Parting, 1);
  gsize size;
  const void *bytes;

  self->answer = write_answer (message);
  self->socket = g_object_ref (socket);
  self->left = most;
  self->stream = soup_server_message_steal_connection (message);
  bytes = g_bytes_get_data (self->answer, &size);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (self->stream), bytes, size,
                                   G_PRIORITY_DEFAULT, NULL, have_written, self);
}
