/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app-room-row.h"

struct _AppRoomRow {
  GtkListBoxRow parent_instance;

  const char *name;

  GtkWidget *icon;
  GtkWidget *label;
  GtkWidget *badge;
};

G_DEFINE_FINAL_TYPE (AppRoomRow, app_room_row, GTK_TYPE_LIST_BOX_ROW)

static void
app_room_row_class_init (AppRoomRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/vermilion/Vermilion/window/app-room-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AppRoomRow, icon);
  gtk_widget_class_bind_template_child (widget_class, AppRoomRow, label);
  gtk_widget_class_bind_template_child (widget_class, AppRoomRow, badge);
}

static void
app_room_row_init (AppRoomRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * app_room_row_new:
 * @name: the room's name in actions; a static string
 * @title: what people call it
 * @icon: the name of a symbolic icon
 *
 * Makes a row.
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
app_room_row_new (const char *name, const char *title, const char *icon)
{
  AppRoomRow *self = g_object_new (APP_TYPE_ROOM_ROW, NULL);

  self->name = name;
  gtk_label_set_label (GTK_LABEL (self->label), title);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), icon);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  return GTK_WIDGET (self);
}

/**
 * app_room_row_get_name:
 * @self: the row
 *
 * Returns: the room's name in actions
 */
const char *
app_room_row_get_name (AppRoomRow *self)
{
  g_return_val_if_fail (APP_IS_ROOM_ROW (self), NULL);
  return self->name;
}

/**
 * app_room_row_get_title:
 * @self: the row
 *
 * Returns: what people call the room
 */
const char *
app_room_row_get_title (AppRoomRow *self)
{
  g_return_val_if_fail (APP_IS_ROOM_ROW (self), NULL);
  return gtk_label_get_label (GTK_LABEL (self->label));
}

/**
 * app_room_row_set_count:
 * @self: the row
 * @count: how much waits there; 0 shows nothing
 *
 * Sets the badge.
 */
void
app_room_row_set_count (AppRoomRow *self, guint count)
{
  g_autofree char *text = g_strdup_printf ("%u", count);

  g_return_if_fail (APP_IS_ROOM_ROW (self));
  gtk_label_set_label (GTK_LABEL (self->badge), text);
  gtk_widget_set_visible (self->badge, count > 0);
}
