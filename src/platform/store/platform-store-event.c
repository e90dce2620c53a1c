/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-store-event.h"

#include "platform-store-private.h"
#include "platform-store-purge.h"

/**
 * platform_event_free:
 * @event: (transfer full): an event
 *
 * Frees it.
 */
void
platform_event_free (PlatformEvent *event)
{
  g_free (event->type);
  g_free (event->subject);
  g_free (event->state);
  g_free (event);
}

static gboolean
raise_counter (PlatformStore *store, const char *stream, GError **error)
{
  return platform_store_change_later (
      store, error,
      "INSERT INTO event_stream (name, last) VALUES ($1, 1) "
      "ON CONFLICT (name) DO UPDATE SET last = event_stream.last + 1",
      "s", stream);
}

/* Tells a stream of a change; what it was told a day ago is forgotten. */
static gboolean
add_event (PlatformStore *store, const char *stream, const PlatformEvent *event, GError **error)
{
  return raise_counter (store, stream, error) &&
         platform_store_change_later (
             store, error,
             "INSERT INTO event (stream, seq, time, type, subject, state) "
             "SELECT name, last, CAST ($2 AS BIGINT), $3, $4, $5 FROM event_stream "
             "WHERE name = $1",
             "sisss", stream, event->time, event->type, event->subject, event->state) &&
         platform_store_change_later (store, error,
                                      "DELETE FROM event WHERE stream = $1 AND time < $2", "si",
                                      stream, event->time - PLATFORM_EVENT_SECONDS);
}

/**
 * platform_store_tell_identity:
 * @store: a store with a transaction
 * @id: of an identification that has come to another state
 * @now: seconds since 1970 UTC
 * @error: where to put a #PlatformError
 *
 * Tells the person, and the operators where it was put before them.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_tell_identity (PlatformStore *store, const char *id, gint64 now, GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error,
      "SELECT person, state, COALESCE (submitted, 0) FROM identity_session WHERE id = $1", "s", id);
  PlatformEvent event = {.time = now, .type = (char *) "identity", .subject = (char *) id};

  if (!rows || platform_rows_length (rows) == 0)
    return rows != NULL;
  event.state = (char *) platform_rows_text (rows, 0, 1);
  if (!add_event (store, platform_rows_text (rows, 0, 0), &event, error))
    return FALSE;
  event.type = (char *) "review";
  return platform_rows_number (rows, 0, 2) == 0 ||
         add_event (store, PLATFORM_STREAM_OPERATORS, &event, error);
}

/**
 * platform_store_tell_certificate:
 * @store: a store with a transaction
 * @serial: of a certificate that has come to another state
 * @now: seconds since 1970 UTC
 * @error: where to put a #PlatformError
 *
 * Tells the person whose it is.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_tell_certificate (PlatformStore *store,
                                 const char *serial,
                                 gint64 now,
                                 GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error, "SELECT person, state FROM certificate WHERE serial = $1", "s", serial);

  if (!rows || platform_rows_length (rows) == 0 || !platform_rows_text (rows, 0, 0))
    return rows != NULL;
  return add_event (store, platform_rows_text (rows, 0, 0),
                    &(PlatformEvent){
                        .time = now,
                        .type = (char *) "certificate",
                        .subject = (char *) serial,
                        .state = (char *) platform_rows_text (rows, 0, 1),
                    },
                    error);
}

/**
 * platform_store_tell_person:
 * @store: a store with a transaction
 * @person: whose program shows it
 * @event: what has changed; its number is given here
 * @error: where to put a #PlatformError
 *
 * Tells somebody of what others did.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_tell_person (PlatformStore *store,
                            const char *person,
                            const PlatformEvent *event,
                            GError **error)
{
  return add_event (store, person, event, error);
}

/* Streams that one statement asks about. */
#define MAX_STREAMS 16

static gboolean
ask_about (PlatformStore *store,
           gpointer const names[MAX_STREAMS],
           GHashTable *last,
           GError **error)
{
  g_autoptr (PlatformRows)
      rows = platform_db_query (store->db, error,
                                "SELECT name, last FROM event_stream WHERE name IN ($1, $2, $3, "
                                "$4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
                                "ssssssssssssssss", names[0], names[1], names[2], names[3],
                                names[4], names[5], names[6], names[7], names[8], names[9],
                                names[10], names[11], names[12], names[13], names[14], names[15]);

  for (guint i = 0; rows && i < platform_rows_length (rows); i++)
    {
      gint64 *number = g_new (gint64, 1);

      *number = platform_rows_number (rows, i, 1);
      g_hash_table_insert (last, platform_rows_dup (rows, i, 0), number);
    }
  return rows != NULL;
}

/**
 * platform_store_last_events:
 * @store: a store
 * @streams: (element-type utf8 utf8): a set of names
 * @error: where to put a #PlatformError
 *
 * Asks where streams have come to, many of them at once.
 *
 * Returns: (transfer full) (element-type utf8 gint64): the number of the newest event by the name
 *   of each that had one; NULL on error
 */
GHashTable *
platform_store_last_events (PlatformStore *store, GHashTable *streams, GError **error)
{
  g_autoptr (GHashTable) last = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  guint left = g_hash_table_size (streams);

  g_hash_table_iter_init (&iter, streams);
  while (left > 0)
    {
      gpointer names[MAX_STREAMS] = {NULL};

      for (guint n = 0; n < MAX_STREAMS && left > 0; n++, left--)
        g_hash_table_iter_next (&iter, &names[n], NULL);
      if (!ask_about (store, names, last, error))
        return NULL;
    }
  return g_steal_pointer (&last);
}

static PlatformEvent *
take_event (PlatformRows *rows, guint row)
{
  PlatformEvent *event = g_new0 (PlatformEvent, 1);

  event->seq = platform_rows_number (rows, row, 0);
  event->time = platform_rows_number (rows, row, 1);
  event->type = platform_rows_dup (rows, row, 2);
  event->subject = platform_rows_dup (rows, row, 3);
  event->state = platform_rows_dup (rows, row, 4);
  return event;
}

/**
 * platform_store_list_events:
 * @store: a store
 * @stream: its name
 * @after: a number
 * @length: at most so many
 * @error: where to put a #PlatformError
 *
 * Lists what a stream was told after something.
 *
 * Returns: (transfer full) (element-type PlatformEvent): the events in their order, or NULL on
 *   error
 */
GPtrArray *
platform_store_list_events (
    PlatformStore *store, const char *stream, gint64 after, gint64 length, GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error,
      "SELECT seq, time, type, subject, state FROM event WHERE stream = $1 AND seq > $2 "
      "ORDER BY seq LIMIT $3",
      "sii", stream, after, length);
  GPtrArray *events;

  if (!rows)
    return NULL;
  events = g_ptr_array_new_with_free_func ((GDestroyNotify) platform_event_free);
  for (guint i = 0; i < platform_rows_length (rows); i++)
    g_ptr_array_add (events, take_event (rows, i));
  return events;
}
