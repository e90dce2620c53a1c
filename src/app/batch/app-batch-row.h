/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model-batch.h"

G_BEGIN_DECLS

#define APP_TYPE_BATCH_ROW (app_batch_row_get_type ())
G_DECLARE_FINAL_TYPE (AppBatchRow, app_batch_row, APP, BATCH_ROW, GtkListBoxRow)

/* A file of a batch: what state it is in, in words and with an icon, and all that stands against
 * signing it. Action "batch.remove" takes its path. */
GtkWidget *app_batch_row_new (ModelBatchFile *file);

/* What its state is called, for tables. */
const char *app_batch_state_words (ModelBatchState state);

G_END_DECLS
