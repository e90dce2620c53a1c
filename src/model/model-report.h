/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-certificate.h"
#include "model-document.h"
#include "report-case.h"

G_BEGIN_DECLS

/* What is to be reported, and where to. Everything is copied. */
typedef struct {
  ModelDocument    *document;    /* with its password; or NULL for these: */
  const char *const *paths;      /* of many files; what cannot be judged is reported as such */
  GPtrArray        *secrets;     /* GBytes or NULL, one for each: their passwords; or NULL */
  void            (*explain) (const GError *error,
                              ReportEntry  *entry); /* why not, in words; on any thread */
  const char       *trust;       /* folder of the roots that the user trusts, see ModelTrust */
  const char       *output;      /* replaced when it is there; ends in .pdf, .html, .json or .xml */
  ModelCertificate *certificate; /* whose key signs the report, a PDF then; or NULL */
  GBytes           *password;    /* or PIN: model_secret_new(); NULL for a PIN pad */
} ModelReportRequest;

/* A verification report on a document, in the form that the output's name tells. The document is
 * judged anew: the report is about the file as it is then. */
void     model_report_start  (const ModelReportRequest *request,
                              GCancellable             *cancellable,
                              GAsyncReadyCallback       callback,
                              gpointer                  user_data);
gboolean model_report_finish (GAsyncResult             *result,
                              GError                  **error);

G_END_DECLS
