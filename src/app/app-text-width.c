/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-text-width.h"

/* 1024ths of a dot per inch, as GTK has it; no desktop offers text of more than thrice the size. */
#define USUAL_DPI (96 * 1024)
#define MAX_TIMES 4

/**
 * app_text_width:
 * @widget: on the screen in question
 * @usual: pixels, at the usual text size
 *
 * Widens a size that is given in pixels with the text: large text needs more room for the same
 * words.
 *
 * Returns: pixels
 */
int
app_text_width (GtkWidget *widget, int usual)
{
  int dpi = -1;

  g_object_get (gtk_widget_get_settings (widget), "gtk-xft-dpi", &dpi, NULL);
  return (int) ((gint64) usual * CLAMP (dpi, USUAL_DPI, MAX_TIMES * USUAL_DPI) / USUAL_DPI);
}

/* Of the screen on which a window will stand; a desktop's own bars take some of it. */
static void
get_room (GtkWindow *window, GdkRectangle *room)
{
  GListModel *monitors = gdk_display_get_monitors (gtk_widget_get_display (GTK_WIDGET (window)));
  g_autoptr (GdkMonitor) first = g_list_model_get_item (monitors, 0);

  *room = (GdkRectangle){.width = G_MAXINT, .height = G_MAXINT};
  if (first == NULL)
    return;
  gdk_monitor_get_geometry (first, room);
  room->width = room->width * 9 / 10;
  room->height = room->height * 9 / 10;
}

/* Down to the first one; none is in another. */
static AdwClamp *
find_clamp (GtkWidget *widget)
{
  AdwClamp *found = ADW_IS_CLAMP (widget) ? ADW_CLAMP (widget) : NULL;

  for (GtkWidget *each = gtk_widget_get_first_child (widget); each != NULL && found == NULL;
       each = gtk_widget_get_next_sibling (each))
    found = find_clamp (each);
  return found;
}

/**
 * app_text_resize:
 * @window: not presented yet, with a default size and what clamps its content for the usual text
 *
 * Enlarges the default size with the text, as far as the screen goes; never makes it smaller. Its
 * content may be wider with the text, too.
 */
void
app_text_resize (GtkWindow *window)
{
  AdwClamp *clamp = find_clamp (GTK_WIDGET (window));
  GdkRectangle room;
  int width, height;

  get_room (window, &room);
  gtk_window_get_default_size (window, &width, &height);
  if (width > 0)
    width = MAX (width, MIN (app_text_width (GTK_WIDGET (window), width), room.width));
  if (height > 0)
    height = MAX (height, MIN (app_text_width (GTK_WIDGET (window), height), room.height));
  gtk_window_set_default_size (window, width, height);
  if (clamp != NULL)
    adw_clamp_set_maximum_size (
        clamp, app_text_width (GTK_WIDGET (clamp), adw_clamp_get_maximum_size (clamp)));
}
