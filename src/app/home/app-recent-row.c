/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app-recent-row.h"

#include <glib/gi18n.h>

struct _AppRecentRow {
  GtkListBoxRow parent_instance;

  ModelRecentFile *file;

  GtkPicture *picture;
  GtkWidget *icon;
  GtkLabel *title;
  GtkLabel *place;
  GtkLabel *facts;
  GtkActionable *remove;
};

G_DEFINE_FINAL_TYPE (AppRecentRow, app_recent_row, GTK_TYPE_LIST_BOX_ROW)

/* In the words people use for days; the exact time is one glance away in the tooltip. */
static char *
format_day (gint64 seconds)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (seconds);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) yesterday = g_date_time_add_days (now, -1);
  g_autofree char *day = g_date_time_format (then, "%Y-%m-%d");
  g_autofree char *today_day = g_date_time_format (now, "%Y-%m-%d");
  g_autofree char *yesterday_day = g_date_time_format (yesterday, "%Y-%m-%d");

  if (g_str_equal (day, today_day))
    return g_date_time_format (then, _ ("Today %H:%M"));
  if (g_str_equal (day, yesterday_day))
    return g_date_time_format (then, _ ("Yesterday %H:%M"));
  return g_steal_pointer (&day);
}

static void
show_picture (AppRecentRow *self)
{
  g_autofree char *path = model_recent_file_dup_picture (self->file);

  if (path != NULL)
    gtk_picture_set_filename (self->picture, path);
  gtk_widget_set_visible (GTK_WIDGET (self->picture), path != NULL);
  gtk_widget_set_visible (self->icon, path == NULL);
}

/* A file that is gone is still named, so that one knows what was there; opening it explains. */
static void
show_facts (AppRecentRow *self)
{
  g_autoptr (GFileInfo)
      info = g_file_query_info (model_recent_file_get_file (self->file),
                                G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, NULL, NULL);
  g_autofree char *size = info != NULL ? g_format_size (g_file_info_get_size (info)) : NULL;
  g_autofree char *day = format_day (model_recent_file_get_opened (self->file));
  guint n_pages = model_recent_file_get_n_pages (self->file);
  g_autofree char *pages = g_strdup_printf (ngettext ("%u page", "%u pages", n_pages), n_pages);
  g_autofree char *facts = size != NULL ? g_strdup_printf ("%s\n%s · %s", day, pages, size)
                                        : g_strdup_printf ("%s\n%s", day, _ ("no longer there"));

  gtk_label_set_label (self->facts, facts);
  if (size == NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->title), "dim-label");
}

static void
app_recent_row_dispose (GObject *object)
{
  g_clear_object (&APP_RECENT_ROW (object)->file);
  G_OBJECT_CLASS (app_recent_row_parent_class)->dispose (object);
}

static void
app_recent_row_class_init (AppRecentRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_recent_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/vermilion/Vermilion/home/app-recent-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AppRecentRow, picture);
  gtk_widget_class_bind_template_child (widget_class, AppRecentRow, icon);
  gtk_widget_class_bind_template_child (widget_class, AppRecentRow, title);
  gtk_widget_class_bind_template_child (widget_class, AppRecentRow, place);
  gtk_widget_class_bind_template_child (widget_class, AppRecentRow, facts);
  gtk_widget_class_bind_template_child (widget_class, AppRecentRow, remove);
}

static void
app_recent_row_init (AppRecentRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * app_recent_row_new:
 * @file: an entry of the list
 *
 * Makes a row.
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
app_recent_row_new (ModelRecentFile *file)
{
  AppRecentRow *self = g_object_new (APP_TYPE_RECENT_ROW, NULL);
  GFile *place = model_recent_file_get_file (file);
  g_autoptr (GFile) folder = g_file_get_parent (place);
  g_autofree char *folder_name = folder != NULL ? g_file_get_parse_name (folder) : NULL;
  g_autofree char *uri = g_file_get_uri (place);

  self->file = g_object_ref (file);
  gtk_label_set_label (self->title, model_recent_file_get_title (file));
  gtk_label_set_label (self->place, folder_name != NULL ? folder_name : "");
  gtk_actionable_set_action_target (self->remove, "s", uri);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  model_recent_file_get_title (file), -1);
  show_picture (self);
  show_facts (self);
  return GTK_WIDGET (self);
}

/**
 * app_recent_row_get_file:
 * @self: the row
 *
 * Returns: (transfer none): its entry
 */
ModelRecentFile *
app_recent_row_get_file (AppRecentRow *self)
{
  g_return_val_if_fail (APP_IS_RECENT_ROW (self), NULL);
  return self->file;
}
