/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-pretence.h"

/* Of an image, how much a mark has to cover so that it is what the mark shows. */
#define LEAST_COVERED 0.8

static PdfRect
to_display (ModelDocument *document, guint page, const PdfRect *rect)
{
  PdfMatrix matrix = pdf_page_box_get_to_display (model_document_get_page_box (document, page));

  return pdf_matrix_apply_rect (&matrix, rect);
}

static gboolean
is_covered_by (const PdfRect *area, const PdfRect *mark)
{
  double width = MIN (area->x1, mark->x1) - MAX (area->x0, mark->x0);
  double height = MIN (area->y1, mark->y1) - MAX (area->y0, mark->y0);

  return width > 0 && height > 0 &&
         width * height >= LEAST_COVERED * (area->x1 - area->x0) * (area->y1 - area->y0);
}

/* What a mark shows is told of with the mark. */
static gboolean
is_of_mark (ModelDocument *document, const PadesReport *report, guint page, const PdfRect *area)
{
  for (guint i = 0; i < report->signatures->len; i++)
    {
      const PadesSignature *signature = g_ptr_array_index (report->signatures, i);
      PdfRect mark;

      if (signature->page != page)
        continue;
      mark = to_display (document, page, &signature->rect);
      if (is_covered_by (area, &mark))
        return TRUE;
    }
  for (guint i = 0; report->stamps != NULL && i < report->stamps->len; i++)
    {
      const PadesStamp *stamp = &g_array_index (report->stamps, PadesStamp, i);
      PdfRect mark;

      if (stamp->page != page)
        continue;
      mark = to_display (document, page, &stamp->rect);
      if (is_covered_by (area, &mark))
        return TRUE;
    }
  return FALSE;
}

static void
add_stamps (GArray *pretences, ModelDocument *document, const PadesReport *report)
{
  for (guint i = 0; report->stamps != NULL && i < report->stamps->len; i++)
    {
      const PadesStamp *stamp = &g_array_index (report->stamps, PadesStamp, i);
      const ModelPretence pretence = {MODEL_PRETENCE_STAMP, stamp->page, stamp->rect};

      if (stamp->signature == G_MAXUINT && stamp->page < model_document_get_n_pages (document))
        g_array_append_val (pretences, pretence);
    }
}

static void
add_images_of (GArray *pretences,
               ModelDocument *document,
               const PadesReport *report,
               guint page,
               const GArray *seals)
{
  PdfMatrix to_user = pdf_page_box_get_to_user (model_document_get_page_box (document, page));

  for (guint i = 0; i < seals->len; i++)
    {
      const PdfRect *area = &g_array_index (seals, PdfRect, i);
      const ModelPretence pretence = {MODEL_PRETENCE_IMAGE, page,
                                      pdf_matrix_apply_rect (&to_user, area)};

      if (!is_of_mark (document, report, page, area))
        g_array_append_val (pretences, pretence);
    }
}

static void
add_images (GArray *pretences, ModelDocument *document, const PadesReport *report)
{
  for (guint page = 0; page < model_document_get_n_pages (document); page++)
    {
      const GArray *seals = model_document_peek_seals (document, page);

      if (seals != NULL)
        add_images_of (pretences, document, report, page, seals);
    }
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const ModelPretence *one = a, *two = b;

  return one->page != two->page ? (one->page < two->page ? -1 : 1)
                                : (int) one->kind - (int) two->kind;
}

/**
 * model_pretence_list:
 * @document: a document
 *
 * Lists what stands on its pages like the mark of a signature and belongs to none: the stamps of
 * all pages, and images of those that were shown since model_document_seek_seals().
 *
 * Returns: (transfer full) (element-type ModelPretence): page by page; empty as long as there
 *   is no verdict, since nobody knows then which marks there are
 */
GArray *
model_pretence_list (ModelDocument *document)
{
  const PadesReport *report = model_document_get_report (document);
  GArray *pretences = g_array_new (FALSE, TRUE, sizeof (ModelPretence));

  if (report == NULL)
    return pretences;
  add_stamps (pretences, document, report);
  add_images (pretences, document, report);
  g_array_sort (pretences, compare_places);
  return pretences;
}
