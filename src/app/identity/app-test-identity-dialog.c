/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-test-identity-dialog.h"

#include <glib/gi18n.h>

#include "app-error-box.h"
#include "app-text-width.h"

struct _AppTestIdentityDialog {
  AdwWindow parent_instance;

  ModelCertificates *certificates;
  gboolean running;

  AppErrorBox *error_box;
  GtkEditable *name;
  GtkEditable *organisation;
  AdwComboRow *kind;
  GtkEditable *password;
  GtkEditable *again;
  GtkWidget *mismatch;
  GtkSpinner *spinner;
};

G_DEFINE_FINAL_TYPE (AppTestIdentityDialog, app_test_identity_dialog, ADW_TYPE_WINDOW)

enum { ADDED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* In the order of the template's list. */
static const char *const kinds[] = {"rsa3072", "p256", "ed25519"};

static void
update_sensitivity (AppTestIdentityDialog *self)
{
  const char *password = gtk_editable_get_text (self->password);
  const char *again = gtk_editable_get_text (self->again);
  gboolean same = g_str_equal (password, again);

  gtk_widget_set_visible (self->mismatch, !same && *again != '\0');
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "identity.make",
                                 !self->running && *password != '\0' && same &&
                                     *gtk_editable_get_text (self->name) != '\0');
}

static void
set_running (AppTestIdentityDialog *self, gboolean running)
{
  self->running = running;
  gtk_spinner_set_spinning (self->spinner, running);
  update_sensitivity (self);
}

static void
made (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppTestIdentityDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  ModelCertificate *certificate = model_certificates_finish (MODEL_CERTIFICATES (source), result,
                                                             &error);

  set_running (self, FALSE);
  app_error_box_set (self->error_box, error);
  if (certificate == NULL)
    return;
  gtk_editable_set_text (self->password, "");
  gtk_editable_set_text (self->again, "");
  g_signal_emit (self, signals[ADDED], 0, certificate);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
make (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppTestIdentityDialog *self = APP_TEST_IDENTITY_DIALOG (widget);
  g_autoptr (GBytes) password = model_secret_new (gtk_editable_get_text (self->password));
  const char *organisation = gtk_editable_get_text (self->organisation);
  const ModelTestIdentity identity = {
      .name = gtk_editable_get_text (self->name),
      .organisation = *organisation != '\0' ? organisation : NULL,
      .kind = kinds[adw_combo_row_get_selected (self->kind)],
      .password = password,
  };

  set_running (self, TRUE);
  model_certificates_generate (self->certificates, &identity, made, g_object_ref (self));
}

static void
activated (AppTestIdentityDialog *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "identity.make", NULL);
}

static void
app_test_identity_dialog_dispose (GObject *object)
{
  AppTestIdentityDialog *self = APP_TEST_IDENTITY_DIALOG (object);

  g_clear_object (&self->certificates);
  gtk_widget_dispose_template (GTK_WIDGET (self), APP_TYPE_TEST_IDENTITY_DIALOG);
  G_OBJECT_CLASS (app_test_identity_dialog_parent_class)->dispose (object);
}

static void
app_test_identity_dialog_class_init (AppTestIdentityDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_test_identity_dialog_dispose;

  /**
   * AppTestIdentityDialog::added:
   * @certificate: the new identity
   *
   * A test identity is made.
   */
  signals[ADDED] = g_signal_new ("added", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, MODEL_TYPE_CERTIFICATE);

  g_type_ensure (APP_TYPE_ERROR_BOX);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/identity/app-test-identity-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppTestIdentityDialog, error_box);
  gtk_widget_class_bind_template_child (widget_class, AppTestIdentityDialog, name);
  gtk_widget_class_bind_template_child (widget_class, AppTestIdentityDialog, organisation);
  gtk_widget_class_bind_template_child (widget_class, AppTestIdentityDialog, kind);
  gtk_widget_class_bind_template_child (widget_class, AppTestIdentityDialog, password);
  gtk_widget_class_bind_template_child (widget_class, AppTestIdentityDialog, again);
  gtk_widget_class_bind_template_child (widget_class, AppTestIdentityDialog, mismatch);
  gtk_widget_class_bind_template_child (widget_class, AppTestIdentityDialog, spinner);
  gtk_widget_class_bind_template_callback (widget_class, update_sensitivity);
  gtk_widget_class_bind_template_callback (widget_class, activated);
  gtk_widget_class_install_action (widget_class, "identity.make", NULL, make);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
app_test_identity_dialog_init (AppTestIdentityDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  app_text_resize (GTK_WINDOW (self));
  update_sensitivity (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->name));
}

/**
 * app_test_identity_dialog_new:
 * @parent: over which it stands
 * @certificates: where the identity goes
 *
 * Makes the dialog; present it to ask.
 *
 * Returns: (transfer none): the window
 */
AppTestIdentityDialog *
app_test_identity_dialog_new (GtkWindow *parent, ModelCertificates *certificates)
{
  AppTestIdentityDialog *self = g_object_new (APP_TYPE_TEST_IDENTITY_DIALOG, "transient-for",
                                              parent, "modal", TRUE, NULL);

  self->certificates = g_object_ref (certificates);
  return self;
}
