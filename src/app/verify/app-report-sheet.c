/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-report-sheet.h"

#include <glib/gi18n.h>

#include "app-closing.h"
#include "app-error-box.h"
#include "app-events.h"
#include "app-finish-key.h"
#include "app-last-try.h"
#include "model-report.h"

struct _AppReportSheet {
  AdwWindow parent_instance;

  ModelDocument *document;
  ModelCertificates *certificates;
  GCancellable *cancellable; /* while it is being written */
  char *trust;               /* folder of the roots */
  char *output;

  GtkLabel *summary;
  AppErrorBox *error_box;
  GtkSpinner *spinner;
  AppFinishKey *key;
};

G_DEFINE_FINAL_TYPE (AppReportSheet, app_report_sheet, ADW_TYPE_WINDOW)

enum { SAVED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
update (AppReportSheet *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sheet.sign",
                                 self->cancellable == NULL &&
                                     app_finish_key_is_complete (self->key));
  gtk_spinner_set_spinning (self->spinner, self->cancellable != NULL);
}

static void
written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppReportSheet) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean good = model_report_finish (result, &error);

  g_clear_object (&self->cancellable);
  if (good)
    {
      app_finish_key_forget (self->key);
      g_signal_emit (self, signals[SAVED], 0);
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  update (self);
  app_event ("report-error %s %d", g_quark_to_string (error->domain), error->code);
  app_error_box_set (self->error_box, error);
  app_finish_key_refresh (self->key);
  app_finish_key_focus (self->key);
}

static void
start (gpointer object)
{
  AppReportSheet *self = object;
  g_autoptr (GBytes) password = app_finish_key_dup_secret (self->key);
  const ModelReportRequest request = {
      .document = self->document,
      .trust = self->trust,
      .output = self->output,
      .certificate = app_finish_key_get_certificate (self->key),
      .password = password,
  };

  app_error_box_set (self->error_box, NULL);
  self->cancellable = g_cancellable_new ();
  update (self);
  model_report_start (&request, self->cancellable, written, g_object_ref (self));
}

static void
sign (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppReportSheet *self = APP_REPORT_SHEET (widget);

  app_last_try_ask (GTK_WINDOW (self), app_finish_key_get_certificate (self->key), start, self);
}

static void
activated (AppReportSheet *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "sheet.sign", NULL);
}

static void
app_report_sheet_dispose (GObject *object)
{
  AppReportSheet *self = APP_REPORT_SHEET (object);

  g_clear_object (&self->document);
  g_clear_object (&self->certificates);
  G_OBJECT_CLASS (app_report_sheet_parent_class)->dispose (object);
}

static void
app_report_sheet_finalize (GObject *object)
{
  AppReportSheet *self = APP_REPORT_SHEET (object);

  g_clear_object (&self->cancellable);
  g_free (self->trust);
  g_free (self->output);
  G_OBJECT_CLASS (app_report_sheet_parent_class)->finalize (object);
}

static void
app_report_sheet_class_init (AppReportSheetClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_report_sheet_dispose;
  G_OBJECT_CLASS (klass)->finalize = app_report_sheet_finalize;

  /**
   * AppReportSheet::saved:
   *
   * The report is there, signed.
   */
  signals[SAVED] = g_signal_new ("saved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (APP_TYPE_ERROR_BOX);
  g_type_ensure (APP_TYPE_FINISH_KEY);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/verify/app-report-sheet.ui");
  gtk_widget_class_bind_template_child (widget_class, AppReportSheet, summary);
  gtk_widget_class_bind_template_child (widget_class, AppReportSheet, error_box);
  gtk_widget_class_bind_template_child (widget_class, AppReportSheet, spinner);
  gtk_widget_class_bind_template_child (widget_class, AppReportSheet, key);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, activated);
  gtk_widget_class_install_action (widget_class, "sheet.sign", NULL, sign);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

/* From here on keys go to it. */
static void
tell_active (AppReportSheet *self)
{
  if (gtk_window_is_active (GTK_WINDOW (self)))
    app_event ("report-sheet");
}

static void
app_report_sheet_init (AppReportSheet *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  app_closing_cancels (GTK_WIDGET (self), &self->cancellable);
  g_signal_connect (self, "notify::is-active", G_CALLBACK (tell_active), NULL);
}

/**
 * app_report_sheet_new:
 * @parent: the window it belongs to
 * @application: whose certificates sign, and whose roots are trusted
 * @document: what to report on
 * @output: where to; what is there is replaced
 *
 * Makes the sheet; present it to ask.
 *
 * Returns: (transfer none): the window
 */
GtkWindow *
app_report_sheet_new (GtkWindow *parent,
                      AppApplication *application,
                      ModelDocument *document,
                      const char *output)
{
  AppReportSheet *self = g_object_new (APP_TYPE_REPORT_SHEET, "transient-for", parent, NULL);
  g_autofree char *name = g_filename_display_basename (output);
  /* Translators: %s is a file's name. */
  g_autofree char *text = g_strdup_printf (
      _ ("Whoever gets “%s” can check that it comes from you, unchanged."), name);

  self->document = g_object_ref (document);
  self->output = g_strdup (output);
  self->trust = g_strdup (model_trust_get_folder (app_application_get_trust (application)));
  self->certificates = g_object_ref (app_application_get_certificates (application));
  gtk_label_set_label (self->summary, text);
  app_finish_key_offer (self->key, self->certificates, "");
  update (self);
  app_finish_key_focus (self->key);
  return GTK_WINDOW (self);
}
