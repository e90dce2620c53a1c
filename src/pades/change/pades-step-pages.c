/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-step.h"

#include <string.h>

/* What lies on pages: annotations (ISO 32000-2, 12.5). */

static const char *const comments[] = {
    "Text",      "FreeText", "Line",      "Square", "Circle", "Polygon", "PolyLine", "Highlight",
    "Underline", "Squiggly", "StrikeOut", "Stamp",  "Caret",  "Ink",     "Popup",    NULL};

/* Print, ReadOnly, Locked, LockedContents: how a signer's further marks are kept in place. */
#define MARK_FLAGS (4 | 64 | 128 | 512)

#define MAX_PAGE_TREE 64 /* levels; hostile ones go round */

/* A list of annotations on its way from one revision to the next. */
typedef struct {
  PadesStep *step;
  guint32 page; /* object number */
  PdfObject *old;
  PdfObject *new;
} List;

static gboolean
is_annots (PadesStep *step, guint32 container)
{
  static const char *const keys[] = {"Annots", NULL};
  static const PadesPlace place = {keys, pades_step_is_page};

  return pdf_references_has (step->references, container) &&
         pades_step_stands_in (step, container, &place);
}

/* Pages and their lists, and other annotations that speak of this one. */
static gboolean
holds_annotations (PadesStep *step, guint32 container)
{
  g_autoptr (PdfObject) object = pdf_file_load (step->old, container, NULL);

  return pdf_object_is_name (pdf_object_peek_key (object, "Type"), "Page") ||
         pdf_object_peek_key (object, "Subtype") != NULL ||
         pdf_object_is_name (pdf_object_peek_key (object, "Type"), "StructElem") ||
         pdf_object_is_name (pdf_object_peek_key (object, "Type"), "OBJR") ||
         is_annots (step, container);
}

static char *
dup_subtype (PdfFile *file, PdfObject *annotation)
{
  g_autoptr (PdfObject) subtype = pdf_file_get_key (file, annotation, "Subtype", NULL);
  const char *name = pdf_object_get_name (subtype);

  return name != NULL ? g_utf8_make_valid (name, -1) : NULL;
}

static PadesChange *
add_change (PadesStep *step, PadesChangeKind kind, const char *name, guint32 page)
{
  gboolean comment = kind == PADES_CHANGE_COMMENT_ADDED || kind == PADES_CHANGE_COMMENT_CHANGED ||
                     kind == PADES_CHANGE_COMMENT_REMOVED || kind == PADES_CHANGE_MARK;
  PadesChange *change = pades_step_add (
      step, kind, comment ? PADES_EFFECT_COMMENT : PADES_EFFECT_CONTENT, name);

  pades_step_locate (step, change, page);
  return change;
}

/* What runs or leads away is no comment. */
static gboolean
is_comment (PadesStep *step, PdfObject *annotation)
{
  g_autofree char *subtype = dup_subtype (step->new, annotation);

  return pades_step_is_any (subtype, comments) && pdf_object_peek_key (annotation, "A") == NULL &&
         pdf_object_peek_key (annotation, "AA") == NULL;
}

/* One signature can have several pictures, which are stamps but for its own field's. */
static gboolean
is_mark (PadesStep *step, PdfObject *annotation)
{
  g_autofree char *subtype = dup_subtype (step->new, annotation);
  g_autoptr (PdfObject) flags = pades_step_get_new (step, annotation, "F");

  return step->has_signature && g_strcmp0 (subtype, "Stamp") == 0 &&
         is_comment (step, annotation) && pdf_object_get_integer (flags) == MARK_FLAGS;
}

/* With its place on the page. */
static PadesChange *
add_laid (const List *list, PadesChangeKind kind, const char *name, PdfObject *annotation)
{
  PadesChange *change = add_change (list->step, kind, name, list->page);
  PdfRect rect;

  if (pades_step_read_rect (list->step, annotation, &rect))
    change->rect = rect;
  return change;
}

static void
judge_added (const List *list, PdfObject *at)
{
  PadesStep *step = list->step;
  guint32 number = pdf_object_get_ref (at, NULL);
  g_autoptr (PdfObject) annotation = pdf_file_resolve (step->new, at, NULL);
  g_autofree char *subtype = dup_subtype (step->new, annotation);
  g_autoptr (PdfObject) words = pades_step_get_new (step, annotation, "Contents");
  PadesChange *widget = g_hash_table_lookup (step->widgets, GUINT_TO_POINTER (number));
  PadesChange *change;

  if (pdf_object_get_type (annotation) == PDF_TYPE_NULL)
    return;
  if (number != 0 && widget != NULL)
    {
      pades_step_place_widget (step, widget, annotation, list->page);
      return;
    }
  if (is_mark (step, annotation))
    {
      change = add_laid (list, PADES_CHANGE_MARK, NULL, annotation);
      change->name = pdf_object_dup_text (words);
      g_hash_table_insert (step->widgets, GUINT_TO_POINTER (number), change);
    }
  else if (is_comment (step, annotation))
    {
      change = add_laid (list, PADES_CHANGE_COMMENT_ADDED, subtype, annotation);
      change->after = pdf_object_dup_text (words);
    }
  else
    add_change (step, PADES_CHANGE_ANNOTATION_ADDED, subtype, list->page);
}

static void
judge_removed (const List *list, PdfObject *at)
{
  g_autoptr (PdfObject) annotation = pdf_file_resolve (list->step->old, at, NULL);
  g_autofree char *subtype = dup_subtype (list->step->old, annotation);

  if (pdf_object_get_type (annotation) == PDF_TYPE_NULL)
    return;
  add_change (list->step,
              pades_step_is_any (subtype, comments) ? PADES_CHANGE_COMMENT_REMOVED
                                                    : PADES_CHANGE_ANNOTATION_REMOVED,
              subtype, list->page);
}

/* Each that is in one and not in the other; those written inline are compared by value. */
static void
each_missing (const List *list,
              PdfObject *here,
              PdfObject *there,
              void (*judge) (const List *list, PdfObject *at))
{
  g_autoptr (GHashTable) numbers = g_hash_table_new (NULL, NULL);
  gboolean forward = here == list->old;
  guint i, k;

  for (i = 0; i < pdf_object_get_length (there); i++)
    g_hash_table_add (
        numbers, GUINT_TO_POINTER (pdf_object_get_ref (pdf_object_peek_index (there, i), NULL)));
  for (i = 0; i < pdf_object_get_length (here); i++)
    {
      PdfObject *at = pdf_object_peek_index (here, i);
      guint32 number = pdf_object_get_ref (at, NULL);

      if (number != 0 && g_hash_table_contains (numbers, GUINT_TO_POINTER (number)))
        continue;
      for (k = 0;
           number == 0 && k < pdf_object_get_length (there) && !pades_step_is_spent (list->step);
           k++)
        if (pades_step_same (list->step, forward ? at : pdf_object_peek_index (there, k),
                             forward ? pdf_object_peek_index (there, k) : at))
          break;
      if (number != 0 || k == pdf_object_get_length (there))
        judge (list, at);
    }
}

static guint
count_twice (PdfObject *annotations)
{
  g_autoptr (GHashTable) numbers = g_hash_table_new (NULL, NULL);
  guint n = 0;
  guint i;

  for (i = 0; i < pdf_object_get_length (annotations); i++)
    {
      guint32 number = pdf_object_get_ref (pdf_object_peek_index (annotations, i), NULL);

      n += number != 0 && !g_hash_table_add (numbers, GUINT_TO_POINTER (number));
    }
  return n;
}

/* Of the old ones, in their order and once each: one laid over another hides it. */
static gboolean
keeps_order (const List *list)
{
  g_autoptr (GHashTable) after = g_hash_table_new (NULL, NULL);
  guint n = 0;
  guint i;

  if (count_twice (list->new) > count_twice (list->old))
    return FALSE;
  for (i = 0; i < pdf_object_get_length (list->new); i++)
    {
      guint32 number = pdf_object_get_ref (pdf_object_peek_index (list->new, i), NULL);

      if (number != 0 && g_hash_table_lookup (after, GUINT_TO_POINTER (number)) == NULL)
        g_hash_table_insert (after, GUINT_TO_POINTER (number), GUINT_TO_POINTER (i + 1));
    }
  for (i = 0; i < pdf_object_get_length (list->old); i++)
    {
      guint32 number = pdf_object_get_ref (pdf_object_peek_index (list->old, i), NULL);
      guint place = GPOINTER_TO_UINT (g_hash_table_lookup (after, GUINT_TO_POINTER (number)));

      if (place != 0 && place < n)
        return FALSE;
      n = MAX (n, place);
    }
  return TRUE;
}

static void
compare_annotations (const List *list)
{
  list->step->work += pdf_object_get_length (list->old) + pdf_object_get_length (list->new);
  each_missing (list, list->old, list->new, judge_removed);
  each_missing (list, list->new, list->old, judge_added);
  if (!keeps_order (list))
    add_change (list->step, PADES_CHANGE_ANNOTATION_CHANGED, NULL, list->page);
}

/* Many programs write into a page what it has from the tree above it (ISO 32000-2, 7.7.3.4): then
 * it says what it said before. */
static gboolean
repeats_inherited (PadesStep *step, PdfObject *old, PdfObject *new, const char *key)
{
  static const char *const inheritable[] = {"Resources", "MediaBox", "CropBox", "Rotate", NULL};
  g_autoptr (PdfObject) node = NULL;
  guint depth;

  if (!pades_step_is_any (key, inheritable) || pdf_object_peek_key (old, key) != NULL)
    return FALSE;
  node = pades_step_get_old (step, old, "Parent");
  for (depth = 0; depth < MAX_PAGE_TREE && pdf_object_get_type (node) == PDF_TYPE_DICT; depth++)
    {
      PdfObject *value = pdf_object_peek_key (node, key);
      PdfObject *parent;

      if (value != NULL)
        return pades_step_same (step, value, pdf_object_peek_key (new, key));
      step->work++;
      parent = pades_step_get_old (step, node, "Parent");
      pdf_object_unref (node);
      node = parent;
    }
  return FALSE;
}

static void
judge_page (PadesStep *step, guint32 number, PdfObject *old, PdfObject *new)
{
  static const char *const notes[] = {"LastModified", "PieceInfo", NULL};
  g_autoptr (GPtrArray) keys = pades_step_diff (step, old, new);
  g_autoptr (PdfObject) old_annots = pades_step_get_old (step, old, "Annots");
  g_autoptr (PdfObject) new_annots = pades_step_get_new (step, new, "Annots");
  guint i;

  pades_step_explain (step, number);
  for (i = 0; i < keys->len; i++)
    {
      const char *key = g_ptr_array_index (keys, i);
      gboolean tabs = strcmp (key, "Tabs") == 0 && pdf_object_peek_key (old, key) == NULL;

      if (strcmp (key, "Annots") == 0)
        compare_annotations (&(List){step, number, old_annots, new_annots});
      else if (!tabs && !pades_step_is_any (key, notes) && !repeats_inherited (step, old, new, key))
        {
          add_change (step, PADES_CHANGE_PAGE, NULL, number);
          return;
        }
    }
}

/* The one page that a list belongs to; two pages with one list are too strange to be judged. */
static guint32
get_only_page (PadesStep *step, guint32 list)
{
  PdfReferenceIter iter;
  guint32 page = 0;
  guint32 container;
  const char *key;

  pdf_reference_iter_init (&iter, step->references, list);
  while (pdf_reference_iter_next (&iter, &container, &key))
    {
      if (page != 0 && page != container)
        return 0;
      page = container;
    }
  return page;
}

static void
judge_annots (PadesStep *step, guint32 number, PdfObject *old, PdfObject *new)
{
  guint32 page = is_annots (step, number) ? get_only_page (step, number) : 0;

  if (page == 0)
    return;
  pades_step_explain (step, number);
  compare_annotations (&(List){step, page, old, new});
}

static guint32
find_page_of (PadesStep *step, guint32 annotation)
{
  PdfReferenceIter iter;
  guint32 container;
  const char *key;

  pdf_reference_iter_init (&iter, step->references, annotation);
  while (pdf_reference_iter_next (&iter, &container, &key))
    {
      if (pades_step_is_page (step, container))
        return container;
      if (key == NULL && is_annots (step, container))
        return get_only_page (step, container);
    }
  return 0;
}

/* A signed widget is a field, and was judged as one. */
static void
judge_annotation (PadesStep *step, guint32 number, PdfObject *old, PdfObject *new)
{
  static const char *const keys[] = {"Annots", "Popup", "Parent", "IRT", "K", "Obj", NULL};
  static const PadesPlace place = {keys, holds_annotations};
  g_autofree char *before = dup_subtype (step->old, old);
  g_autofree char *after = dup_subtype (step->new, new);
  gboolean comment;
  guint32 page;

  if (before == NULL || !pades_step_stands_in (step, number, &place))
    return;
  page = find_page_of (step, number);
  comment = pades_step_is_any (before, comments) && g_strcmp0 (before, after) == 0 &&
            is_comment (step, new);
  pades_step_explain (step, number);
  add_change (step, comment ? PADES_CHANGE_COMMENT_CHANGED : PADES_CHANGE_ANNOTATION_CHANGED,
              before, page);
}

static void
judge_object (PadesStep *step, guint32 number)
{
  g_autoptr (PdfObject) old = pdf_file_load (step->old, number, NULL);
  g_autoptr (PdfObject) new = pdf_file_load (step->new, number, NULL);
  PdfType type = pdf_object_get_type (old);

  if (type != pdf_object_get_type (new))
    return;
  if (type == PDF_TYPE_ARRAY)
    judge_annots (step, number, old, new);
  else if (type == PDF_TYPE_DICT && pades_step_is_page (step, number))
    judge_page (step, number, old, new);
  else if (type == PDF_TYPE_DICT)
    judge_annotation (step, number, old, new);
}

/**
 * pades_step_judge_pages:
 * @step: a step
 *
 * Judges pages and the annotations on them: the widgets of new signatures, their further marks,
 * and comments; nothing else on a page may differ.
 */
void
pades_step_judge_pages (PadesStep *step)
{
  g_autoptr (GArray) numbers = pades_step_list_pending (step);
  guint i;

  for (i = 0; i < numbers->len && !pades_step_is_spent (step); i++)
    judge_object (step, g_array_index (numbers, guint32, i));
}
