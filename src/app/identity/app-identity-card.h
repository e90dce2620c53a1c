/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-account.h"

G_BEGIN_DECLS

#define APP_TYPE_IDENTITY_CARD (app_identity_card_get_type ())
G_DECLARE_FINAL_TYPE (AppIdentityCard, app_identity_card, APP, IDENTITY_CARD, AdwBin)

/* Whether the person's identity is verified on the platform, and the way to there. */
void app_identity_card_set_account (AppIdentityCard *self,
                                    ModelAccount    *account);

G_END_DECLS
