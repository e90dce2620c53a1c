/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-batch-sheet.h"

#include <glib/gi18n.h>

#include "app-certificate-words.h"
#include "app-error-box.h"
#include "app-events.h"
#include "app-finish-options.h"

struct _AppBatchSheet {
  AdwWindow parent_instance;

  ModelBatch *batch;
  GSettings *settings;
  char *trust;       /* folder of the roots */
  GPtrArray *usable; /* ModelCertificate, as listed */
  gboolean running;

  GtkLabel *summary;
  AppErrorBox *error_box;
  GtkSpinner *spinner;
  AdwComboRow *certificate;
  GtkWidget *none;
  GtkEditable *password;
  AppFinishOptions *options;
};

G_DEFINE_FINAL_TYPE (AppBatchSheet, app_batch_sheet, ADW_TYPE_WINDOW)

static void
update (AppBatchSheet *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sheet.sign",
                                 !self->running && self->usable->len > 0 &&
                                     *gtk_editable_get_text (self->password) != '\0' &&
                                     app_finish_options_is_complete (self->options));
}

static void
set_running (AppBatchSheet *self, gboolean running)
{
  self->running = running;
  gtk_spinner_set_spinning (self->spinner, running);
  update (self);
}

static void
begun (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppBatchSheet) self = user_data;
  g_autoptr (GError) error = NULL;

  set_running (self, FALSE);
  if (model_batch_sign_finish (MODEL_BATCH (source), result, &error))
    {
      app_finish_options_save (self->options, self->settings);
      gtk_editable_set_text (self->password, "");
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  app_event ("batch-key-error %s %d", g_quark_to_string (error->domain), error->code);
  app_error_box_set (self->error_box, error);
  gtk_widget_grab_focus (GTK_WIDGET (self->password));
  gtk_editable_select_region (self->password, 0, -1);
}

static void
sign (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppBatchSheet *self = APP_BATCH_SHEET (widget);
  guint chosen = adw_combo_row_get_selected (self->certificate);
  g_autoptr (GBytes) password = model_secret_new (gtk_editable_get_text (self->password));
  g_auto (GStrv) services = app_finish_options_dup_services (self->options);
  const ModelBatchKeyRequest key = {
      .certificate = g_ptr_array_index (self->usable, chosen),
      .password = password,
      .level = app_finish_options_get_level (self->options),
      .tsa = (const char *const *) services,
      .trust = self->trust,
      .certify = app_finish_options_get_certify (self->options),
      .lock_all = app_finish_options_get_lock (self->options),
  };

  app_error_box_set (self->error_box, NULL);
  set_running (self, TRUE);
  model_batch_sign (self->batch, &key, begun, g_object_ref (self));
}

static void
activated (AppBatchSheet *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "sheet.sign", NULL);
}

static void
app_batch_sheet_dispose (GObject *object)
{
  AppBatchSheet *self = APP_BATCH_SHEET (object);

  if (self->running)
    model_batch_cancel (self->batch);
  g_clear_object (&self->batch);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->usable, g_ptr_array_unref);
  G_OBJECT_CLASS (app_batch_sheet_parent_class)->dispose (object);
}

static void
app_batch_sheet_finalize (GObject *object)
{
  g_free (APP_BATCH_SHEET (object)->trust);
  G_OBJECT_CLASS (app_batch_sheet_parent_class)->finalize (object);
}

static void
app_batch_sheet_class_init (AppBatchSheetClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_batch_sheet_dispose;
  G_OBJECT_CLASS (klass)->finalize = app_batch_sheet_finalize;
  g_type_ensure (APP_TYPE_ERROR_BOX);
  g_type_ensure (APP_TYPE_FINISH_OPTIONS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/vermilion/Vermilion/batch/app-batch-sheet.ui");
  gtk_widget_class_bind_template_child (widget_class, AppBatchSheet, summary);
  gtk_widget_class_bind_template_child (widget_class, AppBatchSheet, error_box);
  gtk_widget_class_bind_template_child (widget_class, AppBatchSheet, spinner);
  gtk_widget_class_bind_template_child (widget_class, AppBatchSheet, certificate);
  gtk_widget_class_bind_template_child (widget_class, AppBatchSheet, none);
  gtk_widget_class_bind_template_child (widget_class, AppBatchSheet, password);
  gtk_widget_class_bind_template_child (widget_class, AppBatchSheet, options);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, activated);
  gtk_widget_class_install_action (widget_class, "sheet.sign", NULL, sign);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
app_batch_sheet_init (AppBatchSheet *self)
{
  self->usable = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
fill_certificates (AppBatchSheet *self, ModelCertificates *certificates)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (certificates));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ModelCertificate) each = g_list_model_get_item (G_LIST_MODEL (certificates), i);
      g_autofree char *title = app_certificate_dup_title (each);

      if (model_certificate_get_state (each, now) != MODEL_CERTIFICATE_USABLE)
        continue;
      gtk_string_list_append (titles, title);
      g_ptr_array_add (self->usable, g_object_ref (each));
    }
  adw_combo_row_set_model (self->certificate, G_LIST_MODEL (titles));
  gtk_widget_set_visible (GTK_WIDGET (self->certificate), self->usable->len > 0);
  gtk_widget_set_visible (self->none, self->usable->len == 0);
}

/**
 * app_batch_sheet_new:
 * @parent: the window it belongs to
 * @batch: what is signed
 * @application: whose certificates sign
 *
 * Makes the sheet; present it to ask.
 *
 * Returns: (transfer none): the window
 */
GtkWindow *
app_batch_sheet_new (GtkWindow *parent, ModelBatch *batch, AppApplication *application)
{
  AppBatchSheet *self = g_object_new (APP_TYPE_BATCH_SHEET, "transient-for", parent, NULL);
  ModelCertificates *certificates = app_application_get_certificates (application);
  guint n = model_batch_count (batch, MODEL_BATCH_READY);
  g_autofree char *summary = g_strdup_printf (ngettext ("%u file is signed with one password.",
                                                        "%u files are signed with one password.",
                                                        n),
                                              n);

  self->batch = g_object_ref (batch);
  self->settings = g_object_ref (app_application_get_settings (application));
  self->trust = g_strdup (model_trust_get_folder (app_application_get_trust (application)));
  gtk_label_set_label (self->summary, summary);
  model_certificates_reload (certificates, NULL);
  fill_certificates (self, certificates);
  app_finish_options_load (self->options, self->settings);
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->password));
  app_event ("batch-sheet");
  return GTK_WINDOW (self);
}
