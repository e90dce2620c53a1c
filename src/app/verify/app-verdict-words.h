/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report-verdict.h"

G_BEGIN_DECLS

/* How an answer looks in a window; what it says is in report-words. */
const char *app_verdict_state_icon  (ReportState state);
const char *app_verdict_state_class (ReportState state);

G_END_DECLS
