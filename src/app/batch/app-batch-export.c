/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-batch-export.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app-batch-row.h"
#include "app-error-dialog.h"
#include "app-error.h"
#include "app-events.h"
#include "model-batch-table.h"

static char *
join (GPtrArray *problems, gboolean remedy)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < problems->len; i++)
    {
      AppExplanation words = app_error_explain (g_ptr_array_index (problems, i));

      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "",
                              remedy ? words.remedy : words.what);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_row (ModelBatchTable *table, ModelBatchFile *file)
{
  GPtrArray *problems = model_batch_file_get_problems (file);
  const char *output = model_batch_file_get_output (file);
  g_autofree char *input = g_filename_display_name (model_batch_file_get_input (file));
  g_autofree char *shown = output != NULL ? g_filename_display_name (output) : g_strdup ("");
  g_autofree char *what = join (problems, FALSE);
  g_autofree char *remedy = join (problems, TRUE);
  const char *cells[] = {
      input, shown, app_batch_state_words (model_batch_file_get_state (file)), what, remedy, NULL,
  };

  model_batch_table_add (table, cells);
}

static gboolean
write_table (ModelBatch *batch, const char *path, GError **error)
{
  const char *head[] = {_ ("File"),    _ ("Signed file"), _ ("State"),
                        _ ("Problem"), _ ("What to do"),  NULL};
  g_autoptr (ModelBatchTable) table = model_batch_table_new ();
  guint n = g_list_model_get_n_items (G_LIST_MODEL (batch));

  model_batch_table_add (table, head);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ModelBatchFile) file = g_list_model_get_item (G_LIST_MODEL (batch), i);

      add_row (table, file);
    }
  return model_batch_table_write (table, path, error);
}

static void
chosen (GtkNativeDialog *chooser, int response, ModelBatch *batch)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (file != NULL && write_table (batch, g_file_peek_path (file), &error))
    app_event ("batch-exported");
  else if (error != NULL)
    app_error_dialog_present (gtk_native_dialog_get_transient_for (chooser), error);
  gtk_native_dialog_destroy (chooser);
  g_object_unref (chooser);
}

/**
 * app_batch_export:
 * @parent: the window
 * @batch: what to tell about
 *
 * Asks where to, and writes the table there.
 */
void
app_batch_export (GtkWindow *parent, ModelBatch *batch)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      _ ("Export the result"), parent, GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), _ ("signing result.csv"));
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen), batch, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}
