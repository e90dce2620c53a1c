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

/**
 * app_text_resize:
 * @window: not presented yet, with a default size for the usual text
 *
 * Enlarges the default size with the text, as far as the screen goes; never makes it smaller.
 */
void
app_text_resize (GtkWindow *window)
{
  GdkRectangle room;
  int width, height;

  get_room (window, &room);
  gtk_window_get_default_size (window, &width, &height);
  if (width > 0)
    width = MAX (width, MIN (app_text_width (GTK_WIDGET (window), width), room.width));
  if (height > 0)
    height = MAX (height, MIN (app_text_width (GTK_WIDGET (window), height), room.height));
  gtk_window_set_default_size (window, width, height);
}

/**
 * app_text_widen:
 * @clamp: with a maximum size for the usual text
 *
 * Lets the content be wider with the text: the window that it is in is.
 */
void
app_text_widen (AdwClamp *clamp)
{
  adw_clamp_set_maximum_size (
      clamp, app_text_width (GTK_WIDGET (clamp), adw_clamp_get_maximum_size (clamp)));
}
