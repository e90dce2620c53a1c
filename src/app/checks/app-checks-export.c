/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-checks-export.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app-check-words.h"
#include "app-error-dialog.h"
#include "app-events.h"
#include "model-batch-table.h"

typedef gboolean (*WriteFunc) (ModelChecks *checks, const char *path, GError **error);

static void
add_row (ModelBatchTable *table, ModelCheck *check)
{
  g_autofree char *shown = g_filename_display_name (model_check_get_path (check));
  g_autofree char *signers = app_check_dup_signers (check);
  g_autofree char *time = app_check_dup_time (check);
  g_autofree char *changes = app_check_dup_changes (check);
  const char *cells[] = {shown, app_check_headline (check), signers, time, changes, NULL};

  model_batch_table_add (table, cells);
}

static gboolean
write_table (ModelChecks *checks, const char *path, GError **error)
{
  const char *head[] = {_ ("File"), _ ("Verdict"), _ ("Signed by"),
                        _ ("Time"), _ ("Changes"), NULL};
  g_autoptr (ModelBatchTable) table = model_batch_table_new ();
  guint n = g_list_model_get_n_items (G_LIST_MODEL (checks));

  model_batch_table_add (table, head);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ModelCheck) check = g_list_model_get_item (G_LIST_MODEL (checks), i);

      add_row (table, check);
    }
  return model_batch_table_write (table, path, error);
}

static gboolean
write_json (ModelChecks *checks, const char *path, GError **error)
{
  g_autofree char *text = model_checks_to_json (checks);

  return g_file_set_contents (path, text, -1, error);
}

static void
chosen (GtkNativeDialog *chooser, int response, ModelChecks *checks)
{
  WriteFunc write = g_object_get_data (G_OBJECT (chooser), "write");
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (file != NULL && write (checks, g_file_peek_path (file), &error))
    app_event ("checks-exported");
  else if (error != NULL)
    app_error_dialog_present (gtk_native_dialog_get_transient_for (chooser), error);
  gtk_native_dialog_destroy (chooser);
  g_object_unref (chooser);
}

static void
ask (GtkWindow *parent, ModelChecks *checks, const char *name, WriteFunc write)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      _ ("Export the result"), parent, GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);

  g_object_set_data (G_OBJECT (chooser), "write", write);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen), checks, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/**
 * app_checks_export_table:
 * @parent: the window
 * @checks: what to tell about
 *
 * Asks where to, and writes a table there.
 */
void
app_checks_export_table (GtkWindow *parent, ModelChecks *checks)
{
  ask (parent, checks, _ ("verification result.csv"), write_table);
}

/**
 * app_checks_export_json:
 * @parent: the window
 * @checks: what to tell about
 *
 * Asks where to, and writes an array with one object for each file there.
 */
void
app_checks_export_json (GtkWindow *parent, ModelChecks *checks)
{
  ask (parent, checks, _ ("verification result.json"), write_json);
}
