/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-account.h"

G_BEGIN_DECLS

#define APP_TYPE_ACCOUNT_WINDOW (app_account_window_get_type ())
G_DECLARE_FINAL_TYPE (AppAccountWindow, app_account_window, APP, ACCOUNT_WINDOW, AdwWindow)

/* What the person has on the platform: certificates, devices, consents. */
AppAccountWindow *app_account_window_new (GtkWindow    *parent,
                                          ModelAccount *account);

G_END_DECLS
