/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-compare.h"
#include "report-case.h"

G_BEGIN_DECLS

/* What was added after the signatures of a report's files, as it is seen: each comparison is made
 * once, however often the report is laid out, and all of them together draw a bounded number of
 * pages. */
typedef struct _ReportLooks ReportLooks;

/* The password is lent. */
ReportLooks           *report_looks_new        (const char           *password);
void                   report_looks_free       (ReportLooks          *self);
const PadesComparison *report_looks_get        (ReportLooks          *self,
                                                const ReportEntry    *entry,
                                                const PadesSignature *signature);
PadesRender           *report_looks_get_render (ReportLooks          *self,
                                                const ReportEntry    *entry);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReportLooks, report_looks_free)

G_END_DECLS
