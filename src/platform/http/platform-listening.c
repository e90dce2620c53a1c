/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-listening.h"

#include <string.h>

#include "wire-event.h"

/* Of each stream at once; two of them have to fit into one answer. */
#define PART 50
#define MAX_DIGITS 18

/* An event on its way, with the position after it. */
typedef struct {
  WireEvent message;
  gint64 seq;
  gint64 operators;
} PlatformTold;

/**
 * platform_listening_copy:
 * @self: where somebody is
 *
 * Copies it, for another thread.
 *
 * Returns: (transfer full): the copy
 */
PlatformListening *
platform_listening_copy (const PlatformListening *self)
{
  PlatformListening *copy = g_new0 (PlatformListening, 1);

  *copy = *self;
  copy->person = g_strdup (self->person);
  copy->session = g_bytes_ref (self->session);
  return copy;
}

/**
 * platform_listening_free:
 * @self: (transfer full): where somebody is
 *
 * Frees it.
 */
void
platform_listening_free (PlatformListening *self)
{
  g_free (self->person);
  g_bytes_unref (self->session);
  g_free (self);
}

static gboolean
read_number (const char **text, char end, gint64 *number)
{
  gsize length = strspn (*text, "0123456789");

  if (length == 0 || length > MAX_DIGITS || (*text)[length] != end)
    return FALSE;
  *number = g_ascii_strtoll (*text, NULL, 10);
  *text += length + 1;
  return TRUE;
}

/**
 * platform_listening_set:
 * @self: where somebody is
 * @position: from outside
 *
 * Goes to a position.
 *
 * Returns: FALSE if it is none
 */
gboolean
platform_listening_set (PlatformListening *self, const char *position)
{
  return read_number (&position, '-', &self->seq) &&
         read_number (&position, '\0', &self->operators);
}

/**
 * platform_listening_stands:
 * @self: where somebody is
 * @running: of platform_store_find_running(), their session among those asked about
 *
 * Tells whether they may go on: the session does, and what they hear is what their roles let them.
 *
 * Returns: FALSE if they have to come anew
 */
gboolean
platform_listening_stands (const PlatformListening *self, GHashTable *running)
{
  gpointer value;
  const char *const *roles;

  if (!g_hash_table_lookup_extended (running, self->session, NULL, &value))
    return FALSE;
  roles = value;
  return self->is_operator ==
         (roles != NULL && g_strv_contains (roles, PLATFORM_ROLE_OF_OPERATORS));
}

/**
 * platform_listening_name:
 * @self: where somebody is
 * @streams: (element-type utf8 utf8): a set of names that are lent
 *
 * Adds the streams that are theirs.
 */
void
platform_listening_name (PlatformListening *self, GHashTable *streams)
{
  g_hash_table_add (streams, self->person);
  if (self->is_operator)
    g_hash_table_add (streams, (gpointer) PLATFORM_STREAM_OPERATORS);
}

static GHashTable *
find_last (PlatformListening *self, PlatformStore *store, GError **error)
{
  g_autoptr (GHashTable) streams = g_hash_table_new (g_str_hash, g_str_equal);

  platform_listening_name (self, streams);
  return platform_store_last_events (store, streams, error);
}

/* 0: nothing was told to it yet. */
static gint64
number_of (GHashTable *last, const char *stream)
{
  const gint64 *number = g_hash_table_lookup (last, stream);

  return number ? *number : 0;
}

/**
 * platform_listening_set_now:
 * @self: where somebody is
 * @store: a store
 * @error: where to put a #PlatformError
 *
 * Goes to the end.
 *
 * Returns: FALSE on error
 */
gboolean
platform_listening_set_now (PlatformListening *self, PlatformStore *store, GError **error)
{
  g_autoptr (GHashTable) last = find_last (self, store, error);

  if (!last)
    return FALSE;
  self->seq = number_of (last, self->person);
  self->operators = self->is_operator ? number_of (last, PLATFORM_STREAM_OPERATORS) : 0;
  return TRUE;
}

static void
told_free (gpointer data)
{
  PlatformTold *self = data;

  g_free (self->message.type);
  g_free (self->message.subject);
  g_free (self->message.state);
  g_free (self);
}

static PlatformTold *
add (PlatformListening *self, GPtrArray *told, const char *type, gint64 time)
{
  PlatformTold *one = g_new0 (PlatformTold, 1);

  one->message.type = g_strdup (type);
  one->message.time = time;
  one->seq = self->seq;
  one->operators = self->operators;
  g_ptr_array_add (told, one);
  return one;
}

static void
add_events (PlatformListening *self, gint64 *seq, GPtrArray *events, GPtrArray *told)
{
  for (guint i = 0; i < events->len; i++)
    {
      PlatformEvent *event = events->pdata[i];
      PlatformTold *one;

      *seq = event->seq;
      one = add (self, told, event->type, event->time);
      one->message.subject = g_strdup (event->subject);
      one->message.state = g_strdup (event->state);
    }
}

/* @seq is a member of @self. A hole is what was forgotten meanwhile, and a number that is still to
 * come is from a time before a backup was restored: whoever listens has to look for themself. */
static gboolean
read_stream (PlatformListening *self,
             gint64 *seq,
             PlatformStore *store,
             const char *stream,
             GPtrArray *told,
             GError **error)
{
  g_autoptr (GPtrArray) events = platform_store_list_events (store, stream, *seq, PART, error);

  if (!events)
    return FALSE;
  if (events->len > 0 && ((PlatformEvent *) events->pdata[0])->seq == *seq + 1)
    add_events (self, seq, events, told);
  return TRUE;
}

static gboolean
catch_up (PlatformListening *self,
          gint64 *seq,
          PlatformStore *store,
          const char *stream,
          gint64 last,
          gint64 now,
          GPtrArray *told,
          GError **error)
{
  gint64 before = *seq;

  if (before == last)
    return TRUE;
  if (before < last && !read_stream (self, seq, store, stream, told, error))
    return FALSE;
  if (*seq != before)
    return TRUE;
  *seq = last;
  add (self, told, "reset", now);
  return TRUE;
}

/**
 * platform_listening_read_to:
 * @self: where somebody is; moved on
 * @last: (element-type utf8 gint64): where streams have come to, theirs among them
 * @store: a store
 * @now: seconds since 1970 UTC
 * @error: where to put a #PlatformError
 *
 * Reads what comes next, at most a hundred events; the store is asked only where there is something
 * to read.
 *
 * Returns: (transfer full) (element-type PlatformTold): them, perhaps none; or NULL on error
 */
GPtrArray *
platform_listening_read_to (
    PlatformListening *self, GHashTable *last, PlatformStore *store, gint64 now, GError **error)
{
  g_autoptr (GPtrArray) told = g_ptr_array_new_with_free_func (told_free);

  if (!catch_up (self, &self->seq, store, self->person, number_of (last, self->person), now, told,
                 error))
    return NULL;
  if (self->is_operator &&
      !catch_up (self, &self->operators, store, PLATFORM_STREAM_OPERATORS,
                 number_of (last, PLATFORM_STREAM_OPERATORS), now, told, error))
    return NULL;
  return g_steal_pointer (&told);
}

/**
 * platform_listening_read:
 * @self: where somebody is; moved on
 * @store: a store
 * @now: seconds since 1970 UTC
 * @error: where to put a #PlatformError
 *
 * Reads what comes next, at most a hundred events.
 *
 * Returns: (transfer full) (element-type PlatformTold): them, perhaps none; or NULL on error
 */
GPtrArray *
platform_listening_read (PlatformListening *self, PlatformStore *store, gint64 now, GError **error)
{
  g_autoptr (GHashTable) last = find_last (self, store, error);

  return last ? platform_listening_read_to (self, last, store, now, error) : NULL;
}

static char *
position_of (gint64 seq, gint64 operators)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT, seq, operators);
}

/* Where somebody is, as platform_listening_set() understands it. */
static char *
dup_position (const PlatformListening *self)
{
  return position_of (self->seq, self->operators);
}

/**
 * platform_listening_to_json:
 * @self: where somebody has come to
 * @told: (element-type PlatformTold): by what
 *
 * Writes one answer.
 *
 * Returns: (transfer full): a #WireEvents
 */
char *
platform_listening_to_json (const PlatformListening *self, GPtrArray *told)
{
  g_autofree char *position = dup_position (self);

  return wire_encode (&wire_events_type, &(WireEvents){.items = told, .position = position});
}

/**
 * platform_listening_to_text:
 * @self: where somebody has come to
 * @told: (element-type PlatformTold): by what
 *
 * Writes a part of a stream (HTML 9.2.6); without events it says the position alone, which no
 * program takes for an event.
 *
 * Returns: (transfer full): the text
 */
char *
platform_listening_to_text (const PlatformListening *self, GPtrArray *told)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < told->len; i++)
    {
      PlatformTold *one = told->pdata[i];
      g_autofree char *position = position_of (one->seq, one->operators);
      g_autofree char *json = wire_encode (&wire_event_type, &one->message);

      g_string_append_printf (text, "id: %s\nevent: %s\ndata: %s\n\n", position, one->message.type,
                              json);
    }
  if (told->len == 0)
    {
      g_autofree char *position = dup_position (self);

      g_string_append_printf (text, "id: %s\n\n", position);
    }
  return g_string_free (text, FALSE);
}
