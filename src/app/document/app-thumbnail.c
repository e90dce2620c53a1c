/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app-thumbnail.h"

#include <math.h>

#include "app-pictures.h"

#define MAX_HEIGHT 200

struct _AppThumbnail {
  GtkWidget parent_instance;

  ModelDocument *document;
  guint page;
  cairo_surface_t *picture; /* or NULL */
  AppPictures *pictures;
};

G_DEFINE_FINAL_TYPE (AppThumbnail, app_thumbnail, GTK_TYPE_WIDGET)

/* Logical pixels a mm. */
static double
get_scale (AppThumbnail *self)
{
  double width, height;

  pdf_page_box_get_size (model_document_get_page_box (self->document, self->page), &width, &height);
  return MIN (APP_THUMBNAIL_WIDTH / width, MAX_HEIGHT / height);
}

static void
measure_paper (AppThumbnail *self, int *across, int *down)
{
  double width, height, scale;

  *across = APP_THUMBNAIL_WIDTH;
  *down = APP_THUMBNAIL_WIDTH * 1.414;
  if (self->document == NULL)
    return;
  scale = get_scale (self);
  pdf_page_box_get_size (model_document_get_page_box (self->document, self->page), &width, &height);
  *across = MAX (8, round (width * scale));
  *down = MAX (8, round (height * scale));
}

static void
app_thumbnail_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  int across, down;

  measure_paper (APP_THUMBNAIL (widget), &across, &down);
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? APP_THUMBNAIL_WIDTH + 2
                                                                  : down + 2;
}

static void
app_thumbnail_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  static const GdkRGBA white = {1, 1, 1, 1}, edge = {0, 0, 0, 0.18};
  AppThumbnail *self = APP_THUMBNAIL (widget);
  graphene_rect_t paper, outer;
  int across, down;

  measure_paper (self, &across, &down);
  graphene_rect_init (&paper, (gtk_widget_get_width (widget) - across) / 2, 1, across, down);
  outer = paper;
  graphene_rect_inset (&outer, -1, -1);
  gtk_snapshot_append_color (snapshot, &edge, &outer);
  gtk_snapshot_append_color (snapshot, &white, &paper);
  if (self->picture != NULL)
    app_pictures_append (self->pictures, widget, snapshot, self->picture, &paper);
}

static void
show_picture (AppThumbnail *self, cairo_surface_t *picture)
{
  if (picture == self->picture)
    return;
  g_clear_pointer (&self->picture, cairo_surface_destroy);
  g_clear_pointer (&self->pictures, app_pictures_free);
  self->pictures = app_pictures_new ();
  if (picture != NULL)
    self->picture = cairo_surface_reference (picture);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
app_thumbnail_dispose (GObject *object)
{
  AppThumbnail *self = APP_THUMBNAIL (object);

  g_clear_object (&self->document);
  g_clear_pointer (&self->picture, cairo_surface_destroy);
  g_clear_pointer (&self->pictures, app_pictures_free);
  G_OBJECT_CLASS (app_thumbnail_parent_class)->dispose (object);
}

static void
app_thumbnail_class_init (AppThumbnailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_thumbnail_dispose;
  widget_class->measure = app_thumbnail_measure;
  widget_class->snapshot = app_thumbnail_snapshot;
  gtk_widget_class_set_css_name (widget_class, "thumbnail");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
app_thumbnail_init (AppThumbnail *self)
{
}

/**
 * app_thumbnail_new:
 *
 * Makes a blank one.
 *
 * Returns: (transfer floating): the widget
 */
GtkWidget *
app_thumbnail_new (void)
{
  return g_object_new (APP_TYPE_THUMBNAIL, NULL);
}

/**
 * app_thumbnail_set:
 * @self: the widget
 * @document: (nullable): a document that is ready
 * @page: from 0
 *
 * Says which page it is, or none.
 */
void
app_thumbnail_set (AppThumbnail *self, ModelDocument *document, guint page)
{
  g_return_if_fail (APP_IS_THUMBNAIL (self));
  show_picture (self, NULL);
  g_set_object (&self->document, document);
  self->page = page;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * app_thumbnail_get_page:
 * @self: the widget
 *
 * Returns: which page it is, from 0
 */
guint
app_thumbnail_get_page (AppThumbnail *self)
{
  g_return_val_if_fail (APP_IS_THUMBNAIL (self), 0);
  return self->page;
}

/**
 * app_thumbnail_update:
 * @self: the widget
 *
 * Shows the best picture there is, and asks for a sharp one.
 */
void
app_thumbnail_update (AppThumbnail *self)
{
  gboolean sharp;
  cairo_surface_t *picture;
  int factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));

  g_return_if_fail (APP_IS_THUMBNAIL (self));
  if (self->document == NULL)
    return;
  picture = model_document_peek_picture (self->document, self->page, get_scale (self) * factor, 0,
                                         MODEL_PRIORITY_THUMBNAIL, &sharp);
  /* A large picture drawn small costs more each frame than the wait for the right one. */
  if (sharp)
    show_picture (self, picture);
}
