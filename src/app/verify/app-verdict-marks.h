/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app-page-view.h"
#include "model-pretence.h"
#include "report-verdict.h"

G_BEGIN_DECLS

#define APP_TYPE_VERDICT_MARKS (app_verdict_marks_get_type ())
G_DECLARE_FINAL_TYPE (AppVerdictMarks, app_verdict_marks, APP, VERDICT_MARKS, GObject)

/* The marks of signatures on the pages: a picture there can say anything, so what was found out
 * about the signature is told over it; and over what looks like a mark, that it is none. Signal
 * "chosen" (guint index): the mark of that signature of the report was pressed, or of G_MAXUINT: of
 * none. The view is not kept. */
AppVerdictMarks *app_verdict_marks_new  (AppPageView       *view);
/* Of this report and these ReportPretence, which are not kept; NULL takes them off. */
void app_verdict_marks_show (AppVerdictMarks   *self,
                             const PadesReport *report,
                             const GArray      *pretences);

G_END_DECLS
