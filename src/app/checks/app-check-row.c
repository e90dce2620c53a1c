/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-check-row.h"

#include "app-check-words.h"
#include "app-verdict-words.h"

struct _AppCheckRow {
  GtkBox parent_instance;

  ModelCheck *check; /* or NULL */

  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *folder;
  GtkLabel *headline;
  GtkLabel *facts;
  GtkWidget *unlock;
};

G_DEFINE_FINAL_TYPE (AppCheckRow, app_check_row, GTK_TYPE_BOX)

static void
append (GString *text, const char *words)
{
  if (words[0] != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", words);
}

static char *
dup_facts (ModelCheck *check)
{
  g_autofree char *signers = app_check_dup_signers (check);
  g_autofree char *time = app_check_dup_time (check);
  g_autofree char *changes = app_check_dup_changes (check);
  GString *text = g_string_new (NULL);

  append (text, signers);
  append (text, time);
  append (text, changes);
  return g_string_free (text, FALSE);
}

static void
show (AppCheckRow *self)
{
  ReportState state = model_check_get_headline (self->check).state;
  const char *headline = app_check_headline (self->check);
  g_autofree char *facts = dup_facts (self->check);
  g_autofree char *name = g_strdup_printf ("%s. %s. %s", gtk_label_get_label (self->title),
                                           headline, facts);

  gtk_image_set_from_icon_name (self->icon, app_verdict_state_icon (state));
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon),
                              (const char *[]){app_verdict_state_class (state), NULL});
  gtk_label_set_label (self->headline, headline);
  gtk_label_set_label (self->facts, facts);
  gtk_widget_set_visible (GTK_WIDGET (self->facts), facts[0] != '\0');
  gtk_widget_set_visible (self->unlock, model_check_is_locked (self->check));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
app_check_row_dispose (GObject *object)
{
  app_check_row_set_check (APP_CHECK_ROW (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), APP_TYPE_CHECK_ROW);
  G_OBJECT_CLASS (app_check_row_parent_class)->dispose (object);
}

static void
app_check_row_class_init (AppCheckRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_check_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/vermilion/Vermilion/checks/app-check-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AppCheckRow, icon);
  gtk_widget_class_bind_template_child (widget_class, AppCheckRow, title);
  gtk_widget_class_bind_template_child (widget_class, AppCheckRow, folder);
  gtk_widget_class_bind_template_child (widget_class, AppCheckRow, headline);
  gtk_widget_class_bind_template_child (widget_class, AppCheckRow, facts);
  gtk_widget_class_bind_template_child (widget_class, AppCheckRow, unlock);
}

static void
app_check_row_init (AppCheckRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * app_check_row_new:
 *
 * Makes a row without a file.
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
app_check_row_new (void)
{
  return g_object_new (APP_TYPE_CHECK_ROW, NULL);
}

/**
 * app_check_row_set_check:
 * @check: (nullable): a file
 *
 * Shows a file and follows it.
 */
void
app_check_row_set_check (AppCheckRow *self, ModelCheck *check)
{
  g_autofree char *title = NULL, *folder = NULL, *shown = NULL, *uri = NULL;

  g_return_if_fail (APP_IS_CHECK_ROW (self));

  if (self->check != NULL)
    g_signal_handlers_disconnect_by_data (self->check, self);
  g_set_object (&self->check, check);
  if (check == NULL)
    return;
  title = g_filename_display_basename (model_check_get_path (check));
  folder = g_path_get_dirname (model_check_get_path (check));
  shown = g_filename_display_name (folder);
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->folder, shown);
  uri = g_filename_to_uri (model_check_get_path (check), NULL, NULL);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->unlock), "s", uri != NULL ? uri : "");
  g_signal_connect_swapped (check, "changed", G_CALLBACK (show), self);
  show (self);
}
