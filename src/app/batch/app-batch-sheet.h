/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app-application.h"
#include "model-batch.h"

G_BEGIN_DECLS

#define APP_TYPE_BATCH_SHEET (app_batch_sheet_get_type ())
G_DECLARE_FINAL_TYPE (AppBatchSheet, app_batch_sheet, APP, BATCH_SHEET, AdwWindow)

/* Asks for certificate and password once for all files; it goes away when signing has begun. */
GtkWindow *app_batch_sheet_new (GtkWindow      *parent,
                                ModelBatch     *batch,
                                AppApplication *application);

G_END_DECLS
