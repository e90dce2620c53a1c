/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app-properties-window.h"

#include <glib/gi18n.h>
#include <math.h>

struct _AppPropertiesWindow {
  AdwWindow parent_instance;

  AdwPreferencesGroup *file_group;
  AdwPreferencesGroup *info_group;
};

G_DEFINE_FINAL_TYPE (AppPropertiesWindow, app_properties_window, ADW_TYPE_WINDOW)

/* Longer than this, a value has a line of its own. */
#define SHORT_CHARS 24

static void
add (AdwPreferencesGroup *group, const char *title, const char *value)
{
  GtkWidget *row, *label;
  g_autofree char *escaped = NULL;

  if (value == NULL)
    return;
  row = adw_action_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_widget_set_focusable (row, FALSE);
  adw_preferences_group_add (group, row);
  if (g_utf8_strlen (value, -1) > SHORT_CHARS)
    {
      escaped = g_markup_escape_text (value, -1);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), escaped);
      gtk_widget_add_css_class (row, "property");
      return;
    }
  label = gtk_label_new (value);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
}

static void
add_time (AdwPreferencesGroup *group, const char *title, gint64 seconds)
{
  g_autoptr (GDateTime) time = seconds >= 0 ? g_date_time_new_from_unix_local (seconds) : NULL;
  g_autofree char *text = time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M %:z") : NULL;

  add (group, title, text);
}

static char *
format_paper (double width, double height)
{
  static const struct {
    const char *name;
    double width, height;
  } papers[] = {{"A3", 297, 420}, {"A4", 210, 297},       {"A5", 148, 210},
                {"B4", 250, 353}, {"B5", 176, 250},       {"Letter", 215.9, 279.4},
                {"A2", 420, 594}, {"Legal", 215.9, 355.6}};

  for (guint i = 0; i < G_N_ELEMENTS (papers); i++)
    if (fabs (MIN (width, height) - papers[i].width) < 1 &&
        fabs (MAX (width, height) - papers[i].height) < 1)
      return g_strdup_printf ("%s (%.0f × %.0f mm)", papers[i].name, width, height);
  return g_strdup_printf ("%.0f × %.0f mm", width, height);
}

static void
fill_file (AppPropertiesWindow *self, ModelDocument *document)
{
  GFile *file = model_document_get_file (document);
  g_autoptr (GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE,
                                                  G_FILE_QUERY_INFO_NONE, NULL, NULL);
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autofree char *place = folder != NULL ? g_file_get_parse_name (folder) : NULL;
  g_autofree char *size = info != NULL ? g_format_size (g_file_info_get_size (info)) : NULL;
  g_autofree char *pages = g_strdup_printf ("%u", model_document_get_n_pages (document));
  g_autofree char *paper = NULL;
  double width, height;

  pdf_page_box_get_size (model_document_get_page_box (document, 0), &width, &height);
  paper = format_paper (width, height);
  add (self->file_group, _ ("Name"), model_document_get_title (document));
  add (self->file_group, _ ("Folder"), place);
  add (self->file_group, _ ("Size"), size);
  add (self->file_group, _ ("Pages"), pages);
  add (self->file_group, _ ("First page"), paper);
}

static void
fill_info (AppPropertiesWindow *self, const RenderInfo *info)
{
  add (self->info_group, _ ("Title"), info->title);
  add (self->info_group, _ ("Author"), info->author);
  add (self->info_group, _ ("Subject"), info->subject);
  add (self->info_group, _ ("Made with"), info->creator);
  add (self->info_group, _ ("PDF made by"), info->producer);
  add (self->info_group, _ ("Format"), info->version);
  add_time (self->info_group, _ ("Created"), info->created);
  add_time (self->info_group, _ ("Changed"), info->modified);
  add (self->info_group, _ ("Restrictions"),
       info->encrypted ? _ ("The maker asks programs to restrict its use") : _ ("None"));
}

static void
app_properties_window_class_init (AppPropertiesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/document/app-properties-window.ui");
  gtk_widget_class_bind_template_child (widget_class, AppPropertiesWindow, file_group);
  gtk_widget_class_bind_template_child (widget_class, AppPropertiesWindow, info_group);
}

static void
app_properties_window_init (AppPropertiesWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * app_properties_window_present:
 * @document: a document that is ready
 * @parent: (nullable): the window above which to show it
 *
 * Shows what a document says about itself.
 *
 * Returns: (transfer none): the window
 */
GtkWindow *
app_properties_window_present (ModelDocument *document, GtkWindow *parent)
{
  AppPropertiesWindow *self = g_object_new (APP_TYPE_PROPERTIES_WINDOW, "transient-for", parent,
                                            NULL);

  fill_file (self, document);
  fill_info (self, model_document_get_info (document));
  gtk_window_present (GTK_WINDOW (self));
  /* Not on the first value, where a cursor would stand. */
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  return GTK_WINDOW (self);
}
