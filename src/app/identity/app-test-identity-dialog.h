/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-certificates.h"

G_BEGIN_DECLS

#define APP_TYPE_TEST_IDENTITY_DIALOG (app_test_identity_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppTestIdentityDialog,
                      app_test_identity_dialog,
                      APP,
                      TEST_IDENTITY_DIALOG,
                      AdwWindow)

/* Makes an identity to try things with. Signal "added" (ModelCertificate) before it closes. */
AppTestIdentityDialog *app_test_identity_dialog_new (GtkWindow         *parent,
                                                     ModelCertificates *certificates);

G_END_DECLS
