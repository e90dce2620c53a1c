/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-marks.h"

#include "pades-page.h"
#include "pades-xobject.h"

/* Print, ReadOnly, Locked, LockedContents (ISO 32000-2, table 167): on paper too, not to be
 * dragged away, and no pop-up. */
#define STAMP_FLAGS (4 | 64 | 128 | 512)

static gboolean
check_mark (PadesPlan *plan, const PadesMark *mark, guint n_pages, GError **error)
{
  g_autoptr (PdfPage) page = NULL;

  if (mark->placement.page >= n_pages)
    {
      g_set_error (error, PADES_ERROR, PADES_ERROR_NO_PAGE, "page %u of %u",
                   mark->placement.page + 1, n_pages);
      return FALSE;
    }
  page = pdf_file_get_page (plan->file, mark->placement.page, error);
  if (page == NULL)
    return FALSE;
  if (page->number == 0)
    {
      g_set_error (error, PADES_ERROR, PADES_ERROR_FORM, "page %u is no indirect object",
                   mark->placement.page + 1);
      return FALSE;
    }
  if (!(mark->placement.width > 0 && mark->placement.height > 0) ||
      !pdf_placement_is_on_page (&mark->placement, &page->box))
    {
      g_set_error (error, PADES_ERROR, PADES_ERROR_OFF_PAGE,
                   "a mark at %.1f, %.1f mm is not on page %u", mark->placement.x,
                   mark->placement.y, mark->placement.page + 1);
      return FALSE;
    }
  return TRUE;
}

/**
 * pades_marks_check:
 * @plan: a plan with its field chosen
 * @error: return location for an error
 *
 * Asks whether every mark stands on a page.
 *
 * Returns: %FALSE with %PADES_ERROR_NO_PAGE or %PADES_ERROR_OFF_PAGE
 */
gboolean
pades_marks_check (PadesPlan *plan, GError **error)
{
  GPtrArray *marks = plan->request->marks;
  guint n_pages = 0;
  guint i;

  if (marks == NULL || marks->len == 0)
    return TRUE;
  n_pages = pdf_file_get_n_pages (plan->file, error);
  if (n_pages == 0)
    return FALSE;
  for (i = 0; i < marks->len; i++)
    if (!check_mark (plan, g_ptr_array_index (marks, i), n_pages, error))
      return FALSE;
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
  matrix = pdf_placement_get_form_matrix (&mark->placement, &page->box, appearance->width,
                                          appearance->height);
  drawn->rect = room != NULL ? *room : pdf_placement_get_user_rect (&mark->placement, &page->box);
  drawn->form = pades_xobject_add_placement (plan, appearance, &matrix, &drawn->rect);
  drawn->page = page->number;
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
  PadesDrawn drawn = {0};

  if (!pades_marks_draw (plan, mark, NULL, &drawn, error))
    return FALSE;
  pdf_object_take (stamp, "Type", pdf_object_new_name ("Annot"));
  pdf_object_take (stamp, "Subtype", pdf_object_new_name ("Stamp"));
  pdf_object_take (stamp, "F", pdf_object_new_integer (STAMP_FLAGS));
  pdf_object_take (stamp, "P", pdf_writer_new_ref (plan->writer, drawn.page));
  if (mark->appearance->title != NULL)
    pdf_object_take (stamp, "Contents", pdf_object_new_text (mark->appearance->title));
  pades_marks_dress (plan, stamp, &drawn);
  return pades_page_annotate (plan, drawn.page, pdf_writer_add (plan->writer, stamp), error);
}
