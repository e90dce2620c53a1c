/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-signing-bar.h"

#include <glib/gi18n.h>

#include "app-error.h"
#include "app-repair-button.h"
#include "app-signing-words.h"

struct _AppSigningBar {
  GtkBox parent_instance;

  GtkWidget *warning;
  GtkLabel *summary;
  AppRepairButton *repair;
  GtkWidget *tools;
  gboolean barred;
};

G_DEFINE_FINAL_TYPE (AppSigningBar, app_signing_bar, GTK_TYPE_BOX)

static void
update (AppSigningBar *self, ModelPlacements *placements)
{
  g_autofree char *summary = model_placements_get_size (placements) > 0
                                 ? app_signing_dup_summary (placements)
                                 : g_strdup (_ ("No stamp yet: drag a seal onto a page"));

  if (!self->barred)
    gtk_label_set_label (self->summary, summary);
}

static void
repair_failed (AppSigningBar *self, const GError *error)
{
  AppExplanation words = app_error_explain (error);

  gtk_label_set_label (self->summary, words.what);
}

static void
app_signing_bar_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), APP_TYPE_SIGNING_BAR);
  G_OBJECT_CLASS (app_signing_bar_parent_class)->dispose (object);
}

static void
app_signing_bar_class_init (AppSigningBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_signing_bar_dispose;
  g_type_ensure (APP_TYPE_REPAIR_BUTTON);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/signing/app-signing-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, AppSigningBar, warning);
  gtk_widget_class_bind_template_child (widget_class, AppSigningBar, summary);
  gtk_widget_class_bind_template_child (widget_class, AppSigningBar, repair);
  gtk_widget_class_bind_template_child (widget_class, AppSigningBar, tools);
  gtk_widget_class_bind_template_callback (widget_class, repair_failed);
}

static void
app_signing_bar_init (AppSigningBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * app_signing_bar_new:
 * @placements: what is counted
 *
 * Makes the bar of a document.
 *
 * Returns: (transfer floating): the bar
 */
GtkWidget *
app_signing_bar_new (ModelPlacements *placements)
{
  AppSigningBar *self = g_object_new (APP_TYPE_SIGNING_BAR, NULL);

  g_signal_connect_object (placements, "edited", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self, placements);
  return GTK_WIDGET (self);
}

/**
 * app_signing_bar_set_error:
 * @self: the bar
 * @path: of the document
 * @error: what stands against signing it
 *
 * Says why, instead of what would be signed.
 */
void
app_signing_bar_set_error (AppSigningBar *self, const char *path, const GError *error)
{
  AppExplanation words = app_error_explain (error);
  g_autofree char *text = NULL;

  g_return_if_fail (APP_IS_SIGNING_BAR (self));
  text = g_strdup_printf (_ ("This document cannot be signed. %s"), words.what);
  self->barred = TRUE;
  gtk_label_set_label (self->summary, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->summary), words.remedy);
  gtk_widget_set_visible (self->warning, TRUE);
  gtk_widget_set_visible (self->tools, FALSE);
  app_repair_button_set (self->repair, path, error);
}
