/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-compare-list.h"

#include <glib/gi18n.h>
#include <string.h>

#include "report-change.h"
#include "report-spot.h"

/* More sentences than anybody reads; the command line has them all. */
#define MAX_ITEMS 500
/* A place is told of with what is drawn there: within so many points, and times its area. */
#define NEAR 6
#define MUCH 6

/* The gravest first. */
typedef enum { FORBIDDEN, HIDING, UNKNOWN, SEEN, PERMITTED, UNCHANGED, N_WEIGHTS } Weight;

static const struct {
  const char *icon;
  const char *css_class;
  const char *word;
} weights[N_WEIGHTS] = {
    [FORBIDDEN] = {"dialog-error-symbolic", "error", N_ ("not permitted")},
    [HIDING] = {"dialog-warning-symbolic", "warning", N_ ("take a close look")},
    [UNKNOWN] = {"dialog-question-symbolic", "warning", N_ ("not known")},
    [SEEN] = {"image-x-generic-symbolic", "dim-label", N_ ("seen on the page")},
    [PERMITTED] = {"emblem-ok-symbolic", "dim-label", N_ ("permitted")},
    [UNCHANGED] = {"emblem-ok-symbolic", "dim-label", N_ ("no change")},
};

typedef struct {
  Weight weight;
  guint32 page;  /* from 0, G_MAXUINT32 for the document as a whole */
  guint index;   /* in the comparison, or G_MAXUINT */
  gboolean gone; /* a page that is not there any more: page is where it was */
  guint order;
  char *text;
  gboolean placed;
  PdfRect place; /* points from the top left of the page */
} Item;

struct _AppCompareList {
  GtkBox parent_instance;

  GtkListBox *rows;
  ModelDocument *document; /* that the changes are in, or NULL */
  GPtrArray *items;        /* Item, in the order of the rows once they are shown */
  gboolean unchanged;
};

G_DEFINE_FINAL_TYPE (AppCompareList, app_compare_list, GTK_TYPE_BOX)

enum { CHOSEN, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
item_free (Item *self)
{
  g_free (self->text);
  g_free (self);
}

static Item *
add_item (AppCompareList *self, Weight weight, guint32 page, char *text)
{
  Item *item = g_new0 (Item, 1);

  item->weight = weight;
  item->page = page;
  item->index = G_MAXUINT;
  item->order = self->items->len;
  item->text = text;
  g_ptr_array_add (self->items, item);
  return item;
}

static const Item *
get_item (AppCompareList *self, GtkListBoxRow *row)
{
  int index = row != NULL ? gtk_list_box_row_get_index (row) : -1;

  return index >= 0 && (guint) index < self->items->len ? g_ptr_array_index (self->items, index)
                                                        : NULL;
}

static void
row_chosen (AppCompareList *self, GtkListBoxRow *row)
{
  const Item *item = get_item (self, row);

  if (item != NULL)
    g_signal_emit (self, signals[CHOSEN], 0, item->index);
}

static char *
dup_group (const Item *item)
{
  if (item->page == G_MAXUINT32)
    return g_strdup (_ ("The whole document"));
  if (item->gone)
    return g_strdup_printf (_ ("Page %u, as it was"), item->page + 1);
  return g_strdup_printf (_ ("Page %u"), item->page + 1);
}

static void
set_header (GtkListBoxRow *row, GtkListBoxRow *before, gpointer data)
{
  AppCompareList *self = data;
  const Item *item = get_item (self, row);
  const Item *previous = get_item (self, before);
  g_autofree char *group = NULL;
  GtkWidget *label;

  if (item == NULL ||
      (previous != NULL && previous->page == item->page && previous->gone == item->gone))
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  group = dup_group (item);
  label = gtk_label_new (group);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (label, "compare-group");
  gtk_list_box_row_set_header (row, label);
}

static void
app_compare_list_finalize (GObject *object)
{
  AppCompareList *self = APP_COMPARE_LIST (object);

  g_clear_object (&self->document);
  g_ptr_array_unref (self->items);
  G_OBJECT_CLASS (app_compare_list_parent_class)->finalize (object);
}

static void
app_compare_list_class_init (AppCompareListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = app_compare_list_finalize;

  /**
   * AppCompareList::chosen:
   * @index: of a page of the comparison, %G_MAXUINT for none
   *
   * Another row was chosen.
   */
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
app_compare_list_init (AppCompareList *self)
{
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) item_free);
  self->rows = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->rows, GTK_SELECTION_BROWSE);
  gtk_list_box_set_header_func (self->rows, set_header, self, NULL);
  gtk_widget_set_hexpand (GTK_WIDGET (self->rows), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->rows), "navigation-sidebar");
  gtk_widget_add_css_class (GTK_WIDGET (self->rows), "compare-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->rows), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Changes"), -1);
  g_signal_connect_swapped (self->rows, "row-selected", G_CALLBACK (row_chosen), self);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->rows));
}

/* What keeps a document checkable comes again with every version: once is enough. */
static gboolean
is_told (AppCompareList *self, const PadesChange *change, const char *text)
{
  if (change->effect != PADES_EFFECT_UPKEEP)
    return FALSE;
  for (guint i = 0; i < self->items->len; i++)
    if (g_strcmp0 (((Item *) g_ptr_array_index (self->items, i))->text, text) == 0)
      return TRUE;
  return FALSE;
}

/* From user space to points from the top left, without the page's own unit. */
static void
place_item (Item *item, const PadesChange *change, ModelDocument *document)
{
  PdfPageBox box;
  PdfMatrix matrix;
  PdfRect mm;

  if (change->page >= model_document_get_n_pages (document) || change->rect.x1 <= change->rect.x0 ||
      change->rect.y1 <= change->rect.y0)
    return;
  box = *model_document_get_page_box (document, change->page);
  /* The whole page stands for a place that is not known: a frame around it says nothing. */
  if (memcmp (&change->rect, &box.crop, sizeof box.crop) == 0)
    return;
  box.user_unit = 1;
  matrix = pdf_page_box_get_to_display (&box);
  mm = pdf_matrix_apply_rect (&matrix, &change->rect);
  item->placed = TRUE;
  item->place = (PdfRect){mm.x0 / PDF_MM_PER_POINT, mm.y0 / PDF_MM_PER_POINT,
                          mm.x1 / PDF_MM_PER_POINT, mm.y1 / PDF_MM_PER_POINT};
}

/**
 * app_compare_list_add_changes:
 * @self: the list
 * @report: a report; not kept
 * @signature: one of its signatures
 * @document: that it is on, ready
 *
 * Takes up what the analysis says of the time since the signature.
 */
void
app_compare_list_add_changes (AppCompareList *self,
                              const PadesReport *report,
                              const PadesSignature *signature,
                              ModelDocument *document)
{
  g_return_if_fail (APP_IS_COMPARE_LIST (self));
  g_set_object (&self->document, document);
  for (guint i = 0; i < report->changes->len && self->items->len < MAX_ITEMS; i++)
    {
      const PadesChange *change = g_ptr_array_index (report->changes, i);
      char *text;

      if (!pades_signature_precedes (signature, change))
        continue;
      text = report_change_dup_sentence (change);
      if (is_told (self, change, text))
        g_free (text);
      else
        place_item (add_item (self,
                              pades_signature_permits (signature, change) ? PERMITTED : FORBIDDEN,
                              change->page, text),
                    change, document);
    }
}

static void
add_cover (AppCompareList *self, const PadesCover *cover, guint32 page)
{
  Item *item = add_item (self, HIDING, page,
                         pades_cover_fill (cover, _ (pades_covered_template (cover->what))));

  item->placed = TRUE;
  item->place = cover->rect;
}

/* Whether a sentence tells of this place already, and not only of one that it is a small part of.
 */
static gboolean
is_placed (AppCompareList *self, guint32 page, const PdfRect *rect)
{
  double area = (rect->x1 - rect->x0) * (rect->y1 - rect->y0);

  for (guint i = 0; i < self->items->len; i++)
    {
      const Item *item = g_ptr_array_index (self->items, i);
      const PdfRect *place = &item->place;

      if (item->placed && item->page == page && place->x0 - NEAR <= rect->x0 &&
          place->y0 - NEAR <= rect->y0 && place->x1 + NEAR >= rect->x1 &&
          place->y1 + NEAR >= rect->y1 &&
          (place->x1 - place->x0) * (place->y1 - place->y0) <= MUCH * area)
        return TRUE;
    }
  return FALSE;
}

static void
add_regions (AppCompareList *self, const PadesPageLook *look)
{
  static const char *const words[PADES_N_REGIONS] = {
      [PADES_REGION_ADDED] = N_ ("Something is here that was not"),
      [PADES_REGION_REMOVED] = N_ ("Something is gone from here"),
      [PADES_REGION_CHANGED] = N_ ("This place looks different"),
  };

  for (guint i = 0; i < look->regions->len && self->items->len < MAX_ITEMS; i++)
    {
      const PadesRegion *region = &g_array_index (look->regions, PadesRegion, i);
      Item *item;

      if (is_placed (self, look->after, &region->rect))
        continue;
      item = add_item (self, SEEN, look->after, g_strdup (_ (words[region->kind])));
      item->placed = TRUE;
      item->place = region->rect;
    }
}

static void
add_gone (AppCompareList *self, guint32 page, guint index)
{
  Item *item = add_item (self, SEEN, page, g_strdup (_ (pades_look_template (PADES_LOOK_REMOVED))));

  item->gone = TRUE;
  item->index = index;
}

static void
add_look (AppCompareList *self, const PadesPageLook *look, guint index)
{
  guint32 page = look->after != G_MAXUINT32 ? look->after : look->before;
  Weight weight = look->look == PADES_LOOK_UNKNOWN ? UNKNOWN : SEEN;

  for (guint i = 0; i < look->covers->len && self->items->len < MAX_ITEMS; i++)
    add_cover (self, g_ptr_array_index (look->covers, i), page);
  if (look->look == PADES_LOOK_DIFFERENT)
    add_regions (self, look);
  else if (look->look == PADES_LOOK_REMOVED)
    add_gone (self, page, index);
  else if (look->look != PADES_LOOK_SAME)
    add_item (self, weight, page, g_strdup (_ (pades_look_template (look->look))));
  else if (look->before != look->after)
    add_item (self, SEEN, page, g_strdup_printf (_ ("Was page %u before"), look->before + 1));
  else if (self->unchanged && self->items->len < MAX_ITEMS)
    add_item (self, UNCHANGED, page, g_strdup (_ (pades_look_template (look->look))));
}

/* Which page of the comparison a change is on: the newer pages come first there, in their order. */
static void
find_indices (AppCompareList *self, const PadesComparison *comparison)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = g_ptr_array_index (self->items, i);

      if (!item->gone)
        item->index = item->page < comparison->n_after ? item->page : G_MAXUINT;
    }
}

static int
compare_items (gconstpointer a, gconstpointer b, gpointer data)
{
  const Item *one = *(const Item *const *) a;
  const Item *other = *(const Item *const *) b;
  GHashTable *grave = data; /* pages with something that is not permitted */
  gboolean first = g_hash_table_contains (grave, GUINT_TO_POINTER (one->page));
  gboolean second = g_hash_table_contains (grave, GUINT_TO_POINTER (other->page));

  if (first != second)
    return first ? -1 : 1;
  if (one->page != other->page)
    return one->page < other->page ? -1 : 1;
  if (one->gone != other->gone)
    return one->gone ? 1 : -1;
  if (one->weight != other->weight)
    return one->weight < other->weight ? -1 : 1;
  return one->order < other->order ? -1 : one->order > other->order;
}

static void
sort_items (AppCompareList *self)
{
  g_autoptr (GHashTable) grave = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < self->items->len; i++)
    {
      const Item *item = g_ptr_array_index (self->items, i);

      if (item->weight == FORBIDDEN)
        g_hash_table_add (grave, GUINT_TO_POINTER (item->page));
    }
  g_ptr_array_sort_with_data (self->items, compare_items, grave);
}

static gboolean
find_spot (AppCompareList *self, const Item *item, ReportSpot *spot)
{
  if (!item->placed || item->gone || self->document == NULL ||
      item->page >= model_document_get_n_pages (self->document))
    return FALSE;
  *spot = report_spot_new (model_document_get_page_box (self->document, item->page),
                           (item->place.x0 + item->place.x1) / 2 * PDF_MM_PER_POINT,
                           (item->place.y0 + item->place.y1) / 2 * PDF_MM_PER_POINT);
  return TRUE;
}

/* Rows that would read alike say where they are: in which part of the page, or, where that is one
 * part, how far from its edges. */
static char *
dup_words (AppCompareList *self, const Item *item)
{
  ReportSpot own, spot;
  gboolean like = FALSE, near = FALSE;

  if (!find_spot (self, item, &own))
    return g_strdup (item->text);
  for (guint i = 0; i < self->items->len && !near; i++)
    {
      const Item *other = g_ptr_array_index (self->items, i);

      if (other == item || other->page != item->page || !g_str_equal (other->text, item->text))
        continue;
      like = TRUE;
      near = find_spot (self, other, &spot) && report_spot_is_near (&own, &spot);
    }
  if (!like)
    return g_strdup (item->text);
  g_autofree char *place = report_spot_dup_words (&own, near);
  /* Translators: what was changed, and where on the page, such as “at the top left”. */
  return g_strdup_printf (_ ("%s (%s)"), item->text, place);
}

static void
add_row (AppCompareList *self, const Item *item)
{
  g_autofree char *words = dup_words (self, item);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *icon = gtk_image_new_from_icon_name (weights[item->weight].icon);
  GtkWidget *text = gtk_label_new (words);
  g_autofree char *group = dup_group (item);
  g_autofree char *name = g_strdup_printf ("%s, %s: %s", group, _ (weights[item->weight].word),
                                           words);

  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_set_margin_top (icon, 2);
  gtk_widget_add_css_class (icon, weights[item->weight].css_class);
  gtk_widget_set_tooltip_text (icon, _ (weights[item->weight].word));
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (weights[item->weight].word), -1);
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (text), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), text);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_list_box_append (self->rows, row);
}

/* What the comparison said, to be said anew. */
static void
forget_looks (AppCompareList *self)
{
  for (guint i = self->items->len; i-- > 0;)
    {
      const Item *item = g_ptr_array_index (self->items, i);

      if (item->weight != FORBIDDEN && item->weight != PERMITTED)
        g_ptr_array_remove_index (self->items, i);
    }
}

/**
 * app_compare_list_show:
 * @self: the list
 * @comparison: (nullable): what is seen of the changes; not kept
 *
 * Shows what was taken up together with what is seen, and chooses the first.
 */
void
app_compare_list_show (AppCompareList *self, const PadesComparison *comparison)
{
  GtkListBoxRow *row;

  g_return_if_fail (APP_IS_COMPARE_LIST (self));
  while ((row = gtk_list_box_get_row_at_index (self->rows, 0)) != NULL)
    gtk_list_box_remove (self->rows, GTK_WIDGET (row));
  forget_looks (self);
  for (guint i = 0; comparison != NULL && i < comparison->pages->len; i++)
    add_look (self, g_ptr_array_index (comparison->pages, i), i);
  if (comparison != NULL)
    find_indices (self, comparison);
  sort_items (self);
  for (guint i = 0; i < self->items->len; i++)
    add_row (self, g_ptr_array_index (self->items, i));
  gtk_list_box_invalidate_headers (self->rows);
  gtk_list_box_select_row (self->rows, gtk_list_box_get_row_at_index (self->rows, 0));
}

/**
 * app_compare_list_set_unchanged:
 * @self: the list
 * @shown: whether pages without change have rows too
 *
 * Takes effect with the next app_compare_list_show().
 */
void
app_compare_list_set_unchanged (AppCompareList *self, gboolean shown)
{
  g_return_if_fail (APP_IS_COMPARE_LIST (self));
  self->unchanged = shown;
}

/**
 * app_compare_list_step:
 * @self: the list
 * @step: 1 for the next row, -1 for the one before
 *
 * Chooses another row.
 */
void
app_compare_list_step (AppCompareList *self, int step)
{
  GtkListBoxRow *row;
  int index = 0;

  g_return_if_fail (APP_IS_COMPARE_LIST (self));
  row = gtk_list_box_get_selected_row (self->rows);
  if (row != NULL)
    index = gtk_list_box_row_get_index (row) + step;
  row = gtk_list_box_get_row_at_index (self->rows, MAX (index, 0));
  if (row == NULL || index < 0)
    return;
  gtk_list_box_select_row (self->rows, row);
  gtk_widget_grab_focus (GTK_WIDGET (row));
}

/**
 * app_compare_list_get_n_rows:
 * @self: the list
 *
 * Returns: how many there are
 */
guint
app_compare_list_get_n_rows (AppCompareList *self)
{
  g_return_val_if_fail (APP_IS_COMPARE_LIST (self), 0);
  return self->items->len;
}

/**
 * app_compare_list_get_place:
 * @self: the list
 * @place: (out): points from the top left of the page
 *
 * Tells where the change of the chosen row is.
 *
 * Returns: whether that is known
 */
gboolean
app_compare_list_get_place (AppCompareList *self, PdfRect *place)
{
  const Item *item;

  g_return_val_if_fail (APP_IS_COMPARE_LIST (self), FALSE);
  item = get_item (self, gtk_list_box_get_selected_row (self->rows));
  if (item == NULL || !item->placed)
    return FALSE;
  *place = item->place;
  return TRUE;
}
