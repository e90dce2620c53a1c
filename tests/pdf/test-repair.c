/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gstdio.h>

#include "pdf-error.h"
#include "pdf-file.h"
#include "pdf-repair.h"
#include "support-pdf.h"

typedef struct {
  char *folder;
  char *input;
  char *output;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = g_dir_make_tmp ("vermilion-XXXXXX", NULL);
  self->input = g_build_filename (self->folder, "in.pdf", NULL);
  self->output = g_build_filename (self->folder, "out.pdf", NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_unlink (self->input);
  g_unlink (self->output);
  g_rmdir (self->folder);
  g_free (self->input);
  g_free (self->output);
  g_free (self->folder);
}

/* A file with @from changed to @to, everywhere; both of one length. */
static void
write_damaged (Fixture *self, const SupportPdf *options, const char *from, const char *to)
{
  g_autoptr (GBytes) bytes = support_pdf_new (options);
  gsize length;
  g_autofree char *data = g_memdup2 (g_bytes_get_data (bytes, &length), g_bytes_get_size (bytes));
  char *found;

  g_assert_cmpuint (strlen (from), ==, strlen (to));
  found = memmem (data, length, from, strlen (from));
  g_assert_nonnull (found);
  memcpy (found, to, strlen (to));
  g_assert_true (g_file_set_contents (self->input, data, length, NULL));
}

static void
assert_damaged (const char *path)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (pdf_file_open (path, NULL, &error));
  g_assert_error (error, PDF_ERROR, PDF_ERROR_DAMAGED);
}

static void
assert_refused (Fixture *self, PdfError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (pdf_repair_write (self->input, NULL, self->output, &error));
  g_assert_error (error, PDF_ERROR, (int) code);
}

static void
test_repaired (Fixture *self, gconstpointer data)
{
  static const struct {
    SupportPdfForm form;
    const char *from, *to;
  } table[] = {
      {SUPPORT_PDF_TABLE, "startxref", "startxxxx"},
      {SUPPORT_PDF_TABLE, "xref\n0 7", "xref\n0 x"},
      {SUPPORT_PDF_HYBRID, "startxref", "startxxxx"},
      {SUPPORT_PDF_STREAM, "startxref", "startxxxx"},
      {SUPPORT_PDF_PACKED, "startxref", "startxxxx"},
      /* The catalog says what it is. */
      {SUPPORT_PDF_TABLE, "/Root 1 0 R", "/Boot 1 0 R"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      const SupportPdf options = {.form = table[i].form, .n_pages = 2};
      g_autoptr (PdfFile) file = NULL;
      g_autoptr (GError) error = NULL;

      write_damaged (self, &options, table[i].from, table[i].to);
      assert_damaged (self->input);
      g_assert_true (pdf_repair_check (self->input, &error));
      g_assert_no_error (error);
      g_assert_true (pdf_repair_write (self->input, NULL, self->output, &error));
      g_assert_no_error (error);
      file = pdf_file_open (self->output, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (pdf_file_get_n_pages (file, NULL), ==, 2);
      g_assert_cmpuint (pdf_file_get_n_revisions (file), ==, 1);
    }
}

static void
test_signed (Fixture *self, gconstpointer data)
{
  const SupportPdf options = {.catalog = "/VMT_Sig << /ByteRange\n[0 1 2 3] /Contents <00> >>"};
  const SupportPdf mention = {.catalog = "/VMT_Not << /ByteRange /Contents >>"};

  write_damaged (self, &options, "startxref", "startxxxx");
  assert_refused (self, PDF_ERROR_SIGNED);
  g_assert_false (g_file_test (self->output, G_FILE_TEST_EXISTS));
  write_damaged (self, &mention, "startxref", "startxxxx");
  g_assert_true (pdf_repair_check (self->input, NULL));
}

/* However the names are written, and in whatever object they are packed. */
static void
test_signed_in_other_words (Fixture *self, gconstpointer data)
{
  static const char *const catalogs[] = {
      "/VMT_Sig << /Byte#52ange [0 1 2 3] /Contents <00> >>",
      "/VMT_Sig << /#42yteRange[0 1 2 3]/Contents<00> >>",
      "/VMT_Sig [ 1 << /VMT_In << /ByteR#61nge\n[ 0 1 2 3 ] >> >> ]",
  };

  for (guint i = 0; i < G_N_ELEMENTS (catalogs); i++)
    for (SupportPdfForm form = SUPPORT_PDF_TABLE; form <= SUPPORT_PDF_PACKED; form++)
      {
        const SupportPdf options = {.catalog = catalogs[i], .form = form};
        g_autoptr (GError) error = NULL;

        write_damaged (self, &options, "startxref", "startxxxx");
        g_assert_false (pdf_repair_check (self->input, &error));
        g_assert_error (error, PDF_ERROR, PDF_ERROR_SIGNED);
      }
}

/* Nothing before the appended section changes, and the last trailer counts. */
static void
test_recovered_reading (Fixture *self, gconstpointer data)
{
  const SupportPdf options = {.n_pages = 3};
  g_autoptr (PdfFile) file = NULL;
  g_autoptr (GError) error = NULL;

  write_damaged (self, &options, "startxref", "startxxxx");
  file = pdf_file_open_recovered (self->input, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pdf_file_get_n_pages (file, NULL), ==, 3);
  g_assert_cmpuint (pdf_file_get_n_revisions (file), ==, 1);
}

static void
try_changed (Fixture *self, const SupportPdf *options, GRand *random, gboolean cut)
{
  g_autoptr (GBytes) bytes = support_pdf_new (options);
  gsize length;
  g_autofree char *copy = g_memdup2 (g_bytes_get_data (bytes, &length), g_bytes_get_size (bytes));
  gsize kept = cut ? (gsize) g_rand_int_range (random, 1, length) : length;
  g_autoptr (PdfFile) file = NULL;

  for (guint n = 0; !cut && n < 8; n++)
    copy[g_rand_int_range (random, 0, length)] = g_rand_int_range (random, 0, 256);
  g_assert_true (g_file_set_contents (self->input, copy, kept, NULL));
  file = pdf_file_open_recovered (self->input, NULL, NULL, NULL);
  if (file)
    pdf_file_get_n_pages (file, NULL);
}

/* Cut anywhere, or with bytes changed anywhere: an answer, whatever it is. */
static void
test_hostile (Fixture *self, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (11);

  for (SupportPdfForm form = SUPPORT_PDF_TABLE; form <= SUPPORT_PDF_HYBRID; form++)
    {
      const SupportPdf options = {.n_pages = 2, .form = form};

      for (guint i = 0; i < 500; i++)
        try_changed (self, &options, random, i % 2);
    }
}

static void
assert_refused_or_repaired (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdfFile) file = NULL;

  if (pdf_repair_write (self->input, NULL, self->output, &error))
    file = pdf_file_open (self->output, NULL, &error);
  g_assert_true (file || g_error_matches (error, PDF_ERROR, PDF_ERROR_DAMAGED));
}

static void
test_beyond_repair (Fixture *self, gconstpointer data)
{
  const SupportPdf options = {.n_pages = 2};
  const SupportPdf none = {.n_pages = SUPPORT_PDF_NO_PAGES};

  write_damaged (self, &options, "/Type /Catalog", "/Type /Cetelog");
  assert_refused_or_repaired (self);
  write_damaged (self, &none, "startxref", "startxxxx");
  assert_refused (self, PDF_ERROR_DAMAGED);
  g_assert_true (g_file_set_contents (self->input, "", 0, NULL));
  assert_refused (self, PDF_ERROR_DAMAGED);
  g_unlink (self->input);
  assert_refused (self, PDF_ERROR_UNREADABLE);
}

static void
test_unwritable (Fixture *self, gconstpointer data)
{
  const SupportPdf options = {.n_pages = 2};
  g_autoptr (GError) error = NULL;

  write_damaged (self, &options, "startxref", "startxxxx");
  g_assert_false (pdf_repair_write (self->input, NULL, "/nowhere/at/all.pdf", &error));
  g_assert_error (error, PDF_ERROR, PDF_ERROR_OUTPUT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/pdf/repair/repaired", Fixture, NULL, set_up, test_repaired, tear_down);
  g_test_add ("/pdf/repair/signed", Fixture, NULL, set_up, test_signed, tear_down);
  g_test_add ("/pdf/repair/signed-in-other-words", Fixture, NULL, set_up,
              test_signed_in_other_words, tear_down);
  g_test_add ("/pdf/repair/recovered-reading", Fixture, NULL, set_up, test_recovered_reading,
              tear_down);
  g_test_add ("/pdf/repair/hostile", Fixture, NULL, set_up, test_hostile, tear_down);
  g_test_add ("/pdf/repair/beyond", Fixture, NULL, set_up, test_beyond_repair, tear_down);
  g_test_add ("/pdf/repair/unwritable", Fixture, NULL, set_up, test_unwritable, tear_down);
  return g_test_run ();
}
