/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-account.h"

G_BEGIN_DECLS

#define APP_TYPE_APPLY_LOGIN (app_apply_login_get_type ())
G_DECLARE_FINAL_TYPE (AppApplyLogin, app_apply_login, APP, APPLY_LOGIN, AdwBin)

/* Who applies, and their way back where their session ends meanwhile: out of sight until then.
 * Signals "out", "in" when the same person is back, and "gone" when somebody else is there. */
void app_apply_login_begin (AppApplyLogin *self,
                            ModelAccount  *account);
/* Nobody has to come back any more. */
void app_apply_login_rest  (AppApplyLogin *self);

G_END_DECLS
