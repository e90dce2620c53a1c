/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-seal-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app-seal-picture.h"

/* In the order of the list in the template. */
static const struct {
  double diameter;
  const char *use;
} sizes[] = {
    {30, N_ ("Small seals")},
    {38, N_ ("Departments and special purposes")},
    {40, N_ ("Limited companies")},
    {42, N_ ("Joint-stock and state-owned companies")},
    {45, N_ ("The largest size allowed")},
};

struct _AppSealDialog {
  AdwWindow parent_instance;

  ModelSeals *seals;
  SealDrawing *drawing; /* NULL while it cannot be drawn */

  AppSealPicture *preview;
  GtkWidget *problem;
  GtkWidget *problem_icon;
  GtkLabel *problem_what;
  GtkLabel *problem_remedy;
  AdwEntryRow *name;
  AdwEntryRow *row;
  AdwComboRow *diameter;
  GtkSwitch *star;
  AdwEntryRow *code;
};

G_DEFINE_FINAL_TYPE (AppSealDialog, app_seal_dialog, ADW_TYPE_WINDOW)

static char *
dup_text (AdwEntryRow *entry)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));
}

/* The drawing code quotes the character that the font lacks. */
static char *
find_quoted (const char *message)
{
  const char *start = strstr (message, "“");
  const char *end = start != NULL ? strstr (start, "”") : NULL;

  return end != NULL ? g_strndup (start, (gsize) (end - start) + strlen ("”")) : NULL;
}

static void
show_problem (AppSealDialog *self, const GError *error)
{
  const char *what = "", *why = "", *remedy = "";
  g_autofree char *character = NULL;
  g_autofree char *named = NULL;

  gtk_widget_set_visible (self->problem, error != NULL);
  if (error == NULL)
    return;
  seal_error_explain (error->code, &what, &why, &remedy);
  if (error->code == SEAL_ERROR_GLYPH)
    character = find_quoted (error->message);
  if (character != NULL)
    named = g_strdup_printf ("%s %s", _ (what), character);
  /* Nothing typed yet is no mistake. */
  gtk_widget_set_visible (self->problem_icon, error->code != SEAL_ERROR_TEXT_EMPTY);
  gtk_label_set_label (self->problem_what, named != NULL ? named : _ (what));
  gtk_label_set_label (self->problem_remedy, _ (remedy));
}

static void
redraw (AppSealDialog *self)
{
  g_autofree char *name = dup_text (self->name);
  g_autofree char *row = dup_text (self->row);
  g_autofree char *code = dup_text (self->code);
  guint selected = MIN (adw_combo_row_get_selected (self->diameter), G_N_ELEMENTS (sizes) - 1);
  SealRoundSpec spec = {
      .name = name,
      .row = row,
      .code = code,
      .diameter = sizes[selected].diameter,
      .star = gtk_switch_get_active (self->star),
  };
  g_autoptr (GError) error = NULL;

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->diameter), _ (sizes[selected].use));
  g_clear_pointer (&self->drawing, seal_drawing_unref);
  self->drawing = seal_round_draw (&spec, &error);
  app_seal_picture_set_drawing (self->preview, self->drawing);
  show_problem (self, error);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->preview), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->drawing != NULL ? name : _ ("No seal drawn"), -1);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "seal.add", self->drawing != NULL);
}

static void
add (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AppSealDialog *self = APP_SEAL_DIALOG (widget);
  g_autofree char *name = dup_text (self->name);
  g_autofree char *row = dup_text (self->row);
  g_autofree char *title = g_strstrip (g_strjoin (" ", name, row, NULL));
  g_autoptr (GError) error = NULL;

  if (self->drawing == NULL)
    return;
  if (model_seals_add (self->seals, title, SEAL_ORIGIN_GENERATED, self->drawing, &error) != NULL)
    gtk_window_close (GTK_WINDOW (self));
  else
    show_problem (self, error);
}

static void
activate_add (AppSealDialog *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "seal.add", NULL);
}

static void
choose_row (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AppSealDialog *self = APP_SEAL_DIALOG (widget);

  gtk_editable_set_text (GTK_EDITABLE (self->row), g_variant_get_string (parameter, NULL));
}

static void
app_seal_dialog_dispose (GObject *object)
{
  AppSealDialog *self = APP_SEAL_DIALOG (object);

  g_clear_object (&self->seals);
  g_clear_pointer (&self->drawing, seal_drawing_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), APP_TYPE_SEAL_DIALOG);
  G_OBJECT_CLASS (app_seal_dialog_parent_class)->dispose (object);
}

static void
app_seal_dialog_class_init (AppSealDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_seal_dialog_dispose;

  g_type_ensure (APP_TYPE_SEAL_PICTURE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/vermilion/Vermilion/seals/app-seal-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppSealDialog, preview);
  gtk_widget_class_bind_template_child (widget_class, AppSealDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, AppSealDialog, problem_icon);
  gtk_widget_class_bind_template_child (widget_class, AppSealDialog, problem_what);
  gtk_widget_class_bind_template_child (widget_class, AppSealDialog, problem_remedy);
  gtk_widget_class_bind_template_child (widget_class, AppSealDialog, name);
  gtk_widget_class_bind_template_child (widget_class, AppSealDialog, row);
  gtk_widget_class_bind_template_child (widget_class, AppSealDialog, diameter);
  gtk_widget_class_bind_template_child (widget_class, AppSealDialog, star);
  gtk_widget_class_bind_template_child (widget_class, AppSealDialog, code);
  gtk_widget_class_bind_template_callback (widget_class, redraw);
  gtk_widget_class_bind_template_callback (widget_class, activate_add);

  gtk_widget_class_install_action (widget_class, "seal.add", NULL, add);
  gtk_widget_class_install_action (widget_class, "seal.row", "s", choose_row);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
app_seal_dialog_init (AppSealDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  redraw (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->name));
}

/**
 * app_seal_dialog_new:
 * @parent: over which it stands
 * @seals: where the seal goes
 *
 * Makes the dialog; present it to ask.
 *
 * Returns: (transfer none): the window
 */
GtkWindow *
app_seal_dialog_new (GtkWindow *parent, ModelSeals *seals)
{
  AppSealDialog *self = g_object_new (APP_TYPE_SEAL_DIALOG, "transient-for", parent, NULL);

  self->seals = g_object_ref (seals);
  return GTK_WINDOW (self);
}
