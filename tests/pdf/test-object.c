/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "pdf-error.h"
#include "pdf-filter.h"
#include "pdf-object-private.h"
#include "pdf-parser.h"

static PdfObject *
parse (const char *text, GError **error)
{
  PdfParser parser;

  pdf_parser_init (&parser, (const guint8 *) text, strlen (text), 0);
  return pdf_parser_read (&parser, error);
}

static char *
print (PdfObject *object)
{
  GByteArray *out = g_byte_array_new ();

  pdf_object_print (object, out, NULL);
  g_byte_array_append (out, (const guint8 *) "", 1);
  return (char *) g_byte_array_free (out, FALSE);
}

static void
test_read (void)
{
  /* What is read, and how it is written again. */
  static const char *const table[][2] = {
      {"null", "null"},
      {"  true", "true"},
      {"% note\nfalse ", "false"},
      {"+17", "17"},
      {"-98", "-98"},
      {"--5", "-5"},
      {"34.5", "34.5"},
      {"-.002", "-0.002"},
      {"4.", "4.0"},
      {"99999999999999999999", "100000000000000000000.0"},
      {"(a(b)c)", "(a\\(b\\)c)"},
      {"(a\\\nb)", "(ab)"},
      {"(a\\053\\5)", "<612B05>"},
      {"(a\r\nb)", "<610A62>"},
      {"<48 65 6c6C 6f>", "(Hello)"},
      {"<487>", "(Hp)"},
      {"/A#20B", "/A#20B"},
      {"/a#b", "/a#23b"},
      {"/", "/"},
      {"[1 2 R/N(x)]", "[1 2 R /N (x)]"},
      {"[1 2 3 0 R /N(x)]", "[1 2 3 0 R /N (x)]"},
      {"<</A 1/B<</C[]>>/A 2>>", "<< /A 2 /B << /C [] >> >>"},
      {"<</A null/B 1>>", "<< /B 1 >>"},
      {"[1 2 % 3\n4]", "[1 2 4]"},
      {"/\xE5\x8D\xB0", "/#E5#8D#B0"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PdfObject) object = parse (table[i][0], &error);
      g_autofree char *text = object ? print (object) : NULL;

      g_assert_no_error (error);
      g_assert_cmpstr (text, ==, table[i][1]);
    }
}

static void
test_refuse (void)
{
  static const char *const table[] = {
      "",        "(", "<4",     "<4x>", "[1",   "<</A",   "<</A>>",
      "<<1 2>>", "]", "/A#00B", "nul",  "1e5x", "<</A 1",
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (table[i], &error));
      g_assert_error (error, PDF_ERROR, PDF_ERROR_DAMAGED);
    }
}

static void
test_bounds (void)
{
  g_autofree char *deep = g_strnfill (100000, '[');
  g_autofree char *wide = g_strnfill (4100000, '1');
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) too_wide = NULL;

  g_assert_null (parse (deep, &error));
  g_assert_error (error, PDF_ERROR, PDF_ERROR_LIMIT);
  wide[0] = '[';
  for (gsize i = 2; i < 4100000; i += 2)
    wide[i] = ' ';
  g_assert_null (parse (wide, &too_wide));
  g_assert_error (too_wide, PDF_ERROR, PDF_ERROR_LIMIT);
}

static void
test_large_dict (void)
{
  g_autoptr (PdfObject) dict = pdf_object_new_dict ();

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *key = g_strdup_printf ("K%u", i % 500);

      pdf_object_take (dict, key, pdf_object_new_integer (i));
    }
  g_assert_cmpuint (pdf_object_get_length (dict), ==, 500);
  for (guint i = 0; i < 500; i += 2)
    {
      g_autofree char *key = g_strdup_printf ("K%u", i);

      pdf_object_remove (dict, key);
    }
  g_assert_cmpuint (pdf_object_get_length (dict), ==, 250);
  g_assert_null (pdf_object_peek_key (dict, "K400"));
  g_assert_cmpint (pdf_object_get_integer (pdf_object_peek_key (dict, "K401")), ==, 901);
}

static PdfObject *
random_bytes (GRand *rand, gboolean name)
{
  guint length = g_rand_int_range (rand, 0, 40);
  guint8 *bytes = g_malloc (length + 1);

  for (guint i = 0; i < length; i++)
    bytes[i] = g_rand_int_range (rand, name ? 1 : 0, 256);
  bytes[length] = 0;
  return name ? pdf_object_new_name_take (bytes, length)
              : pdf_object_new_string_take (bytes, length);
}

static PdfObject *
random_object (GRand *rand, guint depth)
{
  PdfObject *object;

  switch (g_rand_int_range (rand, 0, depth > 0 ? 9 : 7))
    {
    case 0:
      return pdf_object_new_boolean (g_rand_boolean (rand));
    case 1:
      return pdf_object_new_integer ((guint64) g_rand_int (rand) << 32 | g_rand_int (rand));
    case 2:
      return pdf_object_new_real (g_rand_int_range (rand, -1000000000, 1000000000) /
                                  pow (10, g_rand_int_range (rand, 0, 10)));
    case 3:
      return random_bytes (rand, FALSE);
    case 4:
      return random_bytes (rand, TRUE);
    case 5:
      return pdf_object_new_ref (g_rand_int (rand), g_rand_int_range (rand, 0, 65536));
    case 6:
      return pdf_object_new_integer (g_rand_int_range (rand, 0, 10));
    case 7:
      object = pdf_object_new_array ();
      for (guint i = g_rand_int_range (rand, 0, 8); i > 0; i--)
        pdf_object_take_append (object, random_object (rand, depth - 1));
      return object;
    default:
      object = pdf_object_new_dict ();
      for (guint i = g_rand_int_range (rand, 0, 50); i > 0; i--)
        {
          g_autoptr (PdfObject) key = random_bytes (rand, TRUE);

          pdf_object_take (object, pdf_object_get_name (key), random_object (rand, depth - 1));
        }
      return object;
    }
}

static void
test_round_trip (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261126);

  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PdfObject) object = random_object (rand, 3);
      g_autofree char *text = print (object);
      g_autoptr (PdfObject) again = parse (text, &error);

      g_assert_no_error (error);
      g_assert_true (pdf_object_equal (object, again));
    }
}

static void
test_reals (void)
{
  /* Rounded to ten decimals, never with an exponent or a comma. */
  static const struct {
    double value;
    const char *text;
  } table[] = {
      {0.1 + 0.2, "0.3"},
      {1.0 / 3, "0.3333333333"},
      {1e21, "1000000000000000000000.0"},
      {-0.0, "0.0"},
      {1e-12, "0.0"},
      {595.27559, "595.27559"},
      {-841.889764, "-841.889764"},
      {12, "12.0"},
      {INFINITY, "0.0"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (PdfObject) object = pdf_object_new_real (table[i].value);
      g_autofree char *text = print (object);

      g_assert_cmpstr (text, ==, table[i].text);
    }
}

static void
test_getters_accept_anything (void)
{
  g_autoptr (PdfObject) name = pdf_object_new_name ("N");
  gsize length = 7;

  g_assert_cmpint (pdf_object_get_type (NULL), ==, PDF_TYPE_NULL);
  g_assert_cmpint (pdf_object_get_integer (name), ==, 0);
  g_assert_cmpfloat (pdf_object_get_number (NULL), ==, 0);
  g_assert_null (pdf_object_get_string (name, &length));
  g_assert_cmpuint (length, ==, 0);
  g_assert_null (pdf_object_peek_key (name, "K"));
  g_assert_null (pdf_object_peek_index (NULL, 0));
  g_assert_cmpuint (pdf_object_get_ref (name, NULL), ==, 0);
  g_assert_false (pdf_object_is_name (NULL, NULL));
  g_assert_true (pdf_object_is_name (name, "N"));
}

static void
test_copy_is_apart (void)
{
  g_autoptr (PdfObject) dict = parse ("<< /A [1] /B 2 >>", NULL);
  g_autoptr (PdfObject) copy = pdf_object_copy (dict);
  g_autofree char *text = NULL;

  pdf_object_take (copy, "C", pdf_object_new_null ());
  pdf_object_remove (copy, "B");
  text = print (dict);
  g_assert_cmpstr (text, ==, "<< /A [1] /B 2 >>");
  g_assert_false (pdf_object_equal (dict, copy));
}

static void
test_span (void)
{
  static const char text[] = "  << /Contents <00 01> /X (ab\\)) >>";
  g_autoptr (PdfObject) dict = NULL;
  PdfParser parser;
  gsize start, end;

  pdf_parser_init (&parser, (const guint8 *) text, strlen (text), 0);
  parser.spans = TRUE;
  dict = pdf_parser_read (&parser, NULL);
  g_assert_true (pdf_object_get_span (pdf_object_peek_key (dict, "Contents"), &start, &end));
  g_assert_cmpuint (start, ==, 15);
  g_assert_cmpuint (end, ==, 22);
  g_assert_true (pdf_object_get_span (dict, &start, &end));
  g_assert_cmpuint (start, ==, 2);
  g_assert_cmpuint (end, ==, strlen (text));
}

static void
test_text (void)
{
  static const struct {
    const char *bytes;
    gsize length;
    const char *text;
  } table[] = {
      {"plain", 5, "plain"},
      {"\xfe\xff\x67\x31\x53\x70", 6, "朱印"},
      {"\xff\xfe\x31\x67\x70\x53", 6, "朱印"},
      {"\xef\xbb\xbf\xe5\x8d\xb0", 6, "印"},
      {"\xa0\x92\x18\x7f", 4, "€™˘\x7f"},
      {"\x9f", 1, "\xef\xbf\xbd"},
      {"\xfe\xff\xd8\x3d\xdc\x4b", 6, "👋"},
      {"\xfe\xff\xd8\x3d", 4, "\xef\xbf\xbd"},
      {"\xfe\xff\x00", 3, ""},
      {"", 0, ""},
  };
  static const char *const round_trips[] = {"", "Contract", "朱印 公司", "é", "👋"};

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (PdfObject) string = pdf_object_new_string (table[i].bytes, table[i].length);
      g_autofree char *text = pdf_object_dup_text (string);

      g_assert_cmpstr (text, ==, table[i].text);
    }
  for (guint i = 0; i < G_N_ELEMENTS (round_trips); i++)
    {
      g_autoptr (PdfObject) string = pdf_object_new_text (round_trips[i]);
      g_autofree char *text = pdf_object_dup_text (string);

      g_assert_cmpstr (text, ==, round_trips[i]);
    }
  g_assert_null (pdf_object_dup_text (NULL));
}

static void
test_inflate (void)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();
  g_autoptr (GByteArray) packed = NULL;
  g_autoptr (GByteArray) again = NULL;
  g_autoptr (GByteArray) cut = NULL;
  g_autoptr (GError) too_much = NULL;
  g_autoptr (GError) no_zlib = NULL;

  g_byte_array_set_size (data, 1000000);
  memset (data->data, 'x', data->len);
  packed = pdf_filter_deflate (data->data, data->len);
  g_assert_cmpuint (packed->len, <, 2000);
  again = pdf_filter_inflate (packed->data, packed->len, 1000000, NULL);
  g_assert_cmpmem (again->data, again->len, data->data, data->len);
  cut = pdf_filter_inflate (packed->data, packed->len - 4, 1000000, NULL);
  g_assert_cmpuint (cut->len, ==, 1000000);
  g_assert_null (pdf_filter_inflate (packed->data, packed->len, 999999, &too_much));
  g_assert_error (too_much, PDF_ERROR, PDF_ERROR_LIMIT);
  g_assert_null (pdf_filter_inflate ((const guint8 *) "garbage", 7, 100, &no_zlib));
  g_assert_error (no_zlib, PDF_ERROR, PDF_ERROR_DAMAGED);
  g_assert_null (pdf_filter_deflate ((const guint8 *) "ab", 2));
}

/* Rows of three bytes: none, sub, up, average, Paeth; worked out by hand from RFC 2083, 6. */
static void
test_predictors (void)
{
  static const guint8 png[] = {0, 1, 2, 3, 1, 1, 1, 1, 2, 1, 1, 1, 3, 1, 1, 1, 4, 1, 1, 1};
  static const guint8 plain[] = {1, 2, 3, 1, 2, 3, 2, 3, 4, 2, 3, 4, 3, 4, 5};
  static const guint8 tiff[] = {1, 1, 1, 5, 0, 1};
  static const guint8 tiff_plain[] = {1, 2, 3, 5, 5, 6};
  PdfPredictor predictor = {12, 1, 8, 3};
  g_autoptr (GByteArray) rows = g_byte_array_new ();
  g_autoptr (GByteArray) pairs = g_byte_array_new ();
  GByteArray *refused = g_byte_array_new ();

  g_byte_array_append (rows, png, sizeof png);
  rows = pdf_filter_unpredict (rows, &predictor, NULL);
  g_assert_cmpmem (rows->data, rows->len, plain, sizeof plain);
  predictor.predictor = 2;
  g_byte_array_append (pairs, tiff, sizeof tiff);
  pairs = pdf_filter_unpredict (pairs, &predictor, NULL);
  g_assert_cmpmem (pairs->data, pairs->len, tiff_plain, sizeof tiff_plain);
  predictor.columns = G_MAXINT64;
  g_assert_null (pdf_filter_unpredict (refused, &predictor, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pdf/object/read", test_read);
  g_test_add_func ("/pdf/object/refuse", test_refuse);
  g_test_add_func ("/pdf/object/bounds", test_bounds);
  g_test_add_func ("/pdf/object/large-dict", test_large_dict);
  g_test_add_func ("/pdf/object/round-trip", test_round_trip);
  g_test_add_func ("/pdf/object/reals", test_reals);
  g_test_add_func ("/pdf/object/getters-accept-anything", test_getters_accept_anything);
  g_test_add_func ("/pdf/object/copy-is-apart", test_copy_is_apart);
  g_test_add_func ("/pdf/object/span", test_span);
  g_test_add_func ("/pdf/object/text", test_text);
  g_test_add_func ("/pdf/filter/inflate", test_inflate);
  g_test_add_func ("/pdf/filter/predictors", test_predictors);
  return g_test_run ();
}
