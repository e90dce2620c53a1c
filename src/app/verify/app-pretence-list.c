/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-pretence-list.h"

#include <glib/gi18n.h>

/* More sentences than anybody reads. */
#define MAX_ROWS 100

struct _AppPretenceList {
  GtkBox parent_instance;

  GtkLabel *title;
  GtkBox *rows;
};

enum { SHOW_PLACE, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AppPretenceList, app_pretence_list, GTK_TYPE_BOX)

static GtkLabel *
new_label (const char *text)
{
  GtkLabel *label = GTK_LABEL (gtk_label_new (text));

  gtk_label_set_xalign (label, 0);
  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_wrap_mode (label, PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (GTK_WIDGET (label), TRUE);
  return label;
}

static void
app_pretence_list_class_init (AppPretenceListClass *klass)
{
  /**
   * AppPretenceList::show-place:
   * @page: from 0
   * @x: of the middle of the picture, user space
   * @y: the same
   *
   * The place of a picture is wanted on the screen.
   */
  signals[SHOW_PLACE] = g_signal_new ("show-place", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                      NULL, NULL, NULL, G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_DOUBLE,
                                      G_TYPE_DOUBLE);
}

static void
app_pretence_list_init (AppPretenceList *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");

  self->title = new_label (NULL);
  self->rows = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 2));
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_add_css_class (icon, "warning");
  gtk_box_append (GTK_BOX (head), icon);
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->title));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_box_append (GTK_BOX (self), head);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->rows));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
show_place (GtkButton *button, AppPretenceList *self)
{
  const ReportPretence *pretence = g_object_get_data (G_OBJECT (button), "pretence");

  g_signal_emit (self, signals[SHOW_PLACE], 0, pretence->page,
                 (pretence->rect.x0 + pretence->rect.x1) / 2,
                 (pretence->rect.y0 + pretence->rect.y1) / 2);
}

static void
add_row (AppPretenceList *self, const ReportPretence *pretence)
{
  g_autofree char *sentence = report_pretence_dup_sentence (pretence);
  GtkWidget *button = gtk_button_new ();

  gtk_button_set_child (GTK_BUTTON (button), GTK_WIDGET (new_label (sentence)));
  g_object_set_data_full (G_OBJECT (button), "pretence", g_memdup2 (pretence, sizeof *pretence),
                          g_free);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "pretence");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                  -1);
  gtk_widget_set_tooltip_text (button, _ ("Show this place in the document"));
  g_signal_connect (button, "clicked", G_CALLBACK (show_place), self);
  gtk_box_append (self->rows, button);
}

/**
 * app_pretence_list_show:
 * @self: the list
 * @pretences: (element-type ReportPretence): what to show; not kept
 * @report: (nullable): the verdict; not kept
 *
 * Shows the first hundred of them.
 */
void
app_pretence_list_show (AppPretenceList *self, const GArray *pretences, const PadesReport *report)
{
  GtkWidget *child;

  g_return_if_fail (APP_IS_PRETENCE_LIST (self));
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->rows))) != NULL)
    gtk_box_remove (self->rows, child);
  if (report != NULL)
    gtk_label_set_label (self->title, report_pretence_title (report));
  for (guint i = 0; i < MIN (pretences->len, MAX_ROWS); i++)
    add_row (self, &g_array_index (pretences, ReportPretence, i));
  gtk_widget_set_visible (GTK_WIDGET (self), pretences->len > 0);
}
