/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-verdict-export.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app-error-dialog.h"
#include "app-events.h"
#include "app-report-sheet.h"
#include "app-window.h"
#include "model-report.h"

/* From the dialog to the report: the panel may be closed meanwhile, the window
 * is asked for. */
typedef struct {
  GtkWindow *window;
  ModelDocument *document;
  ModelTrust *trust;
  const char *suffix;
  gboolean sign;
  char *output;
} Export;

static void
export_free (Export *self)
{
  g_object_unref (self->window);
  g_object_unref (self->document);
  g_object_unref (self->trust);
  g_free (self->output);
  g_free (self);
}

static void
open_report (AdwToast *toast, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *uri = g_file_get_uri (file);
  GtkWindow *window = g_object_get_data (G_OBJECT (toast), "window");

  if (g_str_has_suffix (path, ".pdf") && APP_IS_WINDOW (window))
    app_window_open (APP_WINDOW (window), file);
  else
    gtk_show_uri (window, uri, GDK_CURRENT_TIME);
}

static void
tell_done (Export *self)
{
  g_autofree char *name = g_filename_display_basename (self->output);
  g_autofree char *escaped = g_markup_escape_text (name, -1);
  /* Translators: %s is a file's name. */
  g_autofree char *text = g_strdup_printf (_ ("Report saved as “%s”"), escaped);
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_button_label (toast, _ ("_Open"));
  g_object_set_data_full (G_OBJECT (toast), "window", g_object_ref (self->window), g_object_unref);
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (open_report), g_strdup (self->output),
                         (GClosureNotify) (GCallback) g_free, 0);
  app_window_add_toast (APP_WINDOW (self->window), toast);
  app_event ("report-exported %s", self->suffix);
}

static void
written (GObject *source, GAsyncResult *result, gpointer data)
{
  Export *self = data;
  g_autoptr (GError) error = NULL;

  if (model_report_finish (result, &error))
    tell_done (self);
  else
    app_error_dialog_present (self->window, error);
  export_free (self);
}

static void
saved (AppReportSheet *sheet, Export *self)
{
  tell_done (self);
}

static void
ask_for_key (Export *self)
{
  AppApplication *application = APP_APPLICATION (gtk_window_get_application (self->window));
  GtkWindow *sheet = app_report_sheet_new (self->window, application, self->document, self->output);

  g_signal_connect_data (sheet, "saved", G_CALLBACK (saved), self,
                         (GClosureNotify) (GCallback) export_free, 0);
  gtk_window_present (sheet);
}

static void
write_report (Export *self)
{
  const ModelReportRequest request = {
      .document = self->document,
      .trust = model_trust_get_folder (self->trust),
      .output = self->output,
  };

  model_report_start (&request, NULL, written, self);
}

/* The form was chosen before the name, and the name tells it. */
static char *
complete_name (const char *path, const char *suffix)
{
  const char *dot = strrchr (path, '.');

  if (dot != NULL && g_ascii_strcasecmp (dot + 1, suffix) == 0)
    return g_strdup (path);
  return g_strdup_printf ("%s.%s", path, suffix);
}

static void
chosen (GtkNativeDialog *chooser, int response, gpointer data)
{
  Export *self = data;
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (file != NULL && g_file_peek_path (file) != NULL)
    {
      self->output = complete_name (g_file_peek_path (file), self->suffix);
      if (self->sign)
        ask_for_key (self);
      else
        write_report (self);
    }
  else
    export_free (self);
  gtk_native_dialog_destroy (chooser);
  g_object_unref (chooser);
}

static char *
propose_name (ModelDocument *document, const char *suffix)
{
  g_autofree char *stem = g_filename_display_basename (model_document_get_path (document));

  if (strlen (stem) > 4 && g_ascii_strcasecmp (stem + strlen (stem) - 4, ".pdf") == 0)
    stem[strlen (stem) - 4] = '\0';
  /* Translators: the end of a file's name, behind the name of the document. */
  return g_strdup_printf ("%s-%s.%s", stem, _ ("verification"), suffix);
}

/**
 * app_verdict_export:
 * @widget: in the window
 * @document: what to report on
 * @trust: the roots that the user trusts
 * @form: "pdf", "signed" for one with a signature of the user, "html", "json"
 * or "xml"
 *
 * Asks where to, and writes a verification report there.
 */
void
app_verdict_export (GtkWidget *widget, ModelDocument *document, ModelTrust *trust, const char *form)
{
  Export *self = g_new0 (Export, 1);
  gboolean sign = g_str_equal (form, "signed");
  const char *suffix = sign ? "pdf" : g_intern_string (form);
  g_autofree char *name = propose_name (document, suffix);
  g_autofree char *folder = g_path_get_dirname (model_document_get_path (document));
  g_autoptr (GFile) beside = g_file_new_for_path (folder);
  GtkFileChooserNative *chooser;

  self->window = g_object_ref (GTK_WINDOW (gtk_widget_get_root (widget)));
  self->document = g_object_ref (document);
  self->trust = g_object_ref (trust);
  self->suffix = suffix;
  self->sign = sign;
  chooser = gtk_file_chooser_native_new (_ ("Save the verification report"), self->window,
                                         GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (chooser), beside, NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  g_signal_connect (chooser, "response", G_CALLBACK (chosen), self);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}
