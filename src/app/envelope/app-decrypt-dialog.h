/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-certificates.h"

G_BEGIN_DECLS

#define APP_TYPE_DECRYPT_DIALOG (app_decrypt_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppDecryptDialog, app_decrypt_dialog, APP, DECRYPT_DIALOG, AdwWindow)

/* Opens a file that was encrypted to a certificate of the user's. */
gboolean          app_decrypt_dialog_wants (GFile *file);
AppDecryptDialog *app_decrypt_dialog_new   (GtkWindow         *parent,
                                            ModelCertificates *own,
                                            GFile             *file);

G_END_DECLS
