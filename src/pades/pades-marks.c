/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-marks.h"

#include "pades-page.h"
#include "pades-structure.h"
#include "pades-xobject.h"

/* Print, ReadOnly, Locked, LockedContents (ISO 32000-2, table 167): on paper too, not to be
 * dragged away, and no pop-up. */
#define STAMP_FLAGS (4 | 64 | 128 | 512)

/* Whoever made the field chose where it stands, be it across the edge of the page. */
static gboolean
is_field_of_author (PadesPlan *plan, const PadesMark *mark)
{
  return plan->in_place && mark == g_ptr_array_index (plan->request->marks, 0);
}

/**
 * pades_marks_check:
 * @plan: a plan
 * @mark: one of its marks
 * @error: return location for an error
 *
 * Asks whether a mark stands on a page.
 *
 * Returns: %FALSE with %PADES_ERROR_NO_PAGE, %PADES_ERROR_OFF_PAGE, %PADES_ERROR_FORM or %PDF_ERROR
 */
gboolean
pades_marks_check (PadesPlan *plan, const PadesMark *mark, GError **error)
{
  guint n_pages = pdf_file_get_n_pages (plan->file, error);
  g_autoptr (PdfPage) page = NULL;

  if (n_pages == 0)
    return FALSE;
  if (mark->placement.page >= n_pages)
    {
      g_set_error (error, PADES_ERROR, PADES_ERROR_NO_PAGE, "page %u of %u",
                   mark->placement.page + 1, n_pages);
      return FALSE;
    }
  page = pdf_file_get_page (plan->file, mark->placement.page, error);
  if (page == NULL)
    return FALSE;
  if (!pades_page_check (page, mark->placement.page, error))
    return FALSE;
  if (!(mark->placement.width > 0 && mark->placement.height > 0) ||
      (!is_field_of_author (plan, mark) &&
       !pdf_placement_is_on_page (&mark->placement, &page->box)))
    {
      g_set_error (error, PADES_ERROR, PADES_ERROR_OFF_PAGE,
                   "a mark at %.1f, %.1f mm is not on page %u", mark->placement.x,
                   mark->placement.y, mark->placement.page + 1);
      return FALSE;
    }
  return TRUE;
}

/**
 * pades_marks_draw:
 * @plan: the plan, with its writer
 * @mark: a mark
 * @room: (nullable): rectangle of the annotation, in user space; %NULL for that of the mark
 * @drawn: (out): what an annotation needs to know
 * @error: return location for an error
 *
 * Writes the appearance of a mark where its placement says.
 *
 * Returns: %FALSE when the page cannot be read
 */
gboolean
pades_marks_draw (
    PadesPlan *plan, const PadesMark *mark, const PdfRect *room, PadesDrawn *drawn, GError **error)
{
  g_autoptr (PdfPage) page = pdf_file_get_page (plan->file, mark->placement.page, error);
  PadesAppearance *appearance = mark->appearance;
  PdfMatrix matrix;

  if (page == NULL)
    return FALSE;
  drawn->page = page->number;
  drawn->rect = room != NULL ? *room : pdf_placement_get_user_rect (&mark->placement, &page->box);
  if (plan->empty)
    {
      drawn->form = pades_xobject_add_empty (plan);
      return TRUE;
    }
  matrix = pdf_placement_get_form_matrix (&mark->placement, &page->box, appearance->width,
                                          appearance->height);
  drawn->form = pades_xobject_add_placement (plan, appearance, &matrix, &drawn->rect);
  return TRUE;
}

/**
 * pades_marks_dress:
 * @plan: the plan, with its writer
 * @annotation: an annotation dictionary to be changed
 * @drawn: what was drawn for it
 *
 * Gives an annotation its rectangle and appearance.
 */
void
pades_marks_dress (PadesPlan *plan, PdfObject *annotation, const PadesDrawn *drawn)
{
  PdfObject *appearance = NULL;

  pdf_object_take (
      annotation, "Rect",
      pdf_object_new_rect (drawn->rect.x0, drawn->rect.y0, drawn->rect.x1, drawn->rect.y1));
  if (drawn->form == 0)
    return;
  appearance = pdf_object_new_dict ();
  pdf_object_take (appearance, "N", pdf_writer_new_ref (plan->writer, drawn->form));
  pdf_object_take (annotation, "AP", appearance);
}

/**
 * pades_marks_describe:
 * @plan: the plan of a signature
 * @mark: (nullable): one of its marks
 *
 * Puts a mark into words for who cannot see it: the seal's own, else the signer's name.
 *
 * Returns: (transfer none) (nullable): the words
 */
const char *
pades_marks_describe (PadesPlan *plan, const PadesMark *mark)
{
  if (mark != NULL && mark->appearance->title != NULL)
    return mark->appearance->title;
  return pki_certificate_get_name (pki_signer_get_certificate (plan->request->signer));
}

/**
 * pades_marks_stamp:
 * @plan: the plan, with its writer
 * @mark: a mark beside the one that is the field's own
 * @error: return location for an error
 *
 * Writes a further mark as a stamp annotation (ISO 32000-2, 12.5.6.12): a signature field has one
 * widget, and what is written in the same revision is under the same signature.
 *
 * Returns: %FALSE when the page cannot be read
 */
gboolean
pades_marks_stamp (PadesPlan *plan, const PadesMark *mark, GError **error)
{
  g_autoptr (PdfObject) stamp = pdf_object_new_dict ();
  guint32 number = pdf_writer_reserve (plan->writer);
  const char *text = pades_marks_describe (plan, mark);
  /* Annot is a standard type since PDF 1.5, and the first part of PDF/A is of 1.4. */
  const char *role = plan->conformance.flat ? "Figure" : "Annot";
  PadesDrawn drawn = {0};

  if (!pades_marks_draw (plan, mark, NULL, &drawn, error))
    return FALSE;
  pdf_object_take (stamp, "Type", pdf_object_new_name ("Annot"));
  pdf_object_take (stamp, "Subtype", pdf_object_new_name ("Stamp"));
  pdf_object_take (stamp, "F", pdf_object_new_integer (STAMP_FLAGS));
  pdf_object_take (stamp, "P", pdf_writer_new_ref (plan->writer, drawn.page));
  if (text != NULL)
    pdf_object_take (stamp, "Contents", pdf_object_new_text (text));
  pades_marks_dress (plan, stamp, &drawn);
  if (!pades_structure_add (plan, &(PadesTagged){stamp, number, drawn.page, role}, error))
    return FALSE;
  pdf_writer_put (plan->writer, number, stamp);
  return pades_page_annotate (plan, drawn.page, number, error);
}
