/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-code-picture.h"

#include "model-application.h"

/* Logical pixels; a code of an address has 45 modules, so that one is nearly five pixels. */
#define SIZE 216
/* Where no phone gets to what it says, whatever it reads. */
#define ASIDE_SIZE 108
#define OVER_ALPHA 0.12

struct _AppCodePicture {
  GtkWidget parent_instance;

  char *text; /* a secret, or NULL */
  gboolean over;
  gboolean aside;
};

G_DEFINE_FINAL_TYPE (AppCodePicture, app_code_picture, GTK_TYPE_WIDGET)

static void
app_code_picture_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  *minimum = *natural = APP_CODE_PICTURE (widget)->aside ? ASIDE_SIZE : SIZE;
}

static void
draw (AppCodePicture *self, cairo_t *cr, double side)
{
  cairo_path_t *path = model_application_outline_code (self->text);

  /* Its unit is a thousandth of the side. */
  cairo_scale (cr, side / 1000, side / 1000);
  cairo_append_path (cr, path);
  cairo_set_source_rgba (cr, 0, 0, 0, self->over ? OVER_ALPHA : 1);
  cairo_fill (cr);
  cairo_path_destroy (path);
}

static void
app_code_picture_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AppCodePicture *self = APP_CODE_PICTURE (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  int side = MIN (width, height);
  graphene_rect_t area;
  cairo_t *cr;

  graphene_rect_init (&area, (width - side) / 2, (height - side) / 2, side, side);
  gtk_snapshot_append_color (snapshot, &(GdkRGBA){1, 1, 1, 1}, &area);
  if (self->text == NULL)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &area);
  cairo_translate (cr, area.origin.x, area.origin.y);
  draw (self, cr, side);
  cairo_destroy (cr);
}

static void
app_code_picture_finalize (GObject *object)
{
  g_free (APP_CODE_PICTURE (object)->text);
  G_OBJECT_CLASS (app_code_picture_parent_class)->finalize (object);
}

static void
app_code_picture_class_init (AppCodePictureClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = app_code_picture_finalize;
  widget_class->measure = app_code_picture_measure;
  widget_class->snapshot = app_code_picture_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
app_code_picture_init (AppCodePicture *self)
{
}

/**
 * app_code_picture_set_text:
 * @text: (nullable): what a phone is to read
 *
 * Shows another code.
 */
void
app_code_picture_set_text (AppCodePicture *self, const char *text)
{
  if (g_strcmp0 (self->text, text) == 0)
    return;
  g_free (self->text);
  self->text = g_strdup (text);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * app_code_picture_set_over:
 * @over: whether it is of no use any more
 *
 * Lets the code fade, so that nobody goes on trying to read it.
 */
void
app_code_picture_set_over (AppCodePicture *self, gboolean over)
{
  if (self->over == over)
    return;
  self->over = over;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * app_code_picture_set_aside:
 * @aside: whether what stands beside it is what to do
 *
 * Makes the code small.
 */
void
app_code_picture_set_aside (AppCodePicture *self, gboolean aside)
{
  self->aside = aside;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
