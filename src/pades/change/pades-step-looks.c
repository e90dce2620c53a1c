/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-step.h"

/* Appearances that were written over in place, without their field being touched. */

/* An appearance dictionary, then one of states (ISO 32000-2, 12.5.5). */
#define MAX_LEVELS 3

typedef struct {
  PadesStep *step;
  const PadesFormNode *owner;
  guint n_owners;
} Search;

/* Whether nothing but the appearance of fields leads here; says whose it is. */
static gboolean
find_owner (Search *search, guint32 number, guint level)
{
  static const char *const appearance[] = {"AP", NULL};
  PdfReferenceIter iter;
  guint32 container;
  const char *key;

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
  return search->owner != NULL;
}

static gboolean
is_signed (PadesStep *step, const PadesFormNode *node)
{
  const PadesFormNode *field = node->is_kid ? node->parent : node;
  g_autoptr (PdfObject) value = pades_step_get_old (step, field->dict, "V");

  return g_strcmp0 (node->type, "Sig") == 0 && value != NULL;
}

/* A field of several states keeps the looks of all of them: only which one is shown changes. */
static void
judge_look (PadesStep *step, guint32 number)
{
  Search search = {step, NULL, 0};
  const PadesFormNode *node;

  if (!find_owner (&search, number, 0) || search.n_owners != 1)
    return;
  node = search.owner;
  if (pdf_object_peek_key (node->dict, "AS") != NULL)
    return;
  pades_step_explain (step, number);
  if (is_signed (step, node))
    pades_step_add (step, PADES_CHANGE_SIGNATURE_ALTERED, PADES_EFFECT_CONTENT, node->name);
  else if (!pades_step_is_told (step, PADES_CHANGE_FIELD_VALUE, node->name))
    pades_step_locate (
        step, pades_step_add (step, PADES_CHANGE_FIELD_LOOK, PADES_EFFECT_FORM, node->name),
        pdf_object_get_ref (pdf_object_peek_key (node->dict, "P"), NULL));
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
