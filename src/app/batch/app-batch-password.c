/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-batch-password.h"

#include "app-events.h"

struct _AppBatchPassword {
  AdwMessageDialog parent_instance;

  ModelBatch *batch;
  ModelBatchFile *file;

  GtkEditable *password;
  GtkWidget *all_row;
  GtkSwitch *all;
};

G_DEFINE_FINAL_TYPE (AppBatchPassword, app_batch_password, ADW_TYPE_MESSAGE_DIALOG)

static guint
count_locked (ModelBatch *batch)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (batch)), locked = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ModelBatchFile) file = g_list_model_get_item (G_LIST_MODEL (batch), i);

      locked += model_batch_file_is_locked (file);
    }
  return locked;
}

static void
take_text (AppBatchPassword *self)
{
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (self), "unlock",
                                           *gtk_editable_get_text (self->password) != '\0');
}

static void
app_batch_password_response (AdwMessageDialog *dialog, const char *response)
{
  AppBatchPassword *self = APP_BATCH_PASSWORD (dialog);
  g_autoptr (GBytes) secret = NULL;

  if (!g_str_equal (response, "unlock"))
    return;
  secret = model_secret_new (gtk_editable_get_text (self->password));
  gtk_editable_set_text (self->password, "");
  model_batch_unlock (self->batch, gtk_switch_get_active (self->all) ? NULL : self->file, secret);
}

static void
app_batch_password_dispose (GObject *object)
{
  AppBatchPassword *self = APP_BATCH_PASSWORD (object);

  g_clear_object (&self->batch);
  g_clear_object (&self->file);
  G_OBJECT_CLASS (app_batch_password_parent_class)->dispose (object);
}

static void
app_batch_password_class_init (AppBatchPasswordClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_batch_password_dispose;
  ADW_MESSAGE_DIALOG_CLASS (klass)->response = app_batch_password_response;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/batch/app-batch-password.ui");
  gtk_widget_class_bind_template_child (widget_class, AppBatchPassword, password);
  gtk_widget_class_bind_template_child (widget_class, AppBatchPassword, all_row);
  gtk_widget_class_bind_template_child (widget_class, AppBatchPassword, all);
  gtk_widget_class_bind_template_callback (widget_class, take_text);
}

/* From here on keys go to it. */
static void
tell_active (AppBatchPassword *self)
{
  if (gtk_window_is_active (GTK_WINDOW (self)))
    app_event ("batch-password");
}

static void
app_batch_password_init (AppBatchPassword *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "notify::is-active", G_CALLBACK (tell_active), NULL);
}

/**
 * app_batch_password_new:
 * @parent: the window it belongs to
 * @batch: the files
 * @file: one of them that needs a password
 *
 * Makes the dialog; present it to ask.
 *
 * Returns: (transfer none): the window
 */
GtkWindow *
app_batch_password_new (GtkWindow *parent, ModelBatch *batch, ModelBatchFile *file)
{
  AppBatchPassword *self = g_object_new (APP_TYPE_BATCH_PASSWORD, "transient-for", parent, NULL);
  g_autofree char *name = g_filename_display_basename (model_batch_file_get_input (file));
  guint locked = count_locked (batch);

  self->batch = g_object_ref (batch);
  self->file = g_object_ref (file);
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (self), name);
  gtk_widget_set_visible (self->all_row, locked > 1);
  gtk_switch_set_active (self->all, locked > 1 && !model_batch_file_was_tried (file));
  take_text (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->password));
  return GTK_WINDOW (self);
}
