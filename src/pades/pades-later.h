/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-exam.h"

G_BEGIN_DECLS

/* What came after each signature of a file. */
gboolean pades_later_judge (PadesReport   *report,
                            PdfFile       *file,
                            GPtrArray     *exams,
                            GCancellable  *cancellable,
                            GError       **error);

G_END_DECLS
