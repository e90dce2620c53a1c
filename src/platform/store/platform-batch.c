/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-batch.h"

/* Who comes first waits for this many at most. */
#define MAX_PARTS 32
/* A connection may have died while nobody used it for so long. */
#define IDLE_TIME G_USEC_PER_SEC

/* Somebody's transaction. */
typedef struct {
  GPtrArray *statements;
  PlatformWritten written;
  gpointer data;
} Part;

struct _PlatformBatch {
  PlatformDb *db;
  GAsyncQueue *waiting; /* of Part */
  GThread *thread;
  gint64 used; /* when, in monotonic microseconds; in the thread only */
};

/* After the last one. */
static Part no_more;

static void
part_free (gpointer data)
{
  Part *part = data;

  g_ptr_array_unref (part->statements);
  g_free (part);
}

static gboolean
run_all (PlatformDb *db, GPtrArray *parts, GError **error)
{
  for (guint i = 0; i < parts->len; i++)
    {
      Part *part = parts->pdata[i];

      if (!platform_db_run_again (db, part->statements, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_together (PlatformDb *db, GPtrArray *parts, GError **error)
{
  if (!platform_db_begin (db, error))
    return FALSE;
  if (run_all (db, parts, error))
    return platform_db_commit (db, error);
  platform_db_rollback (db);
  return FALSE;
}

/* A question is asked again where a connection has died, a transaction is not. */
static gboolean
is_awake (PlatformBatch *self, GError **error)
{
  g_autoptr (PlatformRows) rows = NULL;

  if (g_get_monotonic_time () - self->used < IDLE_TIME)
    return TRUE;
  rows = platform_db_query (self->db, error, "SELECT 1", "");
  return rows != NULL;
}

static void
write_parts (PlatformBatch *self, GPtrArray *parts)
{
  g_autoptr (GError) error = NULL;

  if (is_awake (self, &error))
    write_together (self->db, parts, &error);
  self->used = g_get_monotonic_time ();
  for (guint i = 0; i < parts->len; i++)
    {
      Part *part = parts->pdata[i];

      part->written (part->data, error);
    }
}

/* @first, and who waits. */
static GPtrArray *
take_parts (PlatformBatch *self, Part *first)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func (part_free);
  Part *part = first;

  do
    g_ptr_array_add (parts, part);
  while (parts->len < MAX_PARTS && (part = g_async_queue_try_pop (self->waiting)) &&
         part != &no_more);
  if (part == &no_more)
    g_async_queue_push_front (self->waiting, &no_more);
  return parts;
}

static gpointer
carry (gpointer data)
{
  PlatformBatch *self = data;
  Part *first;

  while ((first = g_async_queue_pop (self->waiting)) != &no_more)
    {
      g_autoptr (GPtrArray) parts = take_parts (self, first);

      write_parts (self, parts);
    }
  return NULL;
}

/**
 * platform_batch_new:
 * @db: (transfer full): a connection that nobody else uses
 *
 * Starts the thread.
 *
 * Returns: (transfer full): the batch
 */
PlatformBatch *
platform_batch_new (PlatformDb *db)
{
  PlatformBatch *self = g_new0 (PlatformBatch, 1);

  self->db = db;
  self->waiting = g_async_queue_new ();
  self->thread = g_thread_new ("platform-batch", carry, self);
  return self;
}

/**
 * platform_batch_free:
 * @self: (transfer full): a batch that nobody adds to any more
 *
 * Waits until all that was added is written or refused, and closes the connection.
 */
void
platform_batch_free (PlatformBatch *self)
{
  g_async_queue_push (self->waiting, &no_more);
  g_thread_join (self->thread);
  g_async_queue_unref (self->waiting);
  platform_db_free (self->db);
  g_free (self);
}

/**
 * platform_batch_add:
 * @self: a batch
 * @statements: (transfer full): of one transaction, from platform_db_leave()
 * @written: (scope async): what is told of its end
 * @data: for @written
 *
 * Has a transaction written.
 */
void
platform_batch_add (PlatformBatch *self,
                    GPtrArray *statements,
                    PlatformWritten written,
                    gpointer data)
{
  Part *part = g_new0 (Part, 1);

  part->statements = statements;
  part->written = written;
  part->data = data;
  g_async_queue_push (self->waiting, part);
}
