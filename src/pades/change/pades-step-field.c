/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-shown.h"

#include <string.h>

/* One field or widget that was written over (ISO 32000-2, 12.7.5). */

/* ReadOnly, Required, NoExport. */
#define COMMON_FLAGS ((gint64) 7)

#define MAX_VALUE 200 /* characters of a value that are told */

/* What filling in changes, and programs that do it keep up to date. */
static const char *const filling[] = {"AP", "AS", "V", "F", "DA",   "Q",  "Ff", "I",
                                      "TI", "RV", "M", "P", "Type", "BS", NULL};
static const char *const signing[] = {"AP", "AS", "V", "F",    "DA", "Q",
                                      "Ff", "P",  "M", "Type", NULL};
static const char *const keeping[] = {"Ff", "Type", NULL};

static gboolean
is_null (PdfObject *object)
{
  return object == NULL || pdf_object_get_type (object) == PDF_TYPE_NULL;
}

/* An appearance that is of use elsewhere too is not this field's to replace. */
static gboolean
owns_look (PadesStep *step, PdfObject *old)
{
  static const char *const key[] = {"AP", NULL};
  static const PadesPlace place = {key, pades_step_is_node};
  guint32 number = pdf_object_get_ref (pdf_object_peek_key (old, "AP"), NULL);

  return number == 0 || pades_step_stands_in (step, number, &place);
}

/* Programs make a field read only, required or not (ISO 32000-2, table 227); the other flags say
 * what kind of field it is and how it shows what it holds. */
static gboolean
keeps_kind (PadesStep *step, PdfObject *old, PdfObject *new)
{
  g_autoptr (PdfObject) before = pades_step_get_old (step, old, "Ff");
  g_autoptr (PdfObject) after = pades_step_get_new (step, new, "Ff");

  return ((pdf_object_get_integer (before) ^ pdf_object_get_integer (after)) & ~COMMON_FLAGS) == 0;
}

static gboolean
is_dangling (PadesStep *step, PdfObject *at)
{
  g_autoptr (PdfObject) object = pdf_file_resolve (step->old, at, NULL);

  return is_null (object);
}

/* A type may be stated that was not; a stated one stays. */
static gboolean
differs_only_in (PadesStep *step, PdfObject *old, PdfObject *new, const char *const *allowed)
{
  g_autoptr (GPtrArray) keys = pades_step_diff (step, old, new);
  g_autoptr (PdfObject) type = pades_step_get_new (step, new, "Type");
  guint i;

  for (i = 0; i < keys->len; i++)
    {
      const char *key = g_ptr_array_index (keys, i);

      if (!pades_step_is_any (key, allowed) || (strcmp (key, "AP") == 0 && !owns_look (step, old)))
        return FALSE;
      if (strcmp (key, "Ff") == 0 && !keeps_kind (step, old, new))
        return FALSE;
      /* Lists of changes, and some readers, go by it. */
      if (strcmp (key, "P") == 0 && !is_null (pdf_object_peek_key (old, key)) &&
          !is_dangling (step, pdf_object_peek_key (old, key)))
        return FALSE;
      if (strcmp (key, "Type") == 0 &&
          (!is_null (pdf_object_peek_key (old, key)) || !pdf_object_is_name (type, "Annot")))
        return FALSE;
    }
  return TRUE;
}

/* A text as it is, a button's state or a list's choices with commas between. */
static char *
dup_value (PdfFile *file, PdfObject *at, guint depth)
{
  g_autoptr (PdfObject) value = pdf_file_resolve (file, at, NULL);
  g_autoptr (GString) text = NULL;
  char *plain = NULL;
  guint i;

  switch (pdf_object_get_type (value))
    {
    case PDF_TYPE_STRING:
      plain = pdf_object_dup_text (value);
      break;
    case PDF_TYPE_NAME:
      plain = g_utf8_make_valid (pdf_object_get_name (value), -1);
      break;
    case PDF_TYPE_ARRAY:
      text = g_string_new (NULL);
      for (i = 0; i < pdf_object_get_length (value) && depth == 0 && text->len < MAX_VALUE; i++)
        {
          g_autofree char *part = dup_value (file, pdf_object_peek_index (value, i), 1);

          g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", part != NULL ? part : "");
        }
      plain = g_strdup (text->str);
      break;
    default:
      break;
    }
  if (plain != NULL && g_utf8_strlen (plain, -1) > MAX_VALUE)
    {
      g_autofree char *whole = plain;
      g_autofree char *head = g_utf8_substring (whole, 0, MAX_VALUE);

      plain = g_strconcat (head, "…", NULL);
    }
  return plain;
}

static void
locate (PadesStep *step, PadesChange *change, PdfObject *widget)
{
  g_autoptr (PdfObject) kids = pades_step_get_new (step, widget, "Kids");
  g_autoptr (PdfObject) kid = pdf_file_resolve (step->new, pdf_object_peek_index (kids, 0), NULL);
  PdfObject *page = pdf_object_peek_key (kid != NULL ? kid : widget, "P");

  pades_step_locate (step, change, pdf_object_get_ref (page, NULL));
}

/* All the room that its widgets take. */
static void
place (PadesStep *step, PadesChange *change, PdfObject *field)
{
  g_autoptr (PdfObject) kids = pades_step_get_new (step, field, "Kids");

  pades_step_place_widget (step, change, field,
                           pdf_object_get_ref (pdf_object_peek_key (field, "P"), NULL));
  for (guint i = 0; i < pdf_object_get_length (kids) && !pades_step_is_spent (step); i++)
    {
      g_autoptr (PdfObject)
          kid = pdf_file_resolve (step->new, pdf_object_peek_index (kids, i), NULL);

      step->work++;
      pades_step_place_widget (step, change, kid,
                               pdf_object_get_ref (pdf_object_peek_key (kid, "P"), NULL));
    }
}

static void
tell (PadesStep *step, const PadesFormNode *node, PdfObject *new, gboolean clear)
{
  PdfObject *old_value = pdf_object_peek_key (node->dict, "V");
  PdfObject *new_value = pdf_object_peek_key (new, "V");
  gboolean filled = !pades_step_same (step, old_value, new_value);
  PadesChangeKind kind = !clear   ? PADES_CHANGE_FIELD_UNCLEAR
                         : filled ? PADES_CHANGE_FIELD_VALUE
                                  : PADES_CHANGE_FIELD_LOOK;
  PadesChange *change = pades_step_add (step, kind, PADES_EFFECT_FORM, node->name);

  place (step, change, new);
  if (kind == PADES_CHANGE_FIELD_LOOK)
    return;
  change->before = dup_value (step->old, old_value, 0);
  change->after = dup_value (step->new, new_value, 0);
}

/* A value is text, a state or choices (ISO 32000-2, 12.7.5), and no part that the document has
 * elsewhere: least of all a signature. */
static gboolean
takes_value (PadesStep *step, PdfObject *old, PdfObject *new)
{
  PdfObject *at = pdf_object_peek_key (new, "V");
  guint32 number = pdf_object_get_ref (at, NULL);
  g_autoptr (PdfObject) value = pdf_file_resolve (step->new, at, NULL);

  if (pades_step_same (step, pdf_object_peek_key (old, "V"), at))
    return TRUE;
  return pdf_object_get_type (value) != PDF_TYPE_DICT &&
         (number == 0 || number == pdf_object_get_ref (pdf_object_peek_key (old, "V"), NULL) ||
          pades_step_is_fresh (step, number));
}

static void
judge_filled (PadesStep *step, const PadesFormNode *node, PdfObject *new)
{
  PadesShown shown = PADES_SHOWN_LIES;

  if (!differs_only_in (step, node->dict, new, filling) || !takes_value (step, node->dict, new))
    {
      pades_step_add (step, PADES_CHANGE_FIELD_ALTERED, PADES_EFFECT_CONTENT, node->name);
      return;
    }
  if (pades_shown_is_kept (step, node, new))
    shown = pades_shown_judge (step, node, new);
  if (shown == PADES_SHOWN_LIES)
    locate (step, pades_step_add (step, PADES_CHANGE_FIELD_SHOWN, PADES_EFFECT_CONTENT, node->name),
            new);
  else if (shown == PADES_SHOWN_UNCLEAR || !differs_only_in (step, node->dict, new, keeping))
    tell (step, node, new, shown == PADES_SHOWN_FITS);
}

static void
note_widget (PadesStep *step, guint32 number, PadesChange *change)
{
  g_autoptr (PdfObject) widget = pdf_file_load (step->new, number, NULL);

  pades_step_place_widget (step, change, widget,
                           pdf_object_get_ref (pdf_object_peek_key (widget, "P"), NULL));
  g_hash_table_insert (step->widgets, GUINT_TO_POINTER (number), change);
}

/* It may come onto its page only now. */
static void
note_widgets (PadesStep *step, const PadesFormNode *field, PadesChange *change)
{
  guint i;

  note_widget (step, field->number, change);
  for (i = 0; i < step->old_form->nodes->len && !pades_step_is_spent (step); i++)
    {
      const PadesFormNode *each = g_ptr_array_index (step->old_form->nodes, i);

      step->work++;
      if (each->parent == field)
        note_widget (step, each->number, change);
    }
}

/* An empty field is signed with a dictionary that was not there before, or it stays as it is: one
 * that shows a signature and has none is a forgery. */
static void
judge_signed (PadesStep *step, PadesFormNode *node, PdfObject *new)
{
  PdfObject *at = pdf_object_peek_key (new, "V");
  guint32 number = pdf_object_get_ref (at, NULL);
  g_autoptr (PdfObject) value = pdf_file_resolve (step->new, at, NULL);
  g_autoptr (PdfObject) type = pades_step_get_new (step, value, "Type");
  gboolean stamp = pdf_object_is_name (type, "DocTimeStamp");
  PadesChange *change;

  if (is_null (value) && differs_only_in (step, node->dict, new, keeping))
    return;
  if (!differs_only_in (step, node->dict, new, signing) || number == 0 ||
      !pades_step_is_fresh (step, number) || pdf_object_get_type (value) != PDF_TYPE_DICT)
    {
      pades_step_add (step, PADES_CHANGE_FIELD_ALTERED, PADES_EFFECT_CONTENT, node->name);
      return;
    }
  change = pades_step_add (step, stamp ? PADES_CHANGE_TIMESTAMP : PADES_CHANGE_SIGNATURE,
                           stamp ? PADES_EFFECT_UPKEEP : PADES_EFFECT_FORM, node->name);
  locate (step, change, new);
  step->has_signature |= !stamp;
  note_widgets (step, node, change);
}

static void
judge_signature (PadesStep *step, PadesFormNode *node, PdfObject *new)
{
  g_autoptr (PdfObject) old_value = pades_step_get_old (step, node->dict, "V");
  g_autoptr (PdfObject) new_value = pades_step_get_new (step, new, "V");

  if (is_null (old_value))
    judge_signed (step, node, new);
  else if (is_null (new_value))
    pades_step_add (step, PADES_CHANGE_SIGNATURE_REMOVED, PADES_EFFECT_CONTENT, node->name);
  else if (!differs_only_in (step, node->dict, new, keeping))
    pades_step_add (step, PADES_CHANGE_SIGNATURE_ALTERED, PADES_EFFECT_CONTENT, node->name);
}

/* The picture of a signature is not to be touched; an empty field gets one when it is signed. */
static void
judge_signature_widget (PadesStep *step, PadesFormNode *node, PdfObject *new)
{
  g_autoptr (PdfObject) field = pdf_file_load (step->new, node->parent->number, NULL);
  g_autoptr (PdfObject) before = pades_step_get_old (step, node->parent->dict, "V");
  g_autoptr (PdfObject) after = pades_step_get_new (step, field, "V");
  gboolean is_signed_now = is_null (before) && !is_null (after);

  if (!differs_only_in (step, node->dict, new, is_signed_now ? signing : keeping))
    pades_step_add (step, PADES_CHANGE_SIGNATURE_ALTERED, PADES_EFFECT_CONTENT, node->name);
}

/**
 * pades_step_judge_field:
 * @step: a step
 * @node: a field or a widget of the old form that was written over
 *
 * Judges what was changed in it. Whatever refers to it besides its form, what may differ is read
 * nowhere else than in a field.
 */
void
pades_step_judge_field (PadesStep *step, PadesFormNode *node)
{
  g_autoptr (PdfObject) new = pdf_file_load (step->new, node->number, NULL);

  pades_step_explain (step, node->number);
  if (pdf_object_get_type (new) != PDF_TYPE_DICT)
    pades_step_add (step, PADES_CHANGE_FIELD_REMOVED, PADES_EFFECT_CONTENT, node->name);
  else if (g_strcmp0 (node->type, "Sig") != 0)
    judge_filled (step, node, new);
  else if (node->is_kid)
    judge_signature_widget (step, node, new);
  else
    judge_signature (step, node, new);
}
