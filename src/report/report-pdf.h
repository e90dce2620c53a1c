/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report-case.h"

G_BEGIN_DECLS

/* The report on paper, A4, with pictures of the pages. */
GBytes *report_pdf_draw (const ReportCase *self,
                         GError          **error);

G_END_DECLS
