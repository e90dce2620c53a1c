/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-report.h"

G_BEGIN_DECLS

GArray *pades_stamp_list (PdfFile            *file,
                          const PadesReport  *report,
                          GCancellable       *cancellable,
                          GError            **error);

G_END_DECLS
