/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-seal-picture.h"

#include <math.h>

/* At 96 dpi, what a desktop calls 100 %. */
#define DEFAULT_SCALE (96 / 25.4)
#define LEAST_SIZE 16
/* A face is never rendered with more pixels a side: beyond it is drawn larger from these. */
#define MAX_TEXTURE 4096

struct _AppSealPicture {
  GtkWidget parent_instance;

  ModelSeal *seal;
  SealDrawing *drawing;
  double scale;
  GdkTexture *texture; /* of the size last drawn */
};

G_DEFINE_FINAL_TYPE (AppSealPicture, app_seal_picture, GTK_TYPE_WIDGET)

enum { PROP_0, PROP_SEAL, PROP_SCALE, N_PROPS };

static GParamSpec *properties[N_PROPS];

/* Where the face goes, in logical pixels. */
static graphene_rect_t
find_area (AppSealPicture *self)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double height = gtk_widget_get_height (GTK_WIDGET (self));
  double face_width = seal_drawing_get_width (self->drawing);
  double face_height = seal_drawing_get_height (self->drawing);
  double scale = self->scale > 0 ? self->scale : MIN (width / face_width, height / face_height);

  return GRAPHENE_RECT_INIT ((float) (width - face_width * scale) / 2,
                             (float) (height - face_height * scale) / 2,
                             (float) (face_width * scale), (float) (face_height * scale));
}

static GdkTexture *
render (SealDrawing *drawing, int width, int height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_t *cr = cairo_create (surface);
  int stride = cairo_image_surface_get_stride (surface);
  g_autoptr (GBytes) bytes = NULL;

  cairo_scale (cr, width / seal_drawing_get_width (drawing),
               height / seal_drawing_get_height (drawing));
  seal_drawing_paint (drawing, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  bytes = g_bytes_new_with_free_func (cairo_image_surface_get_data (surface),
                                      (gsize) stride * (gsize) height,
                                      (GDestroyNotify) cairo_surface_destroy, surface);
  return gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bytes, (gsize) stride);
}

static void
app_seal_picture_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AppSealPicture *self = APP_SEAL_PICTURE (widget);
  graphene_rect_t area;
  double factor;
  int width, height;

  if (self->drawing == NULL)
    return;
  area = find_area (self);
  if (area.size.width < 1 || area.size.height < 1)
    return;
  factor = gtk_widget_get_scale_factor (widget);
  factor = MIN (factor, MAX_TEXTURE / MAX (area.size.width, area.size.height));
  width = MAX (1, (int) lround (area.size.width * factor));
  height = MAX (1, (int) lround (area.size.height * factor));
  if (self->texture == NULL || gdk_texture_get_width (self->texture) != width ||
      gdk_texture_get_height (self->texture) != height)
    {
      g_clear_object (&self->texture);
      self->texture = render (self->drawing, width, height);
    }
  gtk_snapshot_append_texture (snapshot, self->texture, &area);
}

static void
app_seal_picture_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  AppSealPicture *self = APP_SEAL_PICTURE (widget);
  double size = 0;

  if (self->drawing != NULL)
    size = orientation == GTK_ORIENTATION_HORIZONTAL ? seal_drawing_get_width (self->drawing)
                                                     : seal_drawing_get_height (self->drawing);
  *natural = (int) ceil (size * (self->scale > 0 ? self->scale : DEFAULT_SCALE));
  *minimum = self->scale > 0 ? *natural : MIN (*natural, LEAST_SIZE);
}

static void
app_seal_picture_dispose (GObject *object)
{
  AppSealPicture *self = APP_SEAL_PICTURE (object);

  app_seal_picture_set_seal (self, NULL);
  G_OBJECT_CLASS (app_seal_picture_parent_class)->dispose (object);
}

static void
app_seal_picture_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AppSealPicture *self = APP_SEAL_PICTURE (object);

  switch (id)
    {
    case PROP_SEAL:
      g_value_set_object (value, self->seal);
      break;
    case PROP_SCALE:
      g_value_set_double (value, self->scale);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
app_seal_picture_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  AppSealPicture *self = APP_SEAL_PICTURE (object);

  switch (id)
    {
    case PROP_SEAL:
      app_seal_picture_set_seal (self, g_value_get_object (value));
      break;
    case PROP_SCALE:
      app_seal_picture_set_scale (self, g_value_get_double (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
app_seal_picture_class_init (AppSealPictureClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = app_seal_picture_dispose;
  object_class->get_property = app_seal_picture_get_property;
  object_class->set_property = app_seal_picture_set_property;
  widget_class->snapshot = app_seal_picture_snapshot;
  widget_class->measure = app_seal_picture_measure;

  properties[PROP_SEAL] = g_param_spec_object ("seal", NULL, NULL, MODEL_TYPE_SEAL, flags);
  properties[PROP_SCALE] = g_param_spec_double ("scale", NULL, NULL, 0, 1000, DEFAULT_SCALE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "sealpicture");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
app_seal_picture_init (AppSealPicture *self)
{
  self->scale = DEFAULT_SCALE;
}

static void
update_label (AppSealPicture *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->seal != NULL ? model_seal_get_title (self->seal) : "", -1);
}

/**
 * app_seal_picture_new:
 *
 * Returns: (transfer floating): a picture of no seal yet
 */
GtkWidget *
app_seal_picture_new (void)
{
  return g_object_new (APP_TYPE_SEAL_PICTURE, NULL);
}

/**
 * app_seal_picture_set_seal:
 * @seal: (nullable): what to show
 *
 * Shows a seal and tells its title to the screen reader, now and when it changes.
 */
void
app_seal_picture_set_seal (AppSealPicture *self, ModelSeal *seal)
{
  g_return_if_fail (APP_IS_SEAL_PICTURE (self));

  if (self->seal != NULL)
    g_signal_handlers_disconnect_by_func (self->seal, update_label, self);
  if (g_set_object (&self->seal, seal))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEAL]);
  app_seal_picture_set_drawing (self, seal != NULL ? model_seal_get_drawing (seal) : NULL);
  if (seal == NULL)
    return;
  g_signal_connect_object (seal, "notify::title", G_CALLBACK (update_label), self,
                           G_CONNECT_SWAPPED);
  update_label (self);
}

/**
 * app_seal_picture_set_drawing:
 * @drawing: (nullable): a face
 *
 * Shows a face that is no seal yet; the caller labels the widget.
 */
void
app_seal_picture_set_drawing (AppSealPicture *self, SealDrawing *drawing)
{
  g_return_if_fail (APP_IS_SEAL_PICTURE (self));

  if (self->drawing == drawing)
    return;
  g_clear_pointer (&self->drawing, seal_drawing_unref);
  self->drawing = drawing != NULL ? seal_drawing_ref (drawing) : NULL;
  g_clear_object (&self->texture);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * app_seal_picture_set_scale:
 * @scale: logical pixels a mm, or 0 to fit into the place it is given
 *
 * Sets how large the face is shown.
 */
void
app_seal_picture_set_scale (AppSealPicture *self, double scale)
{
  g_return_if_fail (APP_IS_SEAL_PICTURE (self));

  if (self->scale == scale)
    return;
  self->scale = scale;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SCALE]);
}
