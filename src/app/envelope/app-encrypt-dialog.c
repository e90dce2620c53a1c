/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-encrypt-dialog.h"

#include <glib/gi18n.h>

#include "app-certificate-words.h"
#include "app-closing.h"
#include "app-error-box.h"
#include "app-error-dialog.h"
#include "app-envelope-progress.h"
#include "app-error.h"
#include "app-events.h"
#include "app-text-width.h"
#include "app-toast.h"
#include "model-envelope.h"

struct _AppEncryptDialog {
  AdwWindow parent_instance;

  ModelDocument *document;
  GFile *file;
  GPtrArray *recipients; /* PkiCertificate: all that stand in the list */
  GPtrArray *checks;     /* GtkCheckButton of each */
  GCancellable *running; /* or NULL */

  AppErrorBox *error_box;
  AdwPreferencesGroup *list;
  GtkWidget *add_button;
  GtkSpinner *spinner;
  AppEnvelopeProgress *progress;
};

G_DEFINE_FINAL_TYPE (AppEncryptDialog, app_encrypt_dialog, ADW_TYPE_WINDOW)

static gint64
now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static GPtrArray *
dup_chosen (AppEncryptDialog *self)
{
  GPtrArray *chosen = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_certificate_unref);

  for (guint i = 0; i < self->recipients->len; i++)
    if (gtk_check_button_get_active (g_ptr_array_index (self->checks, i)))
      g_ptr_array_add (chosen, pki_certificate_ref (g_ptr_array_index (self->recipients, i)));
  return chosen;
}

static void
update (AppEncryptDialog *self)
{
  g_autoptr (GPtrArray) chosen = dup_chosen (self);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "encrypt.run",
                                 chosen->len > 0 && self->running == NULL);
  gtk_spinner_set_spinning (self->spinner, self->running != NULL);
}

/* Its check button in the list, or NULL. */
static GtkCheckButton *
find_check (AppEncryptDialog *self, PkiCertificate *certificate)
{
  for (guint i = 0; i < self->recipients->len; i++)
    if (pki_certificate_equal (g_ptr_array_index (self->recipients, i), certificate))
      return g_ptr_array_index (self->checks, i);
  return NULL;
}

/* Why nobody can be written to by it, or by whom it is and how long. */
static char *
describe (PkiCertificate *certificate, const GError *error)
{
  g_autofree char *until = app_certificate_dup_date (pki_certificate_get_not_after (certificate));

  return error != NULL ? g_strdup (app_error_explain (error).what)
                       : g_strdup_printf (_ ("Issued by %s, valid until %s"),
                                          pki_certificate_get_issuer_name (certificate), until);
}

static void
add_recipient (AppEncryptDialog *self, PkiCertificate *certificate, const char *name)
{
  g_autoptr (GError) error = NULL;
  gboolean may = pki_certificate_check_recipient (certificate, now (), &error);
  g_autofree char *subtitle = describe (certificate, error);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();

  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), may);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  gtk_widget_set_sensitive (row, may);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (update), self);
  adw_preferences_group_add (self->list, row);
  g_ptr_array_add (self->recipients, pki_certificate_ref (certificate));
  g_ptr_array_add (self->checks, check);
}

/* Whoever sends something away wants to read it again. */
static void
add_own (AppEncryptDialog *self, GListModel *own)
{
  for (guint i = 0; i < g_list_model_get_n_items (own); i++)
    {
      g_autoptr (ModelCertificate) item = g_list_model_get_item (own, i);
      PkiCertificate *certificate = model_certificate_get_certificate (item);
      g_autofree char *name = NULL;

      if (!pki_certificate_check_recipient (certificate, now (), NULL))
        continue;
      /* Translators: whose certificate it is */
      name = g_strdup_printf (_ ("%s (you)"), pki_certificate_get_name (certificate));
      add_recipient (self, certificate, name);
    }
}

/* Whose signature is as they made it, and whose certificate nobody has called back. */
static gboolean
is_signer (const PadesSignature *signature)
{
  return !signature->timestamp && signature->signer != NULL &&
         signature->integrity == PADES_INTEGRITY_INTACT &&
         signature->trust != PADES_TRUST_REVOKED && signature->trust != PADES_TRUST_SUSPENDED &&
         pki_certificate_check_recipient (signature->signer, now (), NULL);
}

/* They brought their certificates along: one click, and nobody looks for files. The click is the
 * person's. */
static void
add_signers (AppEncryptDialog *self)
{
  const PadesReport *report = model_document_get_report (self->document);

  for (guint i = 0; report != NULL && i < report->signatures->len; i++)
    {
      const PadesSignature *each = report->signatures->pdata[i];
      g_autofree char *name = NULL;

      if (!is_signer (each) || find_check (self, each->signer) != NULL)
        continue;
      /* Translators: %s is the name of somebody who signed the document. */
      name = g_strdup_printf (each->trust == PADES_TRUST_TRUSTED
                                  ? _ ("%s (signed this document)")
                                  : _ ("%s (signed this document; not vouched for by anybody you "
                                       "trust)"),
                              pki_certificate_get_name (each->signer));
      add_recipient (self, each->signer, name);
      gtk_check_button_set_active (g_ptr_array_index (self->checks, self->checks->len - 1), FALSE);
    }
  update (self);
}

static void
take_file (AppEncryptDialog *self, GFile *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = pki_envelope_read_recipients (g_file_peek_path (file), &error);

  app_error_box_set (self->error_box, error);
  for (guint i = 0; found != NULL && i < found->len; i++)
    {
      PkiCertificate *certificate = g_ptr_array_index (found, i);

      GtkCheckButton *check = find_check (self, certificate);

      /* Who signed stands there already, and is chosen by this. */
      if (check != NULL && gtk_widget_is_sensitive (GTK_WIDGET (check)))
        gtk_check_button_set_active (check, TRUE);
      else if (check == NULL)
        add_recipient (self, certificate, pki_certificate_get_name (certificate));
    }
  update (self);
}

static void
certificates_chosen (GtkNativeDialog *chooser, int response, AppEncryptDialog *self)
{
  g_autoptr (GListModel) files = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (chooser));
  for (guint i = 0; files != NULL && i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);

      take_file (self, file);
    }
  gtk_native_dialog_destroy (chooser);
}

static void
add (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      _ ("Choose the certificate file"), GTK_WINDOW (widget), GTK_FILE_CHOOSER_ACTION_OPEN, NULL,
      NULL);
  g_autoptr (GtkFileFilter) certificates = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (certificates, _ ("Certificates (.pem, .crt, .cer, .p7b)"));
  gtk_file_filter_add_suffix (certificates, "pem");
  gtk_file_filter_add_suffix (certificates, "crt");
  gtk_file_filter_add_suffix (certificates, "cer");
  gtk_file_filter_add_suffix (certificates, "p7b");
  gtk_file_filter_set_name (all, _ ("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), certificates);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), all);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (chooser), TRUE);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (certificates_chosen), widget, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static gboolean
dropped (AppEncryptDialog *self, const GValue *value)
{
  GFile *file = g_value_get_object (value);

  if (file == NULL || g_file_peek_path (file) == NULL)
    return FALSE;
  take_file (self, file);
  return TRUE;
}

static void
written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppEncryptDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean done = model_envelope_write_finish (result, &error);
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  g_clear_object (&self->running);
  if (!gtk_widget_get_realized (GTK_WIDGET (self)))
    return;
  app_envelope_progress_stop (self->progress);
  update (self);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      app_event ("encryption given-up");
      return;
    }
  app_error_box_set (self->error_box, error);
  if (!done)
    return;
  app_event ("encrypted");
  if (parent != NULL)
    app_toast (GTK_WIDGET (parent), _ ("The encrypted copy was saved"));
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
show_progress (double fraction, gpointer data)
{
  AppEncryptDialog *self = data;

  if (self->running != NULL && !g_cancellable_is_cancelled (self->running))
    app_envelope_progress_set (self->progress, fraction);
}

static void
give_up (AppEncryptDialog *self)
{
  if (self->running != NULL)
    g_cancellable_cancel (self->running);
}

static void
write_copy (AppEncryptDialog *self, GFile *file)
{
  g_autoptr (GPtrArray) recipients = dup_chosen (self);
  const ModelEnvelopeWriting writing = {
      .input = g_file_peek_path (self->file),
      .output = g_file_peek_path (file),
      .recipients = recipients,
      .progress = show_progress,
      .progress_data = self,
  };

  self->running = g_cancellable_new ();
  update (self);
  app_envelope_progress_start (self->progress, _ ("Encrypting…"));
  model_envelope_write (&writing, self->running, written, g_object_ref (self));
}

static void
place_chosen (GtkNativeDialog *chooser, int response, AppEncryptDialog *self)
{
  if (response == GTK_RESPONSE_ACCEPT && self->running == NULL)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

      write_copy (self, file);
    }
  gtk_native_dialog_destroy (chooser);
}

static void
run (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppEncryptDialog *self = APP_ENCRYPT_DIALOG (widget);
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      _ ("Save the encrypted copy"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  g_autoptr (GFile) folder = g_file_get_parent (self->file);
  g_autofree char *base = g_file_get_basename (self->file);
  g_autofree char *shown = g_filename_display_name (base);
  g_autofree char *suggested = g_strconcat (shown, ".p7m", NULL);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), suggested);
  if (folder != NULL)
    gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (chooser), folder, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (place_chosen), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
app_encrypt_dialog_dispose (GObject *object)
{
  AppEncryptDialog *self = APP_ENCRYPT_DIALOG (object);

  g_clear_object (&self->document);
  g_clear_object (&self->file);
  gtk_widget_dispose_template (GTK_WIDGET (self), APP_TYPE_ENCRYPT_DIALOG);
  G_OBJECT_CLASS (app_encrypt_dialog_parent_class)->dispose (object);
}

static void
app_encrypt_dialog_finalize (GObject *object)
{
  AppEncryptDialog *self = APP_ENCRYPT_DIALOG (object);

  g_ptr_array_unref (self->recipients);
  g_ptr_array_unref (self->checks);
  G_OBJECT_CLASS (app_encrypt_dialog_parent_class)->finalize (object);
}

static void
app_encrypt_dialog_class_init (AppEncryptDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_encrypt_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = app_encrypt_dialog_finalize;
  g_type_ensure (APP_TYPE_ERROR_BOX);
  g_type_ensure (APP_TYPE_ENVELOPE_PROGRESS);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/envelope/app-encrypt-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppEncryptDialog, error_box);
  gtk_widget_class_bind_template_child (widget_class, AppEncryptDialog, list);
  gtk_widget_class_bind_template_child (widget_class, AppEncryptDialog, add_button);
  gtk_widget_class_bind_template_child (widget_class, AppEncryptDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, AppEncryptDialog, progress);
  gtk_widget_class_bind_template_callback (widget_class, give_up);
  gtk_widget_class_install_action (widget_class, "encrypt.add", NULL, add);
  gtk_widget_class_install_action (widget_class, "encrypt.run", NULL, run);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
app_encrypt_dialog_init (AppEncryptDialog *self)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_FILE, GDK_ACTION_COPY);

  self->recipients = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_certificate_unref);
  self->checks = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  app_text_resize (GTK_WINDOW (self));
  app_closing_cancels (GTK_WIDGET (self), &self->running);
  g_signal_connect_swapped (target, "drop", G_CALLBACK (dropped), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
  gtk_widget_grab_focus (self->add_button);
}

/**
 * app_encrypt_dialog_new:
 * @parent: over which it stands
 * @own: the user's own certificates
 * @document: of which an encrypted copy is wanted
 *
 * Makes the dialog; present it to ask.
 *
 * Returns: (transfer none): the window
 */
AppEncryptDialog *
app_encrypt_dialog_new (GtkWindow *parent, ModelCertificates *own, ModelDocument *document)
{
  AppEncryptDialog *self = g_object_new (APP_TYPE_ENCRYPT_DIALOG, "transient-for", parent, "modal",
                                         TRUE, NULL);

  self->document = g_object_ref (document);
  self->file = g_object_ref (model_document_get_file (document));
  add_own (self, G_LIST_MODEL (own));
  add_signers (self);
  g_signal_connect_object (document, "notify::report", G_CALLBACK (add_signers), self,
                           G_CONNECT_SWAPPED);
  return self;
}
