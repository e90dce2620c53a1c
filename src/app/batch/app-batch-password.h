/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-batch.h"

G_BEGIN_DECLS

#define APP_TYPE_BATCH_PASSWORD (app_batch_password_get_type ())
G_DECLARE_FINAL_TYPE (AppBatchPassword, app_batch_password, APP, BATCH_PASSWORD, AdwMessageDialog)

/* Asks for the password of one file, which may be that of others, too. */
GtkWindow *app_batch_password_new (GtkWindow      *parent,
                                   ModelBatch     *batch,
                                   ModelBatchFile *file);

G_END_DECLS
