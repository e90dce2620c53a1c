/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-writer.h"

/* Who came first waits for this many at most. */
#define MAX_PARTS 32

/* One transaction, until all who have a part in it know what became of it. */
typedef struct {
  guint n_parts;
  guint n_kept;  /* of them; nobody has seen anything of the others */
  GError *error; /* (nullable): why nothing of it lasts */
  gboolean over;
  GCond ended;
} Transaction;

struct _PlatformWriter {
  PlatformDb *db;
  GMutex lock;
  GCond turn;
  gboolean taken; /* somebody writes, or brings it to the disk */
  guint n_waiting;
  Transaction *open; /* (nullable): of whose turn it is */
};

static void
transaction_clear (gpointer data)
{
  Transaction *transaction = data;

  g_clear_error (&transaction->error);
  g_cond_clear (&transaction->ended);
}

static void
transaction_unref (Transaction *transaction)
{
  g_atomic_rc_box_release_full (transaction, transaction_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Transaction, transaction_unref)

static Transaction *
transaction_new (void)
{
  Transaction *transaction = g_atomic_rc_box_new0 (Transaction);

  g_cond_init (&transaction->ended);
  return transaction;
}

/**
 * platform_writer_new:
 * @db: (transfer full): a connection that nobody else uses
 *
 * Makes it the one that writes.
 *
 * Returns: (transfer full): the writer
 */
PlatformWriter *
platform_writer_new (PlatformDb *db)
{
  PlatformWriter *self = g_new0 (PlatformWriter, 1);

  self->db = db;
  g_mutex_init (&self->lock);
  g_cond_init (&self->turn);
  return self;
}

/**
 * platform_writer_free:
 * @self: (transfer full): a writer that nobody waits for
 *
 * Closes the connection.
 */
void
platform_writer_free (PlatformWriter *self)
{
  platform_db_free (self->db);
  g_cond_clear (&self->turn);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
take_turn (PlatformWriter *self)
{
  g_mutex_lock (&self->lock);
  self->n_waiting++;
  while (self->taken)
    g_cond_wait (&self->turn, &self->lock);
  self->n_waiting--;
  self->taken = TRUE;
  g_mutex_unlock (&self->lock);
}

/* Under the lock. */
static void
give_turn (PlatformWriter *self)
{
  self->taken = FALSE;
  g_cond_signal (&self->turn);
}

static void
bring_to_disk (PlatformWriter *self, Transaction *transaction)
{
  if (transaction->error || transaction->n_kept == 0)
    platform_db_rollback (self->db);
  else
    platform_db_commit (self->db, &transaction->error);
}

static void
end (PlatformWriter *self, Transaction *transaction)
{
  bring_to_disk (self, transaction);
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->open, transaction_unref);
  transaction->over = TRUE;
  self->taken = FALSE;
  g_mutex_unlock (&self->lock);
  g_cond_signal (&self->turn);
  g_cond_broadcast (&transaction->ended);
}

/* Lets the next one in where there is one and what was written so far is sound; TRUE once somebody
 * has ended the transaction. */
static gboolean
leave_to_others (PlatformWriter *self, Transaction *transaction)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  if (transaction->error || transaction->n_kept == 0 || self->n_waiting == 0 ||
      transaction->n_parts >= MAX_PARTS)
    return FALSE;
  give_turn (self);
  while (!transaction->over)
    g_cond_wait (&transaction->ended, &self->lock);
  return TRUE;
}

/* Who waits cannot go away, so the last one to leave always ends it. */
static gboolean
leave (PlatformWriter *self, GError **error)
{
  g_autoptr (Transaction) transaction = g_atomic_rc_box_acquire (self->open);

  if (!leave_to_others (self, transaction))
    end (self, transaction);
  if (transaction->error && error)
    *error = g_error_copy (transaction->error);
  return transaction->error == NULL;
}

static gboolean
open_transaction (PlatformWriter *self, GError **error)
{
  if (self->open)
    return TRUE;
  if (platform_db_begin (self->db, error))
    {
      self->open = transaction_new ();
      return TRUE;
    }
  g_mutex_lock (&self->lock);
  give_turn (self);
  g_mutex_unlock (&self->lock);
  return FALSE;
}

/**
 * platform_writer_begin:
 * @self: a writer
 * @error: where to put a #PlatformError
 *
 * Waits for this thread's turn and begins its part. What those before it in the same transaction
 * have written is seen by it.
 *
 * Returns: (transfer none): the connection, until the part is committed or rolled back; NULL on
 *   error
 */
PlatformDb *
platform_writer_begin (PlatformWriter *self, GError **error)
{
  take_turn (self);
  if (!open_transaction (self, error))
    return NULL;
  self->open->n_parts++;
  if (platform_db_run (self->db, NULL, error, "SAVEPOINT part", ""))
    return self->db;
  leave (self, NULL);
  return NULL;
}

/* A database that could not go on, such as on a full disk, has undone all parts at once: then there
 * is no savepoint either. Those who had done theirs are told to try again. */
static void
undo_part (PlatformWriter *self)
{
  if (platform_db_run (self->db, NULL, NULL, "ROLLBACK TO part", "") &&
      platform_db_run (self->db, NULL, NULL, "RELEASE part", ""))
    return;
  g_set_error_literal (&self->open->error, PLATFORM_ERROR, PLATFORM_ERROR_BUSY,
                       "the database has undone the transaction that this was a part of");
}

/**
 * platform_writer_commit:
 * @self: a writer with a part of this thread's
 * @error: where to put a #PlatformError; PLATFORM_ERROR_BUSY: another's part was the end of all
 *
 * Ends the part, and waits until it is on the disk.
 *
 * Returns: FALSE on error; then nothing of it is there
 */
gboolean
platform_writer_commit (PlatformWriter *self, GError **error)
{
  if (!platform_db_run (self->db, NULL, error, "RELEASE part", ""))
    {
      platform_writer_rollback (self);
      return FALSE;
    }
  self->open->n_kept++;
  return leave (self, error);
}

/**
 * platform_writer_rollback:
 * @self: a writer with a part of this thread's
 *
 * Undoes the part. Where others have theirs in the same transaction, and this one may have seen
 * them, it waits until they are on the disk: what it was refused for is true by then.
 */
void
platform_writer_rollback (PlatformWriter *self)
{
  undo_part (self);
  leave (self, NULL);
}

/**
 * platform_writer_count_waiting:
 * @self: a writer
 *
 * Counts who waits for a turn.
 *
 * Returns: how many
 */
guint
platform_writer_count_waiting (PlatformWriter *self)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  return self->n_waiting;
}
