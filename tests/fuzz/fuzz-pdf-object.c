/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "fuzz.h"
#include "pdf-object-private.h"
#include "pdf-parser.h"

static const char *const seeds[] = {
    "<< /Type /Catalog /Pages 2 0 R /A [1 -2.5 .3 +4 true false null (a\\(b\\)\\053c\\\n) "
    "<48656C>] >>",
    "[/Name#20with#2Fescapes 12 0 R << /K << /L [<< >>] >> >> % note\n (\xfe\xff\x67\x31\x53\x70)]",
    "<< /ByteRange [0 100 200 300] /Contents <0000000000> /M (D:20261126120000+08'00') >>",
};

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (PdfObject) object = NULL;
  g_autoptr (PdfObject) again = NULL;
  g_autofree char *text = NULL;
  PdfParser parser;

  pdf_parser_init (&parser, data, size, 0);
  object = pdf_parser_read (&parser, NULL);
  if (!object)
    return 0;
  text = pdf_object_dup_text (object);
  g_assert_true (!text || g_utf8_validate (text, -1, NULL));

  /* Whatever was read can be written and is then read as something just as large. */
  pdf_object_print (object, out, NULL);
  pdf_parser_init (&parser, out->data, out->len, 0);
  again = pdf_parser_read (&parser, NULL);
  g_assert_nonnull (again);
  g_assert_cmpint (pdf_object_get_type (again), ==, pdf_object_get_type (object));
  g_assert_cmpuint (pdf_object_get_length (again), ==, pdf_object_get_length (object));
  return 0;
}

GBytes *
fuzz_seed (guint index)
{
  if (index >= G_N_ELEMENTS (seeds))
    return NULL;
  return g_bytes_new_static (seeds[index], strlen (seeds[index]));
}
