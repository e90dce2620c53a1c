/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "pdf-error.h"
#include "pdf-fields.h"
#include "pdf-file.h"
#include "pdf-filter.h"
#include "support-pdf.h"

static GBytes *
edit (GBytes *bytes, const char *from, const char *to)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  const char *at = memmem (data, length, from, strlen (from));
  GString *out = g_string_new_len (data, at ? at - data : 0);

  g_assert_nonnull (at);
  g_string_append (out, to);
  g_string_append_len (out, at + strlen (from), length - (at - data) - strlen (from));
  return g_string_free_to_bytes (out);
}

static PdfFile *
open_text (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));

  return pdf_file_new_for_bytes (bytes, NULL, error);
}

static void
assert_sound (PdfFile *file, guint n_pages)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (pdf_file_get_n_pages (file, &error), ==, n_pages);
  g_assert_no_error (error);
  for (guint i = 0; i < n_pages; i++)
    {
      g_autoptr (PdfPage) page = pdf_file_get_page (file, i, &error);

      g_assert_no_error (error);
      g_assert_cmpfloat (page->box.crop.x1, ==, 595);
    }
}

static void
test_forms (void)
{
  static const PdfSection sections[] = {
      [SUPPORT_PDF_TABLE] = PDF_SECTION_TABLE,
      [SUPPORT_PDF_STREAM] = PDF_SECTION_STREAM,
      [SUPPORT_PDF_PACKED] = PDF_SECTION_STREAM,
      [SUPPORT_PDF_HYBRID] = PDF_SECTION_HYBRID,
  };

  for (guint form = 0; form < G_N_ELEMENTS (sections); form++)
    {
      SupportPdf options = {.form = form, .n_pages = 250, .version = "1.5"};
      g_autoptr (GBytes) bytes = support_pdf_new (&options);
      g_autoptr (GError) error = NULL;
      g_autoptr (PdfFile) file = pdf_file_new_for_bytes (bytes, NULL, &error);
      g_autoptr (PdfObject) font = NULL;
      guint major, minor;

      g_assert_no_error (error);
      assert_sound (file, 250);
      g_assert_cmpuint (pdf_file_get_n_revisions (file), ==, 1);
      g_assert_cmpint (pdf_file_get_revision (file, 1)->section, ==, sections[form]);
      g_assert_cmpuint (pdf_file_get_revision (file, 1)->end, ==, g_bytes_get_size (bytes));
      g_assert_cmpuint (pdf_file_get_header (file, &major, &minor), ==, 0);
      g_assert_cmpuint (major * 10 + minor, ==, 15);
      /* Of a hybrid file the font is in the hidden stream. */
      font = pdf_file_load (file, 3, &error);
      g_assert_no_error (error);
      g_assert_true (pdf_object_is_name (pdf_object_peek_key (font, "Type"), "Font"));
    }
}

static void
test_header_offset (void)
{
  for (guint form = 0; form <= SUPPORT_PDF_HYBRID; form++)
    for (guint absolute = 0; absolute < 2; absolute++)
      {
        SupportPdf options = {
            .form = form, .n_pages = 3, .junk = "From: mail\r\n\r\n", .from_file_start = absolute};
        g_autoptr (GBytes) bytes = support_pdf_new (&options);
        g_autoptr (GError) error = NULL;
        g_autoptr (PdfFile) file = pdf_file_new_for_bytes (bytes, NULL, &error);

        g_assert_no_error (error);
        g_assert_cmpuint (pdf_file_get_header (file, NULL, NULL), ==, 14);
        assert_sound (file, 3);
      }
}

static void
test_tolerance (void)
{
  SupportPdf options = {.n_pages = 2};
  g_autoptr (GBytes) plain = support_pdf_new (&options);
  static const struct {
    const char *from, *to;
  } table[] = {
      {"%%EOF\n", "%%EOF"},
      {"%%EOF\n", ""},
      {"\n%%EOF\n", ""},
      {"%%EOF\n", "%%EOF\n<html>appended by a gateway</html>\n\n\n"},
      {"xref\n0 ", "xref \r\n0  "},
      {"xref\n0 ", "xref\n1 "},
      {"00000 65535 f \n", "00000 65535 f\n"},
      {"00000 65535 f \n", "00000 65535 f \r\n"},
      {"trailer\n<<", "trailer<<"},
      {"/Size 7", "/Size 1"},
      {"/Size 7", "/Size 7 /Prev 0"},
      {"startxref\n", "startxref   "},
      {"startxref\n", "startxref\n\n"},
      {"%PDF-1.7", "%PDF-1.x"},
      {"endobj\n2 0 obj", "endobj 2 0 obj"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GBytes) bytes = edit (plain, table[i].from, table[i].to);
      g_autoptr (GError) error = NULL;
      g_autoptr (PdfFile) file = pdf_file_new_for_bytes (bytes, NULL, &error);

      g_test_message ("%s", table[i].to);
      g_assert_no_error (error);
      assert_sound (file, 2);
      g_assert_cmpuint (pdf_file_get_size (file), >=, 7);
    }
}

/* startxref misses the table by a few bytes on either side. */
static void
test_slip (void)
{
  static const char *const before[] = {"\nxref\n0 7", "\nxref\n0 7"};
  static const char *const after[] = {"\nxx\nxref\n0 7", "xref\n0 7"};
  SupportPdf options = {.n_pages = 2};
  g_autoptr (GBytes) plain = support_pdf_new (&options);

  for (guint i = 0; i < G_N_ELEMENTS (before); i++)
    {
      g_autoptr (GBytes) bytes = edit (plain, before[i], after[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (PdfFile) file = pdf_file_new_for_bytes (bytes, NULL, &error);

      g_assert_no_error (error);
      assert_sound (file, 2);
    }
}

/* A newest trailer that says only where it stands takes the rest from the one before. */
static void
test_poor_trailer (void)
{
  SupportPdf options = {.n_pages = 1};
  g_autoptr (GBytes) first = support_pdf_new (&options);
  g_autoptr (GBytes) second = support_pdf_append (first, 60, "(second)");
  g_autoptr (GBytes)
      poor = edit (second, "/Size 64 /Root 1 0 R /Prev", "/Size 64              /Prev");
  g_autoptr (GError) error = NULL;
  g_autoptr (PdfFile) file = pdf_file_new_for_bytes (poor, NULL, &error);

  g_assert_no_error (error);
  assert_sound (file, 1);
  g_assert_nonnull (pdf_object_peek_key (pdf_file_peek_trailer (file), "ID"));
}

static void
test_refusals (void)
{
  SupportPdf options = {.n_pages = 2};
  SupportPdf packed = {.n_pages = 2, .form = SUPPORT_PDF_PACKED};
  g_autoptr (GBytes) plain = support_pdf_new (&options);
  g_autoptr (GBytes) stream = support_pdf_new (&packed);
  const struct {
    GBytes *base;
    const char *from, *to;
    PdfError code;
  } table[] = {
      {plain, "%PDF-1.7", "%!PS-1.7", PDF_ERROR_NOT_PDF},
      {plain, "startxref", "startxxxx", PDF_ERROR_DAMAGED},
      {plain, "startxref\n", "startxref\n9", PDF_ERROR_DAMAGED},
      {plain, "startxref\n", "startxref\n99999999999999999999999", PDF_ERROR_DAMAGED},
      {plain, "trailer", "tailer_", PDF_ERROR_DAMAGED},
      {plain, "/Root 1 0 R", "/Root 9 0 R", PDF_ERROR_DAMAGED},
      {plain, "/Root 1 0 R", "/Root 2 0", PDF_ERROR_DAMAGED},
      {plain, "xref\n0 7", "xref\n4294967295 7", PDF_ERROR_DAMAGED},
      {plain, "/Size 7", "/Encrypt << /Filter /Standard /V 2 >> /Size 7", PDF_ERROR_ENCRYPTED},
      {plain, "/Size 7", "/Encrypt << /V 4 /StmF /StdCF /StrF /StdCF >> /Size 7",
       PDF_ERROR_ENCRYPTED},
      {stream, "/W [1 4 2]", "/W [1 4 9]", PDF_ERROR_DAMAGED},
      {stream, "/W [1 4 2]", "/W [0 0 0]", PDF_ERROR_DAMAGED},
      {stream, "/W [1 4 2]", "/W [8 8 8]", PDF_ERROR_DAMAGED},
      {stream, "/Type /XRef ", "/Type /Xref ", PDF_ERROR_DAMAGED},
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GBytes) bytes = edit (table[i].base, table[i].from, table[i].to);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", table[i].to);
      g_assert_null (pdf_file_new_for_bytes (bytes, NULL, &error));
      g_assert_error (error, PDF_ERROR, (int) table[i].code);
    }
}

/* Only attachments are encrypted: structure and strings are in the clear. */
static void
test_identity_encryption (void)
{
  SupportPdf options = {.trailer = "/Encrypt << /Filter /Standard /V 5 /StmF /Identity "
                                   "/StrF /Identity /EFF /StdCF >>"};
  g_autoptr (GBytes) bytes = support_pdf_new (&options);
  g_autoptr (GError) error = NULL;
  g_autoptr (PdfFile) file = pdf_file_new_for_bytes (bytes, NULL, &error);

  g_assert_no_error (error);
  assert_sound (file, 1);
}

static void
test_loops (void)
{
  SupportPdf options = {0};
  g_autoptr (GBytes) plain = support_pdf_new (&options);
  g_autoptr (GBytes) longer = support_pdf_append (plain, 9, "9 0 R");
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) looped = NULL;
  g_autoptr (PdfFile) file = pdf_file_new_for_bytes (longer, NULL, &error);
  g_autoptr (PdfObject) reference = pdf_object_new_ref (9, 0);
  gsize length;
  const char *data = g_bytes_get_data (longer, &length);
  const char *last = g_strrstr_len (data, length, "startxref\n");
  g_autofree char *prev = g_strdup_printf ("/Prev %d", atoi (last + 10));
  g_autofree char *old = g_strndup (strstr (data, "/Prev "), 9);
  g_autoptr (GBytes) cyclic = edit (longer, old, prev);
  g_autoptr (PdfObject) resolved = NULL;

  g_assert_no_error (error);
  resolved = pdf_file_resolve (file, reference, &error);
  g_assert_null (resolved);
  g_assert_error (error, PDF_ERROR, PDF_ERROR_LIMIT);
  g_assert_null (pdf_file_new_for_bytes (cyclic, NULL, &looped));
  g_assert_error (looped, PDF_ERROR, PDF_ERROR_DAMAGED);
}

static void
test_revisions (void)
{
  SupportPdf options = {.n_pages = 1};
  g_autoptr (GBytes) first = support_pdf_new (&options);
  g_autoptr (GBytes) second = support_pdf_append (first, 60, "(second)");
  g_autoptr (GBytes) third = support_pdf_append (second, 60, "(third)");
  gsize ends[] = {g_bytes_get_size (first), g_bytes_get_size (second), g_bytes_get_size (third)};
  static const char *const texts[] = {NULL, "second", "third"};
  g_autoptr (PdfFile) file = pdf_file_new_for_bytes (third, NULL, NULL);

  g_assert_cmpuint (pdf_file_get_n_revisions (file), ==, 3);
  g_assert_null (pdf_file_get_revision (file, 0));
  g_assert_null (pdf_file_get_revision (file, 4));
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PdfFile) old = pdf_file_new_for_revision (file, i + 1, &error);
      g_autoptr (PdfObject) object = NULL;
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      g_assert_cmpuint (pdf_file_get_revision (file, i + 1)->end, ==, ends[i]);
      g_assert_cmpuint (pdf_file_get_revision_at (file, ends[i]), ==, i + 1);
      g_assert_cmpuint (pdf_file_get_revision_at (file, ends[i] - 1), ==, i + 1);
      g_assert_cmpuint (pdf_file_get_revision_at (file, ends[i] - 2), ==, 0);
      g_assert_cmpuint (pdf_file_get_n_revisions (old), ==, i + 1);
      object = pdf_file_load (old, 60, &error);
      g_assert_no_error (error);
      text = pdf_object_dup_text (object);
      g_assert_cmpstr (text, ==, texts[i]);
    }
}

/* A revision without %%EOF must not pass for one that ends where an older one does. */
static void
test_revision_without_end (void)
{
  SupportPdf options = {.n_pages = 1};
  g_autoptr (GBytes) first = support_pdf_new (&options);
  g_autoptr (GBytes) second = support_pdf_append (first, 60, "(second)");
  g_autoptr (GBytes)
      cut = g_bytes_new_from_bytes (second, 0, g_bytes_get_size (second) - strlen ("\n%%EOF\n"));
  g_autoptr (PdfFile) file = pdf_file_new_for_bytes (cut, NULL, NULL);

  g_assert_cmpuint (pdf_file_get_n_revisions (file), ==, 2);
  g_assert_cmpuint (pdf_file_get_revision (file, 2)->end, ==, g_bytes_get_size (cut));
}

static void
test_linearized (void)
{
  g_autofree char *qpdf = g_find_program_in_path ("qpdf");
  g_autofree char *folder = g_dir_make_tmp ("vermilion-XXXXXX", NULL);
  SupportPdf options = {.n_pages = 20};
  g_autofree char *path = support_pdf_write (&options, folder, "plain.pdf");
  g_autofree char *linear = g_build_filename (folder, "linear.pdf", NULL);

  if (!qpdf)
    {
      g_test_skip ("qpdf is not installed");
      return;
    }
  for (guint packed = 0; packed < 2; packed++)
    {
      const char *argv[] = {
          qpdf, "--linearize", packed ? "--object-streams=generate" : "--object-streams=disable",
          path, linear,        NULL};
      g_autoptr (GError) error = NULL;
      g_autoptr (PdfFile) file = NULL;
      struct stat info;

      g_assert_true (
          g_spawn_sync (NULL, (char **) argv, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL));
      g_assert_cmpint (stat (linear, &info), ==, 0);
      file = pdf_file_open (linear, NULL, &error);
      g_assert_no_error (error);
      assert_sound (file, 20);
      g_assert_cmpuint (pdf_file_get_n_revisions (file), ==, 1);
      g_assert_cmpuint (pdf_file_get_revision (file, 1)->end, ==, info.st_size);
    }
  g_unlink (linear);
  g_unlink (path);
  g_rmdir (folder);
}

static void
assert_unopenable (const char *path, PdfError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (pdf_file_open (path, NULL, &error));
  g_assert_error (error, PDF_ERROR, (int) code);
}

static void
test_unreadable (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vermilion-XXXXXX", NULL);
  g_autofree char *missing = g_build_filename (folder, "missing.pdf", NULL);
  g_autofree char *empty = g_build_filename (folder, "empty.pdf", NULL);
  g_autofree char *fifo = g_build_filename (folder, "pipe.pdf", NULL);
  g_autofree char *secret = g_build_filename (folder, "secret.pdf", NULL);

  g_assert_true (g_file_set_contents (empty, "", 0, NULL));
  g_assert_true (g_file_set_contents (secret, "%PDF-1.7", -1, NULL));
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_assert_cmpint (g_chmod (secret, 0), ==, 0);
  assert_unopenable (missing, PDF_ERROR_UNREADABLE);
  assert_unopenable (empty, PDF_ERROR_EMPTY);
  assert_unopenable (folder, PDF_ERROR_UNREADABLE);
  assert_unopenable (fifo, PDF_ERROR_UNREADABLE);
  /* Root may read everything. */
  if (geteuid () != 0)
    assert_unopenable (secret, PDF_ERROR_UNREADABLE);
  g_unlink (secret);
  g_unlink (fifo);
  g_unlink (empty);
  g_rmdir (folder);
}

/* Four sparse gigabytes, with and without a header, are answered without reading them. */
static void
test_sparse (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vermilion-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "sparse.pdf", NULL);

  for (guint header = 0; header < 2; header++)
    {
      g_autoptr (GError) error = NULL;
      clock_t start = clock ();
      int expected = header ? PDF_ERROR_DAMAGED : PDF_ERROR_NOT_PDF;

      g_assert_true (g_file_set_contents (path, header ? "%PDF-1.7\n" : "", -1, NULL));
      if (truncate (path, G_GINT64_CONSTANT (5) << 30) != 0)
        {
          g_test_skip ("the file system holds no large files");
          break;
        }
      g_assert_null (pdf_file_open (path, NULL, &error));
      g_assert_error (error, PDF_ERROR, expected);
      g_assert_cmpint (clock () - start, <, 2 * CLOCKS_PER_SEC);
    }
  g_unlink (path);
  g_rmdir (folder);
}

/* A file beyond 4 GB, mapped: offsets of ten digits. */
static void
test_huge (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vermilion-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "huge.pdf", NULL);
  static const char tail[] = "1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
                             "2 0 obj\n<< /Type /Pages /Count 1 /Kids [3 0 R] >>\nendobj\n"
                             "3 0 obj\n<< /Type /Page /MediaBox [0 0 595 842] >>\nendobj\n";
  guint64 base = G_GUINT64_CONSTANT (5) << 30;
  g_autofree char *xref = g_strdup_printf (
      "%sxref\n0 4\n0000000000 65535 f \n%010" G_GUINT64_FORMAT " 00000 n \n%010" G_GUINT64_FORMAT
      " 00000 n \n%010" G_GUINT64_FORMAT " 00000 n \ntrailer\n<< /Size 4 /Root 1 0 R >>\n"
      "startxref\n%" G_GUINT64_FORMAT "\n%%%%EOF\n",
      tail, base, base + 49, base + 106, base + strlen (tail));
  FILE *stream = fopen (path, "wb");
  g_autoptr (GError) error = NULL;
  g_autoptr (PdfFile) file = NULL;

  fputs ("%PDF-1.7\n", stream);
  g_assert_cmpint (fseeko (stream, base, SEEK_SET), ==, 0);
  fputs (xref, stream);
  if (fclose (stream) != 0)
    g_test_skip ("the file system holds no large files");
  else
    {
      file = pdf_file_open (path, NULL, &error);
      g_assert_no_error (error);
      assert_sound (file, 1);
    }
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_object_numbers_are_sparse (void)
{
  static const char text[] = "%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
                             "xref\n1 1\n0000000009 00000 n \n4294967290 1\n0000000009 00000 n \n"
                             "trailer\n<< /Size 4294967295 /Root 1 0 R >>\nstartxref\n58\n%%EOF\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (PdfFile) file = open_text (text, &error);
  PdfEntry entry;

  g_assert_no_error (error);
  g_assert_true (pdf_file_lookup (file, 4294967290u, &entry));
  g_assert_cmpuint (entry.where, ==, 9);
  g_assert_false (pdf_file_lookup (file, 4294967289u, &entry));
  g_assert_cmpuint (pdf_file_get_size (file), ==, G_MAXUINT32);
}

static void
test_streams (void)
{
  SupportPdf options = {.content = "0 0 1 rg"};
  g_autoptr (GBytes) plain = support_pdf_new (&options);
  g_autoptr (GBytes) wrong = edit (plain, "/Length 8 ", "/Length 3 ");
  GBytes *cases[] = {plain, wrong};

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PdfFile) file = pdf_file_new_for_bytes (cases[i], NULL, NULL);
      g_autoptr (PdfObject) stream = pdf_file_load (file, 4, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) too_large = NULL;
      g_autoptr (GBytes) data = NULL;

      data = pdf_file_decode (file, stream, 100, &error);
      g_assert_no_error (error);
      g_assert_cmpmem (g_bytes_get_data (data, NULL), g_bytes_get_size (data), "0 0 1 rg", 8);
      g_assert_null (pdf_file_decode (file, stream, 7, &too_large));
      g_assert_error (too_large, PDF_ERROR, PDF_ERROR_LIMIT);
    }
}

/* Files that ask for far more work than their size: each must be answered soon, by this
 * process's own time: other tests run beside it. */
#define SOON (5 * CLOCKS_PER_SEC)

static PdfFile *
open_with_objects (GString *text, const guint32 *offsets, guint n)
{
  g_autoptr (GError) error = NULL;
  gsize table = text->len;
  PdfFile *file;

  g_string_append_printf (text, "xref\n0 %u\n0000000000 65535 f \n", n + 1);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%010u 00000 n \n", offsets[i]);
  g_string_append_printf (text, "trailer\n<< /Size %u /Root 1 0 R >>\nstartxref\n%zu\n%%%%EOF\n",
                          n + 1, table);
  file = open_text (text->str, &error);
  g_assert_no_error (error);
  return file;
}

/* Every object is a string that holds all those behind it. */
static void
test_overlapping_objects (void)
{
  enum { N = 20000 };
  g_autoptr (GString)
      text = g_string_new ("%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n");
  g_autofree guint32 *offsets = g_new0 (guint32, N);
  g_autoptr (PdfFile) file = NULL;
  g_autofree char *close = g_strnfill (N, ')');
  clock_t start;
  guint refused = 0;

  offsets[0] = 9;
  for (guint i = 1; i < N; i++)
    {
      offsets[i] = text->len;
      g_string_append_printf (text, "%u 0 obj (------------------------------------\n", i + 1);
    }
  g_string_append (text, close);
  file = open_with_objects (text, offsets, N);
  start = clock ();
  for (guint i = 2; i <= N; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PdfObject) object = pdf_file_load (file, i, &error);

      if (error)
        {
          g_assert_error (error, PDF_ERROR, PDF_ERROR_LIMIT);
          refused++;
        }
    }
  g_assert_cmpuint (refused, >, 0);
  g_assert_cmpint (clock () - start, <, SOON);
}

/* Every object is said to be in a stream that unpacks to more than any may. */
static void
test_bomb (void)
{
  enum { N = 2000 };
  g_autoptr (GByteArray) zeros = g_byte_array_new ();
  g_autoptr (GByteArray) packed = NULL;
  g_autoptr (GString)
      text = g_string_new ("%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n");
  gsize stream = text->len, table;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (PdfFile) file = NULL;
  clock_t start = clock ();

  g_byte_array_set_size (zeros, 80 << 20);
  memset (zeros->data, ' ', zeros->len);
  packed = pdf_filter_deflate (zeros->data, zeros->len);
  g_string_append_printf (text,
                          "2 0 obj\n<< /Type /ObjStm /N %u /First 9 /Filter /FlateDecode "
                          "/Length %u >>\nstream\n",
                          N, packed->len);
  g_string_append_len (text, (const char *) packed->data, packed->len);
  g_string_append (text, "\nendstream\nendobj\n");
  table = text->len;
  g_string_append_printf (text,
                          "3 0 obj\n<< /Type /XRef /W [1 2 1] /Index [1 2 10 %u] /Size %u "
                          "/Root 1 0 R /Length %u >>\nstream\n",
                          N, N + 10, 4 * (N + 2));
  g_string_append_len (text, "\1\0\11\0\1", 5);
  g_string_append_c (text, stream >> 8);
  g_string_append_c (text, stream & 0xff);
  g_string_append_c (text, 0);
  for (guint i = 0; i < N; i++)
    g_string_append_len (text, "\2\0\2\0", 4);
  g_string_append_printf (text, "\nendstream\nendobj\nstartxref\n%zu\n%%%%EOF\n", table);
  bytes = g_bytes_new (text->str, text->len);
  file = pdf_file_new_for_bytes (bytes, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 10; i < 10 + N; i++)
    g_assert_null (pdf_file_load (file, i, NULL));
  g_assert_cmpint (clock () - start, <, SOON);
}

/* Reads everything that a signer reads. Errors are fine, anything worse is not. */
static void
read_all (GBytes *bytes)
{
  g_autoptr (PdfFile) file = pdf_file_new_for_bytes (bytes, NULL, NULL);
  g_autoptr (GPtrArray) fields = NULL;
  guint n_pages;

  if (!file)
    return;
  n_pages = pdf_file_get_n_pages (file, NULL);
  for (guint i = 0; i < MIN (n_pages, 20); i++)
    pdf_page_free (pdf_file_get_page (file, i, NULL));
  fields = pdf_fields_list (file, NULL);
}

static void
test_truncated (void)
{
  for (guint form = 0; form <= SUPPORT_PDF_HYBRID; form++)
    {
      SupportPdf options = {.form = form, .n_pages = 3, .n_fields = 2};
      g_autoptr (GBytes) whole = support_pdf_new (&options);

      for (gsize length = 1; length < g_bytes_get_size (whole); length += 3)
        {
          g_autoptr (GBytes) cut = g_bytes_new_from_bytes (whole, 0, length);

          read_all (cut);
        }
    }
}

/* An entry of another generation than its object leads nowhere, and a form is not lost by it. */
static void
test_generation (void)
{
  SupportPdf options = {.n_fields = 1};
  g_autoptr (GBytes) whole = support_pdf_new (&options);
  gsize length = 0;
  const char *data = g_bytes_get_data (whole, &length);
  const char *table = g_strrstr_len (data, (gssize) length, "xref\n0 ");
  g_autoptr (PdfFile) good = pdf_file_new_for_bytes (whole, NULL, NULL);
  guint32 n = pdf_file_get_size (good);
  guint nulls = 0;
  guint damaged = 0;

  g_assert_nonnull (table);
  table = strchr (table + strlen ("xref\n"), '\n') + 1;
  for (guint32 number = 1; number < n; number++)
    {
      char *copy = g_memdup2 (data, length);
      g_autoptr (GBytes) bytes = g_bytes_new_take (copy, length);
      g_autoptr (PdfFile) file = NULL;
      g_autoptr (PdfObject) object = NULL;
      g_autoptr (GPtrArray) fields = NULL;

      g_assert_cmpint (copy[(table - data) + 20 * number + 17], ==, 'n');
      copy[(table - data) + 20 * number + 15] = '3';
      file = pdf_file_new_for_bytes (bytes, NULL, NULL);
      if (!file)
        continue; /* the catalog */
      object = pdf_file_load (file, number, NULL);
      g_assert_cmpint (pdf_object_get_type (object), ==, PDF_TYPE_NULL);
      nulls++;
      fields = pdf_fields_list (file, NULL);
      damaged += !fields;
    }
  g_assert_cmpuint (nulls, ==, n - 2);
  g_assert_cmpuint (damaged, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pdf/file/forms", test_forms);
  g_test_add_func ("/pdf/file/header-offset", test_header_offset);
  g_test_add_func ("/pdf/file/tolerance", test_tolerance);
  g_test_add_func ("/pdf/file/slip", test_slip);
  g_test_add_func ("/pdf/file/poor-trailer", test_poor_trailer);
  g_test_add_func ("/pdf/file/refusals", test_refusals);
  g_test_add_func ("/pdf/file/identity-encryption", test_identity_encryption);
  g_test_add_func ("/pdf/file/loops", test_loops);
  g_test_add_func ("/pdf/file/revisions", test_revisions);
  g_test_add_func ("/pdf/file/revision-without-end", test_revision_without_end);
  g_test_add_func ("/pdf/file/linearized", test_linearized);
  g_test_add_func ("/pdf/file/unreadable", test_unreadable);
  g_test_add_func ("/pdf/file/sparse", test_sparse);
  g_test_add_func ("/pdf/file/huge", test_huge);
  g_test_add_func ("/pdf/file/object-numbers-are-sparse", test_object_numbers_are_sparse);
  g_test_add_func ("/pdf/file/streams", test_streams);
  g_test_add_func ("/pdf/file/overlapping-objects", test_overlapping_objects);
  g_test_add_func ("/pdf/file/bomb", test_bomb);
  g_test_add_func ("/pdf/file/truncated", test_truncated);
  g_test_add_func ("/pdf/file/generation", test_generation);
  return g_test_run ();
}
