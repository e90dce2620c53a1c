/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-checks-export.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app-check-words.h"
#include "app-error.h"
#include "app-error-dialog.h"
#include "app-events.h"
#include "app-window.h"
#include "model-batch-table.h"
#include "model-report.h"

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

/* From the dialog to the report: the page may be closed meanwhile, the window is asked for. */
typedef struct {
  GtkWindow *window;
  ModelChecks *checks;
  ModelTrust *trust;
  const char *form;
} Order;

static void
order_free (Order *self)
{
  g_object_unref (self->window);
  g_object_unref (self->checks);
  g_object_unref (self->trust);
  g_free (self);
}

static void
explain (const GError *error, ReportEntry *entry)
{
  AppExplanation words = app_error_explain (error);

  entry->what = g_strdup (words.what);
  entry->why = g_strdup (words.why);
  entry->remedy = g_strdup (words.remedy);
}

static void
report_written (GObject *source, GAsyncResult *result, gpointer data)
{
  Order *self = data;
  g_autoptr (GError) error = NULL;

  if (!model_report_finish (result, &error))
    app_error_dialog_present (self->window, error);
  else
    {
      app_window_add_toast (APP_WINDOW (self->window), adw_toast_new (_ ("Report saved")));
      app_event ("checks-reported %s", self->form);
    }
  order_free (self);
}

static char **
dup_paths (ModelChecks *checks)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (checks)); i++)
    {
      g_autoptr (ModelCheck) check = g_list_model_get_item (G_LIST_MODEL (checks), i);

      g_strv_builder_add (builder, model_check_get_path (check));
    }
  return g_strv_builder_end (builder);
}

/* As many as there are paths; those that need none have none. */
static GPtrArray *
list_secrets (ModelChecks *checks)
{
  GPtrArray *secrets = g_ptr_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (checks)); i++)
    {
      g_autoptr (ModelCheck) check = g_list_model_get_item (G_LIST_MODEL (checks), i);

      g_ptr_array_add (secrets, model_check_get_secret (check));
    }
  return secrets;
}

static void
report_chosen (GtkNativeDialog *chooser, int response, Order *self)
{
  g_autoptr (GFile) file = NULL;
  g_auto (GStrv) paths = dup_paths (self->checks);
  g_autoptr (GPtrArray) secrets = list_secrets (self->checks);
  g_autofree char *output = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (file != NULL && g_file_peek_path (file) != NULL)
    {
      const char *path = g_file_peek_path (file);
      g_autofree char *ending = g_strconcat (".", self->form, NULL);

      /* The form was chosen before the name, and the name tells it. */
      output = g_str_has_suffix (path, ending) ? g_strdup (path) : g_strconcat (path, ending, NULL);
      model_report_start (
          &(ModelReportRequest){
              .paths = (const char *const *) paths,
              .secrets = secrets,
              .explain = explain,
              .trust = model_trust_get_folder (self->trust),
              .output = output,
          },
          NULL, report_written, self);
    }
  else
    order_free (self);
  gtk_native_dialog_destroy (chooser);
  g_object_unref (chooser);
}

/**
 * app_checks_export_report:
 * @parent: the window
 * @checks: what to report on
 * @trust: the roots that the user trusts
 * @form: "pdf" or "html"
 *
 * Asks where to, and writes one report on all files there.
 */
void
app_checks_export_report (GtkWindow *parent,
                          ModelChecks *checks,
                          ModelTrust *trust,
                          const char *form)
{
  g_autofree char *name = g_strdup_printf ("%s.%s", _ ("verification report"), form);
  Order *self = g_new0 (Order, 1);
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      _ ("Save the verification report"), parent, GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);

  self->window = g_object_ref (parent);
  self->checks = g_object_ref (checks);
  self->trust = g_object_ref (trust);
  self->form = g_intern_string (form);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  g_signal_connect (chooser, "response", G_CALLBACK (report_chosen), self);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}
