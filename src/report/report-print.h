/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report-format.h"

G_BEGIN_DECLS

/* In any form. */
GBytes *report_print (ReportFormat       format,
                      const ReportCase  *about,
                      GError           **error);

G_END_DECLS
