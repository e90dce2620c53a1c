/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-report.h"

#include "model-exam.h"
#include "model-job.h"
#include "model-key.h"
#include "model-secret.h"
#include "model-trust.h"
#include "pdf-error.h"
#include "report-pretence.h"
#include "report-print.h"
#include "report-render.h"
#include "report-sign.h"

/* Seconds for one question to an issuer. */
#define ANSWER_TIMEOUT 10

typedef struct {
  char **paths;
  void (*explain) (const GError *error, ReportEntry *entry); /* or NULL: there is one file */
  char *trust;
  char *output;
  GPtrArray *secrets; /* GBytes or NULL: the password of each */
  ModelKey *key;      /* or NULL */
} Order;

static void
order_free (gpointer data)
{
  Order *self = data;

  g_ptr_array_unref (self->secrets);
  g_clear_pointer (&self->key, model_key_free);
  g_strfreev (self->paths);
  g_free (self->trust);
  g_free (self->output);
  g_free (self);
}

/* A damaged file that somebody signed has a verdict, too. */
static ReportEntry *
judge_damaged (const Order *self, guint i, GError **error)
{
  const char *path = self->paths[i];
  const ModelExam exam = {
      .path = path, .secret = g_ptr_array_index (self->secrets, i), .trust = self->trust};
  PadesReport *report = model_exam_run (&exam, NULL, error);

  return report != NULL ? report_entry_new (path, NULL, report) : NULL;
}

static ReportEntry *
judge (const Order *self, guint i, const PadesVerifyRequest *common, GError **error)
{
  g_autoptr (GError) problem = NULL;
  const char *path = self->paths[i];
  GBytes *secret = g_ptr_array_index (self->secrets, i);
  const char *password = secret != NULL ? model_secret_peek (secret) : NULL;
  g_autoptr (PdfFile) file = pdf_file_open_with_password (path, password, NULL, &problem);
  PadesVerifyRequest request = *common;
  PadesReport *report = NULL;
  ReportEntry *entry = NULL;

  request.see_data = (gpointer) password; /* pages are drawn to judge them */
  if (file != NULL)
    report = pades_verify_by (file, &request, NULL, &problem);
  entry = report != NULL ? report_entry_new (path, file, report) : judge_damaged (self, i, error);
  if (entry != NULL)
    entry->password = password;
  return entry;
}

/* Of several, one that nobody can read keeps the others from nothing. */
static gboolean
judge_all (const Order *self,
           ReportCase *about,
           const PadesVerifyRequest *request,
           GCancellable *cancellable,
           GError **error)
{
  for (guint i = 0; self->paths[i] != NULL; i++)
    {
      g_autoptr (GError) problem = NULL;
      ReportEntry *entry = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      entry = judge (self, i, request, &problem);
      if (entry == NULL && self->explain == NULL)
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      if (entry == NULL)
        {
          entry = report_entry_new (self->paths[i], NULL, NULL);
          self->explain (problem, entry);
        }
      else if (entry->file != NULL)
        report_pretence_seek (entry->report, entry->file, entry->password, cancellable);
      g_ptr_array_add (about->entries, entry);
    }
  return TRUE;
}

static gboolean
check_output (const Order *self, GError **error)
{
  for (guint i = 0; self->paths[i] != NULL; i++)
    if (report_format_is_same (self->paths[i], self->output))
      {
        g_set_error (error, PDF_ERROR, PDF_ERROR_SAME_FILE, "%s", self->output);
        return FALSE;
      }
  return TRUE;
}

static gboolean
write_report (const Order *self,
              const ReportCase *about,
              PkiSigner *signer,
              GCancellable *cancellable,
              GError **error)
{
  ReportFormat format = REPORT_FORMAT_PDF;
  g_autoptr (GBytes) bytes = NULL;

  report_format_from_name (self->output, &format);
  bytes = report_print (format, about, error);
  if (bytes == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  return signer != NULL ? report_sign_save (bytes, signer, self->output, TRUE, about->made, error)
                        : report_format_save (bytes, self->output, TRUE, error);
}

static gpointer
report_on_worker (ModelJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  Order *self = data;
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (PkiTrust) trust = model_trust_load (self->trust);
  g_autoptr (PkiFetch) fetch = model_trust_new_fetch (self->trust, ANSWER_TIMEOUT);
  g_autoptr (PkiService) service = pki_service_new (fetch);
  g_autoptr (ReportCase) about = report_case_new (trust, now, now);
  g_autoptr (PkiSigner) signer = NULL;

  if (!check_output (self, error))
    return NULL;
  /* First: whoever mistyped the password does not wait for the report. */
  if (self->key != NULL && (signer = model_key_open (self->key, cancellable, error)) == NULL)
    return NULL;
  if (!judge_all (self, about, &(PadesVerifyRequest){trust, now, service, report_render_see, NULL},
                  cancellable, error))
    return NULL;
  about->asked = TRUE;
  return write_report (self, about, signer, cancellable, error) ? g_strdup (self->output) : NULL;
}

static void
unref_secret (gpointer data)
{
  if (data != NULL)
    g_bytes_unref (data);
}

/**
 * model_report_start:
 * @request: what to report
 * @cancellable: (nullable): a cancellable
 * @callback: called when the report is there or cannot be
 * @user_data: for @callback
 *
 * Judges a document, or many files, and writes the report on them.
 */
void
model_report_start (const ModelReportRequest *request,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  GBytes *secret = request->document != NULL ? model_document_get_secret (request->document) : NULL;
  const char *path = NULL;
  Order *order = g_new0 (Order, 1);

  if (request->document != NULL)
    path = model_document_get_path (request->document);
  order->paths = path != NULL ? g_strdupv ((char *[]){(char *) path, NULL})
                              : g_strdupv ((char **) request->paths);
  order->explain = path != NULL ? NULL : request->explain;
  order->trust = g_strdup (request->trust);
  order->output = g_strdup (request->output);
  if (request->certificate != NULL)
    order->key = model_key_new (request->certificate, request->password);
  order->secrets = g_ptr_array_new_with_free_func (unref_secret);
  for (guint i = 0; order->paths[i] != NULL; i++)
    {
      if (path == NULL && request->secrets != NULL)
        secret = g_ptr_array_index (request->secrets, i);
      g_ptr_array_add (order->secrets, secret != NULL ? g_bytes_ref (secret) : NULL);
    }
  model_job_start (NULL,
                   &(ModelWork){
                       .func = report_on_worker,
                       .data = order,
                       .data_free = order_free,
                       .result_free = g_free,
                   },
                   NULL, cancellable, callback, user_data);
}

/**
 * model_report_finish:
 * @result: what the callback got
 * @error: return location for an error of reading, judging, signing or writing
 *
 * Takes the outcome of model_report_start().
 *
 * Returns: whether the report is there
 */
gboolean
model_report_finish (GAsyncResult *result, GError **error)
{
  g_autofree char *output = model_job_finish (result, error);

  return output != NULL;
}
