/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-account.h"

G_BEGIN_DECLS

#define APP_TYPE_SPACE_SWITCHER (app_space_switcher_get_type ())
G_DECLARE_FINAL_TYPE (AppSpaceSwitcher, app_space_switcher, APP, SPACE_SWITCHER, AdwBin)

/* Whose digital space it is: the person's own or an enterprise's, and the way to another one.
 * Hidden while nobody is logged in. */
void app_space_switcher_set_account (AppSpaceSwitcher *self,
                                     ModelAccount     *account);

G_END_DECLS
