/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "pades-csv.h"
#include "fuzz.h"

/* What was read and is written again reads the same. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GPtrArray) rows = pades_csv_parse ((const char *) data, size);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) again = NULL;

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    pades_csv_write_row (text, g_ptr_array_index (rows, i));
  again = pades_csv_parse (text->str, text->len);
  g_assert_nonnull (again);
  g_assert_cmpuint (again->len, ==, rows != NULL ? rows->len : 0);
  for (guint i = 0; i < again->len; i++)
    g_assert_true (g_strv_equal (g_ptr_array_index (rows, i), g_ptr_array_index (again, i)));
  return 0;
}

GBytes *
fuzz_seed (guint index)
{
  static const char *const seeds[] = {
      "\xef\xbb\xbf\"file\",\"state\"\r\n\"/a \"\"b\"\".pdf\",\"'=1+1\"\r\n",
      "file,state\n/采购.pdf,signed\n'＝x,\n",
      "\"a\nb\",''\r\n,",
  };

  return index < G_N_ELEMENTS (seeds) ? g_bytes_new_static (seeds[index], strlen (seeds[index]))
                                      : NULL;
}
