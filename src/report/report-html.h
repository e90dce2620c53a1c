/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report-case.h"

G_BEGIN_DECLS

/* One page that needs nothing besides itself: no script, no other file, no address. */
char       *report_html_print     (const ReportCase *self);
const char *report_html_get_style (void);

G_END_DECLS
