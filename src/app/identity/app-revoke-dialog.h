/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define APP_TYPE_REVOKE_DIALOG (app_revoke_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppRevokeDialog, app_revoke_dialog, APP, REVOKE_DIALOG, AdwWindow)

/* Why a certificate is to end for good, and since when. Signal "confirmed" before it closes. */
AppRevokeDialog *app_revoke_dialog_new        (GtkWindow       *parent,
                                               const char      *serial);
const char      *app_revoke_dialog_get_serial (AppRevokeDialog *self);
/* CRLReason (RFC 5280, 5.3.1). */
int              app_revoke_dialog_get_reason (AppRevokeDialog *self);
/* Seconds since 1970; 0: from now on. */
gint64           app_revoke_dialog_get_since  (AppRevokeDialog *self);

G_END_DECLS
