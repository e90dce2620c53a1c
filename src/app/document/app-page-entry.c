/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app-page-entry.h"

#include <glib/gi18n.h>

struct _AppPageEntry {
  GtkPopover parent_instance;

  AppPageView *view; /* the parent, while there is one */

  GtkEditable *entry;
  GtkLabel *total;
};

G_DEFINE_FINAL_TYPE (AppPageEntry, app_page_entry, GTK_TYPE_POPOVER)

static gboolean
read_page (AppPageEntry *self, guint *page)
{
  guint n_pages = model_document_get_n_pages (app_page_view_get_document (self->view));
  guint64 number;

  if (!g_ascii_string_to_unsigned (gtk_editable_get_text (self->entry), 10, 1, n_pages, &number,
                                   NULL))
    return FALSE;
  *page = number - 1;
  return TRUE;
}

static void
take_text (AppPageEntry *self)
{
  guint page;

  if (self->view == NULL || read_page (self, &page))
    gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
}

static void
go (AppPageEntry *self)
{
  guint page;

  if (!read_page (self, &page))
    return;
  app_page_view_scroll_to (self->view, page, 0, 0);
  gtk_popover_popdown (GTK_POPOVER (self));
}

static gboolean
unparent (gpointer self)
{
  gtk_widget_unparent (self);
  return G_SOURCE_REMOVE;
}

static void
app_page_entry_closed (GtkPopover *popover)
{
  AppPageView *view = APP_PAGE_ENTRY (popover)->view;

  gtk_widget_grab_focus (GTK_WIDGET (view));
  g_idle_add_full (G_PRIORITY_DEFAULT, unparent, g_object_ref (popover), g_object_unref);
}

static void
app_page_entry_class_init (AppPageEntryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  GTK_POPOVER_CLASS (klass)->closed = app_page_entry_closed;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/document/app-page-entry.ui");
  gtk_widget_class_bind_template_child (widget_class, AppPageEntry, entry);
  gtk_widget_class_bind_template_child (widget_class, AppPageEntry, total);
  gtk_widget_class_bind_template_callback (widget_class, take_text);
  gtk_widget_class_bind_template_callback (widget_class, go);
}

static void
app_page_entry_init (AppPageEntry *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * app_page_entry_popup:
 * @view: a view with a document that is ready
 *
 * Asks for a page number.
 *
 * Returns: (transfer none): the popover, which goes when it is closed
 */
AppPageEntry *
app_page_entry_popup (AppPageView *view)
{
  AppPageEntry *self = g_object_new (APP_TYPE_PAGE_ENTRY, NULL);
  guint n_pages = model_document_get_n_pages (app_page_view_get_document (view));
  g_autofree char *total = g_strdup_printf (_ ("of %u"), n_pages);
  g_autofree char *now = g_strdup_printf ("%u", app_page_view_get_current_page (view) + 1);

  self->view = view;
  gtk_label_set_label (self->total, total);
  gtk_editable_set_text (self->entry, now);
  gtk_widget_set_parent (GTK_WIDGET (self), gtk_widget_get_parent (GTK_WIDGET (view)));
  gtk_popover_set_pointing_to (
      GTK_POPOVER (self), &(GdkRectangle){gtk_widget_get_width (GTK_WIDGET (view)) / 2, 6, 1, 1});
  gtk_popover_popup (GTK_POPOVER (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  return self;
}
