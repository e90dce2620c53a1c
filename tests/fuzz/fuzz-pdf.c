/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-pdf.h"

#include <string.h>

#include "pdf-writer.h"

void
fuzz_pdf_append (PdfFile *file, const guint8 *data, gsize size)
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
  g_assert_nonnull (again);
  loaded = pdf_file_load (again, number, NULL);
  g_assert_true (pdf_object_equal (loaded, text));
}
