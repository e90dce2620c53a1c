/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client-events.h"

#include <string.h>

#include "client-patience.h"
#include "pki-error.h"

/* An event of this platform has some two hundred bytes. */
#define MAX_BLOCK (64 * 1024)
/* As its positions are in both forms of an answer. */
#define MAX_POSITION 64
/* A proxy would give up after half a minute. */
#define POLL_SECONDS 25
#define MAX_PAUSE 30
/* A stream that goes on for so long works, though nothing was told on it. */
#define STEADY (5 * G_USEC_PER_SEC)
/* Whoever has nothing to tell takes longer to say so. */
#define HASTE G_USEC_PER_SEC

struct _ClientEvents {
  ClientPlatform *platform;
  GInputStream *stream; /* or NULL */
  GString *unread;      /* of it */
  gboolean has_spoken;  /* something has come on it */
  char *position;       /* or NULL: nothing was told yet */
  guint failures;       /* one after the other; an answer that tells nothing, at once, is one */
  gboolean polls;       /* no stream gets through */
  gint64 began;         /* when the stream was opened, or the poll sent */
};

/**
 * client_events_new:
 * @platform: (not nullable): a client, logged in; its cancellable ends the wait; it has to outlive
 * this
 *
 * Begins to listen, from now on; nothing is asked yet.
 *
 * Returns: (transfer full): for client_events_free()
 */
ClientEvents *
client_events_new (ClientPlatform *platform)
{
  ClientEvents *self = g_new0 (ClientEvents, 1);

  self->platform = platform;
  self->unread = g_string_new (NULL);
  return self;
}

static void
hang_up (ClientEvents *self)
{
  g_clear_object (&self->stream);
  g_string_truncate (self->unread, 0);
  self->has_spoken = FALSE;
}

/**
 * client_events_free:
 * @self: (transfer full): listens
 *
 * Listens no more.
 */
void
client_events_free (ClientEvents *self)
{
  hang_up (self);
  g_string_free (self->unread, TRUE);
  g_free (self->position);
  g_free (self);
}

/**
 * client_events_is_stream:
 * @self: listens
 *
 * Returns: whether what is told comes by itself
 */
gboolean
client_events_is_stream (ClientEvents *self)
{
  return self->stream != NULL;
}

/* Up to the next empty line, which is taken away; NULL: it has not come yet. */
static char *
take_block (GString *unread)
{
  const char *end = strstr (unread->str, "\n\n");
  char *block;

  if (end == NULL)
    return NULL;
  block = g_strndup (unread->str, end - unread->str);
  g_string_erase (unread, 0, end + 2 - unread->str);
  return block;
}

/* A comment, or of a kind that means nothing here, leaves both as they are. */
static void
read_line (const char *line, char **id, GString *data)
{
  const char *value = strchr (line, ':');

  if (value == NULL || value == line)
    return;
  value += value[1] == ' ' ? 2 : 1;
  if (g_str_has_prefix (line, "id:") && strlen (value) <= MAX_POSITION)
    {
      g_free (*id);
      *id = g_strdup (value);
    }
  else if (g_str_has_prefix (line, "data:"))
    g_string_append_printf (data, "%s%s", data->len > 0 ? "\n" : "", value);
}

static gboolean
read_block (ClientEvents *self, const char *block, WireEvents *events, GError **error)
{
  g_auto (GStrv) lines = g_strsplit (block, "\n", -1);
  g_autoptr (GString) data = g_string_new (NULL);
  g_autofree char *id = NULL;
  WireEvent *event;

  for (guint i = 0; lines[i] != NULL; i++)
    read_line (lines[i], &id, data);
  if (data->len > 0)
    {
      event = wire_decode (&wire_event_type, data->str, data->len, error);
      if (event == NULL)
        return FALSE;
      g_ptr_array_add (events->items, event);
    }
  if (id != NULL)
    {
      g_free (self->position);
      self->position = g_steal_pointer (&id);
    }
  return TRUE;
}

static WireEvents *
events_new (void)
{
  static const char none[] = "{\"items\":[],\"position\":\"\"}";

  return wire_decode (&wire_events_type, none, strlen (none), NULL);
}

/* Reads until there is a whole block: what a connection cut off half-way does not count. */
static gboolean
fill (ClientEvents *self, GError **error)
{
  GCancellable *cancellable = client_platform_get_cancellable (self->platform);
  g_autoptr (GError) local = NULL;
  char bytes[4096];
  gssize n;

  while (strstr (self->unread->str, "\n\n") == NULL)
    {
      n = self->unread->len > MAX_BLOCK
              ? 0
              : g_input_stream_read (self->stream, bytes, sizeof bytes, cancellable, &local);
      if (n <= 0)
        {
          if (local != NULL)
            client_platform_set_transport_error (self->platform, local, error);
          else if (self->unread->len > MAX_BLOCK)
            g_set_error (error, PKI_ERROR, PKI_ERROR_FETCH_SIZE, "%s: an event is too large",
                         client_platform_get_url (self->platform));
          else
            g_set_error (error, PKI_ERROR, PKI_ERROR_FETCH_CONNECT, "%s: the events have ended",
                         client_platform_get_url (self->platform));
          return FALSE;
        }
      for (gssize i = 0; i < n; i++)
        if (bytes[i] != '\r' && bytes[i] != '\0')
          g_string_append_c (self->unread, bytes[i]);
      self->has_spoken = TRUE;
    }
  return TRUE;
}

static gboolean
open_stream (ClientEvents *self, GError **error)
{
  if (self->stream != NULL)
    return TRUE;
  self->began = g_get_monotonic_time ();
  self->stream = client_platform_open_stream (
      self->platform, &(ClientQuestion){.operation = WIRE_GET_EVENTS, .position = self->position},
      "text/event-stream", error);
  return self->stream != NULL;
}

/* What has come by now, at least one block. */
static WireEvents *
read_stream (ClientEvents *self, GError **error)
{
  WireEvents *events;
  char *block;
  gboolean ok = TRUE;

  if (!open_stream (self, error) || !fill (self, error))
    return NULL;
  events = events_new ();
  while (ok && (block = take_block (self->unread)) != NULL)
    {
      ok = read_block (self, block, events, error);
      g_free (block);
    }
  if (ok)
    {
      g_free (events->position);
      events->position = g_strdup (self->position != NULL ? self->position : "");
      return events;
    }
  wire_free (&wire_events_type, events);
  return NULL;
}

static WireEvents *
poll (ClientEvents *self, GError **error)
{
  WireEvents *events = NULL;

  self->began = g_get_monotonic_time ();
  if (!client_platform_ask (self->platform,
                            &(ClientQuestion){.operation = WIRE_GET_EVENTS,
                                              .position = self->position,
                                              .wait = POLL_SECONDS},
                            (gpointer *) &events, error))
    return NULL;
  g_free (self->position);
  self->position = g_strdup (events->position);
  return events;
}

/* Something on the way keeps streams back, or does not know them: they are not tried again. */
static gboolean
is_no_stream (ClientEvents *self, const GError *error)
{
  return g_error_matches (error, PKI_ERROR, PKI_ERROR_FETCH_SIZE) ||
         g_error_matches (error, PKI_ERROR, PKI_ERROR_FETCH_STATUS) ||
         error->domain == WIRE_ERROR ||
         (g_error_matches (error, PKI_ERROR, PKI_ERROR_FETCH_TIMEOUT) && self->stream != NULL &&
          !self->has_spoken);
}

/* Longer each time; the first time it is tried again at once. */
static gboolean
rest (ClientEvents *self)
{
  guint pause = self->failures > 0 ? MIN (1u << MIN (self->failures - 1, 5), MAX_PAUSE) : 0;

  self->failures++;
  return client_patience_sleep (pause, client_platform_get_cancellable (self->platform));
}

/* FALSE: it is over. A platform ends streams, too, after some minutes. */
static gboolean
recover (ClientEvents *self, GError *failure, GError **error)
{
  GCancellable *cancellable = client_platform_get_cancellable (self->platform);
  gboolean changes = !self->polls && is_no_stream (self, failure);

  if (self->stream != NULL && g_get_monotonic_time () - self->began >= STEADY)
    self->failures = 0;
  hang_up (self);
  self->polls = self->polls || changes;
  if (changes || (client_patience_is_passing (failure) && rest (self)))
    {
      g_error_free (failure);
      return TRUE;
    }
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    g_error_free (failure);
  else
    g_propagate_error (error, failure);
  return FALSE;
}

/* FALSE: it was given up. What says at once that there is nothing, and again and again, is not
 * asked as fast as it answers. */
static gboolean
go_on (ClientEvents *self, GError **error)
{
  if (!self->polls)
    return TRUE;
  if (g_get_monotonic_time () - self->began >= HASTE)
    self->failures = 0;
  else if (!rest (self))
    return !g_cancellable_set_error_if_cancelled (client_platform_get_cancellable (self->platform),
                                                  error);
  return TRUE;
}

/**
 * client_events_next:
 * @self: listens
 * @error: %G_IO_ERROR_CANCELLED, %WIRE_PROBLEM that will not pass, or what makes no sense
 *
 * Waits for what is told next, through outages: each thing comes once. The first time it comes back
 * without any, as soon as nothing is missed from then on; what was before is to be asked for.
 *
 * Returns: (transfer full): what was told, for wire_free(); or NULL on error
 */
WireEvents *
client_events_next (ClientEvents *self, GError **error)
{
  while (TRUE)
    {
      gboolean first = self->position == NULL;
      GError *failure = NULL;
      WireEvents *events = self->polls ? poll (self, &failure) : read_stream (self, &failure);

      if (events == NULL && !recover (self, failure, error))
        return NULL;
      if (events == NULL)
        continue;
      if (events->items->len > 0)
        self->failures = 0;
      if (events->items->len > 0 || (first && self->position != NULL))
        return events;
      wire_free (&wire_events_type, events);
      if (!go_on (self, error))
        return NULL;
    }
}
