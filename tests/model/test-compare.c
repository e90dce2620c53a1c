/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-compare.h"

#include <glib/gstdio.h>

#include "desk.h"
#include "pdf-error.h"
#include "support-pdf.h"

#define CONTENT 4 /* object of what every page shows */

static char *folder;

typedef struct {
  ModelComparePictures *pictures;
  GError *error;
  gboolean done;
} Outcome;

/* Pages with a black square, and a version in which it is elsewhere. */
static ModelDocument *
open_changed (guint n_pages)
{
  SupportPdf options = {.n_pages = n_pages, .content = "0 0 100 100 re f"};
  g_autoptr (GBytes) bytes = support_pdf_new (&options);
  g_autoptr (GBytes) longer = support_pdf_append (
      bytes, CONTENT, "<< /Length 20 >>\nstream\n300 300 100 100 re f\nendstream");
  g_autofree char *path = g_build_filename (folder, "合同.pdf", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  ModelDocument *document;
  gsize size;
  const char *data = g_bytes_get_data (longer, &size);

  g_assert_true (g_file_set_contents (path, data, (gssize) size, NULL));
  document = model_document_new (file);
  model_document_load (document, NULL);
  desk_wait_until (model_document_get_state (document) == MODEL_DOCUMENT_READY);
  return document;
}

static void
take_pictures (GObject *source, GAsyncResult *result, gpointer data)
{
  Outcome *outcome = data;

  outcome->pictures = model_compare_draw_finish (result, &outcome->error);
  outcome->done = TRUE;
}

static guint32
get_pixel (cairo_surface_t *surface, int x, int y)
{
  guint8 *row = cairo_image_surface_get_data (surface) +
                y * cairo_image_surface_get_stride (surface);

  return ((guint32 *) (gpointer) row)[x] & 0xffffff;
}

static void
test_pictures (void)
{
  g_autoptr (ModelDocument) document = open_changed (2);
  g_autoptr (ModelCompare) compare = model_compare_new (document, 1);
  g_autoptr (ModelComparePictures) pictures = NULL;
  Outcome outcome = {0};
  const PadesPageLook *look;

  desk_wait_until (model_compare_get_state (compare) != MODEL_COMPARE_RUNNING);
  g_assert_no_error (model_compare_get_error (compare));
  g_assert_cmpuint (model_compare_get_result (compare)->pages->len, ==, 2);
  look = g_ptr_array_index (model_compare_get_result (compare)->pages, 1);
  g_assert_cmpint (look->look, ==, PADES_LOOK_DIFFERENT);
  g_assert_cmpuint (look->regions->len, ==, 2);
  model_compare_draw (compare, 1, NULL, take_pictures, &outcome);
  desk_wait_until (outcome.done);
  g_assert_no_error (outcome.error);
  pictures = outcome.pictures;
  g_assert_cmpfloat (pictures->scale, ==, 2);
  g_assert_cmphex (get_pixel (pictures->before, 100, 1584), ==, 0);
  g_assert_cmphex (get_pixel (pictures->after, 100, 1584), ==, 0xffffff);
  g_assert_cmphex (get_pixel (pictures->overlay, 100, 1584), !=, 0xffffff);
}

/* The file is another one by now. */
static void
test_gone (void)
{
  g_autoptr (ModelDocument) document = open_changed (2);
  g_autoptr (ModelCompare) compare = model_compare_new (document, 9);

  desk_wait_until (model_compare_get_state (compare) != MODEL_COMPARE_RUNNING);
  g_assert_cmpint (model_compare_get_state (compare), ==, MODEL_COMPARE_FAILED);
  g_assert_error (model_compare_get_error (compare), PDF_ERROR, PDF_ERROR_CHANGED);
  g_assert_null (model_compare_get_result (compare));
}

/* Long before all of so many pages could be drawn. */
static void
test_cancelled (void)
{
  g_autoptr (ModelDocument) document = open_changed (300);
  g_autoptr (ModelCompare) compare = model_compare_new (document, 1);

  model_compare_cancel (compare);
  desk_wait_until (model_compare_get_state (compare) != MODEL_COMPARE_RUNNING);
  g_assert_cmpint (model_compare_get_state (compare), ==, MODEL_COMPARE_FAILED);
  g_assert_error (model_compare_get_error (compare), G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_autofree char *remove = NULL;
  int status;

  folder = g_dir_make_tmp ("vermilion-XXXXXX", NULL);
  g_setenv ("XDG_CACHE_HOME", folder, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/compare/pictures", test_pictures);
  g_test_add_func ("/compare/gone", test_gone);
  g_test_add_func ("/compare/cancelled", test_cancelled);
  status = g_test_run ();
  remove = g_strdup_printf ("rm -rf %s", folder);
  g_assert_true (g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL));
  g_free (folder);
  return status;
}
