/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define APP_TYPE_ROOM_ROW (app_room_row_get_type ())
G_DECLARE_FINAL_TYPE (AppRoomRow, app_room_row, APP, ROOM_ROW, GtkListBoxRow)

/* A room in the sidebar: icon, name, and how much waits there. */
GtkWidget *app_room_row_new (const char *name, const char *title, const char *icon);
const char *app_room_row_get_name (AppRoomRow *self);
const char *app_room_row_get_title (AppRoomRow *self);
void app_room_row_set_count (AppRoomRow *self, guint count);

G_END_DECLS
