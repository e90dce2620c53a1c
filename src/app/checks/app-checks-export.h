/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model-checks.h"

G_BEGIN_DECLS

/* Asks for a place and writes all verdicts there: a table for spreadsheets, or what the command
 * line's --json says of each file. */
void app_checks_export_table (GtkWindow *parent, ModelChecks *checks);
void app_checks_export_json (GtkWindow *parent, ModelChecks *checks);

G_END_DECLS
