/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-compare-picture.h"

#include <math.h>

#define MARGIN 12
#define FRAME_GAP 5
/* Of the line that parts the page, logical pixels. */
#define LINE 2

struct _AppComparePicture {
  GtkWidget parent_instance;

  guint role;
  const ModelComparePictures *pictures; /* lent */
  gboolean framed;
  PdfRect frame;
  double zoom;
  double part;
};

G_DEFINE_FINAL_TYPE (AppComparePicture, app_compare_picture, GTK_TYPE_WIDGET)

enum { PROP_0, PROP_ROLE, N_PROPERTIES };

static GParamSpec *properties[N_PROPERTIES];

static cairo_surface_t *
get_surface (AppComparePicture *self)
{
  if (self->pictures == NULL)
    return NULL;
  switch (self->role)
    {
    case APP_COMPARE_BEFORE:
      return self->pictures->before;
    case APP_COMPARE_OVERLAY:
      if (self->pictures->overlay != NULL)
        return self->pictures->overlay;
      break;
    default:
      break;
    }
  return self->pictures->after != NULL || self->role == APP_COMPARE_AFTER ? self->pictures->after
                                                                          : self->pictures->before;
}

/* Of the larger picture, so that both sides scroll alike; points. */
static void
get_paper (AppComparePicture *self, double *width, double *height)
{
  cairo_surface_t *both[2] = {NULL, NULL};

  *width = 595;
  *height = 842;
  if (self->pictures == NULL)
    return;
  *width = *height = 1;
  both[0] = self->pictures->before;
  both[1] = self->pictures->after;
  for (guint i = 0; i < 2; i++)
    if (both[i] != NULL)
      {
        *width = MAX (*width, cairo_image_surface_get_width (both[i]) / self->pictures->scale);
        *height = MAX (*height, cairo_image_surface_get_height (both[i]) / self->pictures->scale);
      }
}

static double
get_scale_for (AppComparePicture *self, int across)
{
  double width, height;

  get_paper (self, &width, &height);
  return self->zoom > 0 ? self->zoom : MAX (across - 2 * MARGIN, 40) / width;
}

static GtkSizeRequestMode
app_compare_picture_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
app_compare_picture_measure (GtkWidget *widget,
                             GtkOrientation orientation,
                             int for_size,
                             int *minimum,
                             int *natural,
                             int *minimum_baseline,
                             int *natural_baseline)
{
  AppComparePicture *self = APP_COMPARE_PICTURE (widget);
  double width, height;

  get_paper (self, &width, &height);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = *natural = (int) ceil (height * get_scale_for (self, for_size)) + 2 * MARGIN;
  else if (self->zoom > 0)
    *minimum = *natural = (int) ceil (width * self->zoom) + 2 * MARGIN;
  else
    {
      *minimum = 120;
      *natural = 600;
    }
}

/* Where the paper begins. */
static double
get_left (AppComparePicture *self, double scale)
{
  double width, height;

  get_paper (self, &width, &height);
  return MAX (MARGIN, (gtk_widget_get_width (GTK_WIDGET (self)) - width * scale) / 2);
}

static void
draw_surface (AppComparePicture *self, cairo_t *cr, cairo_surface_t *surface, double scale)
{
  double zoom = scale / self->pictures->scale;

  cairo_save (cr);
  cairo_scale (cr, zoom, zoom);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_GOOD);
  cairo_paint (cr);
  cairo_restore (cr);
}

/* The older page left of the line. */
static void
draw_parted (AppComparePicture *self, cairo_t *cr, double scale)
{
  double width, height, line;

  get_paper (self, &width, &height);
  line = width * scale * self->part;
  if (self->pictures->before == NULL)
    return;
  cairo_save (cr);
  cairo_rectangle (cr, 0, 0, line, height * scale);
  cairo_clip (cr);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  draw_surface (self, cr, self->pictures->before, scale);
  cairo_restore (cr);
  cairo_set_source_rgb (cr, 0.1, 0.37, 0.71);
  cairo_rectangle (cr, line - LINE / 2.0, 0, LINE, height * scale);
  cairo_fill (cr);
}

/* Dark in light: it is seen on paper and on pictures, by every eye. */
static void
draw_frame (AppComparePicture *self, cairo_t *cr, double scale)
{
  const PdfRect *f = &self->frame;

  cairo_rectangle (cr, f->x0 * scale - FRAME_GAP, f->y0 * scale - FRAME_GAP,
                   (f->x1 - f->x0) * scale + 2 * FRAME_GAP,
                   (f->y1 - f->y0) * scale + 2 * FRAME_GAP);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_set_line_width (cr, 5);
  cairo_stroke_preserve (cr);
  cairo_set_source_rgb (cr, 0.1, 0.37, 0.71);
  cairo_set_line_width (cr, 2.5);
  cairo_stroke (cr);
}

static void
app_compare_picture_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  static const GdkRGBA white = {1, 1, 1, 1}, edge = {0, 0, 0, 0.18};
  AppComparePicture *self = APP_COMPARE_PICTURE (widget);
  cairo_surface_t *surface = get_surface (self);
  double scale = app_compare_picture_get_scale (self);
  double left = get_left (self, scale);
  double width, height;
  graphene_rect_t paper, outer;
  cairo_t *cr;

  if (surface == NULL)
    return;
  width = cairo_image_surface_get_width (surface) / self->pictures->scale * scale;
  height = cairo_image_surface_get_height (surface) / self->pictures->scale * scale;
  graphene_rect_init (&paper, left, MARGIN, width, height);
  outer = paper;
  graphene_rect_inset (&outer, -1, -1);
  gtk_snapshot_append_color (snapshot, &edge, &outer);
  gtk_snapshot_append_color (snapshot, &white, &paper);
  graphene_rect_inset (&outer, -FRAME_GAP - 3, -FRAME_GAP - 3);
  cr = gtk_snapshot_append_cairo (snapshot, &outer);
  cairo_translate (cr, left, MARGIN);
  draw_surface (self, cr, surface, scale);
  if (self->role == APP_COMPARE_PARTED)
    draw_parted (self, cr, scale);
  if (self->framed)
    draw_frame (self, cr, scale);
  cairo_destroy (cr);
}

static void
app_compare_picture_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  AppComparePicture *self = APP_COMPARE_PICTURE (object);

  if (id == PROP_ROLE)
    self->role = g_value_get_uint (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
app_compare_picture_class_init (AppComparePictureClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = app_compare_picture_set_property;
  widget_class->get_request_mode = app_compare_picture_get_request_mode;
  widget_class->measure = app_compare_picture_measure;
  widget_class->snapshot = app_compare_picture_snapshot;

  /**
   * AppComparePicture:role:
   *
   * Which picture of the page is shown.
   */
  properties[PROP_ROLE] = g_param_spec_uint ("role", NULL, NULL, 0, APP_COMPARE_PARTED, 0,
                                             G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY |
                                                 G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  gtk_widget_class_set_css_name (widget_class, "comparepicture");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
app_compare_picture_init (AppComparePicture *self)
{
  self->part = 0.5;
}

/**
 * app_compare_picture_set:
 * @self: the widget
 * @pictures: (nullable): of a page; lent until the next call
 *
 * Shows a page.
 */
void
app_compare_picture_set (AppComparePicture *self, const ModelComparePictures *pictures)
{
  g_return_if_fail (APP_IS_COMPARE_PICTURE (self));
  self->pictures = pictures;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * app_compare_picture_set_frame:
 * @self: the widget
 * @frame: (nullable): points from the top left of the page
 *
 * Draws a frame around a place.
 */
void
app_compare_picture_set_frame (AppComparePicture *self, const PdfRect *frame)
{
  g_return_if_fail (APP_IS_COMPARE_PICTURE (self));
  self->framed = frame != NULL;
  if (frame != NULL)
    self->frame = *frame;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * app_compare_picture_set_zoom:
 * @self: the widget
 * @zoom: logical pixels a point, 0 to fit the width
 *
 * Sets how large the page is.
 */
void
app_compare_picture_set_zoom (AppComparePicture *self, double zoom)
{
  g_return_if_fail (APP_IS_COMPARE_PICTURE (self));
  self->zoom = zoom;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * app_compare_picture_get_scale:
 * @self: the widget
 *
 * Returns: how large the page is now, logical pixels a point
 */
double
app_compare_picture_get_scale (AppComparePicture *self)
{
  g_return_val_if_fail (APP_IS_COMPARE_PICTURE (self), 1);
  return get_scale_for (self, gtk_widget_get_width (GTK_WIDGET (self)));
}

/**
 * app_compare_picture_set_part:
 * @self: the widget
 * @part: 0 to 1
 *
 * Sets where the line stands that parts the page as it was from the page as it is.
 */
void
app_compare_picture_set_part (AppComparePicture *self, double part)
{
  g_return_if_fail (APP_IS_COMPARE_PICTURE (self));
  self->part = CLAMP (part, 0, 1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * app_compare_picture_locate:
 * @self: the widget
 * @x: (inout): points from the left of the page, to pixels of the widget
 * @y: (inout): the same from the top
 *
 * Tells where a place on the page is.
 */
void
app_compare_picture_locate (AppComparePicture *self, double *x, double *y)
{
  double scale;

  g_return_if_fail (APP_IS_COMPARE_PICTURE (self));
  scale = app_compare_picture_get_scale (self);
  *x = get_left (self, scale) + *x * scale;
  *y = MARGIN + *y * scale;
}
