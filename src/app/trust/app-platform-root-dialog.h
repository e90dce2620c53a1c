/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-trust.h"

G_BEGIN_DECLS

#define APP_TYPE_PLATFORM_ROOT_DIALOG (app_platform_root_dialog_get_type ())
G_DECLARE_FINAL_TYPE (
    AppPlatformRootDialog, app_platform_root_dialog, APP, PLATFORM_ROOT_DIALOG, AdwWindow)

/* Asks where a platform is, fetches its root, and then whether that is to be trusted. */
AppPlatformRootDialog *app_platform_root_dialog_new (GtkWindow *parent, ModelTrust *trust);

G_END_DECLS
