/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-shown-private.h"

/* Hidden and NoView (ISO 32000-2, table 167). */
#define FLAGS_UNSEEN (2 | 32)

/**
 * pades_shown_keeps_look:
 * @step: a step
 * @old: a widget
 * @new: what the new revision has in its place
 *
 * Asks whether its appearance is the one that it had.
 *
 * Returns: whether it is
 */
gboolean
pades_shown_keeps_look (PadesStep *step, PdfObject *old, PdfObject *new)
{
  PdfObject *old_at = pdf_object_peek_key (old, "AP");
  g_autoptr (PdfObject) looks = pades_step_get_old (step, old, "AP");
  guint32 look = pdf_object_get_ref (pdf_object_peek_key (looks, "N"), NULL);

  return pades_step_same (step, old_at, pdf_object_peek_key (new, "AP")) &&
         !pades_step_is_pending (step, pdf_object_get_ref (old_at, NULL)) &&
         !pades_step_is_pending (step, look);
}

static gboolean
keeps_value (PadesStep *step, PdfObject *old, PdfObject *new)
{
  g_autoptr (PdfObject) before = pades_shown_get (step->old, old, "V");
  g_autoptr (PdfObject) after = pades_shown_get (step->new, new, "V");

  return pades_step_same (step, before, after);
}

/* A button is seen in one of its states, and which one its value says (ISO 32000-2, 12.7.5.2.3);
 * programs that name it where it was not named say what was so. */
static gboolean
keeps_state (PadesStep *step, PdfObject *old, PdfObject *new)
{
  g_autoptr (PdfObject) before = pades_step_get_old (step, old, "AS");
  g_autoptr (PdfObject) after = pades_step_get_new (step, new, "AS");
  g_autoptr (PdfObject) value = pades_shown_get (step->new, new, "V");
  const char *state = pdf_object_get_name (value);

  return pades_step_same (step, pdf_object_peek_key (old, "AS"), pdf_object_peek_key (new, "AS")) ||
         (pdf_object_get_name (before) == NULL &&
          g_strcmp0 (pdf_object_get_name (after), state != NULL ? state : "Off") == 0);
}

/* Readers draw what has no look of its own by its default appearance, and rich text by its words.
 */
static gboolean
keeps_making (PadesStep *step, PdfObject *old, PdfObject *new)
{
  g_autoptr (PdfObject) looks = pades_step_get_new (step, new, "AP");
  PdfObject *look = pdf_object_peek_key (looks, "N");
  PdfObject *before = pdf_object_peek_key (old, "DA");

  return pades_step_same (step, pdf_object_peek_key (old, "RV"), pdf_object_peek_key (new, "RV")) &&
         (look != NULL || before == NULL ||
          pades_step_same (step, before, pdf_object_peek_key (new, "DA")));
}

/* What is seen while the pointer rests on it or presses it (ISO 32000-2, table 170): of a field
 * with words nothing new. Buttons are drawn pressed by many programs. */
static gboolean
keeps_reactions (PadesStep *step, const PadesFormNode *node, PdfObject *new)
{
  static const char *const keys[] = {"R", "D"};
  g_autoptr (PdfObject) before = pades_step_get_old (step, node->dict, "AP");
  g_autoptr (PdfObject) after = pades_step_get_new (step, new, "AP");
  guint i;

  for (i = 0; i < G_N_ELEMENTS (keys) && g_strcmp0 (node->type, "Btn") != 0; i++)
    {
      PdfObject *look = pdf_object_peek_key (after, keys[i]);

      if (look != NULL && !pades_step_same (step, pdf_object_peek_key (before, keys[i]), look))
        return FALSE;
    }
  return TRUE;
}

/* What was hidden and is seen now, or the other way round, was not signed as it is seen. */
static gboolean
stays_seen (PadesStep *step, PdfObject *old, PdfObject *new)
{
  g_autoptr (PdfObject) before = pades_step_get_old (step, old, "F");
  g_autoptr (PdfObject) after = pades_step_get_new (step, new, "F");

  return ((pdf_object_get_integer (before) ^ pdf_object_get_integer (after)) & FLAGS_UNSEEN) == 0;
}

/**
 * pades_shown_is_kept:
 * @step: a step
 * @node: a field that is no signature, or a widget of one
 * @new: what the new revision has in its place
 *
 * Asks whether it shows what it showed before, as far as its value did not change: a look that is
 * replaced under an unchanged value says what nobody filled in. Nothing is hidden, comes out of
 * hiding or shows another face to the pointer, whatever was filled in.
 *
 * Returns: whether it does; %FALSE also where that cannot be told
 */
gboolean
pades_shown_is_kept (PadesStep *step, const PadesFormNode *node, PdfObject *new)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  if (!stays_seen (step, node->dict, new) || !keeps_reactions (step, node, new))
    return FALSE;
  if (!keeps_value (step, node->dict, new))
    return TRUE;
  if (!keeps_state (step, node->dict, new) || !keeps_making (step, node->dict, new))
    return FALSE;
  if (pades_shown_keeps_look (step, node->dict, new))
    return TRUE;
  /* Where there was none, pades_shown_judge() looks at the new one. */
  if (g_strcmp0 (node->type, "Btn") == 0)
    return pdf_object_peek_key (node->dict, "AP") == NULL;
  before = pades_shown_dup_words (step, step->old, node->dict, FALSE);
  after = pades_shown_dup_words (step, step->new, new, TRUE);
  return before != NULL && g_strcmp0 (before, after) == 0;
}

/* Every widget of it, also one that was not written again: it may still show the earlier value. */
static PadesShown
judge_widgets (PadesStep *step, const PadesFormNode *node, PdfObject *kids)
{
  PadesShown worst = PADES_SHOWN_FITS;

  for (guint i = 0; i < pdf_object_get_length (kids) && !pades_step_is_spent (step); i++)
    {
      guint32 number = pdf_object_get_ref (pdf_object_peek_index (kids, i), NULL);
      const PadesFormNode *kid = pades_form_tree_find (step->old_form, number);
      g_autoptr (PdfObject) dict = pdf_file_load (step->new, number, NULL);

      step->work++;
      if (kid != NULL && kid->is_kid && kid->parent == node && dict != NULL)
        worst = MAX (worst, pades_shown_judge (step, kid, dict));
    }
  return worst;
}

/**
 * pades_shown_judge:
 * @step: a step
 * @node: a field that is no signature, or a widget of one
 * @new: what the new revision has in its place
 *
 * Asks whether a text that was filled in is the one that is shown, and whether each state of a
 * button still shows what it showed.
 *
 * Returns: %PADES_SHOWN_FITS only where that can be told
 */
PadesShown
pades_shown_judge (PadesStep *step, const PadesFormNode *node, PdfObject *new)
{
  g_autoptr (PdfObject) kids = node->is_kid ? NULL : pades_step_get_new (step, new, "Kids");

  if (pdf_object_get_length (kids) > 0)
    return keeps_value (step, node->dict, new) ? PADES_SHOWN_FITS
                                               : judge_widgets (step, node, kids);
  if (g_strcmp0 (node->type, "Btn") == 0)
    return pades_shown_judge_button (step, node, new);
  if (keeps_value (step, node->dict, new))
    return PADES_SHOWN_FITS;
  return g_strcmp0 (node->type, "Tx") == 0 || g_strcmp0 (node->type, "Ch") == 0
             ? pades_shown_judge_words (step, node, new)
             : PADES_SHOWN_UNCLEAR;
}
