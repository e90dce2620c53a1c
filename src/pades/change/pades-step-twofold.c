/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-step.h"

/* What one reader shows and another does not. */

/* Content that is in another file, or is another on paper (ISO 32000-2, 7.3.8.2, 8.9.5.4, 8.10.4;
 * PostScript XObjects and OPI of earlier versions). */
static const char *const elsewhere[] = {"F", "Ref", "Alternates", "PS", "OPI", NULL};

static gboolean
is_elsewhere (PadesStep *step, guint32 number, PdfObject *object)
{
  if (pdf_object_get_type (object) != PDF_TYPE_STREAM)
    return FALSE;
  for (guint i = 0; elsewhere[i] != NULL; i++)
    if (pdf_object_peek_key (object, elsewhere[i]) != NULL)
      return TRUE;
  return !pdf_file_is_stream_exact (step->new, object) ||
         (pdf_object_is_name (pdf_object_peek_key (object, "Type"), "ObjStm") &&
          !pdf_file_is_pack_exact (step->new, number));
}

/**
 * pades_step_judge_twofold:
 * @step: a step
 *
 * Judges what was written, new or over something: no program that means well writes an entry twice
 * with different values, has the looks of fields and comments come from elsewhere, or a stream end
 * in two places, or packs what is not led to. What the other rules see there need not be what
 * somebody else sees.
 */
void
pades_step_judge_twofold (PadesStep *step)
{
  if (pdf_object_is_twofold (pdf_file_peek_trailer (step->new)) ||
      pdf_file_is_written_twice (step->new, pdf_file_get_n_revisions (step->new)))
    pades_step_add (step, PADES_CHANGE_SETTING, PADES_EFFECT_CONTENT, "Root");
  for (guint i = 0; i < step->written->len && !pades_step_is_spent (step); i++)
    {
      guint32 number = g_array_index (step->written, guint32, i);
      g_autoptr (PdfObject) object = pdf_file_load (step->new, number, NULL);
      g_autofree char *name = NULL;

      step->work++;
      if (!pdf_object_is_twofold (object) && !is_elsewhere (step, number, object))
        continue;
      name = g_strdup_printf ("%u", number);
      pades_step_add (step, PADES_CHANGE_OBJECT, PADES_EFFECT_CONTENT, name);
    }
}
