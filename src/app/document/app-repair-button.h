/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define APP_TYPE_REPAIR_BUTTON (app_repair_button_get_type ())
G_DECLARE_FINAL_TYPE (AppRepairButton, app_repair_button, APP, REPAIR_BUTTON, GtkButton)

/* Makes a repaired copy of a damaged file beside it and opens that; "failed" tells why it cannot.
 * Hidden where there is nothing to repair. */
void app_repair_button_set (AppRepairButton *self,
                            const char      *path,
                            const GError    *error);

G_END_DECLS
