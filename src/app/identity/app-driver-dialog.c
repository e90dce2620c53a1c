/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-driver-dialog.h"

#include <glib/gi18n.h>

#include "app-error-box.h"
#include "app-events.h"
#include "app-text-width.h"

#define SETTING "token-driver"

struct _AppDriverDialog {
  AdwWindow parent_instance;

  ModelTokens *tokens;
  GSettings *settings;
  GPtrArray *rows; /* of the tokens, which the group owns */

  GtkEditable *path;
  AppErrorBox *error_box;
  AdwActionRow *state;
  GtkSpinner *spinner;
  GtkImage *icon;
  AdwPreferencesGroup *found;
};

G_DEFINE_FINAL_TYPE (AppDriverDialog, app_driver_dialog, ADW_TYPE_WINDOW)

static const char *
state_words (AppDriverDialog *self)
{
  if (model_tokens_is_looking (self->tokens))
    return _ ("Being looked at…");
  if (model_tokens_get_driver (self->tokens) == NULL)
    return _ ("No driver named here; those that are registered with the system are used");
  if (model_tokens_get_error (self->tokens) != NULL)
    return _ ("Not loaded");
  return _ ("Loaded");
}

static void
show_tokens (AppDriverDialog *self)
{
  g_auto (GStrv) names = model_tokens_dup_names (self->tokens);

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->found, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; names[i] != NULL; i++)
    {
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), names[i]);
      adw_preferences_group_add (self->found, row);
      g_ptr_array_add (self->rows, row);
    }
  adw_preferences_group_set_description (
      self->found, names[0] != NULL ? NULL : _ ("None. Plug one in, then look again."));
}

static void
show (AppDriverDialog *self)
{
  gboolean looking = model_tokens_is_looking (self->tokens);
  const GError *error = looking ? NULL : model_tokens_get_error (self->tokens);
  gboolean loaded = !looking && error == NULL && model_tokens_get_driver (self->tokens) != NULL;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->state), state_words (self));
  gtk_spinner_set_spinning (self->spinner, looking);
  gtk_widget_set_visible (GTK_WIDGET (self->icon), loaded || error != NULL);
  gtk_image_set_from_icon_name (self->icon,
                                loaded ? "emblem-ok-symbolic" : "dialog-error-symbolic");
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon),
                              (const char *[]){loaded ? "success" : "error", NULL});
  app_error_box_set (self->error_box, error);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "driver.remove",
                                 model_tokens_get_driver (self->tokens) != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "driver.look", !looking);
  if (!looking)
    show_tokens (self);
}

static void
looked (AppDriverDialog *self)
{
  const GError *error = model_tokens_get_error (self->tokens);

  show (self);
  app_event ("driver-looked %d %u", error != NULL ? error->code : -1, self->rows->len);
}

static void
look (AppDriverDialog *self)
{
  model_tokens_look (self->tokens);
  show (self);
}

static void
use (AppDriverDialog *self, const char *driver)
{
  g_settings_set_string (self->settings, SETTING, driver);
  model_tokens_set_driver (self->tokens, driver);
  look (self);
}

static void
applied (AppDriverDialog *self)
{
  g_autofree char *driver = g_strstrip (g_strdup (gtk_editable_get_text (self->path)));

  use (self, driver);
}

static void
chosen (GtkNativeDialog *chooser, int response, AppDriverDialog *self)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (file != NULL && g_file_peek_path (file) != NULL)
    {
      gtk_editable_set_text (self->path, g_file_peek_path (file));
      applied (self);
    }
  gtk_native_dialog_destroy (chooser);
  g_object_unref (chooser);
}

static void
choose (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      _ ("Driver of a token"), GTK_WINDOW (widget), GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  g_autoptr (GtkFileFilter) modules = gtk_file_filter_new ();

  gtk_file_filter_set_name (modules, _ ("PKCS#11 drivers (.so)"));
  gtk_file_filter_add_pattern (modules, "*.so");
  gtk_file_filter_add_pattern (modules, "*.so.*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), modules);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen), widget, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
remove_driver (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppDriverDialog *self = APP_DRIVER_DIALOG (widget);

  gtk_editable_set_text (self->path, "");
  use (self, "");
}

static void
look_again (GtkWidget *widget, const char *name, GVariant *parameter)
{
  look (APP_DRIVER_DIALOG (widget));
}

static void
app_driver_dialog_dispose (GObject *object)
{
  AppDriverDialog *self = APP_DRIVER_DIALOG (object);

  g_clear_object (&self->tokens);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (app_driver_dialog_parent_class)->dispose (object);
}

static void
app_driver_dialog_class_init (AppDriverDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_driver_dialog_dispose;
  g_type_ensure (APP_TYPE_ERROR_BOX);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/identity/app-driver-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppDriverDialog, path);
  gtk_widget_class_bind_template_child (widget_class, AppDriverDialog, error_box);
  gtk_widget_class_bind_template_child (widget_class, AppDriverDialog, state);
  gtk_widget_class_bind_template_child (widget_class, AppDriverDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, AppDriverDialog, icon);
  gtk_widget_class_bind_template_child (widget_class, AppDriverDialog, found);
  gtk_widget_class_bind_template_callback (widget_class, applied);
  gtk_widget_class_install_action (widget_class, "driver.choose", NULL, choose);
  gtk_widget_class_install_action (widget_class, "driver.remove", NULL, remove_driver);
  gtk_widget_class_install_action (widget_class, "driver.look", NULL, look_again);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
app_driver_dialog_init (AppDriverDialog *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  app_text_resize (GTK_WINDOW (self));
}

/**
 * app_driver_dialog_new:
 * @parent: the window it belongs to
 * @tokens: what is plugged in
 * @settings: where the driver is remembered
 *
 * Makes the dialog; present it to ask.
 *
 * Returns: (transfer none): the window
 */
GtkWindow *
app_driver_dialog_new (GtkWindow *parent, ModelTokens *tokens, GSettings *settings)
{
  AppDriverDialog *self = g_object_new (APP_TYPE_DRIVER_DIALOG, "transient-for", parent, NULL);
  g_autofree char *driver = g_settings_get_string (settings, SETTING);

  self->tokens = g_object_ref (tokens);
  self->settings = g_object_ref (settings);
  gtk_editable_set_text (self->path, driver);
  g_signal_connect_object (tokens, "looked", G_CALLBACK (looked), self, G_CONNECT_SWAPPED);
  look (self);
  app_event ("driver-dialog");
  return GTK_WINDOW (self);
}
