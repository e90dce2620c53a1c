/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-seals.h"

G_BEGIN_DECLS

#define APP_TYPE_SEAL_IMPORT_DIALOG (app_seal_import_dialog_get_type ())
G_DECLARE_FINAL_TYPE (
    AppSealImportDialog, app_seal_import_dialog, APP, SEAL_IMPORT_DIALOG, AdwWindow)

/* Shows what becomes of a picture and adds it to the list as a seal. */
GtkWindow *app_seal_import_dialog_new (GtkWindow  *parent,
                                       ModelSeals *seals,
                                       GFile      *file);

G_END_DECLS
