/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-report.h"

G_BEGIN_DECLS

/* What permitted additions hide of what was signed. */

/* Says it of each signature. FALSE only when cancelled. */
gboolean pades_covered_judge (PadesReport              *report,
                              PdfFile                  *file,
                              const PadesVerifyRequest *request,
                              GCancellable             *cancellable,
                              GError                  **error);

G_END_DECLS
