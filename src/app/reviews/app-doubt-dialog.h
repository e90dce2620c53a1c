/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-reviews.h"

G_BEGIN_DECLS

#define APP_TYPE_DOUBT_DIALOG (app_doubt_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppDoubtDialog, app_doubt_dialog, APP, DOUBT_DIALOG, AdwWindow)

/* Where an operator finds an enterprise that was decided on, and puts it in doubt. */
AppDoubtDialog *app_doubt_dialog_new (GtkWindow     *parent,
                                      ModelPlatform *platform,
                                      ModelReviews  *reviews);

G_END_DECLS
