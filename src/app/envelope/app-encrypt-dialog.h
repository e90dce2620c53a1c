/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-certificates.h"
#include "model-document.h"

G_BEGIN_DECLS

#define APP_TYPE_ENCRYPT_DIALOG (app_encrypt_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppEncryptDialog, app_encrypt_dialog, APP, ENCRYPT_DIALOG, AdwWindow)

/* Asks who may read a copy of a file, and writes it. */
AppEncryptDialog *app_encrypt_dialog_new (GtkWindow         *parent,
                                          ModelCertificates *own,
                                          ModelDocument     *document);

G_END_DECLS
