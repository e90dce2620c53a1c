/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-password-dialog.h"

#include "app-events.h"
#include "model-secret.h"

struct _AppPasswordDialog {
  AdwMessageDialog parent_instance;

  GtkEditable *password;
  GtkWidget *all_row;
  GtkSwitch *all;
};

G_DEFINE_FINAL_TYPE (AppPasswordDialog, app_password_dialog, ADW_TYPE_MESSAGE_DIALOG)

enum { GIVEN, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
take_text (AppPasswordDialog *self)
{
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (self), "unlock",
                                           *gtk_editable_get_text (self->password) != '\0');
}

static void
app_password_dialog_response (AdwMessageDialog *dialog, const char *response)
{
  AppPasswordDialog *self = APP_PASSWORD_DIALOG (dialog);
  g_autoptr (GBytes) secret = NULL;

  if (!g_str_equal (response, "unlock"))
    return;
  secret = model_secret_new (gtk_editable_get_text (self->password));
  gtk_editable_set_text (self->password, "");
  g_signal_emit (self, signals[GIVEN], 0, secret, gtk_switch_get_active (self->all));
}

static void
app_password_dialog_class_init (AppPasswordDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  ADW_MESSAGE_DIALOG_CLASS (klass)->response = app_password_dialog_response;

  /**
   * AppPasswordDialog::given:
   * @secret: the password, see model_secret_new()
   * @all: whether it is to be tried on all files that need one
   *
   * A password was given.
   */
  signals[GIVEN] = g_signal_new ("given", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 2, G_TYPE_BYTES, G_TYPE_BOOLEAN);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/document/app-password-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppPasswordDialog, password);
  gtk_widget_class_bind_template_child (widget_class, AppPasswordDialog, all_row);
  gtk_widget_class_bind_template_child (widget_class, AppPasswordDialog, all);
  gtk_widget_class_bind_template_callback (widget_class, take_text);
}

/* From here on keys go to it. */
static void
tell_active (AppPasswordDialog *self)
{
  if (gtk_window_is_active (GTK_WINDOW (self)))
    app_event ("password-asked");
}

static void
app_password_dialog_init (AppPasswordDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "notify::is-active", G_CALLBACK (tell_active), NULL);
}

/**
 * app_password_dialog_new:
 * @parent: the window it belongs to
 * @path: a file that needs a password
 * @n_locked: how many files need one
 * @tried: whether one was given that did not open it
 *
 * Makes the dialog; present it to ask.
 *
 * Returns: (transfer none): the window
 */
GtkWindow *
app_password_dialog_new (GtkWindow *parent, const char *path, guint n_locked, gboolean tried)
{
  AppPasswordDialog *self = g_object_new (APP_TYPE_PASSWORD_DIALOG, "transient-for", parent, NULL);
  g_autofree char *name = g_filename_display_basename (path);

  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (self), name);
  gtk_widget_set_visible (self->all_row, n_locked > 1);
  gtk_switch_set_active (self->all, n_locked > 1 && !tried);
  take_text (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->password));
  return GTK_WINDOW (self);
}
