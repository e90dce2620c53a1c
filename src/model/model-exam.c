/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-exam.h"

#include "model-job.h"
#include "model-secret.h"
#include "model-trust.h"
#include "pades-stamp.h"
#include "pdf-error.h"
#include "pdf-repair.h"
#include "report-json.h"
#include "report-render.h"

/* Seconds for one question to an issuer. */
#define ANSWER_TIMEOUT 10

/* "Not signed" is only said of a document: what has no catalog or no pages is damaged. */
static gboolean
is_document (PdfFile *file, GError **error)
{
  g_autoptr (PdfObject) catalog = pdf_file_get_catalog (file, error);

  return catalog != NULL && pdf_file_get_n_pages (file, error) > 0;
}

static PadesReport *
judge_document (const ModelExam *exam,
                PdfFile *file,
                const PadesVerifyRequest *request,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (PadesReport) report = pades_verify_by (file, request, cancellable, error);

  if (report == NULL)
    return NULL;
  if (report->indication == PADES_INDICATION_NO_SIGNATURE && !is_document (file, error))
    return NULL;
  if (exam->stamps && !(report->stamps = pades_stamp_list (file, report, cancellable, error)))
    return NULL;
  return g_steal_pointer (&report);
}

/* Of a file that is damaged and signed at least each signature is named: as failed. */
static PadesReport *
judge_recovered (const char *path,
                 const char *password,
                 const PadesVerifyRequest *request,
                 GCancellable *cancellable)
{
  g_autoptr (PdfFile) file = pdf_file_open_recovered (path, password, cancellable, NULL);
  g_autoptr (PadesReport) report = NULL;

  if (file != NULL)
    report = pades_verify_recovered (file, request, cancellable, NULL);
  return report != NULL && report->signatures->len > 0 ? g_steal_pointer (&report) : NULL;
}

/**
 * model_exam_mind_signature:
 * @path: a file
 * @error: why it could not be read
 *
 * Finds out whether somebody signed a damaged file, so that nobody is told to save it anew.
 */
void
model_exam_mind_signature (const char *path, GError *error)
{
  g_autoptr (GError) problem = NULL;

  if (g_error_matches (error, PDF_ERROR, PDF_ERROR_DAMAGED) && !pdf_repair_check (path, &problem) &&
      g_error_matches (problem, PDF_ERROR, PDF_ERROR_SIGNED))
    error->code = PDF_ERROR_SIGNED;
}

static PadesReport *
judge (const ModelExam *exam,
       PadesVerifyRequest *request,
       GCancellable *cancellable,
       GError **error)
{
  const char *password = exam->secret != NULL ? model_secret_peek (exam->secret) : NULL;
  g_autoptr (GError) problem = NULL;
  g_autoptr (PdfFile)
      file = pdf_file_open_with_password (exam->path, password, cancellable, &problem);
  PadesReport *report = NULL;

  request->see_data = (gpointer) password;
  if (file != NULL)
    report = judge_document (exam, file, request, cancellable, &problem);
  if (report != NULL)
    return report;
  model_exam_mind_signature (exam->path, problem);
  if (g_error_matches (problem, PDF_ERROR, PDF_ERROR_SIGNED))
    report = judge_recovered (exam->path, password, request, cancellable);
  if (report == NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  return report;
}

/**
 * model_exam_run:
 * @exam: which file, and how
 * @cancellable: (nullable): to give up
 * @error: %PDF_ERROR, %PADES_ERROR, or %G_IO_ERROR_CANCELLED
 *
 * Judges the signatures of a file; may be called on any thread.
 *
 * Returns: (transfer full): the verdict
 */
PadesReport *
model_exam_run (const ModelExam *exam, GCancellable *cancellable, GError **error)
{
  g_autoptr (PkiTrust) trust = model_trust_load (exam->trust);
  g_autoptr (PkiFetch) fetch = exam->offline ? NULL
                                             : model_trust_new_fetch (exam->trust, ANSWER_TIMEOUT);
  g_autoptr (PkiService) service = fetch != NULL ? pki_service_new (fetch) : NULL;
  PadesVerifyRequest request = {
      .trust = trust,
      .now = exam->at != 0 ? exam->at : g_get_real_time () / G_USEC_PER_SEC,
      .service = service,
      .see = report_render_see,
  };

  return judge (exam, &request, cancellable, error);
}

/**
 * model_exam_dup_json:
 * @path: the file
 * @report: the verdict on it
 *
 * Puts a verdict into the text that programs get; its name is UTF-8, whatever the file's is.
 *
 * Returns: (transfer full): one JSON object
 */
char *
model_exam_dup_json (const char *path, const PadesReport *report)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_autoptr (JsonObject) object = report_json_new (shown, report);

  return report_json_print (object);
}

/**
 * model_exam_dup_error_json:
 * @path: the file
 * @error: why there is no verdict
 *
 * Puts the news that there is none into the text that programs get.
 *
 * Returns: (transfer full): one JSON object
 */
char *
model_exam_dup_error_json (const char *path, const GError *error)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_autoptr (JsonObject) self = report_json_new_error (shown, error);

  return report_json_print (self);
}

typedef struct {
  char *path;
  char *trust;
  gboolean offline;
  gint64 at;
} Copy;

static void
copy_free (gpointer data)
{
  Copy *self = data;

  g_free (self->path);
  g_free (self->trust);
  g_free (self);
}

static gpointer
run (ModelJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  const Copy *copy = data;
  const ModelExam exam = {
      .path = copy->path, .trust = copy->trust, .offline = copy->offline, .at = copy->at};
  g_autoptr (PadesReport) report = model_exam_run (&exam, cancellable, error);

  return report != NULL ? model_exam_dup_json (copy->path, report) : NULL;
}

/**
 * model_exam_ask_json:
 * @exam: which file, and how
 * @cancellable: (nullable): to give up
 * @callback: called when the answer is there
 * @user_data: for @callback
 *
 * Judges a file for a program.
 */
void
model_exam_ask_json (const ModelExam *exam,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  Copy *copy = g_new0 (Copy, 1);

  copy->path = g_strdup (exam->path);
  copy->trust = g_strdup (exam->trust);
  copy->offline = exam->offline;
  copy->at = exam->at;
  model_job_start (NULL,
                   &(ModelWork){
                       .func = run,
                       .data = copy,
                       .data_free = copy_free,
                       .result_free = g_free,
                   },
                   NULL, cancellable, callback, user_data);
}

/**
 * model_exam_json_finish:
 * @result: what the callback was given
 * @error: see model_exam_run()
 *
 * Collects the answer.
 *
 * Returns: (transfer full): one JSON object
 */
char *
model_exam_json_finish (GAsyncResult *result, GError **error)
{
  return model_job_finish (result, error);
}
