/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-review-text.h"

/* Chinese characters in a line: at least, and where there is room. */
#define LEAST 9
#define USUAL 15

struct _AppReviewText {
  GtkWidget parent_instance;

  char *text;
  PangoLayout *layout; /* or NULL */
  int whole;           /* pixels that hold its lines unbroken */
};

G_DEFINE_FINAL_TYPE (AppReviewText, app_review_text, GTK_TYPE_WIDGET)

/* Pixels of one Chinese character. */
static int
em (GtkWidget *widget)
{
  PangoContext *context = gtk_widget_get_pango_context (widget);
  const PangoFontDescription *font = pango_context_get_font_description (context);
  double size = (double) pango_font_description_get_size (font) / PANGO_SCALE;

  return (int) (pango_font_description_get_size_is_absolute (font)
                    ? size
                    : size * pango_cairo_context_get_resolution (context) / 72);
}

/* Numbers stand below each other. What fits as it is is not laid out for each width anew. */
static PangoLayout *
get_layout (AppReviewText *self, int width)
{
  if (self->layout == NULL)
    {
      g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

      pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
      self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), self->text);
      pango_layout_set_attributes (self->layout, attributes);
      pango_layout_set_wrap (self->layout, PANGO_WRAP_WORD_CHAR);
      pango_layout_get_pixel_size (self->layout, &self->whole, NULL);
    }
  pango_layout_set_width (self->layout, width < self->whole ? width * PANGO_SCALE : -1);
  return self->layout;
}

static GtkSizeRequestMode
app_review_text_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
app_review_text_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = LEAST * em (widget);
      *natural = USUAL * em (widget);
      return;
    }
  pango_layout_get_pixel_size (
      get_layout (APP_REVIEW_TEXT (widget), for_size >= 0 ? for_size : USUAL * em (widget)), NULL,
      minimum);
  *natural = *minimum;
}

static GdkRGBA
get_color (GtkWidget *widget)
{
  GdkRGBA color;

#if GTK_CHECK_VERSION(4, 10, 0)
  gtk_widget_get_color (widget, &color);
#else
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
#endif
  return color;
}

static void
app_review_text_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GdkRGBA color = get_color (widget);

  gtk_snapshot_append_layout (
      snapshot, get_layout (APP_REVIEW_TEXT (widget), gtk_widget_get_width (widget)), &color);
}

/* Other letters: what was laid out counts no more. */
static void
app_review_text_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (app_review_text_parent_class)->css_changed (widget, change);
  g_clear_object (&APP_REVIEW_TEXT (widget)->layout);
  gtk_widget_queue_resize (widget);
}

static void
app_review_text_finalize (GObject *object)
{
  g_clear_object (&APP_REVIEW_TEXT (object)->layout);
  g_free (APP_REVIEW_TEXT (object)->text);
  G_OBJECT_CLASS (app_review_text_parent_class)->finalize (object);
}

static void
app_review_text_class_init (AppReviewTextClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = app_review_text_finalize;
  widget_class->get_request_mode = app_review_text_get_request_mode;
  widget_class->measure = app_review_text_measure;
  widget_class->snapshot = app_review_text_snapshot;
  widget_class->css_changed = app_review_text_css_changed;
  gtk_widget_class_set_css_name (widget_class, "label");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
app_review_text_init (AppReviewText *self)
{
  self->text = g_strdup ("");
}

/**
 * app_review_text_set_text:
 * @self: words
 * @text: which ones from now on
 *
 * Shows them, and tells a screen reader.
 */
void
app_review_text_set_text (AppReviewText *self, const char *text)
{
  g_return_if_fail (APP_IS_REVIEW_TEXT (self));

  if (g_str_equal (text, self->text))
    return;
  g_free (self->text);
  self->text = g_strdup (text);
  g_clear_object (&self->layout);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
