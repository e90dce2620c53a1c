/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define APP_TYPE_BATCH_FOLDER (app_batch_folder_get_type ())
G_DECLARE_FINAL_TYPE (AppBatchFolder, app_batch_folder, APP, BATCH_FOLDER, AdwBin)

/* Where signed files go; remembered. Signal "changed". */
void app_batch_folder_load (AppBatchFolder *self,
                            GSettings      *settings);
/* NULL: beside each document. */
const char *app_batch_folder_get  (AppBatchFolder *self);

G_END_DECLS
