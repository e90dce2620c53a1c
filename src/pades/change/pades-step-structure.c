/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-step.h"

#include <string.h>

/* The logical structure (ISO 32000-2, 14.7), to which a new signature's widget is added. */

#define MAX_NESTING 4

static gboolean is_content (PadesStep *step, PdfObject *at, guint depth);

static gboolean
is_pointer (PadesStep *step, PdfObject *dict)
{
  guint32 number = pdf_object_get_ref (pdf_object_peek_key (dict, "Obj"), NULL);

  return number != 0 && g_hash_table_contains (step->widgets, GUINT_TO_POINTER (number));
}

/* An element that holds the new widgets and no content of a page. */
static gboolean
is_element (PadesStep *step, PdfObject *dict, guint depth)
{
  static const char *const keys[] = {"Type", "S",    "P", "Pg", "K", "Alt", "NS",
                                     "T",    "Lang", "A", "ID", "C", "R",   NULL};
  g_autoptr (PdfObject) kids = pades_step_get_new (step, dict, "K");
  const char *key;
  PdfObject *value;
  guint i;

  for (i = 0; pdf_object_peek_entry (dict, i, &key, &value); i++)
    if (!pades_step_is_any (key, keys))
      return FALSE;
  if (pdf_object_get_type (kids) != PDF_TYPE_ARRAY)
    return is_content (step, pdf_object_peek_key (dict, "K"), depth + 1);
  for (i = 0; i < pdf_object_get_length (kids); i++)
    if (!is_content (step, pdf_object_peek_index (kids, i), depth + 1))
      return FALSE;
  return pdf_object_get_length (kids) > 0;
}

static gboolean
is_content (PadesStep *step, PdfObject *at, guint depth)
{
  g_autoptr (PdfObject) value = pdf_file_resolve (step->new, at, NULL);

  step->work++;
  if (depth > MAX_NESTING || pdf_object_get_type (value) != PDF_TYPE_DICT)
    return FALSE;
  return pdf_object_peek_key (value, "Obj") != NULL ? is_pointer (step, value)
                                                    : is_element (step, value, depth);
}

/* (transfer full): one kid needs no array. */
static PdfObject *
get_list (PdfFile *file, PdfObject *dict, const char *key)
{
  PdfObject *at = pdf_object_peek_key (dict, key);
  g_autoptr (PdfObject) value = pdf_file_resolve (file, at, NULL);
  PdfObject *list;

  if (pdf_object_get_type (value) == PDF_TYPE_ARRAY)
    return g_steal_pointer (&value);
  list = pdf_object_new_array ();
  if (pdf_object_get_type (value) != PDF_TYPE_NULL)
    pdf_object_append (list, at);
  return list;
}

/* All that was there, in its order, with new elements between. */
static gboolean
grows (PadesStep *step, PdfObject *old, PdfObject *new)
{
  guint n_old = pdf_object_get_length (old);
  guint at = 0;
  guint i;

  for (i = 0; i < pdf_object_get_length (new); i++)
    {
      PdfObject *value = pdf_object_peek_index (new, i);

      if (at < n_old && pades_step_same (step, pdf_object_peek_index (old, at), value))
        at++;
      else if (!is_content (step, value, 0))
        return FALSE;
    }
  return at == n_old;
}

/* Pairs of a number and the element that it stands for (7.9.7). */
static gboolean
numbers_grow (PadesStep *step, PdfObject *old, PdfObject *new)
{
  guint n_old = pdf_object_get_length (old);
  guint at = 0;
  guint i;

  for (i = 0; i + 1 < pdf_object_get_length (new); i += 2)
    {
      PdfObject *value = pdf_object_peek_index (new, i + 1);

      if (at + 1 < n_old &&
          pades_step_same (step, pdf_object_peek_index (old, at), pdf_object_peek_index (new, i)) &&
          pades_step_same (step, pdf_object_peek_index (old, at + 1), value))
        at += 2;
      else if (!is_content (step, value, 0))
        return FALSE;
    }
  return at == n_old && i == pdf_object_get_length (new);
}

static gboolean
entry_grows (PadesStep *step, PdfObject *old, PdfObject *new, const char *key)
{
  g_autoptr (PdfObject) before = get_list (step->old, old, key);
  g_autoptr (PdfObject) after = get_list (step->new, new, key);

  if (strcmp (key, "K") == 0)
    return grows (step, before, after);
  if (strcmp (key, "Nums") == 0)
    return numbers_grow (step, before, after);
  return strcmp (key, "ParentTreeNextKey") == 0 || strcmp (key, "Limits") == 0;
}

static gboolean
dict_grows (PadesStep *step, PdfObject *old, PdfObject *new)
{
  g_autoptr (GPtrArray) keys = pades_step_diff (step, old, new);
  guint i;

  for (i = 0; i < keys->len; i++)
    if (!entry_grows (step, old, new, g_ptr_array_index (keys, i)))
      return FALSE;
  return TRUE;
}

static gboolean
is_structure (PdfObject *dict)
{
  PdfObject *type = pdf_object_peek_key (dict, "Type");

  return pdf_object_is_name (type, "StructTreeRoot") || pdf_object_is_name (type, "StructElem") ||
         (type == NULL &&
          (pdf_object_peek_key (dict, "S") != NULL || pdf_object_peek_key (dict, "Nums") != NULL));
}

static gboolean
holds_structure (PadesStep *step, guint32 container)
{
  g_autoptr (PdfObject) object = pdf_file_load (step->old, container, NULL);

  return container == step->catalog || is_structure (object) ||
         pdf_object_get_type (object) == PDF_TYPE_ARRAY ||
         pdf_object_peek_key (object, "Kids") != NULL;
}

static gboolean
judge_object (PadesStep *step, guint32 number)
{
  static const char *const keys[] = {"StructTreeRoot", "K",      "P",     "Nums", "Kids",
                                     "ParentTree",     "IDTree", "Names", NULL};
  static const PadesPlace place = {keys, holds_structure};
  g_autoptr (PdfObject) old = pdf_file_load (step->old, number, NULL);
  g_autoptr (PdfObject) new = pdf_file_load (step->new, number, NULL);
  PdfType type = pdf_object_get_type (old);

  if (type != pdf_object_get_type (new) || !pades_step_stands_in (step, number, &place))
    return FALSE;
  if (type == PDF_TYPE_ARRAY)
    return grows (step, old, new) || numbers_grow (step, old, new);
  return type == PDF_TYPE_DICT && is_structure (old) && dict_grows (step, old, new);
}

/**
 * pades_step_judge_structure:
 * @step: a step
 *
 * Judges the logical structure: it may get elements for the widgets of new signatures, as a tagged
 * document should have them (ISO 14289-1, 7.18.4), and is as it was otherwise.
 */
void
pades_step_judge_structure (PadesStep *step)
{
  g_autoptr (GArray) numbers = pades_step_list_pending (step);
  PdfObject *old_root = pdf_object_peek_key (step->old_catalog, "StructTreeRoot");
  gboolean grown = FALSE;
  guint i;

  if (!pades_step_same (step, old_root, pdf_object_peek_key (step->new_catalog, "StructTreeRoot")))
    pades_step_add (step, PADES_CHANGE_SETTING, PADES_EFFECT_CONTENT, "StructTreeRoot");
  if (g_hash_table_size (step->widgets) == 0 || old_root == NULL)
    return;
  for (i = 0; i < numbers->len && !pades_step_is_spent (step); i++)
    if (judge_object (step, g_array_index (numbers, guint32, i)))
      {
        pades_step_explain (step, g_array_index (numbers, guint32, i));
        grown = TRUE;
      }
  if (grown)
    pades_step_add (step, PADES_CHANGE_STRUCTURE, PADES_EFFECT_FORM, NULL);
}
