/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-pdf.h"
#include "fuzz.h"
#include "pdf-fields.h"
#include "support-pdf.h"

/* Of a large page tree only some are read: the target must be fast. */
#define MAX_PAGES 20

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (PdfFile) file = pdf_file_new_for_bytes (bytes, NULL, NULL);
  g_autoptr (GPtrArray) fields = NULL;
  guint n_pages;

  if (!file)
    return 0;
  n_pages = pdf_file_get_n_pages (file, NULL);
  for (guint i = 0; i < MIN (n_pages, MAX_PAGES); i++)
    pdf_page_free (pdf_file_get_page (file, i, NULL));
  fields = pdf_fields_list (file, NULL);
  for (guint i = 1; i <= MIN (pdf_file_get_n_revisions (file), MAX_PAGES); i++)
    pdf_file_unref (pdf_file_new_for_revision (file, i, NULL));
  fuzz_pdf_append (file, data, size);
  return 0;
}

GBytes *
fuzz_seed (guint index)
{
  SupportPdf options = {.form = index % 4, .n_pages = 2, .n_fields = 1};
  g_autoptr (GBytes) base = NULL;

  if (index >= 16)
    return NULL;
  options.fanout = index >= 4 ? 1 : 0;
  options.junk = index >= 8 ? "junk\n" : NULL;
  options.no_end = index >= 12;
  base = support_pdf_new (&options);
  if (options.form != SUPPORT_PDF_TABLE || options.junk)
    return g_steal_pointer (&base);
  return support_pdf_append (base, 30, "<< /Type /Sig >>");
}
