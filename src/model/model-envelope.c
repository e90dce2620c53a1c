/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-envelope.h"

#include "model-job.h"
#include "model-key.h"

typedef struct {
  char *input;
  char *output;
  ModelKey *key;
  GPtrArray *recipients;
  PkiEnvelope *envelope; /* lent */
  ModelJobProgress progress;
  gpointer progress_data;
} Task;

/* Who looks on from a worker. */
typedef struct {
  ModelJob *job;
  GCancellable *cancellable;
} Eyes;

static void
task_free (gpointer data)
{
  Task *task = data;

  g_free (task->input);
  g_free (task->output);
  g_clear_pointer (&task->key, model_key_free);
  g_clear_pointer (&task->recipients, g_ptr_array_unref);
  g_free (task);
}

static void
start (ModelJobFunc func,
       Task *task,
       GDestroyNotify result_free,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  const ModelWork work = {
      .func = func,
      .data = task,
      .data_free = task_free,
      .result_free = result_free,
      .progress = task->progress,
      .progress_data = task->progress_data,
  };

  model_job_start (NULL, &work, NULL, cancellable, callback, user_data);
}

/* Whole and on the disk, or not at all; given up meanwhile, nothing is written. */
static gpointer
save (const char *path, GBytes *bytes, int mode, GCancellable *cancellable, GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
      !g_file_set_contents_full (path, data != NULL ? data : "", (gssize) size,
                                 G_FILE_SET_CONTENTS_CONSISTENT, mode, error))
    return NULL;
  return GINT_TO_POINTER (TRUE);
}

static gboolean
look (gsize done, gsize whole, gpointer data)
{
  Eyes *eyes = data;

  model_job_report (eyes->job, (double) done / (double) whole);
  return !g_cancellable_is_cancelled (eyes->cancellable);
}

static gpointer
write_on_worker (ModelJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  Task *task = data;
  Eyes eyes = {job, cancellable};
  const PkiEnvelopeWatch watch = {look, &eyes};
  g_autoptr (GBytes) content = pki_envelope_read_file (task->input, error);
  g_autoptr (GBytes)
      envelope = content != NULL
                     ? pki_envelope_close_watched (content, task->recipients, &watch, error)
                     : NULL;

  return envelope != NULL ? save (task->output, envelope, 0666, cancellable, error) : NULL;
}

/**
 * model_envelope_write:
 * @writing: a file, which stays as it is, and where its copy is to be: what is there is replaced
 * @cancellable: (nullable): gives it up
 * @callback: called when it is there or cannot be
 * @user_data: for @callback
 *
 * Encrypts a copy of a file, see pki_envelope_close().
 */
void
model_envelope_write (const ModelEnvelopeWriting *writing,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  Task *task = g_new0 (Task, 1);

  task->input = g_strdup (writing->input);
  task->output = g_strdup (writing->output);
  task->recipients = g_ptr_array_ref (writing->recipients);
  task->progress = writing->progress;
  task->progress_data = writing->progress_data;
  start (write_on_worker, task, NULL, cancellable, callback, user_data);
}

/**
 * model_envelope_write_finish:
 * @result: what the callback was given
 * @error: a #PkiError or #GFileError
 *
 * Returns: whether the copy is there
 */
gboolean
model_envelope_write_finish (GAsyncResult *result, GError **error)
{
  return model_job_finish (result, error) != NULL;
}

static gpointer
read_on_worker (ModelJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) bytes = pki_envelope_read_file (((Task *) data)->input, error);

  return bytes != NULL ? pki_envelope_new (bytes, error) : NULL;
}

/**
 * model_envelope_read:
 * @path: an encrypted file
 * @cancellable: (nullable): gives it up
 * @callback: called when it is known for whom it is
 * @user_data: for @callback
 *
 * Reads an encrypted file, without opening it.
 */
void
model_envelope_read (const char *path,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  Task *task = g_new0 (Task, 1);

  task->input = g_strdup (path);
  start (read_on_worker, task, (GDestroyNotify) pki_envelope_free, cancellable, callback,
         user_data);
}

/**
 * model_envelope_read_finish:
 * @result: what the callback was given
 * @error: a #PkiError
 *
 * Returns: (transfer full): the envelope, or %NULL with @error set
 */
PkiEnvelope *
model_envelope_read_finish (GAsyncResult *result, GError **error)
{
  return model_job_finish (result, error);
}

static gpointer
open_on_worker (ModelJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  Task *task = data;
  Eyes eyes = {job, cancellable};
  const PkiEnvelopeWatch watch = {look, &eyes}, nobody = {NULL};
  g_autoptr (PkiSigner) signer = model_key_open (task->key, cancellable, error);
  g_autoptr (GBytes) content = NULL;

  pki_envelope_set_watch (task->envelope, &watch);
  content = signer != NULL ? pki_signer_open (signer, task->envelope, error) : NULL;
  pki_envelope_set_watch (task->envelope, &nobody);
  return content != NULL ? save (task->output, content, 0600, cancellable, error) : NULL;
}

/**
 * model_envelope_open:
 * @opening: what with what; its texts are copied
 * @cancellable: (nullable): gives it up
 * @callback: called when it is open or cannot be
 * @user_data: for @callback
 *
 * Decrypts a file into one that only the user can read.
 */
void
model_envelope_open (const ModelEnvelopeOpening *opening,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  Task *task = g_new0 (Task, 1);

  task->envelope = opening->envelope;
  task->key = model_key_new (opening->certificate, opening->password);
  task->output = g_strdup (opening->output);
  task->progress = opening->progress;
  task->progress_data = opening->progress_data;
  start (open_on_worker, task, NULL, cancellable, callback, user_data);
}

/**
 * model_envelope_open_finish:
 * @result: what the callback was given
 * @error: a #PkiError, #KeysError or #GFileError
 *
 * Returns: whether the file is there
 */
gboolean
model_envelope_open_finish (GAsyncResult *result, GError **error)
{
  return model_job_finish (result, error) != NULL;
}
