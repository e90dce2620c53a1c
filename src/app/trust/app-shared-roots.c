/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-shared-roots.h"

#include <glib/gi18n.h>

#include "app-certificate-dialog.h"
#include "app-error-box.h"
#include "app-root-row.h"

struct _AppSharedRoots {
  AdwBin parent_instance;

  ModelTrust *trust;
  GtkFilter *filter; /* NULL: rows are only made for who unfolds the list */

  AppErrorBox *error_box;
  GtkSwitch *count_switch;
  AdwExpanderRow *unfolder;
  GtkEditable *search;
  GtkListBox *authorities;
};

G_DEFINE_FINAL_TYPE (AppSharedRoots, app_shared_roots, ADW_TYPE_BIN)

static gboolean
set_shares (AppSharedRoots *self, gboolean shares)
{
  g_autoptr (GError) error = NULL;

  if (model_trust_set_shares (self->trust, shares, &error))
    gtk_switch_set_state (self->count_switch, shares);
  app_error_box_set (self->error_box, error);
  return TRUE;
}

static void
inspect (AppRootRow *row)
{
  g_autoptr (GPtrArray) chain = g_ptr_array_new ();
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (row)));

  g_ptr_array_add (chain, model_root_get_certificate (app_root_row_get_root (row)));
  gtk_window_present (GTK_WINDOW (app_certificate_dialog_new (window, chain)));
}

static GtkWidget *
make_row (gpointer item, gpointer unused)
{
  GtkWidget *row = app_root_row_new (item);

  g_signal_connect (row, "inspect", G_CALLBACK (inspect), NULL);
  return row;
}

static gboolean
is_sought (gpointer item, gpointer user_data)
{
  AppSharedRoots *self = user_data;

  return model_root_matches (item, gtk_editable_get_text (self->search));
}

static void
search_changed (AppSharedRoots *self)
{
  if (self->filter != NULL)
    gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

static void
fill (AppSharedRoots *self)
{
  g_autoptr (GtkFilterListModel) sought = NULL;

  if (self->filter != NULL || !adw_expander_row_get_expanded (self->unfolder))
    return;
  self->filter = GTK_FILTER (gtk_custom_filter_new (is_sought, self, NULL));
  sought = gtk_filter_list_model_new (g_object_ref (model_trust_get_shared (self->trust)),
                                      g_object_ref (self->filter));
  gtk_list_box_bind_model (self->authorities, G_LIST_MODEL (sought), make_row, NULL, NULL);
}

static void
show_count (AppSharedRoots *self)
{
  guint n = g_list_model_get_n_items (model_trust_get_shared (self->trust));
  g_autofree char *title = g_strdup_printf (ngettext ("%u authority", "%u authorities", n), n);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->unfolder), title);
  gtk_widget_set_sensitive (GTK_WIDGET (self->unfolder), n > 0);
  gtk_switch_set_active (self->count_switch, model_trust_shares (self->trust));
}

static void
app_shared_roots_dispose (GObject *object)
{
  AppSharedRoots *self = APP_SHARED_ROOTS (object);

  if (self->authorities != NULL)
    gtk_list_box_bind_model (self->authorities, NULL, NULL, NULL, NULL);
  g_clear_object (&self->filter);
  g_clear_object (&self->trust);
  G_OBJECT_CLASS (app_shared_roots_parent_class)->dispose (object);
}

static void
app_shared_roots_class_init (AppSharedRootsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_shared_roots_dispose;
  g_type_ensure (APP_TYPE_ERROR_BOX);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/trust/app-shared-roots.ui");
  gtk_widget_class_bind_template_child (widget_class, AppSharedRoots, error_box);
  gtk_widget_class_bind_template_child (widget_class, AppSharedRoots, count_switch);
  gtk_widget_class_bind_template_child (widget_class, AppSharedRoots, unfolder);
  gtk_widget_class_bind_template_child (widget_class, AppSharedRoots, search);
  gtk_widget_class_bind_template_child (widget_class, AppSharedRoots, authorities);
  gtk_widget_class_bind_template_callback (widget_class, set_shares);
  gtk_widget_class_bind_template_callback (widget_class, search_changed);
  gtk_widget_class_bind_template_callback (widget_class, fill);
}

static void
app_shared_roots_init (AppSharedRoots *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * app_shared_roots_set_trust:
 * @self: the section
 * @trust: the user's list, which knows this computer's as well
 *
 * Fills the section; to be called once.
 */
void
app_shared_roots_set_trust (AppSharedRoots *self, ModelTrust *trust)
{
  g_return_if_fail (APP_IS_SHARED_ROOTS (self));

  self->trust = g_object_ref (trust);
  g_signal_connect_object (model_trust_get_shared (trust), "items-changed", G_CALLBACK (show_count),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (trust, "changed", G_CALLBACK (show_count), self, G_CONNECT_SWAPPED);
  show_count (self);
}
