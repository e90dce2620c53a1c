/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-letters.h"
#include "pades-shown.h"

#include <string.h>

/* The form itself, where it is an object of its own, else the catalog that it stands in. */
static gboolean
is_form (PadesStep *step, guint32 container)
{
  guint32 form = pdf_object_get_ref (pdf_object_peek_key (step->old_catalog, "AcroForm"), NULL);

  return container == (form != 0 ? form : step->catalog);
}

/* Bits are added as signatures come (ISO 32000-2, table 225), and never taken away. */
static gboolean
keeps_flags (PdfObject *old, PdfObject *new)
{
  gint64 before = pdf_object_get_integer (old);
  gint64 after = pdf_object_get_integer (new);

  return (before & ~after) == 0 && (after & ~before & ~(gint64) 3) == 0;
}

/* Each letter, or the marks of a font of marks. */
static gboolean
shows_itself (PadesStep *step, PdfObject *font)
{
  g_autoptr (PadesLetters) letters = pades_letters_new (step, step->new, font);
  g_autoptr (PdfObject) all = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  char ascii[127 - ' '];
  guint n = 0;

  for (guint i = 0; i < sizeof ascii; i++)
    ascii[i] = (char) (' ' + i);
  all = pdf_object_new_string (ascii, sizeof ascii);
  return letters != NULL && pades_letters_read (letters, all, text, &n) &&
         (pades_letters_is_marks (letters) || strncmp (text->str, ascii, sizeof ascii) == 0);
}

/* Programs write the standard fonts anew, or leave them out as any reader has them; another font of
 * the same name would show other letters. */
static gboolean
keeps_font (PadesStep *step, PdfObject *old, PdfObject *new)
{
  g_autoptr (PdfObject) before = pdf_file_resolve (step->old, old, NULL);
  g_autoptr (PdfObject) after = pdf_file_resolve (step->new, new, NULL);
  g_autoptr (PdfObject) old_name = pades_step_get_old (step, before, "BaseFont");
  g_autoptr (PdfObject) new_name = pades_step_get_new (step, after, "BaseFont");

  return new == NULL || pades_step_same (step, old, new) ||
         (old_name != NULL && pades_step_same (step, old_name, new_name) &&
          pdf_object_peek_key (after, "FontDescriptor") == NULL && shows_itself (step, new));
}

/* Fonts come with new fields; the old fields keep theirs. Of the resources of a form, its fields'
 * default appearances name nothing else (ISO 32000-2, 12.7.4.3). */
static gboolean
keeps_fonts (PadesStep *step, PdfObject *old, PdfObject *new)
{
  g_autoptr (PdfObject) before = pades_step_get_old (step, old, "DR");
  g_autoptr (PdfObject) after = pades_step_get_new (step, new, "DR");
  g_autoptr (PdfObject) old_fonts = pades_step_get_old (step, before, "Font");
  g_autoptr (PdfObject) new_fonts = pades_step_get_new (step, after, "Font");
  const char *name;
  PdfObject *value;
  guint i;

  for (i = 0; pdf_object_peek_entry (old_fonts, i, &name, &value); i++)
    if (!keeps_font (step, value, pdf_object_peek_key (new_fonts, name)))
      return FALSE;
  return TRUE;
}

static PadesEffect
effect_of_fonts (PadesStep *step, PdfObject *old, PdfObject *new)
{
  return keeps_fonts (step, old, new) ? PADES_EFFECT_UPKEEP : PADES_EFFECT_CONTENT;
}

static void
judge_setting (PadesStep *step, PdfObject *old, PdfObject *new, const char *key)
{
  static const char *const looks[] = {"DA", "Q", "NeedAppearances", NULL};
  PdfObject *value = pdf_object_peek_key (new, key);

  if (strcmp (key, "Fields") == 0)
    return;
  if (strcmp (key, "DR") == 0)
    pades_step_add (step, PADES_CHANGE_FORM, effect_of_fonts (step, old, new), key);
  else if (strcmp (key, "DA") == 0 && value != NULL &&
           !pades_shown_is_making_plain (step, new, NULL, value))
    pades_step_add (step, PADES_CHANGE_FORM, PADES_EFFECT_CONTENT, key);
  /* Signing programs add what a field without a look of its own would need. */
  else if (strcmp (key, "DA") == 0 && pdf_object_peek_key (old, key) == NULL)
    pades_step_add (step, PADES_CHANGE_FORM, PADES_EFFECT_UPKEEP, key);
  else if (pades_step_is_any (key, looks))
    pades_step_add (step, PADES_CHANGE_FORM, PADES_EFFECT_FORM, key);
  else if (strcmp (key, "SigFlags") == 0 &&
           keeps_flags (pdf_object_peek_key (old, key), pdf_object_peek_key (new, key)))
    return;
  else
    pades_step_add (step, PADES_CHANGE_FORM, PADES_EFFECT_CONTENT, key);
}

static gboolean
is_stamp_of_time (PadesStep *step, PdfObject *value)
{
  g_autoptr (PdfObject) type = pades_step_get_new (step, value, "Type");
  g_autoptr (PdfObject) filter = pades_step_get_new (step, value, "SubFilter");

  return pdf_object_is_name (type, "DocTimeStamp") || pdf_object_is_name (filter, "ETSI.RFC3161");
}

/* What a new field shows, it shows in itself or in its widgets. */
static void
note_widget (PadesStep *step, const PadesFormNode *node, PadesChange *change)
{
  pades_step_place_widget (step, change, node->dict,
                           pdf_object_get_ref (pdf_object_peek_key (node->dict, "P"), NULL));
  g_hash_table_insert (step->widgets, GUINT_TO_POINTER (node->number), change);
}

static gboolean
is_below (const PadesFormNode *node, const PadesFormNode *above)
{
  while (node != NULL && node != above)
    node = node->parent;
  return node != NULL;
}

/* What runs when somebody looks at the page, touches or leaves it, can show anything. */
static gboolean
acts (const PadesFormNode *node)
{
  return pdf_object_peek_key (node->dict, "A") != NULL ||
         pdf_object_peek_key (node->dict, "AA") != NULL;
}

static void
judge_new_signature (PadesStep *step, const PadesFormNode *node)
{
  PdfObject *at = pdf_object_peek_key (node->dict, "V");
  guint32 number = pdf_object_get_ref (at, NULL);
  g_autoptr (PdfObject) value = pdf_file_resolve (step->new, at, NULL);
  gboolean is_empty = value == NULL || pdf_object_get_type (value) == PDF_TYPE_NULL;
  gboolean stamp = is_stamp_of_time (step, value);
  PadesChangeKind kind = is_empty ? PADES_CHANGE_EMPTY_FIELD
                         : stamp  ? PADES_CHANGE_TIMESTAMP
                                  : PADES_CHANGE_SIGNATURE;
  PadesChange *change = pades_step_add (step, kind, PADES_EFFECT_FORM, node->name);
  gboolean active = FALSE;
  guint i;

  change->is_new = TRUE;
  change->inserted = node->parent != NULL &&
                     pades_form_tree_find (step->old_form, node->parent->number) != NULL;
  for (i = 0; i < step->new_form->nodes->len && !pades_step_is_spent (step); i++)
    {
      const PadesFormNode *each = g_ptr_array_index (step->new_form->nodes, i);

      if (++step->work && (each == node || each->parent == node))
        {
          note_widget (step, each, change);
          active |= acts (each);
        }
    }
  if (!is_empty && !stamp)
    step->has_signature = TRUE;
  if (!change->visible && (is_empty || stamp))
    change->effect = PADES_EFFECT_UPKEEP;
  if (active || (number != 0 && !pades_step_is_fresh (step, number)) ||
      (!is_empty && pdf_object_get_type (value) != PDF_TYPE_DICT))
    change->effect = PADES_EFFECT_CONTENT;
}

static void
judge_new_node (PadesStep *step, const PadesFormNode *root)
{
  guint i;

  for (i = 0; i < step->new_form->nodes->len && !pades_step_is_spent (step); i++)
    {
      const PadesFormNode *node = g_ptr_array_index (step->new_form->nodes, i);

      step->work++;
      if (!is_below (node, root) || node->is_group || node->is_kid)
        continue;
      if (g_strcmp0 (node->type, "Sig") == 0 &&
          pades_form_tree_find (step->old_form, node->number) == NULL)
        judge_new_signature (step, node);
      else
        pades_step_add (step, PADES_CHANGE_FIELD_ADDED, PADES_EFFECT_CONTENT, node->name);
    }
}

static const char *
name_of (PadesFormTree *form, guint32 number)
{
  const PadesFormNode *node = pades_form_tree_find (form, number);

  return node != NULL ? node->name : NULL;
}

static void
judge_gone (PadesStep *step, guint32 number)
{
  g_autoptr (PdfObject) old = pdf_file_load (step->old, number, NULL);

  if (pdf_object_get_type (old) != PDF_TYPE_NULL)
    pades_step_add (step, PADES_CHANGE_FIELD_REMOVED, PADES_EFFECT_CONTENT,
                    name_of (step->old_form, number));
}

static GHashTable *
list_numbers (PdfObject *list, guint *n_direct)
{
  GHashTable *numbers = g_hash_table_new (NULL, NULL);
  guint i;

  for (i = 0; i < pdf_object_get_length (list); i++)
    {
      guint32 number = pdf_object_get_ref (pdf_object_peek_index (list, i), NULL);

      if (number == 0)
        (*n_direct)++;
      else
        g_hash_table_add (numbers, GUINT_TO_POINTER (number));
    }
  return numbers;
}

/* Fields may be added and must not go; those without an object of their own must stay as they
 * are. */
static void
compare_fields (PadesStep *step, PdfObject *old, PdfObject *new)
{
  guint old_direct = 0;
  guint new_direct = 0;
  g_autoptr (GHashTable) before = list_numbers (old, &old_direct);
  g_autoptr (GHashTable) after = list_numbers (new, &new_direct);
  GHashTableIter iter;
  gpointer number;

  step->work += g_hash_table_size (before) + g_hash_table_size (after);
  if ((old_direct > 0 || new_direct > 0) && !pades_step_same (step, old, new))
    pades_step_add (step, PADES_CHANGE_FORM, PADES_EFFECT_CONTENT, "Fields");
  g_hash_table_iter_init (&iter, before);
  while (g_hash_table_iter_next (&iter, &number, NULL))
    if (!g_hash_table_contains (after, number))
      judge_gone (step, GPOINTER_TO_UINT (number));
  g_hash_table_iter_init (&iter, after);
  while (g_hash_table_iter_next (&iter, &number, NULL))
    {
      const PadesFormNode *node = pades_form_tree_find (step->new_form, GPOINTER_TO_UINT (number));

      if (!g_hash_table_contains (before, number) && node != NULL)
        judge_new_node (step, node);
    }
}

/* A group of fields takes new ones as the form itself does. */
static void
judge_group (PadesStep *step, const PadesFormNode *node)
{
  static const char *const kids_key[] = {"Kids", NULL};
  static const PadesPlace kids = {kids_key, pades_step_is_node};
  g_autoptr (PdfObject) new = pdf_file_load (step->new, node->number, NULL);
  g_autoptr (GPtrArray) keys = pades_step_diff (step, node->dict, new);
  g_autoptr (PdfObject) old_kids = pades_step_get_old (step, node->dict, "Kids");
  g_autoptr (PdfObject) new_kids = pades_step_get_new (step, new, "Kids");

  if (keys->len > 1 || (keys->len == 1 && strcmp (g_ptr_array_index (keys, 0), "Kids") != 0))
    pades_step_add (step, PADES_CHANGE_FIELD_ALTERED, PADES_EFFECT_CONTENT, node->name);
  compare_fields (step, old_kids, new_kids);
  pades_step_explain (step, node->number);
  pades_step_explain_value (step, pdf_object_peek_key (node->dict, "Kids"), &kids);
}

static gboolean
kids_pending (PadesStep *step, const PadesFormNode *node)
{
  return pades_step_is_pending (
      step, pdf_object_get_ref (pdf_object_peek_key (node->dict, "Kids"), NULL));
}

static void
judge_nodes (PadesStep *step)
{
  guint i;

  for (i = 0; i < step->old_form->nodes->len; i++)
    {
      PadesFormNode *node = g_ptr_array_index (step->old_form->nodes, i);

      if (node->is_group &&
          (pades_step_is_pending (step, node->number) || kids_pending (step, node)))
        judge_group (step, node);
      else if (!node->is_group && pades_step_is_pending (step, node->number))
        pades_step_judge_field (step, node);
    }
}

/* Resources for filling in, which stand in no page. */
static void
explain_resources (PadesStep *step, PdfObject *old, PdfObject *new)
{
  static const char *const keys[] = {"DR", NULL};
  static const PadesPlace place = {keys, is_form};
  PdfObject *resources = pdf_object_peek_key (old, "DR");

  if (pades_step_is_pending (step, pdf_object_get_ref (resources, NULL)))
    pades_step_add (step, PADES_CHANGE_FORM, effect_of_fonts (step, old, new), "DR");
  pades_step_explain_value (step, resources, &place);
}

/**
 * pades_step_judge_form:
 * @step: a step
 *
 * Judges the form (ISO 32000-2, 12.7.3) and each field that was written over. New fields may only
 * be signatures; no field may go, change its name or its kind.
 */
void
pades_step_judge_form (PadesStep *step)
{
  static const char *const form_key[] = {"AcroForm", NULL};
  static const char *const fields_key[] = {"Fields", "AcroForm", NULL};
  static const PadesPlace form_place = {form_key, pades_step_is_catalog};
  static const PadesPlace fields_place = {fields_key, is_form};
  PdfObject *old_at = pdf_object_peek_key (step->old_catalog, "AcroForm");
  g_autoptr (PdfObject) old = pdf_file_resolve (step->old, old_at, NULL);
  g_autoptr (PdfObject) new = pades_step_get_new (step, step->new_catalog, "AcroForm");
  g_autoptr (PdfObject) old_fields = pades_step_get_old (step, old, "Fields");
  g_autoptr (PdfObject) new_fields = pades_step_get_new (step, new, "Fields");
  g_autoptr (GPtrArray) keys = pades_step_diff (step, old, new);
  guint i;

  for (i = 0; i < keys->len; i++)
    judge_setting (step, old, new, g_ptr_array_index (keys, i));
  if (!pades_step_same (step, old_fields, new_fields))
    compare_fields (step, old_fields, new_fields);
  if (step->new_form->n_odd > step->old_form->n_odd)
    pades_step_add (step, PADES_CHANGE_FIELD_ALTERED, PADES_EFFECT_CONTENT, NULL);
  pades_step_explain_value (step, old_at, &form_place);
  pades_step_explain_value (step, pdf_object_peek_key (old, "Fields"), &fields_place);
  explain_resources (step, old, new);
  judge_nodes (step);
}
