/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-shown-private.h"

#include <string.h>

/* Buttons are seen in one of their states (ISO 32000-2, 12.7.5.2): which one their value says, and
 * each keeps its face. */

static PadesDrawn *
read_face (PadesStep *step, PdfFile *file, PdfObject *widget, PdfObject *look)
{
  PadesDrawing drawing = {.step = step, .file = file, .widget = widget, .button = TRUE};

  return pades_drawn_read (&drawing, look);
}

static gboolean
is_missing (PdfObject *look)
{
  return look == NULL || pdf_object_get_type (look) == PDF_TYPE_NULL;
}

/* However it is packed. */
static gboolean
is_same_look (PadesStep *step, PdfObject *before, PdfObject *after)
{
  static const char *const packing[] = {"Length", "Filter", "DecodeParms", NULL};
  g_autoptr (GPtrArray) keys = NULL;
  g_autoptr (GBytes) old = NULL;
  g_autoptr (GBytes) new = NULL;

  if (pdf_object_get_type (before) != PDF_TYPE_STREAM ||
      pdf_object_get_type (after) != PDF_TYPE_STREAM)
    return FALSE;
  keys = pades_step_diff (step, before, after);
  for (guint i = 0; i < keys->len; i++)
    if (!pades_step_is_any (g_ptr_array_index (keys, i), packing))
      return FALSE;
  old = pdf_file_decode (step->old, before, PADES_DRAWN_MAX_LOOK, NULL);
  new = pdf_file_decode (step->new, after, PADES_DRAWN_MAX_LOOK, NULL);
  return old != NULL && new != NULL &&g_bytes_equal (old, new);
}

/* The look of another of its states, which were told apart by it. */
static gboolean
is_swapped (PadesStep *step, PdfObject *old_looks, const char *state, PdfObject *now)
{
  const char *key;
  PdfObject *value;

  for (guint i = 0; pdf_object_peek_entry (old_looks, i, &key, &value); i++)
    {
      g_autoptr (PdfObject) other = pdf_file_resolve (step->old, value, NULL);

      step->work++;
      if (strcmp (key, state) != 0 && is_same_look (step, other, now))
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_mark (const PadesDrawn *face)
{
  return face->n_marks + face->n_figures > 0;
}

/* One that is drawn anew has the same words, and a mark where there was one. What is drawn line by
 * line can be any figure. */
static PadesShown
compare_faces (PadesStep *step, PdfObject *widget, PdfObject *before, PdfObject *after)
{
  g_autoptr (PadesDrawn) old = read_face (step, step->old, widget, before);
  g_autoptr (PadesDrawn) new = read_face (step, step->new, widget, after);
  gboolean was_empty = is_missing (before), is_empty = is_missing (after);

  if ((!old->is_told && !was_empty) || (!new->is_plain && !is_empty))
    return PADES_SHOWN_UNCLEAR;
  if (strcmp (old->text->str, new->text->str) != 0 || has_mark (old) != has_mark (new))
    return PADES_SHOWN_LIES;
  return new->n_figures > 0 ? PADES_SHOWN_UNCLEAR : PADES_SHOWN_FITS;
}

static PadesShown
judge_face (PadesStep *step,
            PdfObject *widget,
            PdfObject *old_looks,
            PdfObject *new_looks,
            const char *state)
{
  PdfObject *old_at = pdf_object_peek_key (old_looks, state);
  PdfObject *new_at = pdf_object_peek_key (new_looks, state);
  g_autoptr (PdfObject) old = pdf_file_resolve (step->old, old_at, NULL);
  g_autoptr (PdfObject) new = pdf_file_resolve (step->new, new_at, NULL);

  step->work++;
  if ((pades_step_same (step, old_at, new_at) &&
       !pades_step_is_pending (step, pdf_object_get_ref (old_at, NULL))) ||
      is_same_look (step, old, new))
    return PADES_SHOWN_FITS;
  if (is_swapped (step, old_looks, state, new))
    return PADES_SHOWN_LIES;
  return compare_faces (step, widget, old, new);
}

/* Every state that was there before; what is new beside them is nothing that was to be chosen. */
static PadesShown
judge_faces (PadesStep *step, PdfObject *new, PdfObject *before, PdfObject *after)
{
  g_autoptr (PdfObject) seen = pades_step_get_new (step, new, "AS");
  const char *name = pdf_object_get_name (seen);
  PadesShown worst = PADES_SHOWN_FITS;
  const char *state;
  PdfObject *look;

  for (guint i = 0; pdf_object_peek_entry (before, i, &state, &look); i++)
    {
      worst = MAX (worst, judge_face (step, new, before, after, state));
      if (pades_step_is_spent (step))
        return PADES_SHOWN_UNCLEAR;
    }
  if (name == NULL || pdf_object_peek_key (before, name) != NULL)
    return worst;
  return strcmp (name, "Off") == 0 ? MAX (worst, judge_face (step, new, before, after, name))
                                   : PADES_SHOWN_LIES;
}

/* The first look of a button: readers made one of what it is called or of its kind of mark. */
static PadesShown
judge_first_face (PadesStep *step, PdfObject *new, PdfObject *look, gboolean is_on)
{
  g_autoptr (PadesDrawn) face = read_face (step, step->new, new, look);

  if (is_missing (look))
    return PADES_SHOWN_FITS;
  return face->is_plain && face->text->len == 0 && face->n_figures == 0 &&
                 (face->n_marks > 0) == is_on
             ? PADES_SHOWN_FITS
             : PADES_SHOWN_UNCLEAR;
}

static PadesShown
judge_first_faces (PadesStep *step, PdfObject *new, PdfObject *after)
{
  PadesShown worst = PADES_SHOWN_FITS;
  const char *state;
  PdfObject *at;

  if (pdf_object_get_type (after) == PDF_TYPE_STREAM)
    return PADES_SHOWN_UNCLEAR;
  for (guint i = 0; pdf_object_peek_entry (after, i, &state, &at); i++)
    {
      g_autoptr (PdfObject) look = pdf_file_resolve (step->new, at, NULL);

      step->work++;
      worst = MAX (worst, judge_first_face (step, new, look, strcmp (state, "Off") != 0));
    }
  return worst;
}

/* What comes to be seen is the state that the value names; where a button has none of that name, it
 * is off (ISO 32000-2, 12.7.5.2.3). */
static PadesShown
judge_state (PadesStep *step, PdfObject *old, PdfObject *new, PdfObject *states)
{
  g_autoptr (PdfObject) shown = pades_step_get_new (step, new, "AS");
  g_autoptr (PdfObject) before = pades_shown_get (step->old, old, "V");
  g_autoptr (PdfObject) value = pades_shown_get (step->new, new, "V");
  const char *state = pdf_object_get_name (value);
  const char *seen = pdf_object_get_name (shown);
  gboolean moved = !pades_step_same (step, pdf_object_peek_key (old, "AS"),
                                     pdf_object_peek_key (new, "AS"));

  if (g_strcmp0 (seen, state) == 0 ||
      (g_strcmp0 (seen, "Off") == 0 &&
       (state == NULL || pdf_object_peek_key (states, state) == NULL)))
    return PADES_SHOWN_FITS;
  if (moved && seen != NULL)
    return PADES_SHOWN_LIES;
  return pades_step_same (step, before, value) || pdf_object_get_type (states) != PDF_TYPE_DICT
             ? PADES_SHOWN_FITS
             : PADES_SHOWN_UNCLEAR;
}

/**
 * pades_shown_judge_button:
 * @step: a step
 * @node: a button or a widget of one
 * @new: what the new revision has in its place
 *
 * Asks whether it is in the state that its value says, and each of its states still shows what it
 * showed.
 *
 * Returns: %PADES_SHOWN_FITS only where that can be told
 */
PadesShown
pades_shown_judge_button (PadesStep *step, const PadesFormNode *node, PdfObject *new)
{
  g_autoptr (PdfObject) old_looks = pades_step_get_old (step, node->dict, "AP");
  g_autoptr (PdfObject) new_looks = pades_step_get_new (step, new, "AP");
  g_autoptr (PdfObject) before = pades_step_get_old (step, old_looks, "N");
  g_autoptr (PdfObject) after = pades_step_get_new (step, new_looks, "N");
  PadesShown shown = judge_state (step, node->dict, new, after);

  if (shown == PADES_SHOWN_LIES)
    return shown;
  if (is_missing (before))
    return MAX (shown,
                is_missing (after) ? PADES_SHOWN_FITS : judge_first_faces (step, new, after));
  if (pdf_object_get_type (before) == PDF_TYPE_DICT)
    return MAX (shown, judge_faces (step, new, before, after));
  return MAX (shown, pades_shown_keeps_look (step, node->dict, new) ? PADES_SHOWN_FITS
                                                                    : PADES_SHOWN_UNCLEAR);
}
