/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-report.h"

G_BEGIN_DECLS

void cli_report_print_json (const char        *file,
                            const PadesReport *report);
/* A file that cannot be judged: the same object with an "error" and nothing known. */
void cli_report_print_json_error (const char   *file,
                                  const GError *error);

G_END_DECLS
