/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model-recent.h"

G_BEGIN_DECLS

#define APP_TYPE_RECENT_ROW (app_recent_row_get_type ())
G_DECLARE_FINAL_TYPE (AppRecentRow, app_recent_row, APP, RECENT_ROW, GtkListBoxRow)

/* A document that was open: its first page, name, folder, size and when. */
GtkWidget       *app_recent_row_new      (ModelRecentFile *file);
ModelRecentFile *app_recent_row_get_file (AppRecentRow    *self);

G_END_DECLS
