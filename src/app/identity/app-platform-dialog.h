/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-platform.h"

G_BEGIN_DECLS

#define APP_TYPE_PLATFORM_DIALOG (app_platform_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppPlatformDialog, app_platform_dialog, APP, PLATFORM_DIALOG, AdwWindow)

/* Which platform to work with, how it is reached, and whether it is the one it says. */
AppPlatformDialog *app_platform_dialog_new (GtkWindow     *parent,
                                            ModelPlatform *platform);

G_END_DECLS
