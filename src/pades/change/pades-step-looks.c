/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-shown.h"

/* Appearances that were written over in place, without their field being touched. */

/* An appearance dictionary, then one of states (ISO 32000-2, 12.5.5). */
#define MAX_LEVELS 3

typedef struct {
  PadesStep *step;
  const PadesFormNode *owner;
  guint n_owners;
} Search;

/* Whether nothing but the appearance of fields leads here; says whose it is. What the catalog or
 * the trailer names is of use there, too. */
static gboolean
find_owner (Search *search, guint32 number, guint level)
{
  static const char *const appearance[] = {"AP", NULL};
  PdfReferenceIter iter;
  guint32 container;
  const char *key;

  if (!pdf_references_has (search->step->references, number))
    return FALSE;
  pdf_reference_iter_init (&iter, search->step->references, number);
  while (pdf_reference_iter_next (&iter, &container, &key))
    {
      const PadesFormNode *node = pades_form_tree_find (search->step->old_form, container);

      search->step->work++;
      if (pades_step_is_spent (search->step))
        return FALSE;
      if (node != NULL && pades_step_is_any (key, appearance))
        {
          search->n_owners += search->owner != node;
          search->owner = node;
        }
      else if (node != NULL || key == NULL || level + 1 >= MAX_LEVELS ||
               !find_owner (search, container, level + 1))
        return FALSE;
    }
  return TRUE;
}

/* Only an empty field that is signed now gets the picture of a signature. */
static gboolean
is_signed_now (PadesStep *step, const PadesFormNode *node)
{
  const PadesFormNode *field = node->is_kid ? node->parent : node;
  g_autoptr (PdfObject) new = pdf_file_load (step->new, field->number, NULL);
  g_autoptr (PdfObject) before = pades_step_get_old (step, field->dict, "V");
  g_autoptr (PdfObject) after = pades_step_get_new (step, new, "V");

  return (before == NULL || pdf_object_get_type (before) == PDF_TYPE_NULL) && after != NULL &&
         pdf_object_get_type (after) != PDF_TYPE_NULL;
}

static PadesShown
judge_shown (PadesStep *step, const PadesFormNode *node)
{
  g_autoptr (PdfObject) new = pdf_file_load (step->new, node->number, NULL);

  return pades_shown_is_kept (step, node, new) ? pades_shown_judge (step, node, new)
                                               : PADES_SHOWN_LIES;
}

static void
tell (PadesStep *step, const PadesFormNode *node, PadesChangeKind kind, PadesEffect effect)
{
  pades_step_locate (step, pades_step_add (step, kind, effect, node->name),
                     pdf_object_get_ref (pdf_object_peek_key (node->dict, "P"), NULL));
}

/* A field of several states keeps the looks of all of them: only which one is shown changes. */
static void
judge_look (PadesStep *step, guint32 number)
{
  Search search = {step, NULL, 0};
  const PadesFormNode *node;
  gboolean is_signature;
  PadesShown shown;

  if (!find_owner (&search, number, 0) || search.n_owners != 1)
    return;
  node = search.owner;
  is_signature = g_strcmp0 (node->type, "Sig") == 0;
  if (pdf_object_peek_key (node->dict, "AS") != NULL)
    return;
  shown = is_signature ? PADES_SHOWN_FITS : judge_shown (step, node);
  pades_step_explain (step, number);
  if (is_signature && !is_signed_now (step, node))
    pades_step_add (step, PADES_CHANGE_SIGNATURE_ALTERED, PADES_EFFECT_CONTENT, node->name);
  else if (shown == PADES_SHOWN_LIES)
    tell (step, node, PADES_CHANGE_FIELD_SHOWN, PADES_EFFECT_CONTENT);
  else if (pades_step_is_told (step, PADES_CHANGE_FIELD_UNCLEAR, node->name))
    return;
  else if (shown == PADES_SHOWN_UNCLEAR)
    tell (step, node, PADES_CHANGE_FIELD_UNCLEAR, PADES_EFFECT_FORM);
  else if (!pades_step_is_told (step, PADES_CHANGE_FIELD_VALUE, node->name))
    tell (step, node, PADES_CHANGE_FIELD_LOOK, PADES_EFFECT_FORM);
}

/**
 * pades_step_judge_looks:
 * @step: a step
 *
 * Judges the appearances of fields that were written over (ISO 32000-2, 12.5.5), where they are of
 * use nowhere else.
 */
void
pades_step_judge_looks (PadesStep *step)
{
  g_autoptr (GArray) numbers = pades_step_list_pending (step);
  guint i;

  for (i = 0; i < numbers->len && !pades_step_is_spent (step); i++)
    judge_look (step, g_array_index (numbers, guint32, i));
}
