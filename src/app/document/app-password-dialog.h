/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define APP_TYPE_PASSWORD_DIALOG (app_password_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppPasswordDialog, app_password_dialog, APP, PASSWORD_DIALOG, AdwMessageDialog)

/* Asks for the password of one file among many, which may be that of others, too. Signal "given"
 * with it and with whether it is to be tried on all that need one. */
GtkWindow *app_password_dialog_new (GtkWindow  *parent,
                                    const char *path,
                                    guint       n_locked,
                                    gboolean    tried);

G_END_DECLS
