/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-finish-sheet.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app-error-box.h"
#include "app-events.h"
#include "app-finish-key.h"
#include "app-finish-options.h"
#include "app-last-try.h"
#include "app-repair-button.h"
#include "app-signing-words.h"
#include "keys-error.h"

struct _AppFinishSheet {
  AdwWindow parent_instance;

  ModelDocument *document;
  ModelPlacements *placements;
  ModelCertificates *certificates;
  GSettings *settings;
  GCancellable *cancellable; /* while something runs */
  char *folder;
  char *output;          /* while signing */
  char *trust;           /* folder of the roots */
  gboolean without_time; /* chosen where the service failed */
  gboolean blocked;      /* the document cannot be signed at all */
  gboolean running;

  GtkStack *stack;
  GtkLabel *summary;
  AppErrorBox *error_box;
  AppRepairButton *repair_button;
  GtkWidget *offers;
  GtkWidget *sign_button;
  GtkWidget *cancel_button;
  GtkWidget *stop_button;
  GtkWidget *invisible_group;
  GtkCheckButton *invisible_check;
  AppFinishKey *key;
  AppFinishOptions *options;
  GtkEditable *name;
  AdwActionRow *folder_row;
  GtkEditable *reason;
  GtkEditable *location;
  GtkLabel *step;
  GtkProgressBar *progress;
  GtkLabel *output_label;
};

G_DEFINE_FINAL_TYPE (AppFinishSheet, app_finish_sheet, ADW_TYPE_WINDOW)

enum { SIGNED, N_SIGNALS };

static guint signals[N_SIGNALS];

static gboolean
is_empty (GtkEditable *editable)
{
  return *gtk_editable_get_text (editable) == '\0';
}

static void
update_sensitivity (AppFinishSheet *self)
{
  gboolean visible = model_placements_get_size (self->placements) > 0;
  gboolean ready = !self->blocked && !self->running && app_finish_key_is_complete (self->key) &&
                   (visible || gtk_check_button_get_active (self->invisible_check)) &&
                   !is_empty (self->name) && app_finish_options_is_complete (self->options);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sheet.sign", ready);
}

static const char *
get_words (GtkEditable *editable)
{
  return is_empty (editable) ? NULL : gtk_editable_get_text (editable);
}

/* Output */

static void
set_folder (AppFinishSheet *self, const char *folder)
{
  g_autofree char *shown = g_filename_display_name (folder);

  g_free (self->folder);
  self->folder = g_strdup (folder);
  adw_action_row_set_subtitle (self->folder_row, shown);
}

static void
suggest_output (AppFinishSheet *self)
{
  const char *fallback = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);
  /* Translators: what the name of a signed file ends in, before ".pdf". */
  g_autofree char *path = model_signing_suggest (model_document_get_path (self->document),
                                                 _ ("-signed"),
                                                 fallback != NULL ? fallback : g_get_home_dir ());
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *shown = g_filename_display_name (base);

  set_folder (self, folder);
  gtk_editable_set_text (self->name, shown);
}

static void
folder_chosen (GtkNativeDialog *chooser, int response, AppFinishSheet *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

      set_folder (self, g_file_peek_path (file));
    }
  gtk_native_dialog_destroy (chooser);
}

static void
choose_folder (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppFinishSheet *self = APP_FINISH_SHEET (widget);
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      _ ("Folder of the signed file"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
      NULL, NULL);
  g_autoptr (GFile) folder = g_file_new_for_path (self->folder);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (chooser), folder, NULL);
  g_signal_connect_object (chooser, "response", G_CALLBACK (folder_chosen), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static char *
build_output (AppFinishSheet *self)
{
  g_autofree char *name = g_strdup (gtk_editable_get_text (self->name));

  /* A name is a name: a slash in it would be another folder than the one shown. */
  g_strdelimit (name, "/", '-');
  if (!g_str_has_suffix (name, ".pdf") && !g_str_has_suffix (name, ".PDF"))
    {
      char *longer = g_strconcat (name, ".pdf", NULL);

      g_free (name);
      name = longer;
    }
  return g_build_filename (self->folder, name, NULL);
}

/* Running */

static void
set_running (AppFinishSheet *self, gboolean running)
{
  self->running = running;
  gtk_stack_set_visible_child_name (self->stack, running ? "progress" : "form");
  gtk_widget_set_visible (self->sign_button, !running);
  gtk_widget_set_visible (self->cancel_button, !running);
  update_sensitivity (self);
}

static void
show_step (PadesStep step, double fraction, gpointer data)
{
  AppFinishSheet *self = data;

  gtk_label_set_label (self->step, app_signing_step_words (step));
  gtk_progress_bar_set_fraction (self->progress,
                                 ((double) step + fraction) / (PADES_STEP_VERIFY + 1));
}

static void
remember (AppFinishSheet *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->placements));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ModelPlacement) item = g_list_model_get_item (G_LIST_MODEL (self->placements), i);

      model_certificates_remember (self->certificates,
                                   model_seal_get_id (model_placement_get_seal (item)),
                                   app_finish_key_get_certificate (self->key));
    }
  if (n == 0)
    model_certificates_remember (self->certificates, "",
                                 app_finish_key_get_certificate (self->key));
  if (!self->without_time)
    app_finish_options_save (self->options, self->settings);
  g_settings_set_string (self->settings, "signing-reason", gtk_editable_get_text (self->reason));
  g_settings_set_string (self->settings, "signing-place", gtk_editable_get_text (self->location));
}

/* What the network or a service answered, or did not: another time or another service may help. */
static gboolean
is_of_service (const GError *error)
{
  return error->domain == PKI_ERROR && error->code >= PKI_ERROR_FETCH_ADDRESS &&
         error->code <= PKI_ERROR_NO_REVOCATION_SOURCE;
}

static gboolean
is_of_secret (const GError *error)
{
  static const KeysError codes[] = {KEYS_ERROR_PASSWORD, KEYS_ERROR_PIN, KEYS_ERROR_PIN_LOW,
                                    KEYS_ERROR_PIN_FINAL_TRY, KEYS_ERROR_PIN_FORM};

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, KEYS_ERROR, codes[i]))
      return TRUE;
  return FALSE;
}

/* Whatever it was, the stamps stand where they stood. A password that was wrong is asked again. */
static void
show_error (AppFinishSheet *self, const GError *error)
{
  app_event ("sign-error %s %d", g_quark_to_string (error->domain), error->code);
  app_error_box_set (self->error_box, error);
  gtk_widget_set_visible (self->offers, is_of_service (error));
  app_finish_key_refresh (self->key);
  if (is_of_secret (error))
    app_finish_key_focus (self->key);
}

static void
signed_or_not (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppFinishSheet) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *output = g_steal_pointer (&self->output);

  g_clear_object (&self->cancellable);
  if (model_signing_finish (result, &error))
    {
      remember (self);
      app_finish_key_forget (self->key);
      g_signal_emit (self, signals[SIGNED], 0, output);
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  set_running (self, FALSE);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_error (self, error);
}

static void
run (AppFinishSheet *self, gboolean replace)
{
  g_autoptr (GBytes) password = app_finish_key_dup_secret (self->key);
  g_auto (GStrv) services = app_finish_options_dup_services (self->options);
  g_autofree char *shown = g_filename_display_name (self->output);
  g_autoptr (PadesLock) lock = app_finish_options_dup_lock (self->options);
  ModelSigningRequest request = {
      .input = model_document_get_path (self->document),
      .input_password = model_document_get_secret (self->document),
      .output = self->output,
      .replace = replace,
      .placements = self->placements,
      .certificate = app_finish_key_get_certificate (self->key),
      .password = password,
      .terms.tsa = (const char *const *) services,
      .terms.trust = self->trust,
      .terms.lock = lock,
      .terms.reason = get_words (self->reason),
      .terms.location = get_words (self->location),
      .progress = show_step,
      .progress_data = self,
  };

  app_finish_options_fill (self->options, &request.terms);
  if (self->without_time)
    request.terms.level = PADES_LEVEL_B_B;
  app_error_box_set (self->error_box, NULL);
  gtk_widget_set_visible (self->offers, FALSE);
  gtk_label_set_label (self->output_label, shown);
  show_step (PADES_STEP_PREPARE, 0, self);
  set_running (self, TRUE);
  gtk_widget_grab_focus (self->stop_button);
  self->cancellable = g_cancellable_new ();
  model_signing_run (&request, self->cancellable, signed_or_not, g_object_ref (self));
}

static void
replace_answered (AppFinishSheet *self, const char *response)
{
  if (g_str_equal (response, "replace"))
    run (self, TRUE);
}

static void
ask_replace (AppFinishSheet *self)
{
  g_autofree char *shown = g_filename_display_basename (self->output);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _ ("Replace the file?"), NULL);

  adw_message_dialog_format_body (
      ADW_MESSAGE_DIALOG (dialog),
      _ ("“%s” is already there. Replacing it destroys what it contains."), shown);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("Keep it"), "replace",
                                    _ ("Replace"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "replace",
                                              ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (replace_answered), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
prepare_output (gpointer object)
{
  AppFinishSheet *self = object;

  g_free (self->output);
  self->output = build_output (self);
  if (g_file_test (self->output, G_FILE_TEST_EXISTS) &&
      strcmp (self->output, model_document_get_path (self->document)) != 0)
    ask_replace (self);
  else
    run (self, FALSE);
}

static void
start (AppFinishSheet *self)
{
  app_last_try_ask (GTK_WINDOW (self), app_finish_key_get_certificate (self->key), prepare_output,
                    self);
}

static void
sign (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppFinishSheet *self = APP_FINISH_SHEET (widget);

  self->without_time = FALSE;
  start (self);
}

/* Said and chosen, never done by itself: the signature has no trusted time. */
static void
sign_now (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppFinishSheet *self = APP_FINISH_SHEET (widget);

  self->without_time = TRUE;
  start (self);
}

static void
name_other_service (GtkWidget *widget, const char *name, GVariant *parameter)
{
  app_finish_options_focus_services (APP_FINISH_SHEET (widget)->options);
}

static void
secret_entered (AppFinishSheet *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "sheet.sign", NULL);
}

static void
stop (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_cancellable_cancel (APP_FINISH_SHEET (widget)->cancellable);
}

/* Escape and Cancel: stops what runs, else goes away. */
static void
cancel (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppFinishSheet *self = APP_FINISH_SHEET (widget);

  if (self->running)
    g_cancellable_cancel (self->cancellable);
  else
    gtk_window_close (GTK_WINDOW (self));
}

static gboolean
close_request (GtkWindow *window)
{
  AppFinishSheet *self = APP_FINISH_SHEET (window);

  if (!self->running)
    return GTK_WINDOW_CLASS (app_finish_sheet_parent_class)->close_request (window);
  g_cancellable_cancel (self->cancellable);
  return TRUE;
}

static void
preflight_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppFinishSheet) self = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) fields = NULL;

  fields = model_signing_preflight_finish (result, &error);
  if (fields != NULL)
    app_finish_options_set_fields (self->options, (const char *const *) fields, NULL);
  if (fields != NULL || self->running || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->blocked = TRUE;
  show_error (self, error);
  app_repair_button_set (self->repair_button, model_document_get_path (self->document), error);
  update_sensitivity (self);
}

static void
update (AppFinishSheet *self)
{
  update_sensitivity (self);
  model_look_expect (model_placements_get_look (self->placements),
                     app_finish_key_get_certificate (self->key), get_words (self->reason),
                     get_words (self->location));
}

static void
app_finish_sheet_dispose (GObject *object)
{
  AppFinishSheet *self = APP_FINISH_SHEET (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->document);
  g_clear_object (&self->placements);
  g_clear_object (&self->certificates);
  g_clear_object (&self->settings);
  gtk_widget_dispose_template (GTK_WIDGET (self), APP_TYPE_FINISH_SHEET);
  G_OBJECT_CLASS (app_finish_sheet_parent_class)->dispose (object);
}

static void
app_finish_sheet_finalize (GObject *object)
{
  AppFinishSheet *self = APP_FINISH_SHEET (object);

  g_free (self->folder);
  g_free (self->trust);
  g_free (self->output);
  G_OBJECT_CLASS (app_finish_sheet_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, AppFinishSheet, stack);
  gtk_widget_class_bind_template_child (widget_class, AppFinishSheet, summary);
  gtk_widget_class_bind_template_child (widget_class, AppFinishSheet, error_box);
  gtk_widget_class_bind_template_child (widget_class, AppFinishSheet, sign_button);
  gtk_widget_class_bind_template_child (widget_class, AppFinishSheet, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, AppFinishSheet, stop_button);
  gtk_widget_class_bind_template_child (widget_class, AppFinishSheet, invisible_group);
  gtk_widget_class_bind_template_child (widget_class, AppFinishSheet, invisible_check);
  gtk_widget_class_bind_template_child (widget_class, AppFinishSheet, offers);
  gtk_widget_class_bind_template_child (widget_class, AppFinishSheet, repair_button);
  gtk_widget_class_bind_template_child (widget_class, AppFinishSheet, key);
  gtk_widget_class_bind_template_child (widget_class, AppFinishSheet, options);
  gtk_widget_class_bind_template_child (widget_class, AppFinishSheet, name);
  gtk_widget_class_bind_template_child (widget_class, AppFinishSheet, folder_row);
  gtk_widget_class_bind_template_child (widget_class, AppFinishSheet, reason);
  gtk_widget_class_bind_template_child (widget_class, AppFinishSheet, location);
  gtk_widget_class_bind_template_child (widget_class, AppFinishSheet, step);
  gtk_widget_class_bind_template_child (widget_class, AppFinishSheet, progress);
  gtk_widget_class_bind_template_child (widget_class, AppFinishSheet, output_label);
}

static void
app_finish_sheet_class_init (AppFinishSheetClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = app_finish_sheet_dispose;
  object_class->finalize = app_finish_sheet_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = close_request;

  /**
   * AppFinishSheet::signed:
   * @path: the signed file
   *
   * The document is signed and verified.
   */
  signals[SIGNED] = g_signal_new ("signed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (APP_TYPE_ERROR_BOX);
  g_type_ensure (APP_TYPE_FINISH_KEY);
  g_type_ensure (APP_TYPE_FINISH_OPTIONS);
  g_type_ensure (APP_TYPE_REPAIR_BUTTON);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/signing/app-finish-sheet.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, update_sensitivity);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, secret_entered);
  gtk_widget_class_install_action (widget_class, "sheet.sign", NULL, sign);
  gtk_widget_class_install_action (widget_class, "sheet.sign-now", NULL, sign_now);
  gtk_widget_class_install_action (widget_class, "sheet.other-service", NULL, name_other_service);
  gtk_widget_class_install_action (widget_class, "sheet.stop", NULL, stop);
  gtk_widget_class_install_action (widget_class, "sheet.cancel", NULL, cancel);
  gtk_widget_class_install_action (widget_class, "sheet.choose-folder", NULL, choose_folder);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "sheet.cancel", NULL);
}

static void
app_finish_sheet_init (AppFinishSheet *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
read_settings (AppFinishSheet *self)
{
  g_autofree char *reason = g_settings_get_string (self->settings, "signing-reason");
  g_autofree char *place = g_settings_get_string (self->settings, "signing-place");

  app_finish_options_load (self->options, self->settings);
  gtk_editable_set_text (self->reason, reason);
  gtk_editable_set_text (self->location, place);
}

static const char *
first_seal (AppFinishSheet *self)
{
  g_autoptr (ModelPlacement) first = g_list_model_get_item (G_LIST_MODEL (self->placements), 0);

  return first != NULL ? model_seal_get_id (model_placement_get_seal (first)) : "";
}

static void
start_preflight (AppFinishSheet *self)
{
  const ModelSigningRequest request = {
      .input = model_document_get_path (self->document),
      .input_password = model_document_get_secret (self->document),
      .placements = self->placements,
  };

  model_signing_preflight (&request, NULL, preflight_done, g_object_ref (self));
}

/**
 * app_finish_sheet_new:
 * @document: what is signed
 * @placements: its stamps
 * @certificates: who may sign
 * @trust: folder of the roots that the user trusts
 * @settings: what was chosen last time
 *
 * Makes the sheet; present it to ask.
 *
 * Returns: (transfer none): the window
 */
AppFinishSheet *
app_finish_sheet_new (ModelDocument *document,
                      ModelPlacements *placements,
                      ModelCertificates *certificates,
                      const char *trust,
                      GSettings *settings)
{
  AppFinishSheet *self = g_object_new (APP_TYPE_FINISH_SHEET, NULL);
  g_autofree char *summary = app_signing_dup_summary (placements);
  gboolean visible = model_placements_get_size (placements) > 0;

  self->document = g_object_ref (document);
  self->placements = g_object_ref (placements);
  self->certificates = g_object_ref (certificates);
  self->trust = g_strdup (trust);
  self->settings = g_object_ref (settings);
  gtk_label_set_label (self->summary, summary);
  gtk_widget_set_visible (self->invisible_group, !visible);
  read_settings (self);
  suggest_output (self);
  app_finish_key_offer (self->key, certificates, first_seal (self));
  if (visible)
    app_finish_key_focus (self->key);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->invisible_check));
  start_preflight (self);
  app_event ("finish-shown");
  return self;
}

/**
 * app_finish_sheet_expect:
 * @self: the sheet
 *
 * Shows on the stamps what they say if they are signed now, with what is chosen.
 */
void
app_finish_sheet_expect (AppFinishSheet *self)
{
  g_return_if_fail (APP_IS_FINISH_SHEET (self));
  update (self);
}
