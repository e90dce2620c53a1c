/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-change-list.h"

#include <glib/gi18n.h>

#include "report-change.h"

/* More sentences than anybody reads; the command line has them all. */
#define MAX_ROWS 200

struct _AppChangeList {
  GtkBox parent_instance;
  GtkExpander *expander;
  GtkBox *rows;
};

typedef struct {
  guint page;
  double x;
  double y;
} Place;

enum { SHOW_PLACE, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AppChangeList, app_change_list, GTK_TYPE_BOX)

static void
app_change_list_class_init (AppChangeListClass *klass)
{
  /**
   * AppChangeList::show-place:
   * @page: from 0
   * @x: of the middle of what was changed, user space
   * @y: the same
   *
   * The place of a change is wanted on the screen.
   */
  signals[SHOW_PLACE] = g_signal_new ("show-place", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                      NULL, NULL, NULL, G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_DOUBLE,
                                      G_TYPE_DOUBLE);
}

static void
app_change_list_init (AppChangeList *self)
{
  self->rows = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  self->expander = GTK_EXPANDER (gtk_expander_new (NULL));
  gtk_widget_set_margin_top (GTK_WIDGET (self->rows), 6);
  gtk_expander_set_child (self->expander, GTK_WIDGET (self->rows));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->expander));
}

static void
show_place (GtkButton *button, AppChangeList *self)
{
  const Place *place = g_object_get_data (G_OBJECT (button), "place");

  g_signal_emit (self, signals[SHOW_PLACE], 0, place->page, place->x, place->y);
}

static GtkWidget *
new_icon (gboolean permitted)
{
  GtkWidget *icon = gtk_image_new_from_icon_name (permitted ? "emblem-ok-symbolic"
                                                            : "dialog-error-symbolic");

  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_set_margin_top (icon, 2);
  gtk_widget_add_css_class (icon, permitted ? "dim-label" : "error");
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  permitted ? _ ("permitted") : _ ("not permitted"), -1);
  return icon;
}

/* A button with the page's number that leads there; of several, to the first. */
static GtkWidget *
new_link (AppChangeList *self, const ReportNews *news)
{
  const PadesChange *change = news->change;
  g_autofree char *label = report_change_dup_place (news);
  GtkWidget *button = gtk_button_new_with_label (label);
  Place *place = g_new (Place, 1);

  *place = (Place){change->page, (change->rect.x0 + change->rect.x1) / 2,
                   (change->rect.y0 + change->rect.y1) / 2};
  g_object_set_data_full (G_OBJECT (button), "place", place, g_free);
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "change-page");
  gtk_widget_set_tooltip_text (button, _ ("Show this place in the document"));
  g_signal_connect (button, "clicked", G_CALLBACK (show_place), self);
  return button;
}

static void
add_row (AppChangeList *self, const ReportNews *news)
{
  g_autofree char *sentence = report_change_dup_sentence (news->change);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *text = gtk_label_new (sentence);

  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (text), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_box_append (GTK_BOX (row), new_icon (news->permitted));
  gtk_box_append (GTK_BOX (row), text);
  if (news->change->page != G_MAXUINT32)
    gtk_box_append (GTK_BOX (row), new_link (self, news));
  gtk_box_append (self->rows, row);
}

static void
add_remainder (AppChangeList *self, guint n)
{
  g_autofree char *text = g_strdup_printf (ngettext ("… and %u more", "… and %u more", n), n);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (self->rows, label);
}

/* What keeps a document checkable comes again with every version: once is enough. */
static gboolean
is_repeated (const PadesReport *report, const PadesSignature *signature, guint index)
{
  const PadesChange *change = g_ptr_array_index (report->changes, index);

  if (change->effect != PADES_EFFECT_UPKEEP)
    return FALSE;
  while (index-- > 0)
    {
      const PadesChange *earlier = g_ptr_array_index (report->changes, index);

      if (!pades_signature_precedes (signature, earlier))
        return FALSE;
      if (earlier->effect == PADES_EFFECT_UPKEEP && earlier->kind == change->kind)
        return TRUE;
    }
  return FALSE;
}

/* What is forbidden is listed first: nobody looks for it behind a hundred others. */
static guint
list_changes (const PadesReport *report,
              const PadesSignature *signature,
              gboolean permitted,
              GPtrArray *news)
{
  guint n = 0;

  for (guint i = 0; i < report->changes->len; i++)
    {
      PadesChange *change = g_ptr_array_index (report->changes, i);

      if (!pades_signature_precedes (signature, change) ||
          pades_signature_permits (signature, change) != permitted ||
          is_repeated (report, signature, i))
        continue;
      report_change_join (news, change, permitted);
      n++;
    }
  return n;
}

/* How many there was no room for. */
static guint
add_rows (AppChangeList *self, GPtrArray *news)
{
  guint left = 0;

  for (guint i = 0; i < news->len; i++)
    {
      const ReportNews *each = g_ptr_array_index (news, i);

      if (i < MAX_ROWS)
        add_row (self, each);
      else
        left += each->n_pages;
    }
  return left;
}

/**
 * app_change_list_new:
 * @report: a report; not kept
 * @signature: one of its signatures
 *
 * Makes the list; an invisible one when nothing came after the signature.
 *
 * Returns: (transfer floating): the list
 */
GtkWidget *
app_change_list_new (const PadesReport *report, const PadesSignature *signature)
{
  AppChangeList *self = g_object_new (APP_TYPE_CHANGE_LIST, NULL);
  g_autoptr (GPtrArray) news = g_ptr_array_new_with_free_func (g_free);
  guint forbidden = list_changes (report, signature, FALSE, news);
  guint n = forbidden + list_changes (report, signature, TRUE, news);
  guint left = add_rows (self, news);
  g_autofree char *title = signature->only_proofs
                               ? g_strdup (_ ("Proofs added after it"))
                               : g_strdup_printf (
                                     ngettext ("%u change after it", "%u changes after it", n), n);

  if (left > 0)
    add_remainder (self, left);
  gtk_expander_set_label (self->expander, title);
  /* GTK 4.8 gives it no name of its own. */
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->expander),
                                  GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  gtk_expander_get_label_widget (self->expander), NULL, -1);
  gtk_expander_set_expanded (self->expander, forbidden > 0);
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
  return GTK_WIDGET (self);
}
