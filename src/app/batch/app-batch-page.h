/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app-application.h"

G_BEGIN_DECLS

#define APP_TYPE_BATCH_PAGE (app_batch_page_get_type ())
G_DECLARE_FINAL_TYPE (AppBatchPage, app_batch_page, APP, BATCH_PAGE, AdwBin)

/* The room where many files are signed at once. Actions: "batch.add", "batch.paste", "batch.clear",
 * "batch.remove" (of an address), "batch.sign", "batch.cancel", "batch.retry" and "batch.export". */
GtkWidget *app_batch_page_new (AppApplication *application);

G_END_DECLS
