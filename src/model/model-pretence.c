/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-pretence.h"

static void
add_seals_of (GArray *pretences,
              ModelDocument *document,
              const PadesReport *report,
              guint page,
              const GArray *seals)
{
  const PdfPageBox *box = model_document_get_page_box (document, page);
  PdfMatrix to_user = pdf_page_box_get_to_user (box);

  for (guint i = 0; i < seals->len; i++)
    {
      const PdfRect *shown = &g_array_index (seals, PdfRect, i);
      const ReportPretence pretence = {REPORT_PRETENCE_SEAL, page,
                                       pdf_matrix_apply_rect (&to_user, shown), *box, 0};

      if (!report_pretence_is_of_mark (report, page, &pretence.rect))
        g_array_append_val (pretences, pretence);
    }
}

/**
 * model_pretence_list:
 * @document: a document
 *
 * Lists what stands on its pages like the mark of a signature and belongs to none: the stamps of
 * all pages, and what looks like a seal on those that were shown since
 * model_document_seek_seals().
 *
 * Returns: (transfer full) (element-type ReportPretence): page by page; empty as long as there
 *   is no verdict, since nobody knows then which marks there are
 */
GArray *
model_pretence_list (ModelDocument *document)
{
  const PadesReport *report = model_document_get_report (document);
  GArray *pretences;

  if (report == NULL)
    return g_array_new (FALSE, FALSE, sizeof (ReportPretence));
  pretences = report_pretence_list (report);
  for (guint page = 0; page < model_document_get_n_pages (document); page++)
    {
      const GArray *seals = model_document_peek_seals (document, page);

      if (seals != NULL)
        add_seals_of (pretences, document, report, page, seals);
    }
  report_pretence_arrange (pretences);
  return pretences;
}
