/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model-batch.h"

G_BEGIN_DECLS

/* Asks for a file name, and writes there what became of each file: a table for spreadsheets. */
void app_batch_export (GtkWindow  *parent,
                       ModelBatch *batch);

G_END_DECLS
