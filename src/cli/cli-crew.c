/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-crew.h"

#include "cli-interrupt.h"

/* What was found out about so many things may wait to be told: one that takes long does not keep
 * the others from their work, and however many there are, memory stays within bounds. */
#define MAX_WAITING 64

/* One run. A thing belongs to the thread that took it until done says otherwise. */
typedef struct {
  const CliCrewTask *task;
  gpointer data;
  guint n_things;
  GMutex lock;
  GCond changed;  /* for who tells */
  GCond room;     /* for who works */
  guint next;     /* the first that nobody took */
  guint told;     /* how many */
  gboolean *done; /* for each */
  guint working;  /* threads */
  gboolean stopped;
  GError *failure; /* of a thread that could not begin */
} Crew;

static gboolean
take (Crew *self, guint *index)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  while (!self->stopped && self->next < self->n_things && self->next - self->told >= MAX_WAITING)
    g_cond_wait (&self->room, &self->lock);
  if (self->stopped || self->next >= self->n_things || cli_interrupt_pending ())
    return FALSE;
  *index = self->next++;
  return TRUE;
}

static void
give_back (Crew *self, guint index, gboolean go_on)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  self->stopped |= !go_on;
  self->done[index] = TRUE;
  g_cond_signal (&self->changed);
  if (!go_on)
    g_cond_broadcast (&self->room);
}

static void
leave (Crew *self, GError *error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  self->stopped |= error != NULL;
  if (self->failure == NULL)
    self->failure = error;
  else
    g_clear_error (&error);
  self->working--;
  g_cond_signal (&self->changed);
  g_cond_broadcast (&self->room);
}

static gpointer
work (gpointer data)
{
  Crew *self = data;
  gpointer own = NULL;
  GError *error = NULL;
  guint index = 0;

  if (self->task->enter == NULL || self->task->enter (self->data, &own, &error))
    {
      while (take (self, &index))
        give_back (self, index, self->task->work (self->data, own, index));
      if (self->task->leave != NULL)
        self->task->leave (own);
    }
  leave (self, error);
  return NULL;
}

/* Whether a thing is done; FALSE when nobody will do it any more. */
static gboolean
await (Crew *self, guint index)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  while (!self->done[index] && self->working > 0)
    g_cond_wait (&self->changed, &self->lock);
  return self->done[index];
}

static void
note_told (Crew *self)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  self->told++;
  g_cond_signal (&self->room);
}

static void
tell_all (Crew *self)
{
  for (guint i = 0; i < self->n_things; i++)
    {
      if (await (self, i) && self->task->tell != NULL)
        self->task->tell (self->data, i);
      note_told (self);
    }
}

static void
run_alone (Crew *self)
{
  self->working = 1;
  work (self);
  tell_all (self);
}

static void
run_threads (Crew *self, guint n_threads)
{
  g_autofree GThread **threads = g_new (GThread *, n_threads);

  self->working = n_threads;
  for (guint i = 0; i < n_threads; i++)
    threads[i] = g_thread_new ("crew", work, self);
  tell_all (self);
  for (guint i = 0; i < n_threads; i++)
    g_thread_join (threads[i]);
}

/**
 * cli_crew_run:
 * @task: what is done to each
 * @data: handed to its functions
 * @n_things: how many
 * @error: return location for the error of a thread that could not begin
 *
 * Works on things that are numbered from 0, each by one thread. After an interrupt, or when one
 * says so, no further thing is begun, and those are not told. One thing alone is worked on by the
 * calling thread.
 *
 * Returns: %FALSE where a thread could not begin; what became of a thing, @data knows
 */
gboolean
cli_crew_run (const CliCrewTask *task, gpointer data, guint n_things, GError **error)
{
  g_autofree gboolean *done = g_new0 (gboolean, n_things);
  Crew self = {.task = task, .data = data, .n_things = n_things, .done = done};

  g_return_val_if_fail (task != NULL && task->work != NULL, FALSE);

  g_mutex_init (&self.lock);
  g_cond_init (&self.changed);
  g_cond_init (&self.room);
  if (n_things == 1)
    run_alone (&self);
  else
    run_threads (&self, MIN (g_get_num_processors (), n_things));
  g_cond_clear (&self.room);
  g_cond_clear (&self.changed);
  g_mutex_clear (&self.lock);
  if (self.failure == NULL)
    return TRUE;
  g_propagate_error (error, self.failure);
  return FALSE;
}
