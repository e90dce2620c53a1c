/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-guides.h"

#include <glib/gi18n.h>

#include "app-page-point.h"

#define PILL_PADDING 6.0
#define PILL_DISTANCE 10.0

/* #C2361B, the colour of seals, at half strength for lines on paper. */
#define LINE_RED 0.76
#define LINE_GREEN 0.21
#define LINE_BLUE 0.11

struct _AppGuides {
  GtkWidget parent_instance;

  AppPageView *view; /* not owned: it owns us */
  PdfPlacement place;
  ModelGuide lines[2]; /* vertical, horizontal */
};

G_DEFINE_FINAL_TYPE (AppGuides, app_guides, GTK_TYPE_WIDGET)

/* A point of the page in the widget. */
static void
to_widget (AppGuides *self, double *x, double *y)
{
  app_page_point_to_child (self->view, GTK_WIDGET (self), self->place.page, x, y);
}

static void
draw_line (AppGuides *self, cairo_t *cr, const ModelGuide *line, gboolean vertical)
{
  const PdfPageBox *box = model_document_get_page_box (app_page_view_get_document (self->view),
                                                       self->place.page);
  double width, height, x0, y0, x1, y1;

  if (line->kind == MODEL_GUIDE_NONE)
    return;
  pdf_page_box_get_size (box, &width, &height);
  x0 = vertical ? line->at : 0;
  y0 = vertical ? 0 : line->at;
  x1 = vertical ? line->at : width;
  y1 = vertical ? height : line->at;
  to_widget (self, &x0, &y0);
  to_widget (self, &x1, &y1);
  cairo_move_to (cr, x0, y0);
  cairo_line_to (cr, x1, y1);
}

static void
draw_lines (AppGuides *self, cairo_t *cr)
{
  draw_line (self, cr, &self->lines[0], TRUE);
  draw_line (self, cr, &self->lines[1], FALSE);
  cairo_set_source_rgba (cr, LINE_RED, LINE_GREEN, LINE_BLUE, 0.75);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

/* Under the mark, or above its lower edge where the page ends. */
static void
find_pill (AppGuides *self, int pill_width, int pill_height, double *x, double *y)
{
  PdfRect bounds = pdf_placement_get_bounds (&self->place);
  double x0 = bounds.x0, y0 = bounds.y0, x1 = bounds.x1, y1 = bounds.y1;
  int width = gtk_widget_get_width (GTK_WIDGET (self));

  to_widget (self, &x0, &y0);
  to_widget (self, &x1, &y1);
  *x = CLAMP ((x0 + x1 - pill_width) / 2, 0, MAX (width - pill_width, 0));
  *y = MAX (y0, y1) + PILL_DISTANCE;
  if (*y + pill_height > gtk_widget_get_height (GTK_WIDGET (self)))
    *y = MAX (y0, y1) - PILL_DISTANCE - pill_height;
}

static void
draw_pill (AppGuides *self, GtkSnapshot *snapshot)
{
  g_autofree char *text = g_strdup_printf (
      /* Translators: left, top and width of a stamp while it is dragged. */
      _ ("%.1f × %.1f mm · %.1f mm wide"), self->place.x, self->place.y, self->place.width);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  GskRoundedRect outline;
  double x, y;
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  find_pill (self, width + 2 * (int) PILL_PADDING, height + 6, &x, &y);
  gsk_rounded_rect_init_from_rect (
      &outline, &GRAPHENE_RECT_INIT (x, y, width + 2 * PILL_PADDING, height + 6), 6);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &(GdkRGBA){0.16, 0.15, 0.17, 0.88}, &outline.bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x + PILL_PADDING, y + 3));
  gtk_snapshot_append_layout (snapshot, layout, &(GdkRGBA){1, 1, 1, 1});
  gtk_snapshot_restore (snapshot);
}

static void
app_guides_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  cairo_t *cr = gtk_snapshot_append_cairo (
      snapshot,
      &GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget), gtk_widget_get_height (widget)));

  draw_lines (APP_GUIDES (widget), cr);
  cairo_destroy (cr);
  draw_pill (APP_GUIDES (widget), snapshot);
}

static void
app_guides_class_init (AppGuidesClass *klass)
{
  GTK_WIDGET_CLASS (klass)->snapshot = app_guides_snapshot;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "guides");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
app_guides_init (AppGuides *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "numeric");
}

/**
 * app_guides_new:
 * @view: whose pages it lies over
 *
 * Makes guides that show nothing yet.
 *
 * Returns: (transfer floating): the guides
 */
AppGuides *
app_guides_new (AppPageView *view)
{
  AppGuides *self = g_object_new (APP_TYPE_GUIDES, NULL);

  self->view = view;
  return self;
}

/**
 * app_guides_show:
 * @place: where the moving stamp stands
 * @lines: the vertical and the horizontal line it caught
 *
 * Lies down over the stamp's page.
 */
void
app_guides_show (AppGuides *self, const PdfPlacement *place, const ModelGuide lines[2])
{
  PdfPlacement page = {.page = place->page};

  g_return_if_fail (APP_IS_GUIDES (self));

  self->place = *place;
  self->lines[0] = lines[0];
  self->lines[1] = lines[1];
  pdf_page_box_get_size (
      model_document_get_page_box (app_page_view_get_document (self->view), place->page),
      &page.width, &page.height);
  app_page_view_pin (self->view, GTK_WIDGET (self), &page, 0);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * app_guides_hide:
 *
 * Takes the lines away.
 */
void
app_guides_hide (AppGuides *self)
{
  g_return_if_fail (APP_IS_GUIDES (self));

  if (gtk_widget_get_parent (GTK_WIDGET (self)) != NULL)
    app_page_view_unpin (self->view, GTK_WIDGET (self));
}
