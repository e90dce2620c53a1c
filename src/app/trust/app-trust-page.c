/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-trust-page.h"

#include <glib/gi18n.h>

#include "app-certificate-dialog.h"
#include "app-error-box.h"
#include "app-events.h"
#include "app-platform-root-dialog.h"
#include "app-root-row.h"
#include "app-shared-roots.h"
#include "app-trust-dialog.h"
#include "app-window.h"

struct _AppTrustPage {
  AdwBin parent_instance;

  ModelTrust *trust;

  AppErrorBox *error_box;
  GtkStack *stack;
  GtkWidget *add_file;
  GtkListBox *list;
  AppSharedRoots *shared;
};

G_DEFINE_FINAL_TYPE (AppTrustPage, app_trust_page, ADW_TYPE_BIN)

static GtkWindow *
window_of (AppTrustPage *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
choose (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppTrustPage *self = APP_TRUST_PAGE (widget);

  app_trust_dialog_choose (window_of (self), self->trust);
}

static void
ask_platform (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppTrustPage *self = APP_TRUST_PAGE (widget);

  gtk_window_present (GTK_WINDOW (app_platform_root_dialog_new (window_of (self), self->trust)));
}

static gboolean
take_drop (AppTrustPage *self, const GValue *value)
{
  GSList *files = g_value_get_boxed (value);

  for (GSList *l = files; l != NULL; l = l->next)
    app_trust_dialog_ask_file (window_of (self), self->trust, l->data);
  return files != NULL;
}

static void
inspect (AppTrustPage *self, AppRootRow *row)
{
  g_autoptr (GPtrArray) chain = g_ptr_array_new ();

  g_ptr_array_add (chain, model_root_get_certificate (app_root_row_get_root (row)));
  gtk_window_present (GTK_WINDOW (app_certificate_dialog_new (window_of (self), chain)));
}

static void
undo_remove (AppTrustPage *self, AdwToast *toast)
{
  g_autoptr (GError) error = NULL;

  model_trust_restore (self->trust, g_object_get_data (G_OBJECT (toast), "root"), &error);
  app_error_box_set (self->error_box, error);
}

/* It can be taken back, so this offers to undo rather than asking. */
static void
remove_root (AppTrustPage *self, AppRootRow *row)
{
  g_autoptr (ModelRoot) root = g_object_ref (app_root_row_get_root (row));
  PkiCertificate *certificate = model_root_get_certificate (root);
  /* Translators: %s is the name of a certificate authority. */
  g_autofree char *said = g_markup_printf_escaped (_ ("No longer trusted: %s"),
                                                   pki_certificate_get_name (certificate));
  g_autoptr (GError) error = NULL;
  AdwToast *toast;

  if (model_trust_remove (self->trust, certificate, &error))
    {
      app_event ("untrusted %s", pki_certificate_get_sha256 (certificate));
      toast = adw_toast_new (said);
      adw_toast_set_button_label (toast, _ ("Undo"));
      g_object_set_data_full (G_OBJECT (toast), "root", g_object_ref (root), g_object_unref);
      g_signal_connect_object (toast, "button-clicked", G_CALLBACK (undo_remove), self,
                               G_CONNECT_SWAPPED);
      app_window_add_toast (APP_WINDOW (window_of (self)), toast);
    }
  app_error_box_set (self->error_box, error);
}

static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  GtkWidget *row = app_root_row_new (item);

  g_signal_connect_object (row, "inspect", G_CALLBACK (inspect), user_data, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "remove", G_CALLBACK (remove_root), user_data, G_CONNECT_SWAPPED);
  return row;
}

static void
show_list (AppTrustPage *self)
{
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (self->trust)) > 0;

  gtk_stack_set_visible_child_name (self->stack, any ? "list" : "empty");
  /* While there is nothing, the same stands in the middle. */
  gtk_widget_set_visible (self->add_file, any);
}

/* The command line program may have written there in between. */
static void
app_trust_page_map (GtkWidget *widget)
{
  model_trust_reload (APP_TRUST_PAGE (widget)->trust);
  GTK_WIDGET_CLASS (app_trust_page_parent_class)->map (widget);
}

static void
app_trust_page_dispose (GObject *object)
{
  AppTrustPage *self = APP_TRUST_PAGE (object);

  if (self->trust != NULL)
    g_signal_handlers_disconnect_by_data (self->trust, self);
  g_clear_object (&self->trust);
  G_OBJECT_CLASS (app_trust_page_parent_class)->dispose (object);
}

static void
app_trust_page_class_init (AppTrustPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_trust_page_dispose;
  widget_class->map = app_trust_page_map;
  g_type_ensure (APP_TYPE_ERROR_BOX);
  g_type_ensure (APP_TYPE_SHARED_ROOTS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/vermilion/Vermilion/trust/app-trust-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppTrustPage, error_box);
  gtk_widget_class_bind_template_child (widget_class, AppTrustPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AppTrustPage, add_file);
  gtk_widget_class_bind_template_child (widget_class, AppTrustPage, list);
  gtk_widget_class_bind_template_child (widget_class, AppTrustPage, shared);
  gtk_widget_class_install_action (widget_class, "trust.choose", NULL, choose);
  gtk_widget_class_install_action (widget_class, "trust.platform", NULL, ask_platform);
}

static void
app_trust_page_init (AppTrustPage *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (target, "drop", G_CALLBACK (take_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/**
 * app_trust_page_new:
 * @trust: the user's list
 *
 * Makes the room.
 *
 * Returns: (transfer floating): the room
 */
GtkWidget *
app_trust_page_new (ModelTrust *trust)
{
  AppTrustPage *self = g_object_new (APP_TYPE_TRUST_PAGE, NULL);

  self->trust = g_object_ref (trust);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (trust), make_row, self, NULL);
  g_signal_connect_swapped (trust, "items-changed", G_CALLBACK (show_list), self);
  app_shared_roots_set_trust (self->shared, trust);
  show_list (self);
  return GTK_WIDGET (self);
}
