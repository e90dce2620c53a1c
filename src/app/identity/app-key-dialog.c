/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-key-dialog.h"

#include "app-closing.h"
#include "app-error-box.h"
#include "app-events.h"
#include "app-finish-key.h"
#include "app-text-width.h"

struct _AppKeyDialog {
  AdwWindow parent_instance;

  GCancellable *running; /* or NULL: nothing is waited for */

  AppErrorBox *error_box;
  GtkLabel *text;
  AppFinishKey *key;
  GtkSpinner *spinner;
  GtkButton *go;
};

G_DEFINE_FINAL_TYPE (AppKeyDialog, app_key_dialog, ADW_TYPE_WINDOW)

enum { CHOSEN, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
update (AppKeyDialog *self)
{
  gtk_spinner_set_spinning (self->spinner, self->running != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->key), self->running == NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "key-dialog.go",
                                 self->running == NULL && app_finish_key_is_complete (self->key));
}

static void
go (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[CHOSEN], 0);
}

static void
entered (AppKeyDialog *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "key-dialog.go", NULL);
}

static void
app_key_dialog_dispose (GObject *object)
{
  AppKeyDialog *self = APP_KEY_DIALOG (object);

  if (self->key != NULL)
    app_finish_key_forget (self->key);
  gtk_widget_dispose_template (GTK_WIDGET (self), APP_TYPE_KEY_DIALOG);
  self->key = NULL;
  self->error_box = NULL;
  g_clear_object (&self->running);
  G_OBJECT_CLASS (app_key_dialog_parent_class)->dispose (object);
}

static void
app_key_dialog_class_init (AppKeyDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_key_dialog_dispose;

  /**
   * AppKeyDialog::chosen:
   *
   * The key is to be used.
   */
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (APP_TYPE_ERROR_BOX);
  g_type_ensure (APP_TYPE_FINISH_KEY);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/identity/app-key-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppKeyDialog, error_box);
  gtk_widget_class_bind_template_child (widget_class, AppKeyDialog, text);
  gtk_widget_class_bind_template_child (widget_class, AppKeyDialog, key);
  gtk_widget_class_bind_template_child (widget_class, AppKeyDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, AppKeyDialog, go);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, entered);
  gtk_widget_class_install_action (widget_class, "key-dialog.go", NULL, go);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
app_key_dialog_init (AppKeyDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  app_closing_cancels (GTK_WIDGET (self), &self->running);
  app_text_resize (GTK_WINDOW (self));
}

/**
 * app_key_dialog_new:
 * @parent: over which it stands
 * @certificates: whose keys there are
 * @words: what it says
 *
 * Makes the dialog; present it to ask.
 *
 * Returns: (transfer none): the window
 */
AppKeyDialog *
app_key_dialog_new (GtkWindow *parent, ModelCertificates *certificates, const AppKeyWords *words)
{
  AppKeyDialog *self = g_object_new (APP_TYPE_KEY_DIALOG, "transient-for", parent, "modal", TRUE,
                                     "title", words->title, NULL);

  gtk_label_set_label (self->text, words->text);
  gtk_button_set_label (self->go, words->go);
  app_finish_key_offer (self->key, certificates, "");
  app_finish_key_choose_first (self->key);
  update (self);
  app_finish_key_focus (self->key);
  return self;
}

/**
 * app_key_dialog_dup_key:
 *
 * Returns: (transfer full): what was chosen and typed
 */
ModelKey *
app_key_dialog_dup_key (AppKeyDialog *self)
{
  g_autoptr (GBytes) secret = app_finish_key_dup_secret (self->key);

  return model_key_new (app_finish_key_get_certificate (self->key), secret);
}

/**
 * app_key_dialog_wait:
 *
 * Shows that the key is at work.
 *
 * Returns: (transfer none): what is cancelled when the dialog closes; until it fails
 */
GCancellable *
app_key_dialog_wait (AppKeyDialog *self)
{
  app_error_box_set (self->error_box, NULL);
  gtk_window_set_focus (GTK_WINDOW (self), NULL); /* what is asleep cannot lose it in time */
  g_clear_object (&self->running);
  self->running = g_cancellable_new ();
  update (self);
  return self->running;
}

/**
 * app_key_dialog_fail:
 * @error: why
 *
 * Shows what went wrong; what was chosen stands.
 */
void
app_key_dialog_fail (AppKeyDialog *self, const GError *error)
{
  g_clear_object (&self->running);
  app_error_box_set (self->error_box, error);
  app_event ("key-error %s", g_quark_to_string (error->domain));
  update (self);
  app_finish_key_refresh (self->key);
  app_finish_key_focus (self->key);
}
