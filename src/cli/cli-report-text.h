/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-report.h"

G_BEGIN_DECLS

/* The verdict in plain words and in the user's language. */
void cli_report_print_text (const char        *file,
                            const PadesReport *report);

G_END_DECLS
