/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app-page-view-private.h"

#include <math.h>

typedef struct {
  GtkWidget *child;
  PdfPlacement placement;
  int margin;
} Pin;

static void
allocate_pin (AppPageView *self, const Pin *pin)
{
  const PdfPlacement *placement = &pin->placement;
  double angle = (placement->angle + self->turn) * G_PI / 180;
  double across = placement->width * self->scale, down = placement->height * self->scale;
  double width = fabs (across * cos (angle)) + fabs (down * sin (angle)) + 2 * pin->margin;
  double height = fabs (across * sin (angle)) + fabs (down * cos (angle)) + 2 * pin->margin;
  int min_width, min_height;
  graphene_rect_t area;
  GtkAllocation place;
  double x, y;

  app_page_view_get_area (self, placement->page, &area);
  app_page_layout_to_pixels (self->layout, placement->page, placement->x + placement->width / 2,
                             placement->y + placement->height / 2, &x, &y);
  gtk_widget_measure (pin->child, GTK_ORIENTATION_HORIZONTAL, -1, &min_width, NULL, NULL, NULL);
  gtk_widget_measure (pin->child, GTK_ORIENTATION_VERTICAL, -1, &min_height, NULL, NULL, NULL);
  place.width = MAX (min_width, ceil (width));
  place.height = MAX (min_height, ceil (height));
  place.x = round (area.origin.x + x - place.width / 2.0);
  place.y = round (area.origin.y + y - place.height / 2.0);
  gtk_widget_set_child_visible (pin->child,
                                place.y + place.height > 0 &&
                                    place.y < gtk_widget_get_height (GTK_WIDGET (self)));
  gtk_widget_size_allocate (pin->child, &place, -1);
}

/**
 * app_page_view_allocate_pins:
 *
 * Puts each widget that is pinned to a page where its page now is.
 */
void
app_page_view_allocate_pins (AppPageView *self)
{
  for (guint i = 0; i < self->pins->len; i++)
    allocate_pin (self, self->pins->pdata[i]);
}

static Pin *
find_pin (AppPageView *self, GtkWidget *child)
{
  for (guint i = 0; i < self->pins->len; i++)
    if (((Pin *) self->pins->pdata[i])->child == child)
      return self->pins->pdata[i];
  return NULL;
}

/**
 * app_page_view_pin:
 * @self: the view
 * @child: (transfer floating): the widget
 * @placement: where its mark is
 * @margin: room around the mark for handles, in pixels
 *
 * Pins a widget to a page, or moves it where it is pinned already.
 */
void
app_page_view_pin (AppPageView *self, GtkWidget *child, const PdfPlacement *placement, int margin)
{
  Pin *pin;

  g_return_if_fail (APP_IS_PAGE_VIEW (self));
  g_return_if_fail (GTK_IS_WIDGET (child));
  pin = find_pin (self, child);
  if (pin == NULL)
    {
      pin = g_new0 (Pin, 1);
      pin->child = child;
      g_ptr_array_add (self->pins, pin);
      gtk_widget_set_parent (child, GTK_WIDGET (self));
    }
  pin->placement = *placement;
  pin->margin = margin;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/**
 * app_page_view_unpin:
 * @self: the view
 * @child: a pinned widget
 *
 * Takes it off the page; the view's reference goes.
 */
void
app_page_view_unpin (AppPageView *self, GtkWidget *child)
{
  Pin *pin;

  g_return_if_fail (APP_IS_PAGE_VIEW (self));
  pin = find_pin (self, child);
  g_return_if_fail (pin != NULL);
  g_ptr_array_remove (self->pins, pin);
  gtk_widget_unparent (child);
}
