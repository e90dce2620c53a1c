/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app-page-view-private.h"

/* A bar across that came and went with each frame of a sliding pane would resize the window's
 * content in the midst of its allocation: what fits the width has none. */
static void
set_fit (AppPageView *self, AppFit fit)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));

  self->fit = fit;
  if (GTK_IS_SCROLLED_WINDOW (parent))
    gtk_scrolled_window_set_policy (
        GTK_SCROLLED_WINDOW (parent),
        fit == APP_FIT_NONE ? GTK_POLICY_AUTOMATIC : GTK_POLICY_EXTERNAL, GTK_POLICY_ALWAYS);
}

/**
 * app_page_view_get_zoom:
 * @self: the view
 *
 * Returns: 1 for true size
 */
double
app_page_view_get_zoom (AppPageView *self)
{
  g_return_val_if_fail (APP_IS_PAGE_VIEW (self), 1);
  return self->scale / self->true_scale;
}

/**
 * app_page_view_zoom_at:
 * @zoom: 1 is the size on paper; held within what the view offers
 * @x: in the widget
 * @y: the same
 *
 * Zooms about a point, and fits the page to the window no longer.
 */
void
app_page_view_zoom_at (AppPageView *self, double zoom, double x, double y)
{
  set_fit (self, APP_FIT_NONE);
  app_page_view_lay_out (self, CLAMP (zoom, APP_MIN_ZOOM, APP_MAX_ZOOM) * self->true_scale,
                         self->turn, x, y);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/**
 * app_page_view_set_zoom:
 * @self: the view
 * @zoom: 1 for true size
 *
 * Zooms about the middle of the view.
 */
void
app_page_view_set_zoom (AppPageView *self, double zoom)
{
  g_return_if_fail (APP_IS_PAGE_VIEW (self));
  app_page_view_zoom_at (self, zoom, gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
                         gtk_widget_get_height (GTK_WIDGET (self)) / 2.0);
}

/**
 * app_page_view_step_zoom:
 * @self: the view
 * @steps: how far, negative for smaller
 *
 * Goes to the next of the usual zooms.
 */
void
app_page_view_step_zoom (AppPageView *self, int steps)
{
  static const double zooms[] = {0.1,  0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1, 1.1,
                                 1.25, 1.5,  1.75, 2,   2.5,  3,    4,   6, 8};
  double zoom = app_page_view_get_zoom (self);

  g_return_if_fail (APP_IS_PAGE_VIEW (self));
  for (; steps > 0; steps--)
    for (guint i = 0; i < G_N_ELEMENTS (zooms); i++)
      if (zooms[i] > zoom * 1.01)
        {
          zoom = zooms[i];
          break;
        }
  for (; steps < 0; steps++)
    for (guint i = G_N_ELEMENTS (zooms); i > 0; i--)
      if (zooms[i - 1] < zoom / 1.01)
        {
          zoom = zooms[i - 1];
          break;
        }
  app_page_view_set_zoom (self, zoom);
}

/**
 * app_page_view_get_fit:
 * @self: the view
 *
 * Returns: what the zoom follows
 */
AppFit
app_page_view_get_fit (AppPageView *self)
{
  g_return_val_if_fail (APP_IS_PAGE_VIEW (self), APP_FIT_NONE);
  return self->fit;
}

/**
 * app_page_view_set_fit:
 * @self: the view
 * @fit: what the zoom is to follow
 *
 * Lets the zoom follow the size of the view.
 */
void
app_page_view_set_fit (AppPageView *self, AppFit fit)
{
  g_return_if_fail (APP_IS_PAGE_VIEW (self));
  set_fit (self, fit);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * app_page_view_set_turn:
 * @self: the view
 * @turn: 0, 90, 180 or 270 clockwise
 *
 * Turns all pages in the view; the file stays as it is.
 */
void
app_page_view_set_turn (AppPageView *self, int turn)
{
  g_return_if_fail (APP_IS_PAGE_VIEW (self));
  g_return_if_fail (turn == 0 || turn == 90 || turn == 180 || turn == 270);
  app_page_view_lay_out (self, self->scale, turn, gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
                         gtk_widget_get_height (GTK_WIDGET (self)) / 2.0);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}
