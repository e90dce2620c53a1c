/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render-document.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "support-pdf.h"

/* A black square of 100 points in the lower left corner of the media box, and some text. */
#define CONTENT "0 0 100 100 re f BT /F1 12 Tf 200 500 Td (Hello Vermilion) Tj ET"

typedef struct {
  char *folder;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  fixture->folder = g_dir_make_tmp ("vermilion-XXXXXX", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GDir) directory = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
}

static char *
write_pdf (Fixture *fixture, const char *page)
{
  SupportPdf options = {.page = page, .content = CONTENT, .n_pages = 2};

  return support_pdf_write (&options, fixture->folder, "a.pdf");
}

static RenderDocument *
open_pdf (const char *path)
{
  g_autoptr (GError) error = NULL;
  RenderDocument *document = render_document_new (path, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (document);
  return document;
}

static guint32
get_pixel (cairo_surface_t *surface, int x, int y)
{
  guint8 *row = cairo_image_surface_get_data (surface) +
                y * cairo_image_surface_get_stride (surface);

  return ((guint32 *) row)[x] & 0xffffff;
}

static void
assert_size (RenderDocument *document, double width, double height)
{
  double across, down;

  render_document_get_size (document, 0, &across, &down);
  g_assert_cmpfloat_with_epsilon (across, width, 0.01);
  g_assert_cmpfloat_with_epsilon (down, height, 0.01);
}

static void
test_size (Fixture *fixture, gconstpointer unused)
{
  static const struct {
    const char *page;
    double width, height;
  } cases[] = {
      {NULL, 595, 842},
      {"/Rotate 90", 842, 595},
      {"/Rotate 180", 595, 842},
      {"/CropBox [100 100 300 400]", 200, 300},
      {"/CropBox [100 100 300 400] /Rotate 270", 300, 200},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = write_pdf (fixture, cases[i].page);
      g_autoptr (RenderDocument) document = open_pdf (path);

      g_assert_cmpuint (render_document_get_n_pages (document), ==, 2);
      assert_size (document, cases[i].width, cases[i].height);
    }
}

/* Where the black square is, by the turn of the page and that of the view together. */
static void
test_pixels (Fixture *fixture, gconstpointer unused)
{
  static const char *const pages[] = {NULL, "/Rotate 90", "/Rotate 180", "/Rotate 270"};

  for (guint rotate = 0; rotate < 4; rotate++)
    for (guint turn = 0; turn < 4; turn++)
      {
        g_autofree char *path = write_pdf (fixture, pages[rotate]);
        g_autoptr (RenderDocument) document = open_pdf (path);
        cairo_surface_t *surface = render_document_draw (document, 0, 0.5, turn * 90, NULL);
        guint corner = (rotate + turn) % 4; /* 0: lower left, then clockwise */
        int width = cairo_image_surface_get_width (surface);
        int height = cairo_image_surface_get_height (surface);
        int x = corner == 0 || corner == 1 ? 10 : width - 10;
        int y = corner == 1 || corner == 2 ? 10 : height - 10;

        g_assert_cmpint (width, ==, corner % 2 ? 421 : 298);
        g_assert_cmpint (height, ==, corner % 2 ? 298 : 421);
        g_assert_cmphex (get_pixel (surface, x, y), ==, 0);
        g_assert_cmphex (get_pixel (surface, width - x, height - y), ==, 0xffffff);
        cairo_surface_destroy (surface);
      }
}

/* A square cut out is the same as that square of the whole picture. */
static void
test_clip (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = write_pdf (fixture, NULL);
  g_autoptr (RenderDocument) document = open_pdf (path);
  cairo_rectangle_int_t clip = {64, 900, 128, 200};
  cairo_surface_t *whole = render_document_draw (document, 0, 1.5, 90, NULL);
  cairo_surface_t *part = render_document_draw_clip (document, 0, 1.5, 90, &clip, NULL);

  g_assert_cmpint (cairo_image_surface_get_width (part), ==, clip.width);
  for (int y = 0; y < clip.height; y++)
    for (int x = 0; x < clip.width; x++)
      if (clip.y + y < cairo_image_surface_get_height (whole))
        g_assert_cmphex (get_pixel (part, x, y), ==, get_pixel (whole, clip.x + x, clip.y + y));
  cairo_surface_destroy (whole);
  cairo_surface_destroy (part);
}

static void
test_find (Fixture *fixture, gconstpointer unused)
{
  SupportPdf options = {.page = "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 "
                                "/BaseFont /Helvetica >> >> >>",
                        .content = CONTENT};
  g_autofree char *path = support_pdf_write (&options, fixture->folder, "a.pdf");
  g_autoptr (RenderDocument) document = open_pdf (path);
  g_autoptr (GArray) hits = render_document_find (document, 0, "vermilion");
  g_autoptr (GArray) none = render_document_find (document, 0, "saffron");
  const RenderArea *area = &g_array_index (hits, RenderArea, 0);

  g_assert_cmpuint (hits->len, ==, 1);
  g_assert_cmpuint (none->len, ==, 0);
  /* The baseline is 342 points from the top; the word stands after "Hello ". */
  g_assert_cmpfloat (area->y, <, 342);
  g_assert_cmpfloat (area->y + area->height, >, 336);
  g_assert_cmpfloat (area->x, >, 225);
  g_assert_cmpfloat (area->x + area->width, <, 300);
}

static void
test_too_large (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = write_pdf (fixture, NULL);
  g_autoptr (RenderDocument) document = open_pdf (path);
  g_autoptr (GError) error = NULL;

  g_assert_null (render_document_draw (document, 0, 20, 0, &error));
  g_assert_error (error, RENDER_ERROR, RENDER_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_null (render_document_draw (document, 0, 1e300, 0, &error));
  g_assert_error (error, RENDER_ERROR, RENDER_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_null (render_document_draw (document, 0, NAN, 0, &error));
  g_assert_error (error, RENDER_ERROR, RENDER_ERROR_TOO_LARGE);
}

static void
test_password (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *plain = write_pdf (fixture, NULL);
  g_autofree char *locked = g_build_filename (fixture->folder, "locked.pdf", NULL);
  g_autofree char *qpdf = g_find_program_in_path ("qpdf");
  const char *const argv[] = {"qpdf", "--encrypt", "Käse 密码", "owner", "256",
                              "--",   plain,       locked,      NULL};
  const char *const passwords[] = {NULL, "", "wrong"};
  int status;

  if (qpdf == NULL)
    {
      g_test_skip ("qpdf is not installed");
      return;
    }
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (passwords); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (render_document_new (locked, passwords[i], &error));
      g_assert_error (error, RENDER_ERROR, RENDER_ERROR_PASSWORD);
    }

  g_autoptr (RenderDocument) document = render_document_new (locked, "Käse 密码", NULL);

  g_assert_nonnull (document);
}

/* Poppler is given cut and altered forms of a small file: none may kill. */
static void
test_hostile (Fixture *fixture, gconstpointer unused)
{
  SupportPdf options = {.form = SUPPORT_PDF_PACKED, .content = CONTENT, .n_pages = 3};
  g_autoptr (GBytes) bytes = support_pdf_new (&options);
  g_autofree char *path = g_build_filename (fixture->folder, "hostile.pdf", NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261126);
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  guint opened = 0;

  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *copy = g_memdup2 (data, length);
      gsize end = i % 3 == 0 ? (gsize) g_rand_int_range (rand, 0, length) : length;
      RenderDocument *document;

      for (guint k = 0; k < i % 7; k++)
        copy[g_rand_int_range (rand, 0, length)] = g_rand_int_range (rand, 0, 256);
      g_assert_true (g_file_set_contents (path, copy, end, NULL));
      document = render_document_new (path, NULL, NULL);
      if (document == NULL)
        continue;
      opened++;
      cairo_surface_destroy (render_document_draw (document, 0, 0.2, 0, NULL));
      render_document_free (document);
    }
  g_test_message ("%u of 300 could still be opened", opened);
  g_assert_cmpuint (opened, >, 0);
}

static void
test_unreadable (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *text = g_build_filename (fixture->folder, "text.pdf", NULL);
  const char *const paths[] = {text, fixture->folder, "/nonexistent.pdf"};

  g_assert_true (g_file_set_contents (text, "no PDF at all", -1, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (render_document_new (paths[i], NULL, &error));
      g_assert_error (error, RENDER_ERROR, RENDER_ERROR_UNREADABLE);
    }
}

static void
test_explain (void)
{
  const char *what, *why, *remedy;

  for (int code = 0; code < RENDER_N_ERRORS; code++)
    {
      g_assert_true (render_error_explain (code, &what, &why, &remedy));
      g_assert_true (*what != '\0' && *why != '\0' && *remedy != '\0');
    }
  g_assert_false (render_error_explain (RENDER_N_ERRORS, &what, &why, &remedy));
  g_assert_false (render_error_explain (-1, &what, &why, &remedy));
}

/* What Poppler finds wrong with damaged files would fill pages of the test's log. */
static void
ignore_message (const char *domain, GLogLevelFlags level, const char *message, gpointer unused)
{
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_handler ("Poppler", G_LOG_LEVEL_INFO, ignore_message, NULL);
#define ADD(name, function) g_test_add (name, Fixture, NULL, set_up, function, tear_down)
  ADD ("/render/document/size", test_size);
  ADD ("/render/document/pixels", test_pixels);
  ADD ("/render/document/clip", test_clip);
  ADD ("/render/document/find", test_find);
  ADD ("/render/document/too-large", test_too_large);
  ADD ("/render/document/password", test_password);
  ADD ("/render/document/hostile", test_hostile);
  ADD ("/render/document/unreadable", test_unreadable);
  g_test_add_func ("/render/error/explain", test_explain);
  return g_test_run ();
}
