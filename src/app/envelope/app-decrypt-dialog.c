/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-decrypt-dialog.h"

#include <glib/gi18n.h>

#include "app-closing.h"
#include "app-envelope-progress.h"
#include "app-error-box.h"
#include "app-events.h"
#include "app-text-width.h"
#include "app-toast.h"
#include "app-window.h"
#include "keys-error.h"
#include "model-envelope.h"

/* What programs for encrypted mail name such files (RFC 8551, 3.2.1). */
#define ENDING ".p7m"

struct _AppDecryptDialog {
  AdwWindow parent_instance;

  GFile *file;
  ModelCertificates *own;
  PkiEnvelope *envelope; /* or NULL, while it is read */
  ModelCertificate *key; /* or NULL: none of the user's opens it */
  GFile *output;
  GCancellable *running; /* or NULL */

  AppErrorBox *error_box;
  GtkWidget *group;
  AdwActionRow *row;
  GtkWidget *warning;
  GtkEditable *password;
  GtkSpinner *spinner;
  AppEnvelopeProgress *progress;
};

G_DEFINE_FINAL_TYPE (AppDecryptDialog, app_decrypt_dialog, ADW_TYPE_WINDOW)

static void
set_running (AppDecryptDialog *self, gboolean running)
{
  g_clear_object (&self->running);
  if (running)
    self->running = g_cancellable_new ();
  gtk_spinner_set_spinning (self->spinner, running);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "decrypt.run", self->key != NULL && !running);
}

static ModelCertificate *
find_key (AppDecryptDialog *self)
{
  GListModel *own = G_LIST_MODEL (self->own);

  for (guint i = 0; i < g_list_model_get_n_items (own); i++)
    {
      g_autoptr (ModelCertificate) item = g_list_model_get_item (own, i);

      if (pki_envelope_is_for (self->envelope, model_certificate_get_certificate (item)))
        return g_steal_pointer (&item);
    }
  return NULL;
}

static void
show_key (AppDecryptDialog *self)
{
  PkiCertificate *certificate = model_certificate_get_certificate (self->key);
  const KeysTokenEntry *token = model_certificate_get_token (self->key);
  g_autofree char *issued = g_strdup_printf (_ ("Certificate issued by %s"),
                                             pki_certificate_get_issuer_name (certificate));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row),
                                 pki_certificate_get_name (certificate));
  adw_action_row_set_subtitle (self->row, issued);
  if (token != NULL)
    {
      g_autofree char *title = g_strdup_printf (_ ("PIN of the token “%s”"), token->token);

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->password), title);
    }
  gtk_widget_set_visible (self->group, TRUE);
  gtk_widget_set_visible (self->warning, !pki_envelope_is_guarded (self->envelope));
  gtk_widget_grab_focus (GTK_WIDGET (self->password));
}

/* Tokens come into the list later, or are plugged in now. */
static void
look_again (AppDecryptDialog *self)
{
  if (self->envelope == NULL || self->key != NULL)
    return;
  self->key = find_key (self);
  if (self->key == NULL)
    return;
  app_error_box_set (self->error_box, NULL);
  set_running (self, FALSE);
  show_key (self);
  app_event ("envelope ready");
}

static void
take_envelope (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppDecryptDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  self->envelope = model_envelope_read_finish (result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (self->envelope != NULL)
    self->key = find_key (self);
  set_running (self, FALSE);
  if (self->envelope != NULL && self->key == NULL)
    g_set_error_literal (&error, PKI_ERROR, PKI_ERROR_NOT_RECIPIENT,
                         "it is for none of the keys in the list of certificates");
  app_error_box_set (self->error_box, error);
  if (self->key != NULL)
    show_key (self);
  app_event ("envelope %s", self->key != NULL ? "ready" : "refused");
}

static void
opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppDecryptDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean done = model_envelope_open_finish (result, &error);
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  if (!gtk_widget_get_realized (GTK_WIDGET (self)))
    return;
  app_envelope_progress_stop (self->progress);
  set_running (self, FALSE);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      app_event ("decryption given-up");
      return;
    }
  app_error_box_set (self->error_box, error);
  if (g_error_matches (error, KEYS_ERROR, KEYS_ERROR_PASSWORD) ||
      g_error_matches (error, KEYS_ERROR, KEYS_ERROR_PIN))
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->password));
      gtk_editable_select_region (self->password, 0, -1);
    }
  if (!done)
    return;
  gtk_editable_set_text (self->password, "");
  app_event ("decrypted");
  if (APP_IS_WINDOW (parent))
    {
      app_toast (GTK_WIDGET (parent), _ ("The file was decrypted"));
      app_window_open (APP_WINDOW (parent), self->output);
    }
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
show_progress (double fraction, gpointer data)
{
  AppDecryptDialog *self = data;

  if (self->running != NULL && !g_cancellable_is_cancelled (self->running))
    app_envelope_progress_set (self->progress, fraction);
}

static void
give_up (AppDecryptDialog *self)
{
  if (self->running != NULL)
    g_cancellable_cancel (self->running);
}

static void
place_chosen (GtkNativeDialog *chooser, int response, AppDecryptDialog *self)
{
  if (response == GTK_RESPONSE_ACCEPT && self->running == NULL)
    {
      g_autoptr (GBytes) password = model_secret_new (gtk_editable_get_text (self->password));
      g_autoptr (GFile) output = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
      const ModelEnvelopeOpening opening = {
          .envelope = self->envelope,
          .certificate = self->key,
          .password = password,
          .output = g_file_peek_path (output),
          .progress = show_progress,
          .progress_data = self,
      };

      g_set_object (&self->output, output);
      set_running (self, TRUE);
      app_envelope_progress_start (self->progress, _ ("Decrypting…"));
      model_envelope_open (&opening, self->running, opened, g_object_ref (self));
    }
  gtk_native_dialog_destroy (chooser);
}

/* contract.pdf.p7m was contract.pdf. */
static char *
suggest_name (GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);
  char *shown = g_filename_display_name (base);

  if (app_decrypt_dialog_wants (file))
    shown[strlen (shown) - strlen (ENDING)] = '\0';
  return shown;
}

static void
run (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppDecryptDialog *self = APP_DECRYPT_DIALOG (widget);
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      _ ("Save the decrypted file"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  g_autoptr (GFile) folder = g_file_get_parent (self->file);
  g_autofree char *suggested = suggest_name (self->file);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), suggested);
  if (folder != NULL)
    gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (chooser), folder, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (place_chosen), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
activated (AppDecryptDialog *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "decrypt.run", NULL);
}

static void
app_decrypt_dialog_dispose (GObject *object)
{
  AppDecryptDialog *self = APP_DECRYPT_DIALOG (object);

  g_clear_object (&self->file);
  g_clear_object (&self->own);
  g_clear_object (&self->key);
  g_clear_object (&self->output);
  gtk_widget_dispose_template (GTK_WIDGET (self), APP_TYPE_DECRYPT_DIALOG);
  G_OBJECT_CLASS (app_decrypt_dialog_parent_class)->dispose (object);
}

static void
app_decrypt_dialog_finalize (GObject *object)
{
  g_clear_object (&APP_DECRYPT_DIALOG (object)->running);
  pki_envelope_free (APP_DECRYPT_DIALOG (object)->envelope);
  G_OBJECT_CLASS (app_decrypt_dialog_parent_class)->finalize (object);
}

static void
app_decrypt_dialog_class_init (AppDecryptDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_decrypt_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = app_decrypt_dialog_finalize;
  g_type_ensure (APP_TYPE_ERROR_BOX);
  g_type_ensure (APP_TYPE_ENVELOPE_PROGRESS);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/envelope/app-decrypt-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppDecryptDialog, error_box);
  gtk_widget_class_bind_template_child (widget_class, AppDecryptDialog, group);
  gtk_widget_class_bind_template_child (widget_class, AppDecryptDialog, row);
  gtk_widget_class_bind_template_child (widget_class, AppDecryptDialog, warning);
  gtk_widget_class_bind_template_child (widget_class, AppDecryptDialog, password);
  gtk_widget_class_bind_template_child (widget_class, AppDecryptDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, AppDecryptDialog, progress);
  gtk_widget_class_bind_template_callback (widget_class, give_up);
  gtk_widget_class_bind_template_callback (widget_class, activated);
  gtk_widget_class_install_action (widget_class, "decrypt.run", NULL, run);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
app_decrypt_dialog_init (AppDecryptDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  app_text_resize (GTK_WINDOW (self));
  app_closing_cancels (GTK_WIDGET (self), &self->running);
}

/**
 * app_decrypt_dialog_wants:
 * @file: what somebody opens
 *
 * Returns: whether it is named as an encrypted file is
 */
gboolean
app_decrypt_dialog_wants (GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *lower = name != NULL ? g_ascii_strdown (name, -1) : NULL;

  return lower != NULL && g_str_has_suffix (lower, ENDING) && g_file_peek_path (file) != NULL;
}

/**
 * app_decrypt_dialog_new:
 * @parent: over which it stands, and which shows what comes out
 * @own: the user's own certificates
 * @file: the encrypted file
 *
 * Makes the dialog; present it to ask.
 *
 * Returns: (transfer none): the window
 */
AppDecryptDialog *
app_decrypt_dialog_new (GtkWindow *parent, ModelCertificates *own, GFile *file)
{
  AppDecryptDialog *self = g_object_new (APP_TYPE_DECRYPT_DIALOG, "transient-for", parent, "modal",
                                         TRUE, NULL);
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *shown = g_filename_display_name (base);

  self->file = g_object_ref (file);
  self->own = g_object_ref (own);
  gtk_window_set_title (GTK_WINDOW (self), shown);
  g_signal_connect_object (own, "items-changed", G_CALLBACK (look_again), self, G_CONNECT_SWAPPED);
  model_certificates_look_for_tokens (own);
  set_running (self, TRUE);
  model_envelope_read (g_file_peek_path (file), self->running, take_envelope, g_object_ref (self));
  return self;
}
