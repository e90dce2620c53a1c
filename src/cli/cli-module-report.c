/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gmodule.h>

#include "cli-module.h"
#include "report-pdf.h"

G_MODULE_EXPORT const CliReportModule cli_module = {report_pdf_draw};
