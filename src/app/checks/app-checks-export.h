/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model-checks.h"
#include "model-trust.h"

G_BEGIN_DECLS

/* Asks for a place and writes all verdicts there: a table for spreadsheets, or what the command
 * line's --json says of each file. */
void app_checks_export_table (GtkWindow *parent, ModelChecks *checks);
void app_checks_export_json (GtkWindow *parent, ModelChecks *checks);
/* A report on all files, which are judged anew: form is "pdf" or "html". */
void app_checks_export_report (GtkWindow *parent,
                               ModelChecks *checks,
                               ModelTrust *trust,
                               const char *form);

G_END_DECLS
