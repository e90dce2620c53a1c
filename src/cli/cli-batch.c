/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-batch.h"

#include "cli-interrupt.h"
#include "keys-error.h"

/* One run over all files. Items belong to the worker that took them until done says otherwise. */
typedef struct {
  const CliSigning *signing;
  GPtrArray *items; /* CliItem */
  const CliBatchStep *step;
  GMutex lock;
  GCond changed;
  guint next;     /* the first that nobody took */
  gboolean *done; /* for each item */
  guint working;  /* threads */
  gboolean stopped;
  GError *failure; /* of a worker that could not begin */
} Batch;

/* A wrong PIN is not tried on the next file: it would cost the token another of its few tries. */
static gboolean
is_final (const CliItem *item)
{
  const GError *error = NULL;

  if (item->problems->len > 0)
    error = g_ptr_array_index (item->problems, item->problems->len - 1);
  return error != NULL && error->domain == KEYS_ERROR;
}

static CliItem *
take (Batch *self, guint *index)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  if (self->stopped || self->next >= self->items->len || cli_interrupt_pending ())
    return NULL;
  *index = self->next++;
  return g_ptr_array_index (self->items, *index);
}

static void
give_back (Batch *self, guint index)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  self->stopped |= is_final (g_ptr_array_index (self->items, index));
  self->done[index] = TRUE;
  g_cond_signal (&self->changed);
}

static void
leave (Batch *self, GError *error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  self->stopped |= error != NULL;
  if (self->failure == NULL)
    self->failure = error;
  else
    g_clear_error (&error);
  self->working--;
  g_cond_signal (&self->changed);
}

static gpointer
work (gpointer data)
{
  Batch *self = data;
  g_auto (CliServices) services = {0};
  GError *error = NULL;
  CliItem *item = NULL;
  guint index = 0;

  if (!self->step->services || cli_services_prepare (&services, self->signing->options, &error))
    while ((item = take (self, &index)) != NULL)
      {
        self->step->work (self->signing, &services, item);
        give_back (self, index);
      }
  leave (self, error);
  return NULL;
}

/* Whether the item is done; FALSE when nobody will do it any more. */
static gboolean
await (Batch *self, guint index)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  while (!self->done[index] && self->working > 0)
    g_cond_wait (&self->changed, &self->lock);
  return self->done[index];
}

static void
tell_all (Batch *self)
{
  for (guint i = 0; i < self->items->len; i++)
    if (await (self, i) && self->step->tell != NULL)
      self->step->tell (g_ptr_array_index (self->items, i), self->step->data);
}

static void
run_threads (Batch *self, guint n_threads)
{
  g_autofree GThread **threads = g_new (GThread *, n_threads);

  self->working = n_threads;
  for (guint i = 0; i < n_threads; i++)
    threads[i] = g_thread_new ("batch", work, self);
  tell_all (self);
  for (guint i = 0; i < n_threads; i++)
    g_thread_join (threads[i]);
}

/**
 * cli_batch_run:
 * @signing: the run
 * @items: (element-type CliItem): its files
 * @step: what is done to each
 * @error: return location for the error of services that could not be made
 *
 * Works on all files, each by one thread. After an interrupt or a failure of the key no further one
 * is begun. One file alone is worked on by the calling thread.
 *
 * Returns: %FALSE where the services are missing; what became of a file, it says itself
 */
gboolean
cli_batch_run (const CliSigning *signing,
               GPtrArray *items,
               const CliBatchStep *step,
               GError **error)
{
  g_autofree gboolean *done = g_new0 (gboolean, items->len);
  Batch self = {.signing = signing, .items = items, .step = step, .done = done};
  guint n_threads = MIN (g_get_num_processors (), items->len);

  g_mutex_init (&self.lock);
  g_cond_init (&self.changed);
  if (n_threads > 1)
    run_threads (&self, n_threads);
  else
    {
      self.working = 1;
      work (&self);
      tell_all (&self);
    }
  g_cond_clear (&self.changed);
  g_mutex_clear (&self.lock);
  if (self.failure == NULL)
    return TRUE;
  g_propagate_error (error, self.failure);
  return FALSE;
}
