/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-account.h"

G_BEGIN_DECLS

#define APP_TYPE_ACCOUNT_LINK (app_account_link_get_type ())
G_DECLARE_FINAL_TYPE (AppAccountLink, app_account_link, APP, ACCOUNT_LINK, AdwWindow)

/* Links the account with the platform's portal: its password first, then the person logs in there.
 * Signal "linked". */
AppAccountLink *app_account_link_new (GtkWindow    *parent,
                                      ModelAccount *account);

G_END_DECLS
