/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-seals.h"

G_BEGIN_DECLS

#define APP_TYPE_SEAL_DIALOG (app_seal_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppSealDialog, app_seal_dialog, APP, SEAL_DIALOG, AdwWindow)

/* Draws a round seal, with a preview that follows what is typed, and adds it to the list. */
GtkWindow *app_seal_dialog_new (GtkWindow  *parent,
                                ModelSeals *seals);

G_END_DECLS
