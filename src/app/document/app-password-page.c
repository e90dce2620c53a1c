/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app-password-page.h"

struct _AppPasswordPage {
  AdwBin parent_instance;

  ModelDocument *document;

  GtkEditable *entry;
  GtkWidget *problem;
  GtkWidget *button;
};

G_DEFINE_FINAL_TYPE (AppPasswordPage, app_password_page, ADW_TYPE_BIN)

static void
take_text (AppPasswordPage *self)
{
  gtk_widget_set_sensitive (self->button, *gtk_editable_get_text (self->entry) != '\0');
  gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
}

/* The entry keeps its text in memory that is not swapped out and wipes it when it is replaced
 * (GtkPasswordEntryBuffer); nothing else of the window ever holds it. */
static void
unlock (AppPasswordPage *self)
{
  if (*gtk_editable_get_text (self->entry) == '\0')
    return;
  gtk_widget_hide (self->problem);
  model_document_load (self->document, gtk_editable_get_text (self->entry));
}

static void
app_password_page_dispose (GObject *object)
{
  AppPasswordPage *self = APP_PASSWORD_PAGE (object);

  g_clear_object (&self->document);
  G_OBJECT_CLASS (app_password_page_parent_class)->dispose (object);
}

/* A page that is there before its window gets no focus by asking for it earlier. */
static void
app_password_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (app_password_page_parent_class)->map (widget);
  gtk_widget_grab_focus (GTK_WIDGET (APP_PASSWORD_PAGE (widget)->entry));
}

static void
app_password_page_class_init (AppPasswordPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_password_page_dispose;
  widget_class->map = app_password_page_map;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/document/app-password-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppPasswordPage, entry);
  gtk_widget_class_bind_template_child (widget_class, AppPasswordPage, problem);
  gtk_widget_class_bind_template_child (widget_class, AppPasswordPage, button);
  gtk_widget_class_bind_template_callback (widget_class, unlock);
  gtk_widget_class_bind_template_callback (widget_class, take_text);
}

static void
app_password_page_init (AppPasswordPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * app_password_page_new:
 * @document: a document that needs a password
 *
 * Makes the page.
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
app_password_page_new (ModelDocument *document)
{
  AppPasswordPage *self = g_object_new (APP_TYPE_PASSWORD_PAGE, NULL);

  self->document = g_object_ref (document);
  return GTK_WIDGET (self);
}

/**
 * app_password_page_update:
 * @self: the page, in a window
 *
 * Says that the last password was wrong where one was given, and takes the focus.
 */
void
app_password_page_update (AppPasswordPage *self)
{
  gboolean wrong;

  g_return_if_fail (APP_IS_PASSWORD_PAGE (self));
  wrong = model_document_get_error (self->document) != NULL;
  gtk_editable_set_text (self->entry, "");
  gtk_widget_set_visible (self->problem, wrong);
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}
