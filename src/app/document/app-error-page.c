/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app-error-page.h"

#include <glib/gi18n.h>

#include "app-repair-button.h"
#include "pdf-error.h"
#include "render-document.h"

struct _AppErrorPage {
  AdwBin parent_instance;

  AdwStatusPage *status;
  GtkLabel *remedy;
  GtkLabel *details;
  AppRepairButton *repair;
  GtkWidget *again;
};

G_DEFINE_FINAL_TYPE (AppErrorPage, app_error_page, ADW_TYPE_BIN)

static void
explain (AppErrorPage *self, const GError *error)
{
  const char *what = N_ ("This document cannot be opened.");
  const char *why = N_ ("Something went wrong that this program does not know.");
  const char *remedy = N_ ("Try again; if it stays so, the technical details help to find out.");

  if (error->domain == PDF_ERROR)
    pdf_error_explain (error->code, &what, &why, &remedy);
  else if (error->domain == RENDER_ERROR)
    render_error_explain (error->code, &what, &why, &remedy);
  adw_status_page_set_title (self->status, _ (what));
  adw_status_page_set_description (self->status, _ (why));
  gtk_label_set_label (self->remedy, _ (remedy));
  gtk_label_set_label (self->details, error->message);
}

static void
repair_failed (AppRepairButton *button, const GError *error, AppErrorPage *self)
{
  explain (self, error);
  gtk_widget_add_css_class (self->again, "suggested-action");
}

static void
app_error_page_class_init (AppErrorPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (APP_TYPE_REPAIR_BUTTON);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/document/app-error-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppErrorPage, status);
  gtk_widget_class_bind_template_child (widget_class, AppErrorPage, remedy);
  gtk_widget_class_bind_template_child (widget_class, AppErrorPage, details);
  gtk_widget_class_bind_template_child (widget_class, AppErrorPage, repair);
  gtk_widget_class_bind_template_child (widget_class, AppErrorPage, again);
  gtk_widget_class_bind_template_callback (widget_class, repair_failed);
}

static void
app_error_page_init (AppErrorPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * app_error_page_new:
 * @path: (nullable): of the file
 * @error: what went wrong
 *
 * Makes the page. For a damaged file it offers a repaired copy first.
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
app_error_page_new (const char *path, const GError *error)
{
  AppErrorPage *self = g_object_new (APP_TYPE_ERROR_PAGE, NULL);

  explain (self, error);
  app_repair_button_set (self->repair, path, error);
  if (gtk_widget_get_visible (GTK_WIDGET (self->repair)))
    gtk_widget_remove_css_class (self->again, "suggested-action");
  return GTK_WIDGET (self);
}
