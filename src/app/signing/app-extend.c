/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-extend.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app-application.h"
#include "app-error-box.h"
#include "app-events.h"
#include "app-window.h"
#include "model-signing.h"

typedef struct {
  ModelDocument *document;
  AppWindow *window;
  AppApplication *application;
  GtkEditable *services;
  char *output;
} Extension;

static void
extension_free (gpointer data)
{
  Extension *self = data;

  g_clear_object (&self->document);
  g_clear_object (&self->window);
  g_clear_object (&self->application);
  g_free (self->output);
  g_free (self);
}

static void
show_error (Extension *self, const GError *error)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self->window),
                                              _ ("The time was not added"), NULL);
  AppErrorBox *box = app_error_box_new ();

  app_event ("extend-error %s %d", g_quark_to_string (error->domain), error->code);
  app_error_box_set (box, error);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), GTK_WIDGET (box));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
extended_or_not (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Extension *self = user_data;
  g_autoptr (GError) error = NULL;

  if (model_signing_finish (result, &error))
    {
      g_autoptr (GFile) file = g_file_new_for_path (self->output);

      app_event ("extended %s", self->output);
      /* The window may have been closed meanwhile; the file is there all the same. */
      if (gtk_window_get_application (GTK_WINDOW (self->window)) != NULL)
        {
          app_application_share_secret (self->application, file,
                                        model_document_get_secret (self->document));
          app_window_open (self->window, file);
        }
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_error (self, error);
  extension_free (self);
}

static void
answered (GtkWidget *dialog, const char *response, Extension *self)
{
  g_autofree char *kept = NULL;
  g_auto (GStrv) services = NULL;

  if (!g_str_equal (response, "extend"))
    return;
  services = model_signing_split_services (gtk_editable_get_text (self->services));
  kept = model_signing_hide_passwords (gtk_editable_get_text (self->services));
  g_settings_set_string (app_application_get_settings (self->application), "time-stamp-service",
                         kept);
  const ModelSigningRequest request = {
      .input = model_document_get_path (self->document),
      .input_password = model_document_get_secret (self->document),
      .output = self->output,
      .terms.level = PADES_LEVEL_B_LTA,
      .terms.tsa = (const char *const *) services,
      .terms.trust = model_trust_get_folder (app_application_get_trust (self->application)),
  };

  app_window_add_toast (self->window, adw_toast_new (_ ("Adding trusted time…")));
  model_signing_extend (&request, NULL, extended_or_not,
                        g_object_steal_data (G_OBJECT (dialog), "extension"));
}

static void
allow (GtkEditable *services, AdwMessageDialog *dialog)
{
  adw_message_dialog_set_response_enabled (dialog, "extend",
                                           *gtk_editable_get_text (services) != '\0');
}

/**
 * app_extend_ask:
 * @page: shows the document
 *
 * Asks for the time-stamp services, and adds what they prove to the document's signatures.
 */
void
app_extend_ask (AppDocumentPage *page)
{
  Extension *self = g_new0 (Extension, 1);
  GtkWidget *dialog;
  GtkWidget *services = gtk_entry_new ();
  g_autofree char *known = NULL;

  self->document = g_object_ref (app_document_page_get_document (page));
  self->window = g_object_ref (APP_WINDOW (gtk_widget_get_root (GTK_WIDGET (page))));
  self->application = g_object_ref (
      APP_APPLICATION (gtk_window_get_application (GTK_WINDOW (self->window))));
  self->services = GTK_EDITABLE (services);
  self->output = model_signing_suggest (model_document_get_path (self->document),
                                        /* Translators: what the name of a file ends in, before
                                         * ".pdf", that trusted time was added to. */
                                        _ ("-timestamped"), g_get_home_dir ());
  dialog = adw_message_dialog_new (GTK_WINDOW (self->window), _ ("Add trusted time?"), NULL);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (dialog), TRUE);
  g_object_set_data_full (G_OBJECT (dialog), "extension", self, extension_free);
  adw_message_dialog_set_body (
      ADW_MESSAGE_DIALOG (dialog),
      _ ("A time-stamp service proves that the signatures exist now, and the proofs of the "
         "certificates are put into a new file. This file stays as it is. Address of the service; "
         "several, with blanks between, are tried in turn:"));
  known = g_settings_get_string (app_application_get_settings (self->application),
                                 "time-stamp-service");
  gtk_accessible_update_property (GTK_ACCESSIBLE (services), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Address of the time-stamp service"), -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), services);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("Cancel"), "extend",
                                    _ ("Add"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "extend",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "extend");
  g_signal_connect (services, "changed", G_CALLBACK (allow), dialog);
  gtk_editable_set_text (GTK_EDITABLE (services), known);
  allow (GTK_EDITABLE (services), ADW_MESSAGE_DIALOG (dialog));
  gtk_entry_set_activates_default (GTK_ENTRY (services), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (answered), self);
  gtk_window_present (GTK_WINDOW (dialog));
  app_event ("extend-asked");
}
