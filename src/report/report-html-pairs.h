/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report-looks.h"

G_BEGIN_DECLS

/* What a page of HTML may still carry of pictures. */
typedef struct {
  guint left; /* pictures */
  gsize room; /* bytes */
} ReportHtmlBudget;

/* Pages that look different from what was signed, before and after side by side, in the page
 * itself. The budget is counted down. */
void report_html_pairs_add (GString              *html,
                            ReportLooks          *looks,
                            const ReportEntry    *entry,
                            const PadesSignature *signature,
                            ReportHtmlBudget     *budget);

G_END_DECLS
