/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pdf-error.h"
#include "pdf-file.h"
#include "support-pdf.h"

static PdfFile *
open_pdf (const SupportPdf *options)
{
  g_autoptr (GBytes) bytes = support_pdf_new (options);
  g_autoptr (GError) error = NULL;
  PdfFile *file = pdf_file_new_for_bytes (bytes, NULL, &error);

  g_assert_no_error (error);
  return file;
}

/* A file whose object 2, the root of the page tree, is replaced. */
static PdfFile *
open_with_root (const SupportPdf *options, const char *root)
{
  g_autoptr (GBytes) bytes = support_pdf_new (options);
  g_autoptr (GBytes) longer = support_pdf_append (bytes, 2, root);
  g_autoptr (GError) error = NULL;
  PdfFile *file = pdf_file_new_for_bytes (longer, NULL, &error);

  g_assert_no_error (error);
  return file;
}

static void
test_boxes (void)
{
  static const struct {
    const char *media, *page;
    PdfRect crop;
    int rotate;
    double unit;
  } table[] = {
      {NULL, "", {0, 0, 595, 842}, 0, 1},
      {"[595 842 0 0]", "", {0, 0, 595, 842}, 0, 1},
      {"[-10 -20 100 200]", "/Rotate -90", {-10, -20, 100, 200}, 270, 1},
      {NULL, "/Rotate 450", {0, 0, 595, 842}, 90, 1},
      {NULL, "/Rotate 360", {0, 0, 595, 842}, 0, 1},
      {NULL, "/Rotate 90.0", {0, 0, 595, 842}, 90, 1},
      {NULL, "/Rotate 100", {0, 0, 595, 842}, 0, 1},
      {NULL, "/Rotate 9000000000000000000", {0, 0, 595, 842}, 0, 1},
      {NULL, "/UserUnit 2.5", {0, 0, 595, 842}, 0, 2.5},
      {NULL, "/UserUnit -1", {0, 0, 595, 842}, 0, 1},
      {NULL, "/UserUnit 0", {0, 0, 595, 842}, 0, 1},
      {NULL, "/CropBox [50 60 700 800]", {50, 60, 595, 800}, 0, 1},
      {NULL, "/CropBox [900 900 950 950]", {0, 0, 595, 842}, 0, 1},
      {NULL, "/CropBox [5 5 5 5]", {0, 0, 595, 842}, 0, 1},
      {NULL, "/CropBox [1 2 3]", {0, 0, 595, 842}, 0, 1},
      {NULL, "/CropBox (x)", {0, 0, 595, 842}, 0, 1},
      {"[0 0 0 0]", "", {0, 0, 612, 792}, 0, 1},
      {"null", "", {0, 0, 612, 792}, 0, 1},
      {"[0 0 99999999999 842]", "", {0, 0, 612, 792}, 0, 1},
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      SupportPdf options = {.media = table[i].media, .page = table[i].page};
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = support_pdf_new (&options);
      g_autoptr (PdfFile) file = pdf_file_new_for_bytes (bytes, NULL, &error);
      g_autoptr (PdfPage) page = pdf_file_get_page (file, 0, &error);

      g_test_message ("%s %s", table[i].media, table[i].page);
      g_assert_no_error (error);
      g_assert_cmpfloat (page->box.crop.x0, ==, table[i].crop.x0);
      g_assert_cmpfloat (page->box.crop.y0, ==, table[i].crop.y0);
      g_assert_cmpfloat (page->box.crop.x1, ==, table[i].crop.x1);
      g_assert_cmpfloat (page->box.crop.y1, ==, table[i].crop.y1);
      g_assert_cmpint (page->box.rotate, ==, table[i].rotate);
      g_assert_cmpfloat (page->box.user_unit, ==, table[i].unit);
    }
}

static void
test_inheritance (void)
{
  SupportPdf options = {.media = "null", .page = "/UserUnit 2"};
  g_autoptr (PdfFile) file = open_with_root (
      &options, "<< /Type /Pages /Count 1 /Kids [5 0 R] /Rotate 180 "
                "/MediaBox [0 0 100 200] /CropBox [10 10 90 190] /UserUnit 9 >>");
  g_autoptr (PdfPage) page = pdf_file_get_page (file, 0, NULL);

  g_assert_cmpint (page->box.rotate, ==, 180);
  g_assert_cmpfloat (page->box.crop.x0, ==, 10);
  g_assert_cmpfloat (page->box.crop.y1, ==, 190);
  g_assert_cmpfloat (page->box.user_unit, ==, 2);
  g_assert_cmpuint (page->number, ==, 5);
}

static void
assert_pages (PdfFile *file, const guint32 *numbers, guint n)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (PdfPage) page = pdf_file_get_page (file, i, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (page->number, ==, numbers[i]);
    }
  g_assert_null (pdf_file_get_page (file, n, &error));
  g_assert_error (error, PDF_ERROR, PDF_ERROR_NO_PAGE);
}

/* Whatever the counts say, pages are those that the tree has. Pages are objects 5, 6 and 7. */
static void
test_wrong_counts (void)
{
  static const guint32 numbers[] = {5, 6, 7};
  static const char *const roots[] = {
      "<< /Type /Pages /Count 3 /Kids [5 0 R 6 0 R 7 0 R] >>",
      "<< /Type /Pages /Count 1 /Kids [5 0 R 6 0 R 7 0 R] >>",
      "<< /Type /Pages /Count 30 /Kids [5 0 R 6 0 R 7 0 R] >>",
      "<< /Type /Pages /Count -3 /Kids [5 0 R 6 0 R 7 0 R] >>",
      "<< /Type /Pages /Kids [5 0 R 6 0 R 7 0 R] >>",
      "<< /Type /Pages /Count 2147483647 /Kids [5 0 R 6 0 R 7 0 R] >>",
      "<< /Type /Pages /Count 3 /Kids [5 0 R << /Kids [6 0 R] /Count 1 >> 7 0 R] >>",
      "<< /Type /Pages /Count 3 /Kids [5 0 R << /Kids [6 0 R 7 0 R] /Count 9 >>] >>",
      "<< /Type /Pages /Count 3 /Kids [<< /Kids [5 0 R 6 0 R] /Count 1 >> "
      "<< /Kids [7 0 R] /Count 2 >>] >>",
      "<< /Type /Pages /Count 3 /Kids [5 0 R << /Kids [] /Count 0 >> 6 0 R 7 0 R] >>",
      "<< /Type /Pages /Count 3 /Kids [5 0 R << /Kids [6 0 R 7 0 R] /Count 2 >> (x)] >>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (roots); i++)
    {
      SupportPdf options = {.n_pages = 3};
      g_autoptr (PdfFile) file = open_with_root (&options, roots[i]);

      g_test_message ("%s", roots[i]);
      g_assert_cmpuint (pdf_file_get_n_pages (file, NULL), ==, 3);
      assert_pages (file, numbers, 3);
    }
}

/* A hole among the kids is found when it is asked for; then the tree is walked. */
static void
test_missing_kid (void)
{
  static const guint32 numbers[] = {5, 6, 7};
  SupportPdf options = {.n_pages = 3};
  g_autoptr (PdfFile) file = open_with_root (
      &options, "<< /Type /Pages /Count 4 /Kids [5 0 R 99 0 R 6 0 R 7 0 R] >>");

  assert_pages (file, numbers, 3);
  g_assert_cmpuint (pdf_file_get_n_pages (file, NULL), ==, 3);
}

/* A page that cannot be read is an error and not a page less. */
static void
test_unreadable_kid (void)
{
  SupportPdf options = {.n_pages = 3, .page = "/Bad"};
  g_autoptr (GBytes) bytes = support_pdf_new (&options);
  g_autoptr (PdfFile) file = pdf_file_new_for_bytes (bytes, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (pdf_file_get_n_pages (file, &error), ==, 0);
  g_assert_error (error, PDF_ERROR, PDF_ERROR_DAMAGED);
}

static void
test_cycles (void)
{
  static const char *const roots[] = {
      "<< /Type /Pages /Count 3 /Kids [2 0 R] >>",
      "<< /Type /Pages /Count 9 /Kids [5 0 R 2 0 R] >>",
      "<< /Type /Pages /Count 2 /Kids [<< /Kids [2 0 R] /Count 2 >>] >>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (roots); i++)
    {
      SupportPdf options = {.n_pages = 3};
      g_autoptr (PdfFile) file = open_with_root (&options, roots[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (pdf_file_get_page (file, 1, &error));
      g_assert_error (error, PDF_ERROR, PDF_ERROR_DAMAGED);
    }
}

static void
test_no_pages (void)
{
  SupportPdf options = {.n_pages = SUPPORT_PDF_NO_PAGES};
  g_autoptr (PdfFile) file = open_pdf (&options);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) page_error = NULL;

  g_assert_cmpuint (pdf_file_get_n_pages (file, &error), ==, 0);
  g_assert_error (error, PDF_ERROR, PDF_ERROR_NO_PAGES);
  g_assert_null (pdf_file_get_page (file, 0, &page_error));
  g_assert_error (page_error, PDF_ERROR, PDF_ERROR_NO_PAGES);
}

static void
test_nested (void)
{
  SupportPdf options = {.n_pages = 1000, .fanout = 30, .form = SUPPORT_PDF_PACKED};
  g_autoptr (PdfFile) file = open_pdf (&options);
  guint32 last = 0;

  g_assert_cmpuint (pdf_file_get_n_pages (file, NULL), ==, 1000);
  for (guint i = 0; i < 1000; i++)
    {
      g_autoptr (PdfPage) page = pdf_file_get_page (file, i, NULL);

      g_assert_cmpuint (page->number, >, last);
      last = page->number;
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pdf/page/boxes", test_boxes);
  g_test_add_func ("/pdf/page/inheritance", test_inheritance);
  g_test_add_func ("/pdf/page/wrong-counts", test_wrong_counts);
  g_test_add_func ("/pdf/page/missing-kid", test_missing_kid);
  g_test_add_func ("/pdf/page/unreadable-kid", test_unreadable_kid);
  g_test_add_func ("/pdf/page/cycles", test_cycles);
  g_test_add_func ("/pdf/page/no-pages", test_no_pages);
  g_test_add_func ("/pdf/page/nested", test_nested);
  return g_test_run ();
}
