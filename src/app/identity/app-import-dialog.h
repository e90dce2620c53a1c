/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-certificates.h"

G_BEGIN_DECLS

#define APP_TYPE_IMPORT_DIALOG (app_import_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppImportDialog, app_import_dialog, APP, IMPORT_DIALOG, AdwWindow)

/* Takes a PKCS#12 file in. Signal "added" (ModelCertificate) before it closes. */
AppImportDialog *app_import_dialog_new (GtkWindow         *parent,
                                        ModelCertificates *certificates);

G_END_DECLS
