/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "fuzz.h"
#include "pdf-fields.h"
#include "pdf-writer.h"
#include "support-pdf.h"

/* Of a large page tree only some are read: the target must be fast. */
#define MAX_PAGES 20

static void
append (PdfFile *file, const guint8 *data, gsize size)
{
  g_autoptr (PdfWriter) writer = pdf_writer_new (file);
  g_autoptr (PdfObject) text = pdf_object_new_text ("朱印");
  g_autoptr (PdfFile) again = NULL;
  g_autoptr (GBytes) bytes = NULL;
  guint32 number = pdf_writer_add (writer, text);
  GByteArray *appended = pdf_writer_finish (writer, NULL);
  g_autoptr (PdfObject) loaded = NULL;
  g_autofree guint8 *whole = NULL;

  if (!appended)
    return;
  whole = g_malloc (size + appended->len);
  memcpy (whole, data, size);
  memcpy (whole + size, appended->data, appended->len);
  bytes = g_bytes_new_take (g_steal_pointer (&whole), size + appended->len);
  again = pdf_file_new_for_bytes (bytes, NULL, NULL);
  /* What was appended to a file that can be read can be read. */
  g_assert_nonnull (again);
  loaded = pdf_file_load (again, number, NULL);
  g_assert_true (pdf_object_equal (loaded, text));
}

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
  append (file, data, size);
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
