/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-version.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "model-job.h"

#define PIECE (1u << 20)

typedef struct {
  char *path;
  char *copy;
  gsize end;
} Version;

static void
version_free (gpointer data)
{
  Version *self = data;

  g_free (self->path);
  g_free (self->copy);
  g_free (self);
}

static gboolean
copy_bytes (
    GInputStream *from, GOutputStream *to, gsize length, GCancellable *cancellable, GError **error)
{
  g_autofree guint8 *piece = g_malloc (PIECE);

  while (length > 0)
    {
      gsize got = 0;

      if (!g_input_stream_read_all (from, piece, MIN (length, PIECE), &got, cancellable, error))
        return FALSE;
      if (got == 0)
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, g_strerror (EIO));
          return FALSE;
        }
      if (!g_output_stream_write_all (to, piece, got, NULL, cancellable, error))
        return FALSE;
      length -= got;
    }
  return g_output_stream_close (to, cancellable, error);
}

static gpointer
write_copy (ModelJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  Version *self = data;
  g_autofree char *folder = g_path_get_dirname (self->copy);
  g_autoptr (GFile) input = g_file_new_for_path (self->path);
  g_autoptr (GFile) output = g_file_new_for_path (self->copy);
  g_autoptr (GFileInputStream) from = NULL;
  g_autoptr (GFileOutputStream) to = NULL;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s", g_strerror (errno));
      return NULL;
    }
  from = g_file_read (input, cancellable, error);
  if (from == NULL)
    return NULL;
  to = g_file_replace (output, NULL, FALSE,
                       G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION, cancellable,
                       error);
  if (to == NULL ||
      !copy_bytes (G_INPUT_STREAM (from), G_OUTPUT_STREAM (to), self->end, cancellable, error))
    return NULL;
  return g_strdup (self->copy);
}

/* contract.pdf becomes contract-ending 2.pdf. */
static char *
name_copy (const char *path, const char *ending, guint number)
{
  g_autofree char *stem = g_path_get_basename (path);
  g_autofree char *name = NULL;

  if (strlen (stem) > 4 && g_ascii_strcasecmp (stem + strlen (stem) - 4, ".pdf") == 0)
    stem[strlen (stem) - 4] = '\0';
  name = g_strdup_printf ("%s-%s %u.pdf", stem, ending, number);
  return g_build_filename (g_get_user_cache_dir (), "vermilion", "versions", name, NULL);
}

/**
 * model_version_start:
 * @path: path of a document
 * @number: which version, from 1, for the copy's name
 * @end: how many of its first bytes that version is
 * @ending: what the copy's name ends with before the number, in the user's language
 * @cancellable: (nullable): a cancellable
 * @callback: called when the copy is made
 * @user_data: for @callback
 *
 * Writes an earlier version of a document, which is its first bytes (ISO 32000-2, 7.5.6), into the
 * user's cache, replacing the one of that name.
 */
void
model_version_start (const char *path,
                     guint number,
                     gsize end,
                     const char *ending,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  Version *version = g_new0 (Version, 1);
  const ModelWork work = {
      .func = write_copy,
      .data = version,
      .data_free = version_free,
      .result_free = g_free,
  };

  version->path = g_strdup (path);
  version->copy = name_copy (path, ending, number);
  version->end = end;
  model_job_start (NULL, &work, NULL, cancellable, callback, user_data);
}

/**
 * model_version_finish:
 * @result: what the callback got
 * @error: a #GIOErrorEnum
 *
 * Takes the outcome of model_version_start().
 *
 * Returns: (transfer full): the copy's path, or %NULL on error
 */
char *
model_version_finish (GAsyncResult *result, GError **error)
{
  return model_job_finish (result, error);
}
