/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-seal-import-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app-seal-picture.h"

/* With fewer pixels across, a seal of 40 mm is printed at less than 200 dpi. */
#define FINE_PIXELS 300

struct _AppSealImportDialog {
  AdwWindow parent_instance;

  ModelSeals *seals;
  char *path;
  SealDrawing *drawing;      /* NULL while there is none to add */
  GCancellable *cancellable; /* of the seal being made */

  GtkSpinner *spinner;
  AppSealPicture *before;
  AppSealPicture *after;
  GtkWidget *problem;
  GtkLabel *problem_what;
  GtkLabel *problem_why;
  GtkLabel *problem_remedy;
  GtkWidget *coarse;
  AdwEntryRow *name;
  GtkSpinButton *width;
  GtkSwitch *keep_background;
};

G_DEFINE_FINAL_TYPE (AppSealImportDialog, app_seal_import_dialog, ADW_TYPE_WINDOW)

static void
show_problem (AppSealImportDialog *self, const GError *error)
{
  const char *what = "", *why = "", *remedy = "";

  gtk_widget_set_visible (self->problem, error != NULL);
  if (error == NULL || error->domain != SEAL_ERROR)
    return;
  seal_error_explain (error->code, &what, &why, &remedy);
  gtk_label_set_label (self->problem_what, _ (what));
  gtk_label_set_label (self->problem_why, _ (why));
  gtk_label_set_label (self->problem_remedy, _ (remedy));
}

static void
update_sensitivity (AppSealImportDialog *self)
{
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->name));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "seal.add",
                                 self->drawing != NULL && *name != '\0');
}

static gboolean
is_coarse (SealDrawing *drawing)
{
  g_autoptr (GBytes) rgb = NULL;
  g_autoptr (GBytes) alpha = NULL;
  guint width, height;

  return drawing != NULL && seal_drawing_get_picture (drawing, &width, &height, &rgb, &alpha) &&
         width < FINE_PIXELS;
}

typedef struct {
  AppSealImportDialog *dialog;
  GCancellable *cancellable;
} Request;

static void
take_after (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Request *request = data;
  g_autoptr (AppSealImportDialog) self = request->dialog;
  g_autoptr (GCancellable) cancellable = request->cancellable;
  g_autoptr (GError) error = NULL;
  g_autoptr (SealDrawing)
      drawing = model_seals_load_picture_finish (MODEL_SEALS (source), result, &error);

  /* A later one is on its way, or the dialog is gone. */
  if (g_cancellable_is_cancelled (cancellable))
    return;
  self->drawing = g_steal_pointer (&drawing);
  app_seal_picture_set_drawing (self->after, self->drawing);
  gtk_spinner_stop (self->spinner);
  gtk_widget_set_visible (self->coarse, is_coarse (self->drawing));
  show_problem (self, error);
  update_sensitivity (self);
}

static void
reload (AppSealImportDialog *self)
{
  SealPictureSpec spec = {
      .width = gtk_spin_button_get_value (self->width),
      .keep_background = gtk_switch_get_active (self->keep_background),
  };
  Request *request;

  if (self->seals == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->drawing, seal_drawing_unref);
  self->cancellable = g_cancellable_new ();
  gtk_spinner_start (self->spinner);
  update_sensitivity (self);
  request = g_new (Request, 1);
  request->dialog = g_object_ref (self);
  request->cancellable = g_object_ref (self->cancellable);
  model_seals_load_picture (self->seals, self->path, &spec, self->cancellable, take_after, request);
}

/* What is wrong with the picture is told beside it, where the seal would be. */
static void
take_before (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AppSealImportDialog) self = data;
  g_autoptr (SealDrawing)
      drawing = model_seals_load_picture_finish (MODEL_SEALS (source), result, NULL);

  if (drawing != NULL && self->seals != NULL)
    app_seal_picture_set_drawing (self->before, drawing);
}

static void
add (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AppSealImportDialog *self = APP_SEAL_IMPORT_DIALOG (widget);
  g_autoptr (GError) error = NULL;

  if (self->drawing == NULL)
    return;
  if (model_seals_add (self->seals, gtk_editable_get_text (GTK_EDITABLE (self->name)),
                       SEAL_ORIGIN_PICTURE, self->drawing, &error) != NULL)
    gtk_window_close (GTK_WINDOW (self));
  else
    show_problem (self, error);
}

static void
activate_add (AppSealImportDialog *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "seal.add", NULL);
}

static void
app_seal_import_dialog_dispose (GObject *object)
{
  AppSealImportDialog *self = APP_SEAL_IMPORT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->seals);
  g_clear_pointer (&self->drawing, seal_drawing_unref);
  g_clear_pointer (&self->path, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), APP_TYPE_SEAL_IMPORT_DIALOG);
  G_OBJECT_CLASS (app_seal_import_dialog_parent_class)->dispose (object);
}

static void
app_seal_import_dialog_class_init (AppSealImportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_seal_import_dialog_dispose;

  g_type_ensure (APP_TYPE_SEAL_PICTURE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/seals/app-seal-import-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppSealImportDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, AppSealImportDialog, before);
  gtk_widget_class_bind_template_child (widget_class, AppSealImportDialog, after);
  gtk_widget_class_bind_template_child (widget_class, AppSealImportDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, AppSealImportDialog, problem_what);
  gtk_widget_class_bind_template_child (widget_class, AppSealImportDialog, problem_why);
  gtk_widget_class_bind_template_child (widget_class, AppSealImportDialog, problem_remedy);
  gtk_widget_class_bind_template_child (widget_class, AppSealImportDialog, coarse);
  gtk_widget_class_bind_template_child (widget_class, AppSealImportDialog, name);
  gtk_widget_class_bind_template_child (widget_class, AppSealImportDialog, width);
  gtk_widget_class_bind_template_child (widget_class, AppSealImportDialog, keep_background);
  gtk_widget_class_bind_template_callback (widget_class, reload);
  gtk_widget_class_bind_template_callback (widget_class, update_sensitivity);
  gtk_widget_class_bind_template_callback (widget_class, activate_add);

  gtk_widget_class_install_action (widget_class, "seal.add", NULL, add);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
app_seal_import_dialog_init (AppSealImportDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static char *
title_from_file (GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);
  char *title = g_filename_display_name (base);
  char *dot = strrchr (title, '.');

  if (dot != NULL && dot != title)
    *dot = '\0';
  return title;
}

/**
 * app_seal_import_dialog_new:
 * @parent: over which it stands
 * @seals: where the seal goes
 * @file: the picture
 *
 * Makes the dialog and begins to read the picture; present it to show what comes of it.
 *
 * Returns: (transfer none): the window
 */
GtkWindow *
app_seal_import_dialog_new (GtkWindow *parent, ModelSeals *seals, GFile *file)
{
  AppSealImportDialog *self = g_object_new (APP_TYPE_SEAL_IMPORT_DIALOG, "transient-for", parent,
                                            NULL);
  g_autofree char *title = title_from_file (file);
  SealPictureSpec as_it_is = {.keep_background = TRUE};

  self->seals = g_object_ref (seals);
  self->path = g_file_get_path (file);
  if (self->path == NULL)
    self->path = g_file_get_uri (file);
  gtk_editable_set_text (GTK_EDITABLE (self->name), title);
  model_seals_load_picture (seals, self->path, &as_it_is, NULL, take_before, g_object_ref (self));
  reload (self);
  return GTK_WINDOW (self);
}
