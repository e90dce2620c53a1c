/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-judgement.h"

#include "model-exam.h"
#include "model-job.h"

typedef struct {
  char *path;
  char *trust;
  GBytes *secret; /* or NULL */
} Judgement;

static void
judgement_free (gpointer data)
{
  Judgement *self = data;

  g_free (self->path);
  g_free (self->trust);
  g_clear_pointer (&self->secret, g_bytes_unref);
  g_free (self);
}

static gpointer
judge_on_worker (ModelJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  const Judgement *judgement = data;
  const ModelExam exam = {
      .path = judgement->path,
      .secret = judgement->secret,
      .trust = judgement->trust,
      .stamps = TRUE,
  };

  return model_exam_run (&exam, cancellable, error);
}

/**
 * model_judgement_start:
 * @path: a file
 * @secret: (nullable): the password that opens it, see model_secret_new()
 * @trust: folder of the roots that the user trusts, see [class@ModelTrust]
 * @cancellable: (nullable): a cancellable
 * @callback: called on the main context
 * @user_data: for @callback
 *
 * Judges a file as it is on the disk now.
 */
void
model_judgement_start (const char *path,
                       GBytes *secret,
                       const char *trust,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  Judgement *judgement = g_new0 (Judgement, 1);

  judgement->path = g_strdup (path);
  judgement->trust = g_strdup (trust);
  judgement->secret = secret != NULL ? g_bytes_ref (secret) : NULL;
  model_job_start (NULL,
                   &(ModelWork){
                       .func = judge_on_worker,
                       .data = judgement,
                       .data_free = judgement_free,
                       .result_free = (GDestroyNotify) pades_report_free,
                   },
                   NULL, cancellable, callback, user_data);
}

/**
 * model_judgement_finish:
 * @result: what the callback got
 * @error: return location, of #PdfError, #PadesError or cancelled
 *
 * Gets what came of it.
 *
 * Returns: (transfer full): the report; %NULL with @error set
 */
PadesReport *
model_judgement_finish (GAsyncResult *result, GError **error)
{
  return model_job_finish (result, error);
}
