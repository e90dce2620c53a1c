/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gmodule.h>

#include "cli-module.h"
#include "report-pretence.h"
#include "report-print.h"

G_MODULE_EXPORT const CliReportModule cli_module = {report_print, report_pretence_seek};
