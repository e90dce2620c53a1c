/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-repair.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "model-job.h"
#include "pdf-error.h"
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

static gboolean
fail_output (const char *path, GError **error)
{
  int code = errno;
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, PDF_ERROR, PDF_ERROR_OUTPUT, "%s: %s", name, g_strerror (code));
  return FALSE;
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

static gboolean
sync_file (const char *path, GError **error)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  gboolean done = fd >= 0 && fsync (fd) == 0;

  if (!done)
    fail_output (path, error);
  if (fd >= 0)
    close (fd);
  return done;
}

/* Never over what is there. */
static char *
give_name (const Repair *self, const char *made, GError **error)
{
  for (guint number = 1; number <= MAX_COPIES; number++)
    {
      g_autofree char *name = name_copy (self, number);

      if (renameat2 (AT_FDCWD, made, AT_FDCWD, name, RENAME_NOREPLACE) == 0)
        return g_steal_pointer (&name);
      if (errno != EEXIST || number == MAX_COPIES)
        {
          fail_output (name, error);
          return NULL;
        }
    }
  return NULL;
}

static char *
make_place (const Repair *self, GError **error)
{
  g_autofree char *place = g_strconcat (self->path, ".XXXXXX", NULL);
  int fd = g_mkstemp_full (place, O_RDWR | O_CLOEXEC, 0666);

  if (fd < 0)
    {
      fail_output (place, error);
      return NULL;
    }
  close (fd);
  return g_steal_pointer (&place);
}

static gpointer
make_copy (ModelJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  Repair *self = data;
  g_autofree char *place = make_place (self, error);
  char *name = NULL;

  if (!place)
    return NULL;
  if (pdf_repair_write (self->path, NULL, place, error) && sync_file (place, error) &&
      !g_cancellable_set_error_if_cancelled (cancellable, error))
    name = give_name (self, place, error);
  if (!name)
    g_unlink (place);
  return name;
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
 * @error: %PDF_ERROR_SIGNED, %PDF_ERROR_DAMAGED beyond repair, or %PDF_ERROR_OUTPUT
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
