/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-tokens.h"

G_BEGIN_DECLS

#define APP_TYPE_DRIVER_DIALOG (app_driver_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppDriverDialog, app_driver_dialog, APP, DRIVER_DIALOG, AdwWindow)

/* Names the driver of a token, remembers it, and tells whether it works and what it finds. */
GtkWindow *app_driver_dialog_new (GtkWindow   *parent,
                                  ModelTokens *tokens,
                                  GSettings   *settings);

G_END_DECLS
