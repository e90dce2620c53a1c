/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-review-picture.h"

#include <glib/gi18n.h>

#include "app-seal-picture.h"

#define LARGE_WIDTH 900
#define LARGE_HEIGHT 700

struct _AppReviewPicture {
  GtkBox parent_instance;

  SealDrawing *drawing; /* or NULL */

  GtkWidget *button;
  GtkStack *stack;
  AppSealPicture *picture;
  GtkLabel *title;
};

G_DEFINE_FINAL_TYPE (AppReviewPicture, app_review_picture, GTK_TYPE_BOX)

/* Faces are small on a picture that shares the screen with two others. */
static void
enlarge (AppReviewPicture *self)
{
  const char *title = gtk_label_get_label (self->title);
  GtkWidget *window = g_object_new (ADW_TYPE_WINDOW, "title", title, "modal", TRUE, "transient-for",
                                    gtk_widget_get_root (GTK_WIDGET (self)), "default-width",
                                    LARGE_WIDTH, "default-height", LARGE_HEIGHT, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *picture = app_seal_picture_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("Escape|Return"),
                        gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, keys);
  app_seal_picture_set_scale (APP_SEAL_PICTURE (picture), 0);
  app_seal_picture_set_drawing (APP_SEAL_PICTURE (picture), self->drawing);
  gtk_accessible_update_property (GTK_ACCESSIBLE (picture), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  gtk_widget_set_vexpand (picture, TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), picture);
  adw_window_set_content (ADW_WINDOW (window), box);
  /* Decided, withdrawn or over: the face goes from the screen with what it was shown for. */
  g_signal_connect_object (self, "destroy", G_CALLBACK (gtk_window_destroy), window,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (window));
}

static void
app_review_picture_dispose (GObject *object)
{
  AppReviewPicture *self = APP_REVIEW_PICTURE (object);

  g_clear_pointer (&self->drawing, seal_drawing_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), APP_TYPE_REVIEW_PICTURE);
  G_OBJECT_CLASS (app_review_picture_parent_class)->dispose (object);
}

static void
app_review_picture_class_init (AppReviewPictureClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_review_picture_dispose;
  g_type_ensure (APP_TYPE_SEAL_PICTURE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/reviews/app-review-picture.ui");
  gtk_widget_class_bind_template_child (widget_class, AppReviewPicture, button);
  gtk_widget_class_bind_template_child (widget_class, AppReviewPicture, stack);
  gtk_widget_class_bind_template_child (widget_class, AppReviewPicture, picture);
  gtk_widget_class_bind_template_child (widget_class, AppReviewPicture, title);
  gtk_widget_class_bind_template_callback (widget_class, enlarge);
}

static void
app_review_picture_init (AppReviewPicture *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * app_review_picture_new:
 * @title: what is to be seen
 * @drawing: (nullable): what was sent; %NULL for what cannot be shown
 *
 * Makes the picture.
 *
 * Returns: (transfer floating): the widget
 */
GtkWidget *
app_review_picture_new (const char *title, SealDrawing *drawing)
{
  AppReviewPicture *self = g_object_new (APP_TYPE_REVIEW_PICTURE, NULL);
  g_autofree char *name = g_strdup_printf (_ ("Enlarge: %s"), title);

  self->drawing = drawing != NULL ? seal_drawing_ref (drawing) : NULL;
  gtk_label_set_label (self->title, title);
  app_seal_picture_set_drawing (self->picture, drawing);
  gtk_stack_set_visible_child_name (self->stack, drawing != NULL ? "picture" : "none");
  gtk_widget_set_sensitive (self->button, drawing != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->picture), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
  return GTK_WIDGET (self);
}
