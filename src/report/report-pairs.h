/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report-looks.h"
#include "report-sheet.h"

G_BEGIN_DECLS

/* Pages that look different from what was signed, before and after side by side, with frames around
 * what differs. budget: how many more pictures there may be in the report; it is counted down. */
void report_pairs_add (ReportSheet          *sheet,
                       ReportLooks          *looks,
                       const ReportEntry    *entry,
                       const PadesSignature *signature,
                       gboolean              paint,
                       guint                *budget);

G_END_DECLS
