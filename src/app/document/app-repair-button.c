/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-repair-button.h"

#include <glib/gi18n.h>

#include "app-window.h"
#include "model-repair.h"
#include "pdf-error.h"

struct _AppRepairButton {
  GtkButton parent_instance;

  GtkSpinner *spinner;

  char *path;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (AppRepairButton, app_repair_button, GTK_TYPE_BUTTON)

static guint failed_signal;

static void
set_repairing (AppRepairButton *self, gboolean repairing)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self), !repairing);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), repairing);
  gtk_spinner_set_spinning (self->spinner, repairing);
}

static void
show_copy (AppRepairButton *self, const char *path)
{
  GtkWindow *root = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWindow *window = APP_IS_WINDOW (root) ? root : gtk_window_get_transient_for (root);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  if (!APP_IS_WINDOW (window))
    return;
  app_window_open (APP_WINDOW (window), file);
  /* A dialog over the damaged file has nothing more to say. */
  if (window != root)
    gtk_window_close (root);
  app_window_add_toast (
      APP_WINDOW (window),
      adw_toast_new (_ ("This is a repaired copy. Look at it before you rely on it.")));
}

static void
repaired (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AppRepairButton) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = model_repair_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  set_repairing (self, FALSE);
  if (path != NULL)
    {
      show_copy (self, path);
      return;
    }
  /* It will not go better the next time. */
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_signal_emit (self, failed_signal, 0, error);
}

static void
app_repair_button_clicked (GtkButton *button)
{
  AppRepairButton *self = APP_REPAIR_BUTTON (button);

  set_repairing (self, TRUE);
  model_repair_start (self->path, _ ("repaired"), self->cancellable, repaired, g_object_ref (self));
}

static void
app_repair_button_dispose (GObject *object)
{
  AppRepairButton *self = APP_REPAIR_BUTTON (object);

  g_cancellable_cancel (self->cancellable);
  G_OBJECT_CLASS (app_repair_button_parent_class)->dispose (object);
}

static void
app_repair_button_finalize (GObject *object)
{
  AppRepairButton *self = APP_REPAIR_BUTTON (object);

  g_clear_object (&self->cancellable);
  g_free (self->path);
  G_OBJECT_CLASS (app_repair_button_parent_class)->finalize (object);
}

static void
app_repair_button_class_init (AppRepairButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = app_repair_button_dispose;
  object_class->finalize = app_repair_button_finalize;
  GTK_BUTTON_CLASS (klass)->clicked = app_repair_button_clicked;
  failed_signal = g_signal_new ("failed", APP_TYPE_REPAIR_BUTTON, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/document/app-repair-button.ui");
  gtk_widget_class_bind_template_child (widget_class, AppRepairButton, spinner);
}

static void
app_repair_button_init (AppRepairButton *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * app_repair_button_set:
 * @self: the button
 * @path: (nullable): of a file
 * @error: (nullable): why it cannot be read
 *
 * Offers a repaired copy of a damaged file, and none of any other.
 */
void
app_repair_button_set (AppRepairButton *self, const char *path, const GError *error)
{
  g_free (self->path);
  self->path = g_strdup (path);
  gtk_widget_set_visible (GTK_WIDGET (self),
                          path && g_error_matches (error, PDF_ERROR, PDF_ERROR_DAMAGED));
}
