/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-account.h"

G_BEGIN_DECLS

#define APP_TYPE_ACCOUNT_WAYS (app_account_ways_get_type ())
G_DECLARE_FINAL_TYPE (AppAccountWays, app_account_ways, APP, ACCOUNT_WAYS, AdwBin)

/* What logs the person in: a password, their certificates, portals; portals are linked and unlinked
 * here, and one way always stays. */
void app_account_ways_set_account (AppAccountWays *self,
                                   ModelAccount   *account);

G_END_DECLS
