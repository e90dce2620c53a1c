/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define APP_TYPE_REVOKE_DIALOG (app_revoke_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppRevokeDialog, app_revoke_dialog, APP, REVOKE_DIALOG, AdwWindow)

AppRevokeDialog *app_revoke_dialog_new (GtkWindow *parent, const char *serial);

G_END_DECLS
