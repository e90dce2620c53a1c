/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-batch-sheet.h"

#include <glib/gi18n.h>

#include "app-error-box.h"
#include "app-events.h"
#include "app-finish-key.h"
#include "app-finish-options.h"
#include "app-last-try.h"
#include "app-text-width.h"
#include "model-batch-fields.h"

/* ms after the last letter: looking at many files is not begun at each of them. */
#define TYPING_PAUSE 400
/* Pixels, at the usual text size. */
#define WIDTH 460

struct _AppBatchSheet {
  AdwWindow parent_instance;

  ModelBatch *batch;
  ModelCertificates *certificates;
  GSettings *settings;
  char *trust; /* folder of the roots */
  gboolean running;
  guint typing_id;
  char **fields; /* offered to be locked */
  char **notes;  /* how many files have each */

  GtkLabel *summary;
  AppErrorBox *error_box;
  GtkSpinner *spinner;
  AppFinishKey *key;
  AppFinishOptions *options;
  GtkEditable *reason;
  GtkEditable *location;
};

G_DEFINE_FINAL_TYPE (AppBatchSheet, app_batch_sheet, ADW_TYPE_WINDOW)

static const char *
get_words (GtkEditable *editable)
{
  const char *text = gtk_editable_get_text (editable);

  return *text != '\0' ? text : NULL;
}

static void
update (AppBatchSheet *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sheet.sign",
                                 !self->running && self->batch != NULL && self->typing_id == 0 &&
                                     app_finish_key_is_complete (self->key) &&
                                     model_batch_get_phase (self->batch) == MODEL_BATCH_IDLE &&
                                     model_batch_count (self->batch, MODEL_BATCH_READY) > 0 &&
                                     app_finish_options_is_complete (self->options));
}

static void
remember (AppBatchSheet *self)
{
  app_finish_options_save (self->options, self->settings);
  model_certificates_remember (self->certificates, "", app_finish_key_get_certificate (self->key));
  g_settings_set_string (self->settings, "signing-reason", gtk_editable_get_text (self->reason));
  g_settings_set_string (self->settings, "signing-place", gtk_editable_get_text (self->location));
}

/* "in 3 of 5 files" is of use where others do not have it. */
static char *
dup_note (const ModelBatchField *field, guint n_files)
{
  if (field->n_files == n_files)
    return g_strdup ("");
  return g_strdup_printf (ngettext ("in %u of %u file", "in %u of %u files", n_files),
                          field->n_files, n_files);
}

/* Looking again under other terms finds the same fields: then the list stays as it is. */
static void
offer_fields (AppBatchSheet *self)
{
  g_autoptr (GArray) list = model_batch_fields_list (self->batch);
  g_auto (GStrv) fields = g_new0 (char *, list->len + 1);
  g_auto (GStrv) notes = g_new0 (char *, list->len + 1);
  guint n_files = g_list_model_get_n_items (G_LIST_MODEL (self->batch)) -
                  model_batch_count (self->batch, MODEL_BATCH_SIGNED);

  for (guint i = 0; i < list->len; i++)
    {
      fields[i] = g_strdup (g_array_index (list, ModelBatchField, i).name);
      notes[i] = dup_note (&g_array_index (list, ModelBatchField, i), n_files);
    }
  if (self->fields != NULL &&
      g_strv_equal ((const char *const *) self->fields, (const char *const *) fields) &&
      g_strv_equal ((const char *const *) self->notes, (const char *const *) notes))
    return;
  g_strfreev (self->fields);
  g_strfreev (self->notes);
  self->fields = g_steal_pointer (&fields);
  self->notes = g_steal_pointer (&notes);
  app_finish_options_set_fields (self->options, (const char *const *) self->fields,
                                 (const char *const *) self->notes);
}

/* What stands against it in some files is told before anything is asked. */
static void
show_summary (AppBatchSheet *self)
{
  guint n = model_batch_count (self->batch, MODEL_BATCH_READY);
  guint blocked = model_batch_count (self->batch, MODEL_BATCH_BLOCKED);
  g_autofree char *text = g_strdup_printf (ngettext ("%u file is signed with one password.",
                                                     "%u files are signed with one password.", n),
                                           n);
  g_autofree char *more = g_strdup_printf (
      ngettext ("%u file cannot be signed in this way; the list tells why.",
                "%u files cannot be signed in this way; the list tells why.", blocked),
      blocked);
  g_autofree char *both = g_strdup_printf ("%s\n%s", text, more);

  if (model_batch_get_phase (self->batch) != MODEL_BATCH_LOOKING)
    {
      gtk_label_set_label (self->summary, blocked > 0 ? both : text);
      offer_fields (self);
    }
  update (self);
}

static void
demand (AppBatchSheet *self)
{
  g_autoptr (PadesLock) lock = app_finish_options_dup_lock (self->options);
  ModelTerms terms = {.lock = lock, .reason = get_words (self->reason)};

  app_finish_options_fill (self->options, &terms);
  if (!self->running && self->batch != NULL)
    model_batch_set_terms (self->batch, &terms);
  update (self);
}

/* A field may demand a certain certificate. */
static void
choose (AppBatchSheet *self)
{
  if (!self->running && self->batch != NULL)
    model_batch_set_certificate (self->batch, app_finish_key_get_certificate (self->key));
  update (self);
}

static gboolean
typing_over (gpointer data)
{
  AppBatchSheet *self = data;

  self->typing_id = 0;
  demand (self);
  return G_SOURCE_REMOVE;
}

/* A field may demand one of certain reasons. Until the files were looked at with this one, what the
 * list says is of another, and nothing is signed. */
static void
type (AppBatchSheet *self)
{
  g_clear_handle_id (&self->typing_id, g_source_remove);
  self->typing_id = g_timeout_add (TYPING_PAUSE, typing_over, self);
  update (self);
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
      remember (self);
      app_finish_key_forget (self->key);
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  app_event ("batch-key-error %s %d", g_quark_to_string (error->domain), error->code);
  app_error_box_set (self->error_box, error);
  app_finish_key_refresh (self->key);
  app_finish_key_focus (self->key);
}

static void
start (gpointer object)
{
  AppBatchSheet *self = object;
  g_autoptr (GBytes) password = app_finish_key_dup_secret (self->key);
  g_auto (GStrv) services = app_finish_options_dup_services (self->options);
  g_autoptr (PadesLock) lock = app_finish_options_dup_lock (self->options);
  ModelBatchKeyRequest key = {
      .certificate = app_finish_key_get_certificate (self->key),
      .password = password,
      .terms =
          {
              .tsa = (const char *const *) services,
              .trust = self->trust,
              .lock = lock,
              .reason = get_words (self->reason),
              .location = get_words (self->location),
          },
  };

  app_finish_options_fill (self->options, &key.terms);
  app_error_box_set (self->error_box, NULL);
  set_running (self, TRUE);
  model_batch_sign (self->batch, &key, begun, g_object_ref (self));
}

static void
sign (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppBatchSheet *self = APP_BATCH_SHEET (widget);

  app_last_try_ask (GTK_WINDOW (self), app_finish_key_get_certificate (self->key), start, self);
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

  g_clear_handle_id (&self->typing_id, g_source_remove);
  if (self->running)
    model_batch_cancel (self->batch);
  else if (self->batch != NULL)
    model_batch_set_terms (self->batch, NULL);
  g_clear_object (&self->batch);
  g_clear_object (&self->settings);
  g_clear_object (&self->certificates);
  G_OBJECT_CLASS (app_batch_sheet_parent_class)->dispose (object);
}

static void
app_batch_sheet_finalize (GObject *object)
{
  AppBatchSheet *self = APP_BATCH_SHEET (object);

  g_free (self->trust);
  g_strfreev (self->fields);
  g_strfreev (self->notes);
  G_OBJECT_CLASS (app_batch_sheet_parent_class)->finalize (object);
}

static void
app_batch_sheet_class_init (AppBatchSheetClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_batch_sheet_dispose;
  G_OBJECT_CLASS (klass)->finalize = app_batch_sheet_finalize;
  g_type_ensure (APP_TYPE_ERROR_BOX);
  g_type_ensure (APP_TYPE_FINISH_KEY);
  g_type_ensure (APP_TYPE_FINISH_OPTIONS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/vermilion/Vermilion/batch/app-batch-sheet.ui");
  gtk_widget_class_bind_template_child (widget_class, AppBatchSheet, summary);
  gtk_widget_class_bind_template_child (widget_class, AppBatchSheet, error_box);
  gtk_widget_class_bind_template_child (widget_class, AppBatchSheet, spinner);
  gtk_widget_class_bind_template_child (widget_class, AppBatchSheet, key);
  gtk_widget_class_bind_template_child (widget_class, AppBatchSheet, options);
  gtk_widget_class_bind_template_child (widget_class, AppBatchSheet, reason);
  gtk_widget_class_bind_template_child (widget_class, AppBatchSheet, location);
  gtk_widget_class_bind_template_callback (widget_class, choose);
  gtk_widget_class_bind_template_callback (widget_class, demand);
  gtk_widget_class_bind_template_callback (widget_class, type);
  gtk_widget_class_bind_template_callback (widget_class, activated);
  gtk_widget_class_install_action (widget_class, "sheet.sign", NULL, sign);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

/* From here on keys go to it. */
static void
tell_active (AppBatchSheet *self)
{
  if (gtk_window_is_active (GTK_WINDOW (self)))
    app_event ("batch-sheet");
}

static void
app_batch_sheet_init (AppBatchSheet *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "notify::is-active", G_CALLBACK (tell_active), NULL);
}

static void
read_settings (AppBatchSheet *self)
{
  g_autofree char *reason = g_settings_get_string (self->settings, "signing-reason");
  g_autofree char *place = g_settings_get_string (self->settings, "signing-place");

  app_finish_options_load (self->options, self->settings);
  gtk_editable_set_text (self->reason, reason);
  gtk_editable_set_text (self->location, place);
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

  self->batch = g_object_ref (batch);
  self->settings = g_object_ref (app_application_get_settings (application));
  self->trust = g_strdup (model_trust_get_folder (app_application_get_trust (application)));
  self->certificates = g_object_ref (app_application_get_certificates (application));
  gtk_window_set_default_size (GTK_WINDOW (self), app_text_width (GTK_WIDGET (self), WIDTH), -1);
  read_settings (self);
  app_finish_key_offer (self->key, self->certificates, "");
  g_signal_connect_object (batch, "changed", G_CALLBACK (show_summary), self, G_CONNECT_SWAPPED);
  show_summary (self);
  app_finish_key_focus (self->key);
  return GTK_WINDOW (self);
}
