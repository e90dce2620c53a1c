/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-peek.h"

#include <adwaita.h>

/* GTK 4.8 takes a button's name from what is in it before it looks at the tooltip, and libadwaita's
 * has a picture in it: it was read out as “GtkImage”. */
static void
take_name (GtkWidget *button)
{
  const char *name = gtk_widget_get_tooltip_text (button);

  if (name != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    -1);
}

static void
name_buttons (GtkWidget *widget, gboolean inside)
{
  inside = inside || ADW_IS_PASSWORD_ENTRY_ROW (widget);
  if (inside && GTK_IS_BUTTON (widget))
    {
      g_signal_handlers_disconnect_by_func (widget, take_name, NULL);
      g_signal_connect (widget, "notify::tooltip-text", G_CALLBACK (take_name), NULL);
      take_name (widget);
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    name_buttons (child, inside);
}

static void
mapped (GtkWidget *window)
{
  name_buttons (window, FALSE);
}

static void
windows_changed (GListModel *windows, guint position, guint removed, guint added)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      g_signal_connect (window, "map", G_CALLBACK (mapped), NULL);
    }
}

/**
 * app_peek_watch:
 *
 * Has the buttons named; once, before there is any window.
 */
void
app_peek_watch (void)
{
  g_signal_connect (gtk_window_get_toplevels (), "items-changed", G_CALLBACK (windows_changed),
                    NULL);
}
