/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-import-dialog.h"

#include <glib/gi18n.h>

#include "app-error-box.h"
#include "app-text-width.h"
#include "keys-error.h"

struct _AppImportDialog {
  AdwWindow parent_instance;

  ModelCertificates *certificates;
  GFile *file;
  GFile *certificates_file; /* or NULL */
  gboolean running;

  AppErrorBox *error_box;
  AdwActionRow *file_row;
  AdwActionRow *certificates_row;
  GtkWidget *choose_button;
  GtkEditable *password;
  GtkSpinner *spinner;
};

G_DEFINE_FINAL_TYPE (AppImportDialog, app_import_dialog, ADW_TYPE_WINDOW)

enum { ADDED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
update_sensitivity (AppImportDialog *self)
{
  /* A key file without a password exists, so an empty one is an answer too. */
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "import.run",
                                 self->file != NULL && !self->running);
}

/* Only PEM may have its certificate elsewhere, or lie in the clear and get a password here. */
static void
set_file (AppImportDialog *self, GFile *file)
{
  g_autofree char *shown = g_filename_display_name (g_file_peek_path (file));
  gboolean pkcs12 = g_str_has_suffix (shown, ".p12") || g_str_has_suffix (shown, ".pfx");
  gboolean locked = model_certificates_needs_password (g_file_peek_path (file));

  g_set_object (&self->file, file);
  g_clear_object (&self->certificates_file);
  adw_action_row_set_subtitle (self->file_row, shown);
  adw_action_row_set_subtitle (self->certificates_row, _ ("Only where it is not in the key file"));
  gtk_widget_set_visible (GTK_WIDGET (self->certificates_row), !pkcs12);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->password),
                                 locked ? _ ("Password of the file")
                                        : _ ("New password: the file has none"));
  app_error_box_set (self->error_box, NULL);
  update_sensitivity (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->password));
}

static void
file_chosen (GtkNativeDialog *chooser, int response, AppImportDialog *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

      set_file (self, file);
    }
  gtk_native_dialog_destroy (chooser);
}

static void
certificates_chosen (GtkNativeDialog *chooser, int response, AppImportDialog *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
      g_autofree char *shown = g_filename_display_name (g_file_peek_path (file));

      g_set_object (&self->certificates_file, file);
      adw_action_row_set_subtitle (self->certificates_row, shown);
      app_error_box_set (self->error_box, NULL);
    }
  gtk_native_dialog_destroy (chooser);
}

static void
open_chooser (AppImportDialog *self, const char *title, GtkFileFilter *kind, GCallback chosen)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      title, GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (all, _ ("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), kind);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), all);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", chosen, self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
choose (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GtkFileFilter) keys = gtk_file_filter_new ();

  gtk_file_filter_set_name (keys, _ ("Key files (.p12, .pfx, .pem)"));
  gtk_file_filter_add_suffix (keys, "p12");
  gtk_file_filter_add_suffix (keys, "pfx");
  gtk_file_filter_add_suffix (keys, "pem");
  gtk_file_filter_add_suffix (keys, "key");
  open_chooser (APP_IMPORT_DIALOG (widget), _ ("Choose a key file"), keys,
                G_CALLBACK (file_chosen));
}

static void
choose_certificates (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GtkFileFilter) certificates = gtk_file_filter_new ();

  gtk_file_filter_set_name (certificates, _ ("Certificates (.pem, .crt, .cer)"));
  gtk_file_filter_add_suffix (certificates, "pem");
  gtk_file_filter_add_suffix (certificates, "crt");
  gtk_file_filter_add_suffix (certificates, "cer");
  open_chooser (APP_IMPORT_DIALOG (widget), _ ("Choose the certificate file"), certificates,
                G_CALLBACK (certificates_chosen));
}

static gboolean
dropped (AppImportDialog *self, const GValue *value)
{
  GFile *file = g_value_get_object (value);

  if (file == NULL || g_file_peek_path (file) == NULL)
    return FALSE;
  set_file (self, file);
  return TRUE;
}

static void
set_running (AppImportDialog *self, gboolean running)
{
  self->running = running;
  gtk_spinner_set_spinning (self->spinner, running);
  update_sensitivity (self);
}

static void
imported (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppImportDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  ModelCertificate *certificate = model_certificates_finish (MODEL_CERTIFICATES (source), result,
                                                             &error);

  set_running (self, FALSE);
  app_error_box_set (self->error_box, error);
  if (certificate != NULL)
    {
      gtk_editable_set_text (self->password, "");
      g_signal_emit (self, signals[ADDED], 0, certificate);
      gtk_window_destroy (GTK_WINDOW (self));
    }
  else if (g_error_matches (error, KEYS_ERROR, KEYS_ERROR_PASSWORD) ||
           g_error_matches (error, KEYS_ERROR, KEYS_ERROR_UNPROTECTED))
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->password));
      gtk_editable_select_region (self->password, 0, -1);
    }
}

static void
run (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppImportDialog *self = APP_IMPORT_DIALOG (widget);
  g_autoptr (GBytes) password = model_secret_new (gtk_editable_get_text (self->password));
  const ModelKeyFile file = {
      .path = g_file_peek_path (self->file),
      .certificates = self->certificates_file != NULL ? g_file_peek_path (self->certificates_file)
                                                      : NULL,
      .password = password,
  };

  set_running (self, TRUE);
  model_certificates_import (self->certificates, &file, imported, g_object_ref (self));
}

static void
activated (AppImportDialog *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "import.run", NULL);
}

static void
app_import_dialog_dispose (GObject *object)
{
  AppImportDialog *self = APP_IMPORT_DIALOG (object);

  g_clear_object (&self->certificates);
  g_clear_object (&self->file);
  g_clear_object (&self->certificates_file);
  gtk_widget_dispose_template (GTK_WIDGET (self), APP_TYPE_IMPORT_DIALOG);
  G_OBJECT_CLASS (app_import_dialog_parent_class)->dispose (object);
}

static void
app_import_dialog_class_init (AppImportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_import_dialog_dispose;

  /**
   * AppImportDialog::added:
   * @certificate: the new identity
   *
   * A key file is in.
   */
  signals[ADDED] = g_signal_new ("added", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, MODEL_TYPE_CERTIFICATE);

  g_type_ensure (APP_TYPE_ERROR_BOX);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/identity/app-import-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppImportDialog, error_box);
  gtk_widget_class_bind_template_child (widget_class, AppImportDialog, file_row);
  gtk_widget_class_bind_template_child (widget_class, AppImportDialog, certificates_row);
  gtk_widget_class_bind_template_child (widget_class, AppImportDialog, choose_button);
  gtk_widget_class_bind_template_child (widget_class, AppImportDialog, password);
  gtk_widget_class_bind_template_child (widget_class, AppImportDialog, spinner);
  gtk_widget_class_bind_template_callback (widget_class, activated);
  gtk_widget_class_install_action (widget_class, "import.choose", NULL, choose);
  gtk_widget_class_install_action (widget_class, "import.choose-certificates", NULL,
                                   choose_certificates);
  gtk_widget_class_install_action (widget_class, "import.run", NULL, run);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
app_import_dialog_init (AppImportDialog *self)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_FILE, GDK_ACTION_COPY);

  gtk_widget_init_template (GTK_WIDGET (self));
  app_text_resize (GTK_WINDOW (self));
  g_signal_connect_swapped (target, "drop", G_CALLBACK (dropped), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
  update_sensitivity (self);
  gtk_widget_grab_focus (self->choose_button);
}

/**
 * app_import_dialog_new:
 * @parent: over which it stands
 * @certificates: where the identity goes
 *
 * Makes the dialog; present it to ask.
 *
 * Returns: (transfer none): the window
 */
AppImportDialog *
app_import_dialog_new (GtkWindow *parent, ModelCertificates *certificates)
{
  AppImportDialog *self = g_object_new (APP_TYPE_IMPORT_DIALOG, "transient-for", parent, "modal",
                                        TRUE, NULL);

  self->certificates = g_object_ref (certificates);
  return self;
}
