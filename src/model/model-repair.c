/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-repair.h"

#include <string.h>

#include "model-job.h"
#include "pdf-error.h"
#include "pdf-output.h"
#include "pdf-repair.h"

/* Whoever has as many repaired copies of one file has another problem. */
#define MAX_COPIES 100

typedef struct {
  char *path;
  char *ending;
} Repair;

static void
repair_free (gpointer data)
{
  Repair *self = data;

  g_free (self->path);
  g_free (self->ending);
  g_free (self);
}

/* Beside the damaged file: contract-repaired.pdf, contract-repaired (2).pdf … */
static char *
name_copy (const Repair *self, guint number)
{
  g_autofree char *stem = g_strdup (self->path);
  g_autofree char *count = number > 1 ? g_strdup_printf (" (%u)", number) : g_strdup ("");

  if (strlen (stem) > 4 && g_ascii_strcasecmp (stem + strlen (stem) - 4, ".pdf") == 0)
    stem[strlen (stem) - 4] = '\0';
  return g_strdup_printf ("%s-%s%s.pdf", stem, self->ending, count);
}

/* Under a free name, and not seen there before it is whole. */
static gboolean
write_copy (const Repair *self, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (PdfOutput) output = pdf_output_new (NULL, name, FALSE, error);

  return output && pdf_repair_write (self->path, NULL, pdf_output_get_path (output), error) &&
         pdf_output_sync (output, error) &&
         !g_cancellable_set_error_if_cancelled (cancellable, error) &&
         pdf_output_commit (output, error);
}

/* Never over what is there, even if that came while the copy was made. */
static gpointer
make_copy (ModelJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  Repair *self = data;

  for (guint number = 1;; number++)
    {
      g_autofree char *name = name_copy (self, number);
      GError *problem = NULL;

      if (write_copy (self, name, cancellable, &problem))
        return g_steal_pointer (&name);
      if (!g_error_matches (problem, PDF_ERROR, PDF_ERROR_EXISTS) || number == MAX_COPIES)
        {
          g_propagate_error (error, problem);
          return NULL;
        }
      g_error_free (problem);
    }
}

/**
 * model_repair_start:
 * @path: path of a damaged file
 * @ending: what the copy's name ends with, in the user's language
 * @cancellable: (nullable): a cancellable
 * @callback: called when the copy is made
 * @user_data: for @callback
 *
 * Makes a repaired copy beside a damaged file that nobody signed; no file is touched or replaced.
 */
void
model_repair_start (const char *path,
                    const char *ending,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  Repair *repair = g_new0 (Repair, 1);
  const ModelWork work = {
      .func = make_copy,
      .data = repair,
      .data_free = repair_free,
      .result_free = g_free,
  };

  repair->path = g_strdup (path);
  repair->ending = g_strdup (ending);
  model_job_start (NULL, &work, NULL, cancellable, callback, user_data);
}

/**
 * model_repair_finish:
 * @result: what the callback got
 * @error: %PDF_ERROR_SIGNED, %PDF_ERROR_DAMAGED beyond repair, %PDF_ERROR_DISK_FULL, or
 *   %PDF_ERROR_OUTPUT
 *
 * Takes the outcome of model_repair_start().
 *
 * Returns: (transfer full): the copy's path, or %NULL on error
 */
char *
model_repair_finish (GAsyncResult *result, GError **error)
{
  return model_job_finish (result, error);
}
