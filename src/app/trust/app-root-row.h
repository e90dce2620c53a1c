/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-root.h"

G_BEGIN_DECLS

#define APP_TYPE_ROOT_ROW (app_root_row_get_type ())
G_DECLARE_FINAL_TYPE (AppRootRow, app_root_row, APP, ROOT_ROW, AdwActionRow)

/* A root in words, with what can be done to it: signals "inspect" and "remove". */
GtkWidget *app_root_row_new (ModelRoot *root);
ModelRoot *app_root_row_get_root (AppRootRow *self);

G_END_DECLS
