/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-stamp.h"
#include "render-seals.h"
#include "report-pretence.h"

/* Each is drawn once and small. Most seals are where the parties sign: on the last pages, or the
 * first ones. */
#define MAX_PAGES 60

/* Of a file: more than anybody reads of. */
#define MAX_SEALS 500

/* Poppler leaves UserUnit out. */
static void
add_seals (GArray *seals, PdfFile *file, RenderDocument *document, guint number)
{
  g_autoptr (PdfPage) page = pdf_file_get_page (file, number, NULL);
  g_autoptr (GArray) areas = page != NULL ? render_seals_find (document, number) : NULL;
  double width, height, points_wide, points_high;
  PdfMatrix to_user;

  if (areas == NULL)
    return;
  pdf_page_box_get_size (&page->box, &width, &height);
  render_document_get_size (document, number, &points_wide, &points_high);
  to_user = pdf_page_box_get_to_user (&page->box);
  for (guint i = 0; i < areas->len && seals->len < MAX_SEALS; i++)
    {
      const RenderArea *area = &g_array_index (areas, RenderArea, i);
      double mm = width / points_wide;
      const PdfRect shown = {area->x * mm, area->y * mm, (area->x + area->width) * mm,
                             (area->y + area->height) * mm};
      const PadesSeal seal = {number, pdf_matrix_apply_rect (&to_user, &shown), page->box};

      g_array_append_val (seals, seal);
    }
}

static RenderDocument *
open_document (PdfFile *file, const char *password)
{
  gsize size = 0;
  const guint8 *data = pdf_file_get_data (file, &size);
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);

  return render_document_new_for_bytes (bytes, password, NULL);
}

/**
 * report_pretence_seek:
 * @report: the verdict on @file; receives its stamps, its seals, and on how many pages they were
 *   looked for
 * @file: the file
 * @password: (nullable): its password
 * @cancellable: (nullable): ends it early; what was found until then stays
 *
 * Looks for what looks like a seal on the first and the last pages of a file: sixty at most, since
 * each has to be drawn. Nothing is known of a file that is damaged, or that Poppler cannot draw.
 */
void
report_pretence_seek (PadesReport *report,
                      PdfFile *file,
                      const char *password,
                      GCancellable *cancellable)
{
  g_autoptr (RenderDocument) document = NULL;
  guint n, first, last;

  if (report->damaged || report->seals != NULL)
    return;
  if (report->stamps == NULL)
    report->stamps = pades_stamp_list (file, report, cancellable, NULL);
  document = open_document (file, password);
  if (document == NULL)
    return;
  n = MIN (report->n_pages, render_document_get_n_pages (document));
  first = MIN (n, MAX_PAGES / 2);
  last = n > MAX_PAGES ? n - MAX_PAGES / 2 : first;
  report->seals = g_array_new (FALSE, FALSE, sizeof (PadesSeal));
  for (guint i = 0; i < n && !g_cancellable_is_cancelled (cancellable); i++)
    if (i < first || i >= last)
      {
        add_seals (report->seals, file, document, i);
        report->n_seen++;
      }
}
