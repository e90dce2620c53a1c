/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-document.h"

G_BEGIN_DECLS

/* A verification report on a document, in the form that the output's name tells. The document is
 * judged anew: the report is about the file as it is then. */
void     model_report_start  (ModelDocument       *document,
                              const char          *trust,
                              const char          *output,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data);
gboolean model_report_finish (GAsyncResult        *result,
                              GError             **error);

G_END_DECLS
