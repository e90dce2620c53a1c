/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-batch.h"

#include "cli-crew.h"
#include "keys-error.h"

typedef struct {
  const CliSigning *signing;
  GPtrArray *items; /* CliItem */
  const CliBatchStep *step;
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

static void
leave (gpointer own)
{
  cli_services_clear (own);
  g_free (own);
}

static gboolean
enter (gpointer data, gpointer *own, GError **error)
{
  Batch *self = data;
  CliServices *services = g_new0 (CliServices, 1);

  *own = services;
  if (!self->step->services || cli_services_prepare (services, self->signing->options, error))
    return TRUE;
  leave (services);
  return FALSE;
}

static gboolean
work (gpointer data, gpointer own, guint index)
{
  Batch *self = data;
  CliItem *item = g_ptr_array_index (self->items, index);

  self->step->work (self->signing, own, item);
  return !is_final (item);
}

static void
tell (gpointer data, guint index)
{
  Batch *self = data;

  if (self->step->tell != NULL)
    self->step->tell (g_ptr_array_index (self->items, index), self->step->data);
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
  static const CliCrewTask task = {enter, leave, work, tell};
  Batch self = {signing, items, step};

  return cli_crew_run (&task, &self, items->len, error);
}
