/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-trust-dialog.h"

#include <glib/gi18n.h>

#include "app-certificate-words.h"
#include "app-error-box.h"
#include "app-events.h"

struct _AppTrustDialog {
  AdwWindow parent_instance;

  ModelTrust *trust;
  PkiCertificate *root;

  AppErrorBox *error_box;
  GtkWidget *question;
  AdwActionRow *name;
  AdwActionRow *validity;
  GtkLabel *fingerprint;
  GtkCheckButton *compared;
};

G_DEFINE_FINAL_TYPE (AppTrustDialog, app_trust_dialog, ADW_TYPE_WINDOW)

static void
update_sensitivity (AppTrustDialog *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "trust.add",
                                 gtk_check_button_get_active (self->compared));
}

static void
add (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppTrustDialog *self = APP_TRUST_DIALOG (widget);
  g_autoptr (GError) error = NULL;

  if (!model_trust_add (self->trust, self->root, &error))
    {
      app_error_box_set (self->error_box, error);
      return;
    }
  app_event ("trusted %s", pki_certificate_get_sha256 (self->root));
  gtk_window_close (GTK_WINDOW (self));
}

/* Two lines of eight groups of four: how fingerprints are printed, read out and compared. */
static char *
format_fingerprint (const char *hex)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; hex[i] != '\0'; i++)
    {
      if (i > 0 && i % 4 == 0)
        g_string_append_c (text, i % 32 == 0 ? '\n' : ' ');
      g_string_append_c (text, g_ascii_toupper (hex[i]));
    }
  return g_string_free (text, FALSE);
}

static void
app_trust_dialog_dispose (GObject *object)
{
  AppTrustDialog *self = APP_TRUST_DIALOG (object);

  g_clear_object (&self->trust);
  g_clear_pointer (&self->root, pki_certificate_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), APP_TYPE_TRUST_DIALOG);
  G_OBJECT_CLASS (app_trust_dialog_parent_class)->dispose (object);
}

static void
app_trust_dialog_class_init (AppTrustDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_trust_dialog_dispose;
  g_type_ensure (APP_TYPE_ERROR_BOX);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/verify/app-trust-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppTrustDialog, error_box);
  gtk_widget_class_bind_template_child (widget_class, AppTrustDialog, question);
  gtk_widget_class_bind_template_child (widget_class, AppTrustDialog, name);
  gtk_widget_class_bind_template_child (widget_class, AppTrustDialog, validity);
  gtk_widget_class_bind_template_child (widget_class, AppTrustDialog, fingerprint);
  gtk_widget_class_bind_template_child (widget_class, AppTrustDialog, compared);
  gtk_widget_class_bind_template_callback (widget_class, update_sensitivity);
  gtk_widget_class_install_action (widget_class, "trust.add", NULL, add);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
app_trust_dialog_init (AppTrustDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update_sensitivity (self);
}

static AppTrustDialog *
app_trust_dialog_new (GtkWindow *parent, ModelTrust *trust)
{
  AppTrustDialog *self = g_object_new (APP_TYPE_TRUST_DIALOG, "transient-for", parent, "modal",
                                       TRUE, NULL);

  self->trust = g_object_ref (trust);
  return self;
}

static void
set_root (AppTrustDialog *self, PkiCertificate *root)
{
  g_autofree char *fingerprint = format_fingerprint (pki_certificate_get_sha256 (root));
  g_autofree char *from = app_certificate_dup_date (pki_certificate_get_not_before (root));
  g_autofree char *until = app_certificate_dup_date (pki_certificate_get_not_after (root));
  g_autofree char *validity = g_strdup_printf (_ ("%s to %s"), from, until);

  self->root = pki_certificate_ref (root);
  adw_action_row_set_subtitle (self->name, pki_certificate_get_subject (root));
  adw_action_row_set_subtitle (self->validity, validity);
  gtk_label_set_label (self->fingerprint, fingerprint);
}

/* A file that is no certificate: the same window says so. */
static void
set_error (AppTrustDialog *self, const GError *error)
{
  app_error_box_set (self->error_box, error);
  gtk_widget_set_visible (self->question, FALSE);
}

/**
 * app_trust_dialog_ask:
 * @parent: over which it stands
 * @trust: the user's list
 * @root: what may be added to it
 *
 * Asks whether an authority is to be trusted.
 */
void
app_trust_dialog_ask (GtkWindow *parent, ModelTrust *trust, PkiCertificate *root)
{
  AppTrustDialog *self = app_trust_dialog_new (parent, trust);

  set_root (self, root);
  gtk_window_present (GTK_WINDOW (self));
}

/* PEM or DER, as authorities publish them. */
static PkiCertificate *
load (const char *path, GError **error)
{
  g_autofree char *data = NULL;
  g_autoptr (GPtrArray) list = NULL;
  gsize length;

  if (!g_file_get_contents (path, &data, &length, error))
    return NULL;
  if (g_strstr_len (data, (gssize) length, "-----BEGIN") == NULL)
    return pki_certificate_new_from_der (data, length, error);
  list = pki_certificate_list_from_pem (data, length, error);
  return list != NULL && list->len > 0 ? pki_certificate_ref (g_ptr_array_index (list, 0)) : NULL;
}

static void
file_chosen (GtkNativeDialog *chooser, int response, ModelTrust *trust)
{
  GtkWindow *parent = gtk_native_dialog_get_transient_for (chooser);

  if (response == GTK_RESPONSE_ACCEPT && parent != NULL)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
      AppTrustDialog *self = app_trust_dialog_new (parent, trust);
      g_autoptr (GError) error = NULL;
      g_autoptr (PkiCertificate) root = load (g_file_peek_path (file), &error);

      if (root != NULL)
        set_root (self, root);
      else
        set_error (self, error);
      gtk_window_present (GTK_WINDOW (self));
    }
  g_object_unref (chooser);
}

/**
 * app_trust_dialog_choose:
 * @parent: over which it stands
 * @trust: the user's list
 *
 * Asks for an authority's certificate file, and then whether it is to be trusted.
 */
void
app_trust_dialog_choose (GtkWindow *parent, ModelTrust *trust)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      _ ("Choose the certificate of the authority"), parent, GTK_FILE_CHOOSER_ACTION_OPEN, NULL,
      NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (file_chosen), trust, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}
