/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-page-point.h"

/* The page as it lies in the view: where its area begins, and its size before the view's turn. */
typedef struct {
  graphene_rect_t area;
  double width, height; /* pixels, unturned */
  double scale;
  int turn;
} Lie;

static Lie
lie_of (AppPageView *view, guint page)
{
  Lie lie = {.scale = app_page_view_get_scale (view), .turn = app_page_view_get_turn (view)};
  gboolean across = lie.turn == 90 || lie.turn == 270;

  app_page_view_get_area (view, page, &lie.area);
  lie.width = across ? lie.area.size.height : lie.area.size.width;
  lie.height = across ? lie.area.size.width : lie.area.size.height;
  return lie;
}

/**
 * app_page_point_to_view:
 * @page: from 0
 * @x: (inout): mm in, pixels of the view out
 * @y: (inout): the same, down
 *
 * Finds a place of a page on the screen.
 */
void
app_page_point_to_view (AppPageView *view, guint page, double *x, double *y)
{
  Lie lie = lie_of (view, page);
  double px = *x * lie.scale, py = *y * lie.scale;
  double turned_x = px, turned_y = py;

  if (lie.turn == 90)
    turned_x = lie.height - py, turned_y = px;
  else if (lie.turn == 180)
    turned_x = lie.width - px, turned_y = lie.height - py;
  else if (lie.turn == 270)
    turned_x = py, turned_y = lie.width - px;
  *x = lie.area.origin.x + turned_x;
  *y = lie.area.origin.y + turned_y;
}

/**
 * app_page_point_from_view:
 * @page: from 0
 * @x: (inout): pixels of the view in, mm out
 * @y: (inout): the same, down
 *
 * Finds what place of a page a point of the screen is.
 */
void
app_page_point_from_view (AppPageView *view, guint page, double *x, double *y)
{
  Lie lie = lie_of (view, page);
  double px = *x - lie.area.origin.x, py = *y - lie.area.origin.y;
  double turned_x = px, turned_y = py;

  if (lie.turn == 90)
    turned_x = py, turned_y = lie.height - px;
  else if (lie.turn == 180)
    turned_x = lie.width - px, turned_y = lie.height - py;
  else if (lie.turn == 270)
    turned_x = lie.width - py, turned_y = px;
  *x = turned_x / lie.scale;
  *y = turned_y / lie.scale;
}

/**
 * app_page_point_to_child:
 * @child: pinned to the view
 * @page: from 0
 * @x: (inout): mm in, pixels of the child out
 * @y: (inout): the same, down
 *
 * As app_page_point_to_view(), seen from a child, whose own place is rounded to whole pixels.
 */
void
app_page_point_to_child (AppPageView *view, GtkWidget *child, guint page, double *x, double *y)
{
  graphene_point_t origin = GRAPHENE_POINT_INIT (0, 0);

  app_page_point_to_view (view, page, x, y);
  if (!gtk_widget_compute_point (child, GTK_WIDGET (view), &origin, &origin))
    return;
  *x -= origin.x;
  *y -= origin.y;
}
