/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-report.h"

#include "client-fetch.h"
#include "model-job.h"
#include "model-secret.h"
#include "model-trust.h"
#include "pdf-error.h"
#include "report-format.h"
#include "report-pdf.h"

/* Seconds for one question to an issuer. */
#define ANSWER_TIMEOUT 10

typedef struct {
  char *path;
  char *trust;
  char *output;
  GBytes *secret; /* or NULL */
} Order;

static void
order_free (gpointer data)
{
  Order *self = data;

  g_clear_pointer (&self->secret, g_bytes_unref);
  g_free (self->path);
  g_free (self->trust);
  g_free (self->output);
  g_free (self);
}

static ReportEntry *
judge (const Order *self, const PadesVerifyRequest *request, GError **error)
{
  const char *password = self->secret != NULL ? model_secret_peek (self->secret) : NULL;
  g_autoptr (PdfFile) file = pdf_file_open_with_password (self->path, password, NULL, error);
  PadesReport *report = file != NULL ? pades_verify_by (file, request, NULL, error) : NULL;

  return report != NULL ? report_entry_new (self->path, file, report) : NULL;
}

static gboolean
write_report (const Order *self, const ReportCase *about, GError **error)
{
  ReportFormat format = REPORT_FORMAT_PDF;
  g_autoptr (GBytes) bytes = NULL;

  report_format_from_name (self->output, &format);
  bytes = format == REPORT_FORMAT_PDF ? report_pdf_draw (about, error)
                                      : report_format_print (format, about);
  return bytes != NULL && report_format_save (bytes, self->output, TRUE, error);
}

static gpointer
report_on_worker (ModelJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  const Order *self = data;
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (PkiTrust) trust = model_trust_load (self->trust);
  g_autoptr (PkiFetch) fetch = client_fetch_new (ANSWER_TIMEOUT);
  g_autoptr (PkiService) service = pki_service_new (fetch);
  g_autoptr (ReportCase) about = report_case_new (trust, now, now);
  ReportEntry *entry = NULL;

  if (report_format_is_same (self->path, self->output))
    {
      g_set_error (error, PDF_ERROR, PDF_ERROR_SAME_FILE, "%s", self->output);
      return NULL;
    }
  entry = judge (self, &(PadesVerifyRequest){trust, now, service}, error);
  if (entry == NULL)
    return NULL;
  g_ptr_array_add (about->entries, entry);
  about->asked = TRUE;
  about->password = self->secret != NULL ? model_secret_peek (self->secret) : NULL;
  return write_report (self, about, error) ? g_strdup (self->output) : NULL;
}

/**
 * model_report_start:
 * @document: what to report on
 * @trust: folder of the roots that the user trusts, see [class@ModelTrust]
 * @output: where to, replacing what is there; its name ends in .pdf, .html, .json or .xml
 * @cancellable: (nullable): a cancellable
 * @callback: called when the report is there or cannot be
 * @user_data: for @callback
 *
 * Judges a document and writes the report on it.
 */
void
model_report_start (ModelDocument *document,
                    const char *trust,
                    const char *output,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  GBytes *secret = model_document_get_secret (document);
  Order *order = g_new0 (Order, 1);

  order->path = g_strdup (model_document_get_path (document));
  order->trust = g_strdup (trust);
  order->output = g_strdup (output);
  order->secret = secret != NULL ? g_bytes_ref (secret) : NULL;
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
 * @error: return location for an error of reading, judging or writing
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
