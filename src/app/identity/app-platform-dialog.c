/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-platform-dialog.h"

#include <glib/gi18n.h>

#include "app-error-box.h"
#include "app-events.h"
#include "app-platform-words.h"

struct _AppPlatformDialog {
  AdwWindow parent_instance;

  ModelPlatform *platform;
  GPtrArray *rows; /* of the platforms that are known */

  AppErrorBox *error_box;
  AdwPreferencesGroup *known;
  GtkEditable *address;
  GtkEditable *proxy;
  GtkWidget *compare;
  GtkLabel *fingerprint;
  GtkLabel *outcome;
  GtkSpinner *spinner;
};

G_DEFINE_FINAL_TYPE (AppPlatformDialog, app_platform_dialog, ADW_TYPE_WINDOW)

static void
show_outcome (AppPlatformDialog *self)
{
  const WireAuthority *authority = model_platform_get_authority (self->platform);
  g_autofree char *where = app_platform_dup_where (self->platform);
  g_autofree char *root = authority != NULL ? app_platform_dup_fingerprint (authority->root_sha256)
                                            : NULL;
  g_autofree char *words = root != NULL
                               ? g_strdup_printf ("%s\n\n%s\n%s", g_strstrip (where),
                                                  _ ("Fingerprint of its root (SHA-256):"), root)
                               : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->outcome), words != NULL);
  gtk_label_set_label (self->outcome, words != NULL ? words : "");
}

static void
show_compare (AppPlatformDialog *self)
{
  const GError *error = model_platform_get_error (self->platform);
  g_autofree char *root = model_platform_dup_new_root (self->platform);
  gboolean is_new = root != NULL && g_error_matches (error, MODEL_ERROR, MODEL_ERROR_ROOT_NEW);
  g_autofree char *words = is_new ? app_platform_dup_fingerprint (root) : NULL;

  gtk_widget_set_visible (self->compare, is_new);
  gtk_label_set_label (self->fingerprint, words != NULL ? words : "");
}

static void
changed (AppPlatformDialog *self)
{
  ModelPlatformState state = model_platform_get_state (self->platform);

  gtk_spinner_set_spinning (self->spinner, state == MODEL_PLATFORM_CONNECTING);
  app_error_box_set (self->error_box, model_platform_get_error (self->platform));
  show_compare (self);
  show_outcome (self);
  if (state == MODEL_PLATFORM_READY)
    app_event ("platform ready");
}

static void
use (AppPlatformDialog *self, const char *address)
{
  const char *proxy = gtk_editable_get_text (self->proxy);
  g_autoptr (GError) error = NULL;

  if (model_platform_use (self->platform, address, proxy, &error))
    model_platform_connect (self->platform);
  else
    app_error_box_set (self->error_box, error);
}

static void
use_row (AppPlatformDialog *self, GtkWidget *row)
{
  const char *address = g_object_get_data (G_OBJECT (row), "address");

  gtk_editable_set_text (self->address, address != NULL ? address : "");
  use (self, address);
}

static void
forget (AppPlatformDialog *self, GtkWidget *button)
{
  g_autoptr (GError) error = NULL;

  model_platform_forget (self->platform, g_object_get_data (G_OBJECT (button), "address"), &error);
  app_error_box_set (self->error_box, error);
}

static GtkWidget *
make_forget (AppPlatformDialog *self, const char *address)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Forget this platform"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Forget this platform"), -1);
  g_object_set_data_full (G_OBJECT (button), "address", g_strdup (address), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (forget), self, G_CONNECT_SWAPPED);
  return button;
}

static void
add_row (AppPlatformDialog *self, const char *address, const char *title)
{
  GtkWidget *row = adw_action_row_new ();
  gboolean current = g_strcmp0 (address, model_platform_get_address (self->platform)) == 0;

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  if (current)
    adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                               gtk_image_new_from_icon_name ("object-select-symbolic"));
  if (address != NULL)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_forget (self, address));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "address", g_strdup (address), g_free);
  g_signal_connect_object (row, "activated", G_CALLBACK (use_row), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->known, row);
  g_ptr_array_add (self->rows, row);
}

static void
list (AppPlatformDialog *self)
{
  g_auto (GStrv) addresses = model_platform_list_addresses (self->platform);

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->known, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  add_row (self, NULL, _ ("Private platform on this computer (trial)"));
  for (guint i = 0; addresses[i] != NULL; i++)
    add_row (self, addresses[i], addresses[i]);
}

/* A row that is being activated cannot be taken away under it. */
static gboolean
list_later (gpointer data)
{
  list (data);
  return G_SOURCE_REMOVE;
}

static void
switched (AppPlatformDialog *self)
{
  g_idle_add_full (G_PRIORITY_HIGH_IDLE, list_later, g_object_ref (self), g_object_unref);
}

static void
update (AppPlatformDialog *self)
{
  const char *address = gtk_editable_get_text (self->address);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "platform.connect",
                                 g_str_has_prefix (address, "https://") ||
                                     g_str_has_prefix (address, "http://"));
}

static void
connect_to (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppPlatformDialog *self = APP_PLATFORM_DIALOG (widget);
  g_autofree char *address = g_strdup (gtk_editable_get_text (self->address));

  g_strstrip (address);
  while (g_str_has_suffix (address, "/"))
    address[strlen (address) - 1] = '\0';
  use (self, address);
}

static void
accept_root (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppPlatformDialog *self = APP_PLATFORM_DIALOG (widget);
  g_autoptr (GError) error = NULL;

  if (!model_platform_accept_root (self->platform, &error))
    app_error_box_set (self->error_box, error);
}

static void
app_platform_dialog_dispose (GObject *object)
{
  AppPlatformDialog *self = APP_PLATFORM_DIALOG (object);

  if (self->platform != NULL)
    g_signal_handlers_disconnect_by_data (self->platform, self);
  g_clear_object (&self->platform);
  gtk_widget_dispose_template (GTK_WIDGET (self), APP_TYPE_PLATFORM_DIALOG);
  G_OBJECT_CLASS (app_platform_dialog_parent_class)->dispose (object);
}

static void
app_platform_dialog_finalize (GObject *object)
{
  g_ptr_array_unref (APP_PLATFORM_DIALOG (object)->rows);
  G_OBJECT_CLASS (app_platform_dialog_parent_class)->finalize (object);
}

static void
app_platform_dialog_class_init (AppPlatformDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_platform_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = app_platform_dialog_finalize;
  g_type_ensure (APP_TYPE_ERROR_BOX);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/identity/app-platform-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppPlatformDialog, error_box);
  gtk_widget_class_bind_template_child (widget_class, AppPlatformDialog, known);
  gtk_widget_class_bind_template_child (widget_class, AppPlatformDialog, address);
  gtk_widget_class_bind_template_child (widget_class, AppPlatformDialog, proxy);
  gtk_widget_class_bind_template_child (widget_class, AppPlatformDialog, compare);
  gtk_widget_class_bind_template_child (widget_class, AppPlatformDialog, fingerprint);
  gtk_widget_class_bind_template_child (widget_class, AppPlatformDialog, outcome);
  gtk_widget_class_bind_template_child (widget_class, AppPlatformDialog, spinner);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_install_action (widget_class, "platform.connect", NULL, connect_to);
  gtk_widget_class_install_action (widget_class, "platform.accept-root", NULL, accept_root);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
app_platform_dialog_init (AppPlatformDialog *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * app_platform_dialog_new:
 * @parent: over which it stands
 * @platform: the desktop's
 *
 * Makes the dialog; present it to ask.
 *
 * Returns: (transfer none): the window
 */
AppPlatformDialog *
app_platform_dialog_new (GtkWindow *parent, ModelPlatform *platform)
{
  AppPlatformDialog *self = g_object_new (APP_TYPE_PLATFORM_DIALOG, "transient-for", parent,
                                          "modal", TRUE, NULL);
  const char *address = model_platform_get_address (platform);
  g_autofree char *proxy = model_platform_dup_proxy (platform);

  self->platform = g_object_ref (platform);
  g_signal_connect_swapped (platform, "changed", G_CALLBACK (changed), self);
  g_signal_connect_swapped (platform, "switched", G_CALLBACK (switched), self);
  gtk_editable_set_text (self->address, address != NULL ? address : "");
  gtk_editable_set_text (self->proxy, proxy);
  list (self);
  update (self);
  model_platform_connect (platform);
  changed (self);
  return self;
}
