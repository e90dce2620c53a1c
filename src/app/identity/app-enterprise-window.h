/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-account.h"

G_BEGIN_DECLS

#define APP_TYPE_ENTERPRISE_WINDOW (app_enterprise_window_get_type ())
G_DECLARE_FINAL_TYPE (AppEnterpriseWindow, app_enterprise_window, APP, ENTERPRISE_WINDOW, AdwWindow)

/* The enterprise whose space it is: what is on record, and who may do what. */
AppEnterpriseWindow *app_enterprise_window_new (GtkWindow    *parent,
                                                ModelAccount *account);

G_END_DECLS
