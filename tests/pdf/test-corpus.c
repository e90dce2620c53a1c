/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <time.h>

#include <glib/gstdio.h>

#include "pdf-error.h"
#include "pdf-fields.h"
#include "pdf-output.h"
#include "pdf-writer.h"

/* No file may keep anybody waiting. */
#define MAX_SECONDS 10

static char *
find_corpus (void)
{
  const char *given = g_getenv ("VERMILION_CORPUS");
  char *folder = given ? g_build_filename (given, "sign", NULL)
                       : g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "shared", "corpus",
                                           "sign", NULL);

  if (g_file_test (folder, G_FILE_TEST_IS_DIR))
    return folder;
  g_free (folder);
  return NULL;
}

static int
run_qpdf (const char *path, const char *password)
{
  g_autofree char *qpdf = g_find_program_in_path ("qpdf");
  g_autofree char *option = g_strconcat ("--password=", password, NULL);
  const char *argv[] = {qpdf, "--check", option, path, NULL};
  int status = 0;

  if (!qpdf)
    return 0;
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL,
                               G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                               NULL, NULL, &status, NULL));
  return g_spawn_check_wait_status (status, NULL) ? 0 : status >> 8;
}

/* Appends a revision that changes nothing a reader shows. */
static void
append (PdfFile *file, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdfWriter) writer = pdf_writer_new (file);
  g_autoptr (PdfOutput) output = NULL;
  g_autoptr (PdfObject) catalog = pdf_file_get_catalog (file, &error);
  g_autoptr (PdfObject) copy = pdf_object_copy (catalog);
  PdfObject *root = pdf_object_peek_key (pdf_file_peek_trailer (file), "Root");
  GByteArray *bytes;

  pdf_object_take (copy, "VMT_Test", pdf_object_new_text ("朱印"));
  pdf_writer_put (writer, pdf_object_get_ref (root, NULL), copy);
  bytes = pdf_writer_finish (writer, &error);
  g_assert_no_error (error);
  output = pdf_output_new (file, path, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (pdf_output_copy (output, NULL, NULL, NULL, &error));
  g_assert_true (pdf_output_append (output, bytes->data, bytes->len, &error));
  g_assert_true (pdf_output_commit (output, &error));
}

static void
check_appended (PdfFile *before, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdfFile) file = pdf_file_open_appended (before, path, NULL, &error);
  g_autoptr (PdfObject) catalog = NULL;
  g_autofree char *text = NULL;
  gsize length, longer = 0;
  const guint8 *data = pdf_file_get_data (before, &length);
  const guint8 *all = file ? pdf_file_get_data (file, &longer) : NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (longer, >, length);
  g_assert_cmpint (memcmp (all, data, length), ==, 0);
  g_assert_cmpuint (pdf_file_get_n_revisions (file), ==, pdf_file_get_n_revisions (before) + 1);
  g_assert_cmpuint (pdf_file_get_n_pages (file, NULL), ==, pdf_file_get_n_pages (before, NULL));
  catalog = pdf_file_get_catalog (file, &error);
  text = pdf_object_dup_text (pdf_object_peek_key (catalog, "VMT_Test"));
  g_assert_cmpstr (text, ==, "朱印");
}

/* Every page, every field, and each revision on its own. */
static void
read_everything (PdfFile *file)
{
  g_autoptr (GError) error = NULL;
  guint n_pages = pdf_file_get_n_pages (file, &error);
  g_autoptr (GPtrArray) fields = NULL;

  g_assert_no_error (error);
  for (guint i = 0; i < n_pages; i++)
    {
      g_autoptr (PdfPage) page = pdf_file_get_page (file, i, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (page->number, >, 0);
    }
  fields = pdf_fields_list (file, &error);
  g_assert_no_error (error);
  for (guint i = 1; i <= pdf_file_get_n_revisions (file); i++)
    {
      g_autoptr (PdfFile) old = pdf_file_new_for_revision (file, i, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (pdf_file_get_n_revisions (old), ==, i);
    }
}

static void
check_signable (const char *path, const char *password, const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdfFile) file = pdf_file_open_with_password (path, password, NULL, &error);
  g_autofree char *out = g_build_filename (folder, "out.pdf", NULL);
  int before = run_qpdf (path, password);

  g_assert_no_error (error);
  read_everything (file);
  append (file, out);
  check_appended (file, out);
  g_assert_cmpint (run_qpdf (out, password), <=, before);
  g_unlink (out);
}

/* A damaged file is refused, or it opens and then is as sound as before. */
static void
check_doubtful (const char *path, const char *password, const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdfFile) file = pdf_file_open_with_password (path, password, NULL, &error);
  g_autoptr (GPtrArray) fields = NULL;
  g_autofree char *out = g_build_filename (folder, "out.pdf", NULL);
  int before = run_qpdf (path, password);

  if (!file)
    {
      g_assert_true (error->domain == PDF_ERROR);
      g_test_message ("refused: %s", error->message);
      return;
    }
  fields = pdf_fields_list (file, NULL);
  if (pdf_file_get_n_pages (file, &error) == 0)
    return;
  append (file, out);
  g_assert_cmpint (run_qpdf (out, password), <=, before);
  g_unlink (out);
}

static void
check_row (const char *corpus, const char *row, const char *folder)
{
  g_auto (GStrv) cells = g_strsplit (row, "\t", -1);
  g_autofree char *path = NULL;
  clock_t start = clock ();

  const char *password;

  if (g_strv_length (cells) < 5)
    return;
  /* "-", "(empty)" and "(recipient key)" are none. */
  password = strchr ("-(", cells[4][0]) ? NULL : cells[4];
  path = g_build_filename (corpus, cells[0], NULL);
  g_test_message ("%s: %s", cells[0], cells[3]);
  if (g_str_equal (cells[3], "ask for password"))
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (pdf_file_open_with_password (path, NULL, NULL, &error));
      g_assert_error (error, PDF_ERROR, PDF_ERROR_PASSWORD);
    }
  else if (g_str_has_prefix (cells[0], "encrypted/") && !g_str_equal (cells[3], "sign"))
    check_doubtful (path, password, folder);
  else if (g_str_has_prefix (cells[3], "sign") || g_str_has_prefix (cells[0], "signed/") ||
           g_str_has_prefix (cells[0], "special/"))
    check_signable (path, password, folder);
  else
    check_doubtful (path, password, folder);
  g_assert_cmpint (clock () - start, <, MAX_SECONDS * CLOCKS_PER_SEC);
}

static void
test_sign (void)
{
  g_autofree char *corpus = find_corpus ();
  g_autofree char *folder = NULL;
  g_autofree char *manifest = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) rows = NULL;

  if (!corpus)
    {
      g_test_skip ("the corpus is not next to the sources");
      return;
    }
  folder = g_dir_make_tmp ("vermilion-XXXXXX", NULL);
  manifest = g_build_filename (corpus, "manifest.tsv", NULL);
  g_assert_true (g_file_get_contents (manifest, &text, NULL, NULL));
  rows = g_strsplit (text, "\n", -1);
  for (guint i = 1; rows[i]; i++)
    check_row (corpus, rows[i], folder);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pdf/corpus/sign", test_sign);
  return g_test_run ();
}
