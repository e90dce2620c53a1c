/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-application.h"

G_BEGIN_DECLS

#define APP_TYPE_APPLY_CODE (app_apply_code_get_type ())
G_DECLARE_FINAL_TYPE (AppApplyCode, app_apply_code, APP, APPLY_CODE, AdwBin)

/* The code for the phone, and in words how far the identification is; after the phone's part, that
 * the person's signature is wanted. Its buttons are actions of the window. */
void app_apply_code_set_application (AppApplyCode     *self,
                                     ModelApplication *application,
                                     gboolean          embedded);
/* As far as the application is now. */
void app_apply_code_update          (AppApplyCode *self);

G_END_DECLS
