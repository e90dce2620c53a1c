/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app-events.h"
#include "app-page-view-private.h"

#include <math.h>

/* A page with more pixels than this (32 MB, A4 at 280 dpi) is kept whole only at a coarser scale,
 * and in squares where it is seen. */
#define MAX_WHOLE_PIXELS 8e6

#define SETTLE_MS 60

typedef struct {
  double scale;       /* device pixels a mm */
  double whole_scale; /* of the picture of the whole page */
  gboolean tiled;
} Wanted;

static void
want (AppPageView *self, const graphene_rect_t *area, Wanted *wanted)
{
  int factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  double pixels = area->size.width * area->size.height * factor * factor;

  wanted->scale = wanted->whole_scale = self->scale * factor;
  wanted->tiled = pixels > MAX_WHOLE_PIXELS;
  if (wanted->tiled)
    wanted->whole_scale *= sqrt (MAX_WHOLE_PIXELS / 4 / pixels);
}

/* The squares of a page that are in view. */
static gboolean
find_tiles (AppPageView *self, const graphene_rect_t *area, cairo_rectangle_int_t *tiles)
{
  double side = (double) MODEL_TILE_SIDE / gtk_widget_get_scale_factor (GTK_WIDGET (self));
  graphene_rect_t view, seen;

  graphene_rect_init (&view, 0, 0, gtk_widget_get_width (GTK_WIDGET (self)),
                      gtk_widget_get_height (GTK_WIDGET (self)));
  if (!graphene_rect_intersection (area, &view, &seen) || seen.size.width < 1 ||
      seen.size.height < 1)
    return FALSE;
  graphene_rect_offset (&seen, -area->origin.x, -area->origin.y);
  tiles->x = floor (seen.origin.x / side);
  tiles->y = floor (seen.origin.y / side);
  tiles->width = ceil ((seen.origin.x + seen.size.width) / side) - tiles->x;
  tiles->height = ceil ((seen.origin.y + seen.size.height) / side) - tiles->y;
  return TRUE;
}

static void
ask_for (AppPageView *self, guint page, ModelPriority priority, GHashTable *used)
{
  gboolean sharp;
  graphene_rect_t area;
  cairo_surface_t *surface;
  cairo_rectangle_int_t tiles;
  Wanted wanted;

  app_page_view_get_area (self, page, &area);
  want (self, &area, &wanted);
  surface = model_document_peek_picture (self->document, page, wanted.whole_scale, self->turn,
                                         priority, &sharp);
  if (surface != NULL)
    g_hash_table_add (used, surface);
  if (!wanted.tiled || priority != MODEL_PRIORITY_VISIBLE || !find_tiles (self, &area, &tiles))
    return;
  for (int row = tiles.y; row < tiles.y + tiles.height; row++)
    for (int column = tiles.x; column < tiles.x + tiles.width; column++)
      {
        surface = model_document_peek_tile (self->document, page, wanted.scale, self->turn, column,
                                            row);
        if (surface != NULL)
          g_hash_table_add (used, surface);
      }
}

static gboolean
settle (gpointer data)
{
  AppPageView *self = data;

  self->settle_id = 0;
  self->pictured_scale = self->scale;
  app_page_view_update_pictures (self, TRUE);
  return G_SOURCE_REMOVE;
}

/* While a pane slides, a window is resized or fingers pinch, each frame has another scale: what is
 * there is stretched, and drawn anew when the scale has rested for a moment. */
static gboolean
is_settling (AppPageView *self)
{
  if (self->scale == self->pictured_scale)
    return FALSE;
  g_clear_handle_id (&self->settle_id, g_source_remove);
  if (model_document_peek_any (self->document, self->first_shown, self->turn) == NULL)
    {
      self->pictured_scale = self->scale;
      return FALSE;
    }
  self->settle_id = g_timeout_add (SETTLE_MS, settle, self);
  return TRUE;
}

/**
 * app_page_view_update_pictures:
 * @moved: whether something else is visible than before
 *
 * Asks for the pictures of what is visible, then of the neighbours; after a move, what was asked
 * for elsewhere and is not begun is given up.
 */
void
app_page_view_update_pictures (AppPageView *self, gboolean moved)
{
  double top = self->adjustments[1] != NULL ? gtk_adjustment_get_value (self->adjustments[1]) : 0;
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  guint n_pages = app_page_layout_get_n_pages (self->layout);
  g_autoptr (GHashTable) used = NULL;
  guint last;

  gtk_widget_queue_draw (GTK_WIDGET (self));
  self->n_shown = 0;
  if (n_pages == 0 || height == 0)
    return;
  self->first_shown = app_page_layout_find_page (self->layout, top);
  last = app_page_layout_find_page (self->layout, top + height);
  self->n_shown = last - self->first_shown + 1;
  if (is_settling (self))
    return;
  if (moved)
    {
      model_document_forget_wishes (self->document, MODEL_PRIORITY_VISIBLE);
      model_document_forget_wishes (self->document, MODEL_PRIORITY_NEAR);
    }
  used = g_hash_table_new (NULL, NULL);
  for (guint page = self->first_shown; page <= last; page++)
    ask_for (self, page, MODEL_PRIORITY_VISIBLE, used);
  if (last + 1 < n_pages)
    ask_for (self, last + 1, MODEL_PRIORITY_NEAR, used);
  if (self->first_shown > 0)
    ask_for (self, self->first_shown - 1, MODEL_PRIORITY_NEAR, used);
  app_pictures_prune (self->pictures, used);
}

static void
snapshot_tiles (AppPageView *self,
                GtkSnapshot *snapshot,
                guint page,
                const graphene_rect_t *area,
                const Wanted *wanted)
{
  double side = (double) MODEL_TILE_SIDE / gtk_widget_get_scale_factor (GTK_WIDGET (self));
  cairo_rectangle_int_t tiles;

  if (!find_tiles (self, area, &tiles))
    return;
  gtk_snapshot_push_clip (snapshot, area);
  for (int row = tiles.y; row < tiles.y + tiles.height; row++)
    for (int column = tiles.x; column < tiles.x + tiles.width; column++)
      {
        cairo_surface_t *tile = model_document_peek_tile (self->document, page, wanted->scale,
                                                          self->turn, column, row);

        if (tile != NULL)
          app_pictures_append (self->pictures, GTK_WIDGET (self), snapshot, tile,
                               &GRAPHENE_RECT_INIT (area->origin.x + column * side,
                                                    area->origin.y + row * side, side, side));
      }
  gtk_snapshot_pop (snapshot);
}

static void
snapshot_hits (AppPageView *self, GtkSnapshot *snapshot, guint page, const graphene_rect_t *area)
{
  static const GdkRGBA plain = {1, 0.84, 0.2, 0.42}, marked = {0.96, 0.48, 0, 0.55};
  const GArray *hits = model_document_peek_hits (self->document, page);

  for (guint i = 0; hits != NULL && i < hits->len; i++)
    {
      const ModelHit *hit = &g_array_index (hits, ModelHit, i);
      gboolean chosen = page == self->hit_page && i == self->hit_index;
      double x0, y0, x1, y1;

      app_page_layout_to_pixels (self->layout, page, hit->area.x0, hit->area.y0, &x0, &y0);
      app_page_layout_to_pixels (self->layout, page, hit->area.x1, hit->area.y1, &x1, &y1);
      gtk_snapshot_append_color (snapshot, chosen ? &marked : &plain,
                                 &GRAPHENE_RECT_INIT (area->origin.x + MIN (x0, x1) - 1,
                                                      area->origin.y + MIN (y0, y1) - 1,
                                                      fabs (x1 - x0) + 2, fabs (y1 - y0) + 2));
    }
}

/* An edge and a little shade beneath, without the blur that costs a software renderer most. */
static void
snapshot_paper (GtkSnapshot *snapshot, const graphene_rect_t *area)
{
  static const GdkRGBA white = {1, 1, 1, 1}, edge = {0, 0, 0, 0.14}, shade = {0, 0, 0, 0.06};
  graphene_rect_t outer = *area;

  graphene_rect_inset (&outer, -1, -1);
  gtk_snapshot_append_color (snapshot, &edge, &outer);
  gtk_snapshot_append_color (snapshot, &shade,
                             &GRAPHENE_RECT_INIT (outer.origin.x + 1,
                                                  outer.origin.y + outer.size.height,
                                                  outer.size.width, 2));
  gtk_snapshot_append_color (snapshot, &white, area);
}

static gboolean
snapshot_page (AppPageView *self, GtkSnapshot *snapshot, guint page)
{
  graphene_rect_t area;
  cairo_surface_t *surface;
  gboolean sharp = FALSE;
  Wanted wanted;

  app_page_view_get_area (self, page, &area);
  want (self, &area, &wanted);
  snapshot_paper (snapshot, &area);
  if (self->settle_id != 0)
    surface = model_document_peek_any (self->document, page, self->turn);
  else
    surface = model_document_peek_picture (self->document, page, wanted.whole_scale, self->turn,
                                           MODEL_PRIORITY_VISIBLE, &sharp);
  if (surface != NULL)
    app_pictures_append (self->pictures, GTK_WIDGET (self), snapshot, surface, &area);
  else
    self->n_blank++;
  if (wanted.tiled && self->settle_id == 0)
    snapshot_tiles (self, snapshot, page, &area, &wanted);
  snapshot_hits (self, snapshot, page, &area);
  return sharp;
}

/**
 * app_page_view_snapshot_pages:
 * @snapshot: what the widget is drawn on
 *
 * Draws the visible pages from the pictures that are there; it never makes one.
 */
void
app_page_view_snapshot_pages (AppPageView *self, GtkSnapshot *snapshot)
{
  for (guint i = 0; i < self->n_shown; i++)
    {
      guint page = self->first_shown + i;

      if (snapshot_page (self, snapshot, page) && page != self->painted_page)
        {
          self->painted_page = page;
          app_event ("page-painted %u", page + 1);
        }
    }
}

/**
 * app_page_view_get_n_blank:
 *
 * Returns: how often a page had no picture when a frame was drawn and showed as white paper
 */
guint
app_page_view_get_n_blank (AppPageView *self)
{
  return self->n_blank;
}
