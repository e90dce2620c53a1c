/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-review-row.h"

#include "app-review-text.h"
#include "app-review-words.h"

struct _AppReviewRow {
  GtkBox parent_instance;

  ModelReview *review; /* or NULL */

  GtkImage *icon;
  AppReviewText *name;
  AppReviewText *summary;
  GtkWidget *mark;
  GtkImage *mark_icon;
  AppReviewText *mark_label;
};

G_DEFINE_FINAL_TYPE (AppReviewRow, app_review_row, GTK_TYPE_BOX)

static void
show (AppReviewRow *self)
{
  const ModelReviewFacts *facts = model_review_get_facts (self->review);
  gboolean person = model_review_get_kind (self->review) == MODEL_REVIEW_PERSON;
  g_autofree char *summary = app_review_dup_summary (self->review);
  const char *mark = app_review_mark (self->review);
  g_autofree char *all = mark != NULL ? g_strdup_printf ("%s\n%s", mark, summary)
                                      : g_strdup (summary);

  gtk_image_set_from_icon_name (self->icon,
                                person ? "avatar-default-symbolic" : "vermilion-root-symbolic");
  app_review_text_set_text (self->name, facts->name);
  app_review_text_set_text (self->summary, summary);
  gtk_image_set_from_icon_name (self->mark_icon, facts->own ? "changes-prevent-symbolic"
                                                            : "dialog-warning-symbolic");
  app_review_text_set_text (self->mark_label, mark != NULL ? mark : "");
  gtk_widget_set_visible (self->mark, mark != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, facts->name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, all, -1);
}

static void
let_go (AppReviewRow *self)
{
  if (self->review != NULL)
    g_signal_handlers_disconnect_by_data (self->review, self);
  g_clear_object (&self->review);
}

static void
app_review_row_dispose (GObject *object)
{
  let_go (APP_REVIEW_ROW (object));
  gtk_widget_dispose_template (GTK_WIDGET (object), APP_TYPE_REVIEW_ROW);
  G_OBJECT_CLASS (app_review_row_parent_class)->dispose (object);
}

static void
app_review_row_class_init (AppReviewRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_review_row_dispose;
  g_type_ensure (APP_TYPE_REVIEW_TEXT);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/reviews/app-review-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AppReviewRow, icon);
  gtk_widget_class_bind_template_child (widget_class, AppReviewRow, name);
  gtk_widget_class_bind_template_child (widget_class, AppReviewRow, summary);
  gtk_widget_class_bind_template_child (widget_class, AppReviewRow, mark);
  gtk_widget_class_bind_template_child (widget_class, AppReviewRow, mark_icon);
  gtk_widget_class_bind_template_child (widget_class, AppReviewRow, mark_label);
}

static void
app_review_row_init (AppReviewRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * app_review_row_new:
 *
 * Makes a row that shows nothing yet.
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
app_review_row_new (void)
{
  return g_object_new (APP_TYPE_REVIEW_ROW, NULL);
}

/**
 * app_review_row_set_review:
 * @self: a row
 * @review: (nullable): what it is about
 *
 * Shows it and follows it.
 */
void
app_review_row_set_review (AppReviewRow *self, ModelReview *review)
{
  g_return_if_fail (APP_IS_REVIEW_ROW (self));
  let_go (self);
  if (review == NULL)
    return;
  self->review = g_object_ref (review);
  g_signal_connect_swapped (review, "changed", G_CALLBACK (show), self);
  show (self);
}

/**
 * app_review_row_get_review:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): what it is about
 */
ModelReview *
app_review_row_get_review (AppReviewRow *self)
{
  g_return_val_if_fail (APP_IS_REVIEW_ROW (self), NULL);
  return self->review;
}
