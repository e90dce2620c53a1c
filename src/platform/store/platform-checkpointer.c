/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-checkpointer.h"

/* So many pages in the log are worth the syncs of two files. */
#define PAGES 1000
/* Where there is always something new, the log is never empty and would grow for ever: from here on
 * (64 MB) whoever commits copies what little has come since it was copied last. */
#define MAX_PAGES 16000

struct _PlatformCheckpointer {
  sqlite3 *handle; /* of the thread */
  sqlite3 *writer; /* (nullable) (transfer none): whose commits are watched */
  GThread *thread;
  GMutex lock;
  GCond changed;
  int pages;  /* in the log, by the last commit */
  int copied; /* of them; those that somebody still reads around are not */
  int tried;  /* so many were there when that was found out */
  gboolean over;
};

static void
note_copied (PlatformCheckpointer *self, int copied)
{
  g_mutex_lock (&self->lock);
  self->copied = CLAMP (copied, 0, self->pages);
  g_mutex_unlock (&self->lock);
}

/* One that does not succeed takes nothing away: the log only grows until the next. */
static void
copy (PlatformCheckpointer *self, sqlite3 *handle)
{
  int copied = 0;

  sqlite3_wal_checkpoint_v2 (handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, &copied);
  note_copied (self, copied);
}

/* TRUE: nearly all is copied, and what has come since is for whoever has committed. */
static gboolean
note_pages (PlatformCheckpointer *self, int pages)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  /* The log begins anew once all of it was copied and nobody reads it. */
  if (pages < self->pages)
    self->copied = self->tried = 0;
  self->pages = pages;
  if (pages - self->tried >= PAGES)
    g_cond_signal (&self->changed);
  return pages >= MAX_PAGES && pages - self->copied < PAGES;
}

static int
after_commit (gpointer data, sqlite3 *writer, const char *database, int pages)
{
  PlatformCheckpointer *self = data;

  if (note_pages (self, pages))
    copy (self, writer);
  return SQLITE_OK;
}

/* FALSE once there will be nothing more to do. */
static gboolean
wait_for_work (PlatformCheckpointer *self)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  while (!self->over && self->pages - self->tried < PAGES)
    g_cond_wait (&self->changed, &self->lock);
  self->tried = self->pages;
  return !self->over;
}

static gpointer
work (gpointer data)
{
  PlatformCheckpointer *self = data;

  while (wait_for_work (self))
    copy (self, self->handle);
  return NULL;
}

/**
 * platform_checkpointer_new:
 * @path: of a database with a write-ahead log
 * @writer: the connection that writes to it, kept until the checkpointer is freed
 * @error: where to put a #PlatformError
 *
 * Takes it over to copy the log from the one that writes.
 *
 * Returns: (transfer full): the checkpointer, or NULL on error
 */
PlatformCheckpointer *
platform_checkpointer_new (const char *path, sqlite3 *writer, GError **error)
{
  g_autoptr (PlatformCheckpointer) self = g_new0 (PlatformCheckpointer, 1);
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW;

  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  if (sqlite3_open_v2 (path, &self->handle, flags, NULL) != SQLITE_OK)
    {
      g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_STORE, "SQLite cannot open %s: %s", path,
                   sqlite3_errmsg (self->handle));
      return NULL;
    }
  sqlite3_exec (self->handle, "PRAGMA synchronous = FULL", NULL, NULL, NULL);
  self->writer = writer;
  sqlite3_wal_hook (writer, after_commit, self);
  self->thread = g_thread_new ("platform-log", work, self);
  return g_steal_pointer (&self);
}

/**
 * platform_checkpointer_free:
 * @self: (transfer full): a checkpointer whose writer does not write
 *
 * Ends the thread.
 */
void
platform_checkpointer_free (PlatformCheckpointer *self)
{
  if (self->writer)
    sqlite3_wal_hook (self->writer, NULL, NULL);
  g_mutex_lock (&self->lock);
  self->over = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
  if (self->thread)
    g_thread_join (self->thread);
  sqlite3_close (self->handle);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}
