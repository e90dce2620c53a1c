/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-account.h"

G_BEGIN_DECLS

#define APP_TYPE_LOGIN_DIALOG (app_login_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppLoginDialog, app_login_dialog, APP, LOGIN_DIALOG, AdwWindow)

/* Logs in to the platform, or opens an account there. Signal "entered" before it closes. */
AppLoginDialog *app_login_dialog_new (GtkWindow    *parent,
                                      ModelAccount *account);

G_END_DECLS
