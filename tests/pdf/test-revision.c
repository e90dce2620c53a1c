/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "pdf-file.h"
#include "pdf-writer.h"
#include "support-pdf.h"

/* An older revision shares what was read of it as part of the whole file; it must be what its bytes
 * alone would give. */

static void
assert_same (PdfFile *shared, PdfFile *alone)
{
  guint32 size = pdf_file_get_size (alone);

  g_assert_cmpuint (pdf_file_get_n_revisions (shared), ==, pdf_file_get_n_revisions (alone));
  g_assert_cmpuint (pdf_file_get_size (shared), ==, size);
  g_assert_true (pdf_object_equal (pdf_file_peek_trailer (shared), pdf_file_peek_trailer (alone)));
  for (guint i = 1; i <= pdf_file_get_n_revisions (alone); i++)
    g_assert_cmpmem (pdf_file_get_revision (shared, i), sizeof (PdfRevision),
                     pdf_file_get_revision (alone, i), sizeof (PdfRevision));
  for (guint32 number = 0; number <= size; number++)
    {
      g_autoptr (PdfObject) here = pdf_file_load (shared, number, NULL);
      g_autoptr (PdfObject) there = pdf_file_load (alone, number, NULL);

      g_assert_true (here != NULL ? pdf_object_equal (here, there) : there == NULL);
    }
}

/* What is said without reading the revision alone is what is found by reading it. */
static guint
assert_told (PdfFile *file, guint revision, PdfFile *alone)
{
  guint32 size = pdf_file_get_size (file);
  guint told = 0;

  for (guint32 number = 0; number <= size; number++)
    {
      PdfEntry entry = {0};
      PdfEntry there = {0};

      if (!pdf_file_lookup_then (file, revision, number, &entry))
        continue;
      told++;
      g_assert_true (alone != NULL && pdf_file_lookup (alone, number, &there));
      g_assert_cmpint (entry.kind, ==, there.kind);
      g_assert_cmpuint (entry.where, ==, there.where);
      g_assert_cmpuint (entry.generation, ==, there.generation);
      g_assert_cmpuint (entry.index, ==, there.index);
    }
  return told;
}

static guint
check_revisions (GBytes *bytes, guint *told)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdfFile) file = pdf_file_new_for_bytes (bytes, NULL, &error);
  guint n = file != NULL ? pdf_file_get_n_revisions (file) : 0;

  g_assert_no_error (error);
  for (guint i = 1; i <= n; i++)
    {
      gsize end = pdf_file_get_revision (file, i)->end;
      g_autoptr (GBytes) begin = g_bytes_new (g_bytes_get_data (bytes, NULL), end);
      g_autoptr (GError) problem = NULL;
      g_autoptr (PdfFile) alone = pdf_file_new_for_bytes (begin, NULL, &problem);
      g_autoptr (PdfFile) shared = pdf_file_new_for_revision (file, i, NULL);

      g_assert_true ((alone != NULL) == (shared != NULL));
      if (alone != NULL)
        assert_same (shared, alone);
      *told += assert_told (file, i, alone) > 0;
    }
  return n;
}

/* In the form of the last revision. */
static GBytes *
append (GBytes *bytes, const char *text)
{
  g_autoptr (PdfFile) file = pdf_file_new_for_bytes (bytes, NULL, NULL);
  g_autoptr (PdfWriter) writer = pdf_writer_new (file);
  g_autoptr (PdfObject) object = pdf_object_new_text (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (GByteArray) all = g_byte_array_new ();
  GByteArray *more = NULL;

  pdf_writer_put (writer, 60, object);
  pdf_writer_add (writer, object);
  more = pdf_writer_finish (writer, &error);
  g_assert_no_error (error);
  g_byte_array_append (all, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_byte_array_append (all, more->data, more->len);
  return g_byte_array_free_to_bytes (g_steal_pointer (&all));
}

static void
test_forms (void)
{
  for (SupportPdfForm form = SUPPORT_PDF_TABLE; form <= SUPPORT_PDF_HYBRID; form++)
    for (guint junk = 0; junk < 2; junk++)
      {
        guint told = 0;
        SupportPdf options = {.form = form, .n_pages = 3, .junk = junk ? "junk\n" : NULL};
        g_autoptr (GBytes) bytes = support_pdf_new (&options);

        for (guint i = 0; i < 4; i++)
          {
            g_autoptr (GBytes) shorter = g_steal_pointer (&bytes);
            g_autofree char *text = g_strdup_printf ("revision %u", i + 2);

            bytes = append (shorter, text);
          }
        /* Those whose catalog is in an object stream, and counted from elsewhere, take reading. */
        g_assert_cmpuint (check_revisions (bytes, &told), ==, 5);
        g_assert_cmpuint (told, ==, form == SUPPORT_PDF_TABLE ? 5 : told);
      }
}

/* What C's functions for strings can look at. */
static char *
dup_terminated (GBytes *bytes)
{
  gsize length = g_bytes_get_size (bytes);
  char *data = g_malloc (length + 1);

  memcpy (data, g_bytes_get_data (bytes, NULL), length);
  data[length] = '\0';
  return data;
}

/* The number behind the last of these. */
static char *
find_number (char *data, gsize length, const char *word)
{
  return g_strrstr_len (data, (gssize) length, word) + strlen (word);
}

/* The last revision goes on with the first one: the second is no part of it, but of itself. */
static void
test_left_out (void)
{
  const SupportPdf options = {.n_pages = 1};
  g_autoptr (GBytes) first = support_pdf_new (&options);
  g_autoptr (GBytes) second = support_pdf_append (first, 60, "(second)");
  g_autoptr (GBytes) third = support_pdf_append (second, 60, "(third)");
  g_autofree char *oldest = dup_terminated (first);
  g_autofree char *data = dup_terminated (third);
  char *start = find_number (oldest, g_bytes_get_size (first), "startxref\n");
  char *prev = find_number (data, g_bytes_get_size (third), "/Prev ");
  gsize digits = strspn (start, "0123456789");
  g_autoptr (GBytes) bytes = NULL;
  guint told = 0;

  g_assert_cmpuint (digits, <=, strspn (prev, "0123456789"));
  memset (prev, ' ', strspn (prev, "0123456789"));
  memcpy (prev, start, digits);
  bytes = g_bytes_new (data, g_bytes_get_size (third));
  check_revisions (bytes, &told);
}

/* Behind the newest revision, and then its own last lines once more. */
static PdfFile *
open_with (GBytes *bytes, gsize at, const char *word)
{
  g_autofree char *text = dup_terminated (bytes);
  const char *tail = g_strrstr (text, "startxref");
  gsize length = g_bytes_get_size (bytes);
  g_autoptr (GByteArray) all = g_byte_array_new ();
  g_autoptr (GBytes) longer = NULL;

  g_byte_array_append (all, (const guint8 *) text, length);
  g_byte_array_set_size (all, at);
  memset (all->data + length, ' ', at - length);
  all->data[length] = '%';
  g_byte_array_append (all, (const guint8 *) word, strlen (word));
  g_byte_array_append (all, (const guint8 *) tail, strlen (tail));
  longer = g_byte_array_free_to_bytes (g_steal_pointer (&all));
  return pdf_file_new_for_bytes (longer, NULL, NULL);
}

/* An object of a lost revision is found wherever it begins. */
static void
test_lost (void)
{
  const SupportPdf options = {.n_pages = 1};
  g_autoptr (GBytes) bytes = support_pdf_new (&options);
  const gsize piece = 4 << 20;

  for (gsize at = piece - 10; at < piece + 3; at++)
    {
      g_autoptr (PdfFile) padded = open_with (bytes, at, "\n9 0 ob j\n");
      g_autoptr (PdfFile) lost = open_with (bytes, at, "\n9 0 obj\n");

      g_assert_nonnull (padded);
      g_assert_null (lost);
    }
}

static GBytes *
read_corpus (const char *path)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  g_autoptr (GBytes) bytes = file != NULL ? g_mapped_file_get_bytes (file) : NULL;
  g_autoptr (PdfFile) pdf = bytes != NULL ? pdf_file_new_for_bytes (bytes, NULL, NULL) : NULL;

  if (pdf == NULL || pdf_file_get_n_revisions (pdf) < 2 || pdf_file_is_encrypted (pdf) ||
      pdf_file_get_size (pdf) > 20000)
    return NULL;
  return g_steal_pointer (&bytes);
}

static guint
walk (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;
  guint n = 0;
  guint told = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (GBytes) bytes = NULL;

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        n += walk (path);
      else if (g_str_has_suffix (name, ".pdf"))
        bytes = read_corpus (path);
      if (bytes != NULL)
        n += check_revisions (bytes, &told) > 0;
    }
  return n;
}

static void
test_corpus (void)
{
  const char *given = g_getenv ("VERMILION_CORPUS");
  g_autofree char *corpus = given ? g_strdup (given)
                                  : g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "shared",
                                                      "corpus", NULL);

  if (g_file_test (corpus, G_FILE_TEST_IS_DIR))
    g_assert_cmpuint (walk (corpus), >, 0);
  else
    g_test_skip ("the corpus is not next to the sources");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pdf/revision/forms", test_forms);
  g_test_add_func ("/pdf/revision/left-out", test_left_out);
  g_test_add_func ("/pdf/revision/lost", test_lost);
  g_test_add_func ("/pdf/revision/corpus", test_corpus);
  return g_test_run ();
}
