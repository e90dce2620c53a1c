/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-step.h"

#include <string.h>

/* What no rule explains, in words that lead to the place where a reader sees it. */

#define MAX_CLIMB 512

typedef struct {
  guint32 page;    /* object number, or 0 */
  const char *key; /* of the page or the catalog it hangs on */
  const PadesFormNode *field;
} Origin;

/* Up from the object, nearest first, until something is met that people have a name for. */
static void
find_origin (PadesStep *step, guint32 number, Origin *origin)
{
  g_autoptr (GArray) queue = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  guint i;

  g_array_append_val (queue, number);
  for (i = 0; i < queue->len && i < MAX_CLIMB; i++)
    {
      guint32 at = g_array_index (queue, guint32, i);
      PdfReferenceIter iter;
      guint32 container;
      const char *key;

      pdf_reference_iter_init (&iter, step->references, at);
      while (pdf_reference_iter_next (&iter, &container, &key) && queue->len < MAX_CLIMB)
        {
          if (key != NULL && (strcmp (key, "P") == 0 || strcmp (key, "Parent") == 0))
            continue;
          origin->field = pades_form_tree_find (step->old_form, container);
          origin->key = key;
          if (origin->field != NULL || container == step->catalog)
            return;
          if (pades_step_is_page (step, container))
            {
              origin->page = container;
              return;
            }
          if (container != 0 && g_hash_table_add (seen, GUINT_TO_POINTER (container)))
            g_array_append_val (queue, container);
        }
    }
  *origin = (Origin){0, NULL, NULL};
}

static void
tell_field (PadesStep *step, const Origin *origin)
{
  gboolean is_value = g_strcmp0 (origin->key, "V") == 0 &&
                      g_strcmp0 (origin->field->type, "Sig") == 0;

  pades_step_add (step, is_value ? PADES_CHANGE_SIGNATURE_ALTERED : PADES_CHANGE_FIELD_ALTERED,
                  PADES_EFFECT_CONTENT, origin->field->name);
}

static void
tell_page (PadesStep *step, const Origin *origin)
{
  gboolean on_top = g_strcmp0 (origin->key, "Annots") == 0;

  pades_step_locate (step,
                     pades_step_add (step,
                                     on_top ? PADES_CHANGE_ANNOTATION_CHANGED : PADES_CHANGE_PAGE,
                                     PADES_EFFECT_CONTENT, NULL),
                     origin->page);
}

static void
tell (PadesStep *step, guint32 number)
{
  Origin origin = {0, NULL, NULL};
  g_autoptr (PdfObject) old = pdf_file_load (step->old, number, NULL);
  g_autofree char *name = NULL;

  if (pdf_object_is_name (pdf_object_peek_key (old, "Type"), "Pages"))
    {
      if (!pades_step_is_told (step, PADES_CHANGE_PAGES, NULL))
        pades_step_add (step, PADES_CHANGE_PAGES, PADES_EFFECT_CONTENT, NULL);
      return;
    }
  find_origin (step, number, &origin);
  if (origin.field != NULL)
    tell_field (step, &origin);
  else if (origin.page != 0)
    tell_page (step, &origin);
  else if (origin.key != NULL)
    pades_step_add (step, PADES_CHANGE_SETTING, PADES_EFFECT_CONTENT, origin.key);
  else
    {
      name = g_strdup_printf ("%u", number);
      pades_step_add (step, PADES_CHANGE_OBJECT, PADES_EFFECT_CONTENT, name);
    }
}

/**
 * pades_step_judge_rest:
 * @step: a step
 *
 * Lists what nobody permits: objects that were written over, freed, or came to be where the signed
 * document had a reference to nothing, and that no rule has explained.
 */
void
pades_step_judge_rest (PadesStep *step)
{
  g_autoptr (GArray) numbers = pades_step_list_pending (step);
  GHashTableIter iter;
  gpointer number;
  guint i;

  g_hash_table_iter_init (&iter, step->lost);
  while (g_hash_table_iter_next (&iter, &number, NULL) && !pades_step_is_spent (step))
    tell (step, GPOINTER_TO_UINT (number));
  for (i = 0; i < numbers->len && !pades_step_is_spent (step); i++)
    tell (step, g_array_index (numbers, guint32, i));
}
