/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-document.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <math.h>
#include <unistd.h>

#include "desk.h"
#include "model-document-cache.h"
#include "model-pages.h"
#include "pdf-error.h"
#include "support-pdf.h"

#define FONT                                                                                       \
  "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
#define TEXT "BT /F1 12 Tf 100 700 Td (Party A seals here. Party B too.) Tj ET"

typedef struct {
  char *folder;
  ModelDocument *document;
  guint changes;
  guint changed_page;
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

  g_clear_object (&fixture->document);
  while ((name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
}

static void
take_page_changed (ModelDocument *document, guint page, Fixture *fixture)
{
  fixture->changes++;
  fixture->changed_page = page;
}

static void
begin (Fixture *fixture, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  fixture->document = model_document_new (file);
  g_signal_connect (fixture->document, "page-changed", G_CALLBACK (take_page_changed), fixture);
  g_assert_cmpint (model_document_get_state (fixture->document), ==, MODEL_DOCUMENT_LOADING);
  model_document_load (fixture->document, NULL);
}

static void
open_pdf (Fixture *fixture, const SupportPdf *options)
{
  g_autofree char *path = support_pdf_write (options, fixture->folder, "合同.pdf");

  begin (fixture, path);
  desk_wait_until (model_document_get_state (fixture->document) != MODEL_DOCUMENT_LOADING);
  g_assert_no_error (model_document_get_error (fixture->document));
  g_assert_cmpint (model_document_get_state (fixture->document), ==, MODEL_DOCUMENT_READY);
}

static void
test_open (Fixture *fixture, gconstpointer unused)
{
  SupportPdf options = {.n_pages = 7, .page = "/Rotate 90 /UserUnit 2"};
  double width, height;

  open_pdf (fixture, &options);
  g_assert_cmpstr (model_document_get_title (fixture->document), ==, "合同.pdf");
  g_assert_cmpuint (model_document_get_n_pages (fixture->document), ==, 7);
  g_assert_nonnull (model_document_get_info (fixture->document));
  pdf_page_box_get_size (model_document_get_page_box (fixture->document, 6), &width, &height);
  g_assert_cmpfloat_with_epsilon (width, 842 * 2 * PDF_MM_PER_POINT, 0.01);
  g_assert_cmpfloat_with_epsilon (height, 595 * 2 * PDF_MM_PER_POINT, 0.01);
}

static cairo_surface_t *
wait_for_picture (Fixture *fixture, guint page, double scale, int turn)
{
  cairo_surface_t *picture = NULL;
  gboolean sharp = FALSE;

  desk_wait_until ((picture = model_document_peek_picture (fixture->document, page, scale, turn,
                                                           MODEL_PRIORITY_VISIBLE, &sharp),
                    sharp));
  return picture;
}

/* Nothing at first, then the picture; at another scale the old one serves until the new is there.
 */
static void
test_picture (Fixture *fixture, gconstpointer unused)
{
  SupportPdf options = {.n_pages = 3};
  cairo_surface_t *small, *again;
  gboolean sharp = TRUE;

  open_pdf (fixture, &options);
  g_assert_null (
      model_document_peek_picture (fixture->document, 1, 2, 0, MODEL_PRIORITY_VISIBLE, &sharp));
  g_assert_false (sharp);
  desk_wait_until (fixture->changes > 0 && fixture->changed_page == 1);
  small = wait_for_picture (fixture, 1, 2, 0);
  g_assert_cmpint (cairo_image_surface_get_width (small), ==, round (595 * PDF_MM_PER_POINT * 2));

  again = model_document_peek_picture (fixture->document, 1, 4, 0, MODEL_PRIORITY_VISIBLE, &sharp);
  g_assert_true (again == small);
  g_assert_false (sharp);
  again = wait_for_picture (fixture, 1, 4, 0);
  g_assert_cmpint (cairo_image_surface_get_width (again), ==, round (595 * PDF_MM_PER_POINT * 4));

  again = wait_for_picture (fixture, 1, 4, 90);
  g_assert_cmpint (cairo_image_surface_get_height (again), ==, round (595 * PDF_MM_PER_POINT * 4));
  g_assert_null (model_document_peek_any (fixture->document, 2, 0));
}

static void
test_tile (Fixture *fixture, gconstpointer unused)
{
  SupportPdf options = {.n_pages = 1};
  cairo_surface_t *tile;

  open_pdf (fixture, &options);
  desk_wait_until ((tile = model_document_peek_tile (fixture->document, 0, 20, 0, 1, 2)) != NULL);
  g_assert_cmpint (cairo_image_surface_get_width (tile), ==, MODEL_TILE_SIDE);
  g_assert_cmpint (cairo_image_surface_get_height (tile), ==, MODEL_TILE_SIDE);
}

/* What nobody wants any more is not drawn. */
static void
test_forget (Fixture *fixture, gconstpointer unused)
{
  SupportPdf options = {.n_pages = 200};
  gboolean sharp;
  guint drawn = 0;

  open_pdf (fixture, &options);
  for (guint page = 0; page < 200; page++)
    model_document_peek_picture (fixture->document, page, 6, 0, MODEL_PRIORITY_NEAR, &sharp);
  model_document_forget_wishes (fixture->document, MODEL_PRIORITY_NEAR);
  wait_for_picture (fixture, 199, 1, 0);
  for (guint page = 0; page < 199; page++)
    drawn += model_document_peek_any (fixture->document, page, 0) != NULL;
  g_assert_cmpuint (drawn, <, 20);
}

static void
test_find (Fixture *fixture, gconstpointer unused)
{
  SupportPdf options = {.n_pages = 20, .page = FONT " /UserUnit 2", .content = TEXT};
  const GArray *hits;
  const ModelHit *hit;

  open_pdf (fixture, &options);
  model_document_find (fixture->document, "PARTY", 15);
  g_assert_true (model_document_is_finding (fixture->document));
  desk_wait_until (!model_document_is_finding (fixture->document));
  g_assert_cmpuint (model_document_get_n_hits (fixture->document), ==, 40);
  hits = model_document_peek_hits (fixture->document, 3);
  g_assert_cmpuint (hits->len, ==, 2);
  hit = &g_array_index (hits, ModelHit, 0);
  /* In mm of the displayed page, which UserUnit doubles. */
  g_assert_cmpfloat_with_epsilon (hit->area.x0, 200 * PDF_MM_PER_POINT, 1);
  g_assert_cmpfloat (hit->area.y0, <, 284 * PDF_MM_PER_POINT);
  g_assert_cmpfloat (hit->area.y1, >, 270 * PDF_MM_PER_POINT);

  model_document_find (fixture->document, "saffron", 0);
  g_assert_cmpuint (model_document_get_n_hits (fixture->document), ==, 0);
  desk_wait_until (!model_document_is_finding (fixture->document));
  g_assert_cmpuint (model_document_get_n_hits (fixture->document), ==, 0);
  g_assert_null (model_document_peek_hits (fixture->document, 3));

  model_document_find (fixture->document, "Party", 0);
  model_document_find (fixture->document, NULL, 0);
  g_assert_false (model_document_is_finding (fixture->document));
}

static void
test_password (Fixture *fixture, gconstpointer unused)
{
  SupportPdf options = {.n_pages = 2};
  g_autofree char *plain = support_pdf_write (&options, fixture->folder, "plain.pdf");
  g_autofree char *locked = g_build_filename (fixture->folder, "locked.pdf", NULL);
  g_autofree char *qpdf = g_find_program_in_path ("qpdf");
  const char *const argv[] = {"qpdf", "--encrypt", "secret", "owner", "256",
                              "--",   plain,       locked,   NULL};

  if (qpdf == NULL)
    {
      g_test_skip ("qpdf is not installed");
      return;
    }
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               NULL, NULL, NULL));
  begin (fixture, locked);
  desk_wait_until (model_document_get_state (fixture->document) == MODEL_DOCUMENT_NEEDS_PASSWORD);
  g_assert_null (model_document_get_error (fixture->document));

  model_document_load (fixture->document, "wrong");
  g_assert_cmpint (model_document_get_state (fixture->document), ==, MODEL_DOCUMENT_LOADING);
  desk_wait_until (model_document_get_state (fixture->document) == MODEL_DOCUMENT_NEEDS_PASSWORD);
  g_assert_error (model_document_get_error (fixture->document), RENDER_ERROR,
                  RENDER_ERROR_PASSWORD);

  model_document_load (fixture->document, "secret");
  desk_wait_until (model_document_get_state (fixture->document) == MODEL_DOCUMENT_READY);
  g_assert_no_error (model_document_get_error (fixture->document));
  g_assert_true (model_document_is_protected (fixture->document));
  wait_for_picture (fixture, 1, 1, 0);
}

static void
expect_failure (Fixture *fixture, const char *path, int code)
{
  begin (fixture, path);
  desk_wait_until (model_document_get_state (fixture->document) != MODEL_DOCUMENT_LOADING);
  g_assert_cmpint (model_document_get_state (fixture->document), ==, MODEL_DOCUMENT_FAILED);
  g_assert_error (model_document_get_error (fixture->document), PDF_ERROR, code);
  g_clear_object (&fixture->document);
}

static void
test_bad_files (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (fixture->folder, "bad.pdf", NULL);
  int sparse;

  expect_failure (fixture, "/nonexistent/contract.pdf", PDF_ERROR_UNREADABLE);
  expect_failure (fixture, fixture->folder, PDF_ERROR_UNREADABLE);
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  expect_failure (fixture, path, PDF_ERROR_EMPTY);
  g_assert_true (g_file_set_contents (path, "PK\003\004 not a PDF", -1, NULL));
  expect_failure (fixture, path, PDF_ERROR_NOT_PDF);
  g_assert_true (g_file_set_contents (path, "%PDF-1.7\nnothing follows", -1, NULL));
  expect_failure (fixture, path, PDF_ERROR_DAMAGED);
  /* Four gigabytes of nothing behind a header: an answer at once, no search for objects. */
  sparse = g_open (path, O_WRONLY, 0);
  g_assert_no_errno (ftruncate (sparse, G_GINT64_CONSTANT (4) << 30));
  g_close (sparse, NULL);
  expect_failure (fixture, path, PDF_ERROR_DAMAGED);
}

/* Closed while the worker is at work, whatever it brings then finds nobody. */
static void
test_close (Fixture *fixture, gconstpointer unused)
{
  SupportPdf options = {.n_pages = 50};
  gboolean sharp;

  open_pdf (fixture, &options);
  for (guint page = 0; page < 50; page++)
    model_document_peek_picture (fixture->document, page, 5, 0, MODEL_PRIORITY_VISIBLE, &sharp);
  g_clear_object (&fixture->document);
  for (int i = 0; i < 50; i++)
    {
      g_usleep (1000);
      g_main_context_iteration (NULL, FALSE);
    }
}

static void
test_pages (void)
{
  g_autoptr (ModelPages) pages = model_pages_new (10000);
  g_autoptr (ModelPage) last = g_list_model_get_item (G_LIST_MODEL (pages), 9999);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (pages)), ==, 10000);
  g_assert_cmpuint (model_page_get_number (last), ==, 9999);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (pages), 10000));
}

static void
test_cache (void)
{
  g_autoptr (ModelDocumentCache) cache = model_document_cache_new (3 * 100 * 100 * 4);
  cairo_surface_t *picture = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 100, 100);
  ModelPictureKey key = {0, 2, 0, -1, -1};

  for (guint i = 0; i < 3; i++)
    {
      key.page = i;
      model_document_cache_put (cache, &key, picture);
    }
  key.page = 0; /* used, so that page 1 is the oldest */
  g_assert_nonnull (model_document_cache_find (cache, &key));
  key.page = 3;
  model_document_cache_put (cache, &key, picture);
  g_assert_cmpuint (model_document_cache_get_size (cache), ==, 3 * 100 * 100 * 4);
  key.page = 1;
  g_assert_null (model_document_cache_find (cache, &key));
  key.page = 0;
  g_assert_nonnull (model_document_cache_find (cache, &key));

  key.scale = 4; /* another zoom takes the old one's place */
  g_assert_null (model_document_cache_find (cache, &key));
  g_assert_nonnull (model_document_cache_guess (cache, &key));
  model_document_cache_put (cache, &key, picture);
  g_assert_cmpuint (model_document_cache_get_size (cache), ==, 3 * 100 * 100 * 4);
  key.turn = 90;
  g_assert_null (model_document_cache_guess (cache, &key));
  cairo_surface_destroy (picture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add (name, Fixture, NULL, set_up, function, tear_down)
  ADD ("/model/document/open", test_open);
  ADD ("/model/document/picture", test_picture);
  ADD ("/model/document/tile", test_tile);
  ADD ("/model/document/forget", test_forget);
  ADD ("/model/document/find", test_find);
  ADD ("/model/document/password", test_password);
  ADD ("/model/document/bad-files", test_bad_files);
  ADD ("/model/document/close", test_close);
  g_test_add_func ("/model/document/pages", test_pages);
  g_test_add_func ("/model/document/cache", test_cache);
  return g_test_run ();
}
