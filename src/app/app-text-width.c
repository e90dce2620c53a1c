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
