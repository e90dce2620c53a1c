/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-certificate-export.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app-error-dialog.h"
#include "app-events.h"

static GBytes *
encode (GPtrArray *chain, AppCertificateForm form)
{
  PkiCertificate *own = g_ptr_array_index (chain, 0);
  char *pem;

  switch (form)
    {
    case APP_CERTIFICATE_DER:
      return g_bytes_ref (pki_certificate_get_der (own));
    case APP_CERTIFICATE_P7B:
      return pki_certificates_to_p7b (chain);
    case APP_CERTIFICATE_PEM:
    default:
      pem = pki_certificate_to_pem (own);
      return g_bytes_new_take (pem, strlen (pem));
    }
}

static void
chosen (GtkNativeDialog *chooser, int response)
{
  GBytes *bytes = g_object_get_data (G_OBJECT (chooser), "bytes");
  GtkWindow *parent = gtk_native_dialog_get_transient_for (chooser);
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (file != NULL && g_file_set_contents (g_file_peek_path (file), g_bytes_get_data (bytes, NULL),
                                           (gssize) g_bytes_get_size (bytes), &error))
    app_event ("certificate-exported");
  else if (error != NULL && parent != NULL)
    app_error_dialog_present (parent, error);
  gtk_native_dialog_destroy (chooser);
  g_object_unref (chooser);
}

/* Named after its holder, as far as a file's name may be. */
static char *
suggest_name (GPtrArray *chain, AppCertificateForm form)
{
  static const char *const endings[] = {
      [APP_CERTIFICATE_PEM] = "pem", [APP_CERTIFICATE_DER] = "cer", [APP_CERTIFICATE_P7B] = "p7b"};
  g_autofree char *name = g_strdup (pki_certificate_get_name (g_ptr_array_index (chain, 0)));

  g_strdelimit (name, "/\\:*?\"<>|", '_');
  return g_strdup_printf ("%s.%s", name, endings[form]);
}

/**
 * app_certificate_export:
 * @parent: the window
 * @chain: (element-type PkiCertificate): the certificate first, then its issuers
 * @form: of the file
 *
 * Asks where to, and writes the file.
 */
void
app_certificate_export (GtkWindow *parent, GPtrArray *chain, AppCertificateForm form)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      _ ("Export the certificate"), parent, GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  g_autofree char *name = suggest_name (chain, form);

  g_object_set_data_full (G_OBJECT (chooser), "bytes", encode (chain, form),
                          (GDestroyNotify) g_bytes_unref);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  g_signal_connect (chooser, "response", G_CALLBACK (chosen), NULL);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}
