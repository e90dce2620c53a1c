/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define APP_TYPE_STRENGTH (app_strength_get_type ())
G_DECLARE_FINAL_TYPE (AppStrength, app_strength, APP, STRENGTH, GtkBox)

/* How strong a password is that is being chosen, and whether it was typed twice alike. */
gboolean app_strength_check (AppStrength *self,
                             const char  *password,
                             const char  *again);

G_END_DECLS
