/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gstdio.h>

#include "pdf-error.h"
#include "pdf-writer.h"
#include "support-pdf.h"

static GBytes *
join (GBytes *base, GByteArray *appended)
{
  GByteArray *whole = g_byte_array_new ();
  gsize length;
  const guint8 *data = g_bytes_get_data (base, &length);

  g_byte_array_append (whole, data, length);
  g_byte_array_append (whole, appended->data, appended->len);
  return g_byte_array_free_to_bytes (whole);
}

/* Says nothing when a program is not there: the skip is said once, by the test below. */
static char *
run (const char *program, const char *verb, const char *path, const char *last)
{
  g_autofree char *found = g_find_program_in_path (program);
  const char *argv[] = {found, verb, path, last, NULL};
  g_autofree char *complaint = NULL;
  char *output = NULL;
  int status = 0;

  if (!found)
    return NULL;
  g_assert_true (
      g_spawn_sync (NULL, (char **) argv, NULL, 0, NULL, NULL, &output, &complaint, &status, NULL));
  g_assert_cmpstr (complaint, ==, "");
  g_assert_cmpint (status, ==, 0);
  return output;
}

static void
assert_others_agree (GBytes *bytes, guint n_pages)
{
  g_autofree char *folder = g_dir_make_tmp ("vermilion-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "out.pdf", NULL);
  g_autofree char *count = g_strdup_printf ("Pages:           %u\n", n_pages);
  g_autofree char *qpdf = NULL;
  g_autofree char *poppler = NULL;
  g_autofree char *mupdf = NULL;

  g_assert_true (
      g_file_set_contents (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL));
  qpdf = run ("qpdf", "--check", path, NULL);
  poppler = run ("pdfinfo", "-box", path, NULL);
  /* MuPDF complains of any file that does not begin with its header. */
  if (*(const char *) g_bytes_get_data (bytes, NULL) == '%')
    mupdf = run ("mutool", "show", path, "trailer");
  g_assert_true (!poppler || strstr (poppler, count));
  g_assert_true (!mupdf || strstr (mupdf, "/Root 1 0 R"));
  g_unlink (path);
  g_rmdir (folder);
}

/* Puts @text into the catalog, next to a new stream and a new object. */
static GBytes *
append (GBytes *base, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdfFile) file = pdf_file_new_for_bytes (base, NULL, &error);
  g_autoptr (PdfWriter) writer = file ? pdf_writer_new (file) : NULL;
  g_autoptr (PdfObject) catalog = NULL;
  g_autoptr (PdfObject) copy = NULL;
  g_autoptr (PdfObject) string = pdf_object_new_text (text);
  g_autofree char *zeros = g_malloc0 (5000);
  g_autoptr (GBytes) data = g_bytes_new (zeros, 5000);
  GByteArray *appended;

  g_assert_no_error (error);
  catalog = pdf_writer_load (writer, 1, &error);
  g_assert_no_error (error);
  copy = pdf_object_copy (catalog);
  pdf_object_take (copy, "VMT_Text", pdf_writer_new_ref (writer, pdf_writer_add (writer, string)));
  pdf_object_take (copy, "VMT_Data",
                   pdf_writer_new_ref (writer, pdf_writer_add_stream (writer, NULL, data)));
  pdf_writer_put (writer, 1, copy);
  appended = pdf_writer_finish (writer, &error);
  g_assert_no_error (error);
  g_assert_true (pdf_writer_finish (writer, NULL) == appended);
  return join (base, appended);
}

static void
assert_text (PdfFile *file, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdfObject) catalog = pdf_file_get_catalog (file, &error);
  g_autoptr (PdfObject) string = pdf_file_get_key (file, catalog, "VMT_Text", &error);
  g_autoptr (PdfObject) stream = pdf_file_get_key (file, catalog, "VMT_Data", &error);
  g_autofree char *found = pdf_object_dup_text (string);

  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, text);
  if (text)
    {
      g_autoptr (GBytes) data = pdf_file_decode (file, stream, 5000, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (g_bytes_get_size (data), ==, 5000);
      g_assert_true (pdf_object_is_name (pdf_object_peek_key (stream, "Filter"), "FlateDecode"));
    }
}

/* Three revisions on each form: each has its form, and each older one is still there. */
static void
check_chain (const SupportPdf *options)
{
  static const char *const texts[] = {NULL, "first", "第二次", "third"};
  GBytes *files[G_N_ELEMENTS (texts)] = {support_pdf_new (options)};
  g_autoptr (PdfFile) file = NULL;
  g_autoptr (GError) error = NULL;
  PdfSection form;

  for (guint i = 1; i < G_N_ELEMENTS (texts); i++)
    {
      gsize length = g_bytes_get_size (files[i - 1]);

      files[i] = append (files[i - 1], texts[i]);
      g_assert_cmpmem (g_bytes_get_data (files[i], NULL), length,
                       g_bytes_get_data (files[i - 1], NULL), length);
      assert_others_agree (files[i], 3);
    }
  file = pdf_file_new_for_bytes (files[3], NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pdf_file_get_n_revisions (file), ==, 4);
  form = pdf_file_get_revision (file, 1)->section == PDF_SECTION_STREAM ? PDF_SECTION_STREAM
                                                                        : PDF_SECTION_TABLE;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (PdfFile) old = pdf_file_new_for_revision (file, i + 1, &error);

      g_assert_no_error (error);
      assert_text (old, texts[i]);
      if (i > 0)
        g_assert_cmpint (pdf_file_get_revision (file, i + 1)->section, ==, form);
      g_assert_cmpuint (pdf_file_get_n_pages (old, NULL), ==, 3);
    }
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_bytes_unref (files[i]);
}

static void
test_forms (void)
{
  for (guint form = 0; form <= SUPPORT_PDF_HYBRID; form++)
    {
      SupportPdf options = {.form = form, .n_pages = 3, .n_fields = 1};

      check_chain (&options);
    }
}

static void
test_header_offset (void)
{
  for (guint form = 0; form <= SUPPORT_PDF_HYBRID; form++)
    {
      SupportPdf options = {.form = form, .n_pages = 3, .junk = "mail\n"};

      check_chain (&options);
    }
}

static void
test_no_end (void)
{
  SupportPdf options = {.n_pages = 3, .no_end = TRUE};
  g_autoptr (GBytes) base = support_pdf_new (&options);
  g_autoptr (GBytes) longer = append (base, "x");

  check_chain (&options);
  g_assert_cmpint (((const char *) g_bytes_get_data (longer, NULL))[g_bytes_get_size (base)], ==,
                   '\n');
}

static void
test_others_are_there (void)
{
  static const char *const programs[] = {"qpdf", "pdfinfo", "mutool"};

  for (guint i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      g_autofree char *found = g_find_program_in_path (programs[i]);

      if (!found)
        g_test_skip ("qpdf, pdfinfo or mutool is not installed and did not judge");
    }
}

static PdfObject *
get_id (GBytes *bytes, guint index)
{
  g_autoptr (PdfFile) file = pdf_file_new_for_bytes (bytes, NULL, NULL);
  PdfObject *id = pdf_object_peek_key (pdf_file_peek_trailer (file), "ID");

  return id ? pdf_object_ref (pdf_object_peek_index (id, index)) : NULL;
}

static void
test_identifier (void)
{
  SupportPdf options = {0};
  g_autoptr (GBytes) base = support_pdf_new (&options);
  g_autoptr (GBytes) one = append (base, "one");
  g_autoptr (GBytes) two = append (base, "two");
  g_autoptr (GBytes) again = append (base, "two");
  GBytes *all[] = {base, one, two, again};
  PdfObject *first[4], *second[4];

  for (guint i = 0; i < 4; i++)
    {
      first[i] = get_id (all[i], 0);
      second[i] = get_id (all[i], 1);
      g_assert_true (pdf_object_equal (first[0], first[i]));
    }
  g_assert_false (pdf_object_equal (second[0], second[1]));
  g_assert_false (pdf_object_equal (second[1], second[2]));
  g_assert_true (pdf_object_equal (second[2], second[3]));
  for (guint i = 0; i < 4; i++)
    {
      pdf_object_unref (first[i]);
      pdf_object_unref (second[i]);
    }
}

/* The trailer says what the last one said of the file, and nothing that it said of its section. */
static void
test_trailer (void)
{
  SupportPdf options = {.form = SUPPORT_PDF_HYBRID, .trailer = "/Info 4 0 R /X_Own (kept)"};
  g_autoptr (GBytes) base = support_pdf_new (&options);
  g_autoptr (GBytes) longer = append (base, "x");
  g_autoptr (PdfFile) before = pdf_file_new_for_bytes (base, NULL, NULL);
  g_autoptr (PdfFile) file = pdf_file_new_for_bytes (longer, NULL, NULL);
  PdfObject *trailer = pdf_file_peek_trailer (file);

  g_assert_cmpuint (pdf_object_get_ref (pdf_object_peek_key (trailer, "Root"), NULL), ==, 1);
  g_assert_cmpuint (pdf_object_get_ref (pdf_object_peek_key (trailer, "Info"), NULL), ==, 4);
  g_assert_nonnull (pdf_object_peek_key (trailer, "X_Own"));
  g_assert_null (pdf_object_peek_key (trailer, "XRefStm"));
  g_assert_cmpint (pdf_object_get_integer (pdf_object_peek_key (trailer, "Prev")), ==,
                   pdf_file_get_revision (before, 1)->xref);
  g_assert_cmpint (pdf_object_get_integer (pdf_object_peek_key (trailer, "Size")), ==,
                   pdf_file_get_size (before) + 2);
}

static void
test_reserved (void)
{
  SupportPdf options = {.junk = "junk"};
  g_autoptr (GBytes) base = support_pdf_new (&options);
  g_autoptr (PdfFile) file = pdf_file_new_for_bytes (base, NULL, NULL);
  g_autoptr (PdfWriter) writer = pdf_writer_new (file);
  g_autoptr (PdfObject) dict = pdf_object_new_dict ();
  g_autoptr (PdfObject) contents = pdf_object_new_reserved (6);
  g_autoptr (PdfObject) unused = pdf_object_new_reserved (1);
  g_autoptr (PdfFile) again = NULL;
  g_autoptr (GBytes) whole = NULL;
  g_autoptr (PdfObject) loaded = NULL;
  GByteArray *appended;
  gsize offset, start, end;
  guint32 number;

  pdf_object_take (dict, "A", pdf_object_new_integer (1));
  pdf_object_set (dict, "Contents", contents);
  number = pdf_writer_add (writer, dict);
  appended = pdf_writer_finish (writer, NULL);
  g_assert_true (pdf_writer_find (writer, contents, &offset));
  g_assert_false (pdf_writer_find (writer, unused, &offset));
  memcpy (appended->data + offset - g_bytes_get_size (base), "<0102>", 6);
  whole = join (base, appended);
  again = pdf_file_new_for_bytes (whole, NULL, NULL);
  loaded = pdf_file_load (again, number, NULL);
  g_assert_true (pdf_object_get_span (pdf_object_peek_key (loaded, "Contents"), &start, &end));
  g_assert_cmpuint (start, ==, offset);
  g_assert_cmpuint (end, ==, offset + 6);
}

/* An object keeps its generation; what leaves an object stream has none; a free one takes over. */
static void
test_generations (void)
{
  static const char text[] =
      "%PDF-1.4\n1 7 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
      "xref\n0 4\n0000000003 65535 f \n0000000009 00007 n \n0000000000 00000 f \n"
      "0000000000 00005 f \ntrailer\n<< /Size 4 /Root 1 7 R >>\nstartxref\n58\n%%EOF\n";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (PdfFile) file = pdf_file_new_for_bytes (bytes, NULL, NULL);
  g_autoptr (PdfWriter) writer = pdf_writer_new (file);
  g_autoptr (PdfObject) value = pdf_object_new_dict ();
  g_autoptr (PdfObject) reference = pdf_writer_new_ref (writer, 1);
  g_autofree char *out = NULL;
  guint16 generation;
  GByteArray *appended;

  g_assert_cmpuint (pdf_object_get_ref (reference, &generation), ==, 1);
  g_assert_cmpuint (generation, ==, 7);
  pdf_writer_put (writer, 1, value);
  pdf_writer_put (writer, 3, value);
  pdf_writer_put (writer, 4, value);
  appended = pdf_writer_finish (writer, NULL);
  out = g_strndup ((const char *) appended->data, appended->len);
  g_assert_nonnull (strstr (out, "1 7 obj\n"));
  g_assert_nonnull (strstr (out, "3 5 obj\n"));
  g_assert_nonnull (strstr (out, "4 0 obj\n"));
  g_assert_nonnull (strstr (out, "xref\n1 1\n"));
  g_assert_nonnull (strstr (out, " 00007 n \n3 2\n"));
  /* A file without /ID gets none. */
  g_assert_null (strstr (out, "/ID"));
}

static void
test_streams (void)
{
  SupportPdf options = {.content = "1 0 0 rg"};
  g_autoptr (GBytes) base = support_pdf_new (&options);
  g_autoptr (PdfFile) file = pdf_file_new_for_bytes (base, NULL, NULL);
  g_autoptr (PdfWriter) writer = pdf_writer_new (file);
  g_autoptr (PdfObject) old = pdf_file_load (file, 4, NULL);
  g_autoptr (PdfObject) copy = pdf_object_copy (old);
  g_autoptr (PdfObject) metadata = pdf_object_new_dict ();
  g_autofree char *blanks = g_strnfill (900, ' ');
  g_autoptr (GBytes) data = g_bytes_new (blanks, 900);
  g_autoptr (GBytes) whole = NULL;
  g_autoptr (PdfFile) again = NULL;
  g_autoptr (PdfObject) stream = NULL;
  g_autoptr (PdfObject) plain = NULL;
  g_autoptr (GBytes) decoded = NULL;
  guint32 number;

  pdf_object_take (copy, "X", pdf_object_new_integer (1));
  pdf_writer_put (writer, 4, copy);
  pdf_object_take (metadata, "Type", pdf_object_new_name ("Metadata"));
  number = pdf_writer_add_stream (writer, metadata, data);
  g_assert_null (pdf_object_peek_key (metadata, "Length"));
  whole = join (base, pdf_writer_finish (writer, NULL));
  assert_others_agree (whole, 1);
  again = pdf_file_new_for_bytes (whole, NULL, NULL);
  stream = pdf_file_load (again, 4, NULL);
  decoded = pdf_file_decode (again, stream, 100, NULL);
  g_assert_cmpmem (g_bytes_get_data (decoded, NULL), g_bytes_get_size (decoded), "1 0 0 rg", 8);
  g_assert_nonnull (pdf_object_peek_key (stream, "X"));
  plain = pdf_file_load (again, number, NULL);
  g_assert_null (pdf_object_peek_key (plain, "Filter"));
}

#define HIGH_NUMBERS(low)                                                                          \
  "%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"                                 \
  "xref\n1 1\n0000000009 00000 n \n" low                                                           \
  "trailer\n<< /Size 4294967295 /Root 1 0 R >>\nstartxref\n58\n%%EOF\n"

/* New objects go where every reader can read their numbers. */
static void
test_high_numbers (void)
{
  static const char text[] = HIGH_NUMBERS ("2147483640 1\n0000000009 00000 f \n");
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (PdfFile) file = pdf_file_new_for_bytes (bytes, NULL, NULL);
  g_autoptr (PdfWriter) writer = pdf_writer_new (file);
  g_autoptr (PdfObject) value = pdf_object_new_integer (7);
  g_autoptr (PdfObject) read = NULL;
  g_autoptr (GBytes) whole = NULL;
  g_autoptr (PdfFile) again = NULL;

  g_assert_cmpuint (pdf_writer_add (writer, value), ==, 2);
  g_assert_cmpuint (pdf_writer_reserve (writer), ==, 3);
  whole = join (bytes, pdf_writer_finish (writer, NULL));
  again = pdf_file_new_for_bytes (whole, NULL, NULL);
  read = pdf_file_load (again, 2, NULL);
  g_assert_cmpint (pdf_object_get_integer (read), ==, 7);
  g_assert_cmpuint (pdf_file_get_size (again), ==, 4294967295);
}

static void
test_no_number_left (void)
{
  static const char text[] = HIGH_NUMBERS ("8388606 1\n0000000009 00000 f \n");
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (PdfFile) file = pdf_file_new_for_bytes (bytes, NULL, NULL);
  g_autoptr (PdfWriter) writer = pdf_writer_new (file);
  g_autoptr (PdfObject) value = pdf_object_new_null ();
  g_autoptr (GError) error = NULL;

  pdf_writer_add (writer, value);
  g_assert_null (pdf_writer_finish (writer, &error));
  g_assert_error (error, PDF_ERROR, PDF_ERROR_LIMIT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pdf/writer/others-are-there", test_others_are_there);
  g_test_add_func ("/pdf/writer/forms", test_forms);
  g_test_add_func ("/pdf/writer/header-offset", test_header_offset);
  g_test_add_func ("/pdf/writer/no-end", test_no_end);
  g_test_add_func ("/pdf/writer/identifier", test_identifier);
  g_test_add_func ("/pdf/writer/trailer", test_trailer);
  g_test_add_func ("/pdf/writer/reserved", test_reserved);
  g_test_add_func ("/pdf/writer/generations", test_generations);
  g_test_add_func ("/pdf/writer/streams", test_streams);
  g_test_add_func ("/pdf/writer/high-numbers", test_high_numbers);
  g_test_add_func ("/pdf/writer/no-number-left", test_no_number_left);
  return g_test_run ();
}
