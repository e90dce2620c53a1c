/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-account.h"

G_BEGIN_DECLS

#define APP_TYPE_CLAIM_DIALOG (app_claim_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppClaimDialog, app_claim_dialog, APP, CLAIM_DIALOG, AdwWindow)

/* The person represents an enterprise, by law: its name and its code. Over its space from then on.
 * before: a claim that is made anew, or NULL. */
AppClaimDialog *app_claim_dialog_new (GtkWindow              *parent,
                                      ModelAccount           *account,
                                      const WireOrganisation *before);

G_END_DECLS
