/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-trust.h"

G_BEGIN_DECLS

#define APP_TYPE_TRUST_DIALOG (app_trust_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppTrustDialog, app_trust_dialog, APP, TRUST_DIALOG, AdwWindow)

/* Shows an authority's fingerprint, says what trusting it means, and trusts it once the user has
 * compared. */
void app_trust_dialog_ask (GtkWindow *parent,
                           ModelTrust *trust,
                           PkiCertificate *root,
                           PkiRootSource source,
                           const char *origin);
/* The same for those at the top of a file of certificates. */
void app_trust_dialog_ask_file (GtkWindow *parent, ModelTrust *trust, GFile *file);
/* The same for a file that is asked for first. */
void app_trust_dialog_choose (GtkWindow *parent, ModelTrust *trust);

G_END_DECLS
