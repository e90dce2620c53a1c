/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model-check.h"

G_BEGIN_DECLS

#define APP_TYPE_CHECK_ROW (app_check_row_get_type ())
G_DECLARE_FINAL_TYPE (AppCheckRow, app_check_row, APP, CHECK_ROW, GtkBox)

/* A file and its verdict in words; one row shows one file after another as the list scrolls. */
GtkWidget *app_check_row_new (void);
void app_check_row_set_check (AppCheckRow *self, ModelCheck *check);

G_END_DECLS
