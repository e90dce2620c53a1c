/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-batch-folder.h"

#include <glib/gi18n.h>

#define SETTING "batch-folder"

struct _AppBatchFolder {
  AdwBin parent_instance;

  GSettings *settings;
  char *folder; /* or NULL */

  AdwActionRow *row;
};

G_DEFINE_FINAL_TYPE (AppBatchFolder, app_batch_folder, ADW_TYPE_BIN)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
set_folder (AppBatchFolder *self, const char *folder)
{
  g_autofree char *shown = folder != NULL ? g_filename_display_name (folder) : NULL;

  g_free (self->folder);
  self->folder = g_strdup (folder);
  adw_action_row_set_subtitle (self->row, shown != NULL ? shown : _ ("Beside each document"));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "folder.reset", folder != NULL);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* A path need not be UTF-8, and a setting is. */
static void
choose_and_keep (AppBatchFolder *self, const char *folder)
{
  g_autofree char *uri = folder != NULL ? g_filename_to_uri (folder, NULL, NULL) : NULL;

  g_settings_set_string (self->settings, SETTING, uri != NULL ? uri : "");
  set_folder (self, folder);
}

static void
chosen (GtkNativeDialog *chooser, int response, AppBatchFolder *self)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (file != NULL && g_file_peek_path (file) != NULL)
    choose_and_keep (self, g_file_peek_path (file));
  gtk_native_dialog_destroy (chooser);
  g_object_unref (chooser);
}

static void
choose (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppBatchFolder *self = APP_BATCH_FOLDER (widget);
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      _ ("Folder of the signed files"), GTK_WINDOW (gtk_widget_get_root (widget)),
      GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, NULL, NULL);
  g_autoptr (GFile) folder = self->folder != NULL ? g_file_new_for_path (self->folder) : NULL;

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  if (folder != NULL)
    gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (chooser), folder, NULL);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
reset (GtkWidget *widget, const char *name, GVariant *parameter)
{
  choose_and_keep (APP_BATCH_FOLDER (widget), NULL);
}

static void
app_batch_folder_dispose (GObject *object)
{
  g_clear_object (&APP_BATCH_FOLDER (object)->settings);
  G_OBJECT_CLASS (app_batch_folder_parent_class)->dispose (object);
}

static void
app_batch_folder_finalize (GObject *object)
{
  g_free (APP_BATCH_FOLDER (object)->folder);
  G_OBJECT_CLASS (app_batch_folder_parent_class)->finalize (object);
}

static void
app_batch_folder_class_init (AppBatchFolderClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_batch_folder_dispose;
  G_OBJECT_CLASS (klass)->finalize = app_batch_folder_finalize;

  /**
   * AppBatchFolder::changed:
   *
   * Another folder was chosen.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/batch/app-batch-folder.ui");
  gtk_widget_class_bind_template_child (widget_class, AppBatchFolder, row);
  gtk_widget_class_install_action (widget_class, "folder.choose", NULL, choose);
  gtk_widget_class_install_action (widget_class, "folder.reset", NULL, reset);
}

static void
app_batch_folder_init (AppBatchFolder *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * app_batch_folder_load:
 * @self: the choice
 * @settings: where it is remembered
 *
 * Chooses what was chosen last, unless that is gone.
 */
void
app_batch_folder_load (AppBatchFolder *self, GSettings *settings)
{
  g_autofree char *uri = g_settings_get_string (settings, SETTING);
  g_autofree char *folder = *uri != '\0' ? g_filename_from_uri (uri, NULL, NULL) : NULL;

  g_return_if_fail (APP_IS_BATCH_FOLDER (self) && self->settings == NULL);
  self->settings = g_object_ref (settings);
  set_folder (self, folder != NULL && g_file_test (folder, G_FILE_TEST_IS_DIR) ? folder : NULL);
}

/**
 * app_batch_folder_get:
 * @self: the choice
 *
 * Returns: (transfer none) (nullable): the folder; %NULL for the document's own
 */
const char *
app_batch_folder_get (AppBatchFolder *self)
{
  g_return_val_if_fail (APP_IS_BATCH_FOLDER (self), NULL);
  return self->folder;
}
