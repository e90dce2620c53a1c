/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-pretence.h"

#include <glib/gstdio.h>
#include <math.h>

#include "desk.h"
#include "support-pdf.h"

#define SIDE 40

typedef struct {
  char *folder;
  char *path;
  ModelDocument *document;
  guint found;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  fixture->folder = g_dir_make_tmp ("vermilion-XXXXXX", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  g_clear_object (&fixture->document);
  g_unlink (fixture->path);
  g_rmdir (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static void
count_found (Fixture *fixture)
{
  fixture->found++;
}

/* A red ring of 100 points with its lower left corner at 150, 250, as an inline image. */
static char *
dup_ring (void)
{
  GString *content = g_string_new ("q 100 0 0 100 150 250 cm BI /W 40 /H 40 /BPC 8 /CS /RGB "
                                   "/F /AHx ID ");

  for (int i = 0; i < SIDE * SIDE; i++)
    {
      double radius = hypot (i % SIDE - 19.5, i / SIDE - 19.5);

      g_string_append (content, radius > 14 && radius < 19 ? "d01010" : "ffffff");
    }
  return g_string_free (g_string_append (content, "> EI Q"), FALSE);
}

/* Object 90 is a form with nothing in it, for the looks of an annotation. */
static void
write_rings (Fixture *fixture, const char *page)
{
  g_autofree char *ring = dup_ring ();
  SupportPdf options = {.n_pages = 3, .page = page, .content = ring};
  g_autoptr (GBytes) bytes = support_pdf_new (&options);
  g_autoptr (GBytes) all = support_pdf_append (
      bytes, 90,
      "<< /Type /XObject /Subtype /Form /BBox [0 0 1 1] /Length 2 >>\nstream\nqQ\nendstream");

  fixture->path = g_build_filename (fixture->folder, "contract.pdf", NULL);
  g_assert_true (g_file_set_contents (fixture->path, g_bytes_get_data (all, NULL),
                                      (gssize) g_bytes_get_size (all), NULL));
}

static void
open_rings (Fixture *fixture, const char *page)
{
  g_autoptr (GFile) file = NULL;

  write_rings (fixture, page);
  file = g_file_new_for_path (fixture->path);
  fixture->document = model_document_new (file);
  g_signal_connect_swapped (fixture->document, "seals-found", G_CALLBACK (count_found), fixture);
  model_document_load (fixture->document, NULL);
  desk_wait_until (model_document_get_state (fixture->document) == MODEL_DOCUMENT_READY);
}

static void
show (Fixture *fixture, guint page, ModelPriority priority)
{
  gboolean sharp = FALSE;

  desk_wait_until (
      (model_document_peek_picture (fixture->document, page, 2, 0, priority, &sharp), sharp));
}

static void
judge (Fixture *fixture)
{
  model_document_verify (fixture->document, fixture->folder);
  desk_wait_until (model_document_get_report (fixture->document) != NULL);
}

static void
assert_pretence (const GArray *pretences, guint index, ReportPretenceKind kind, guint page)
{
  const ReportPretence *pretence = &g_array_index (pretences, ReportPretence, index);

  g_assert_cmpint (pretence->kind, ==, kind);
  g_assert_cmpuint (pretence->page, ==, page);
  g_assert_cmpfloat_with_epsilon (pretence->rect.x0, 150, 3);
  g_assert_cmpfloat_with_epsilon (pretence->rect.y0, 250, 3);
  g_assert_cmpfloat_with_epsilon (pretence->rect.x1, 250, 3);
  g_assert_cmpfloat_with_epsilon (pretence->rect.y1, 350, 3);
}

/* Only pages that somebody looks at, be it before the wish, are looked at; and none twice. */
static void
test_pages_that_are_shown (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GArray) unjudged = NULL;
  g_autoptr (GArray) pretences = NULL;

  open_rings (fixture, NULL);
  show (fixture, 1, MODEL_PRIORITY_VISIBLE);
  show (fixture, 0, MODEL_PRIORITY_THUMBNAIL);
  model_document_seek_seals (fixture->document);
  desk_wait_until (fixture->found == 1);
  unjudged = model_pretence_list (fixture->document);
  g_assert_cmpuint (unjudged->len, ==, 0);
  judge (fixture);
  pretences = model_pretence_list (fixture->document);
  g_assert_cmpuint (pretences->len, ==, 1);
  assert_pretence (pretences, 0, REPORT_PRETENCE_SEAL, 1);

  show (fixture, 2, MODEL_PRIORITY_NEAR);
  desk_wait_until (fixture->found == 2);
  g_assert_nonnull (model_document_peek_seals (fixture->document, 2));
  g_assert_null (model_document_peek_seals (fixture->document, 0));
}

/* The place is told in the page's own space. */
static void
test_turned_page (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GArray) pretences = NULL;

  open_rings (fixture, "/Rotate 90 /CropBox [100 100 595 800]");
  model_document_seek_seals (fixture->document);
  show (fixture, 0, MODEL_PRIORITY_VISIBLE);
  desk_wait_until (fixture->found == 1);
  judge (fixture);
  pretences = model_pretence_list (fixture->document);
  g_assert_cmpuint (pretences->len, ==, 1);
  assert_pretence (pretences, 0, REPORT_PRETENCE_SEAL, 0);
}

/* What a stamp shows is told of with the stamp: on all pages, and the image below it is not. */
static void
test_stamp_over_image (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GArray) pretences = NULL;

  open_rings (fixture,
              "/Annots [ << /Subtype /Stamp /Rect [148 248 252 352] /AP << /N 90 0 R >> >> ]");
  model_document_seek_seals (fixture->document);
  show (fixture, 0, MODEL_PRIORITY_VISIBLE);
  desk_wait_until (fixture->found == 1);
  judge (fixture);
  pretences = model_pretence_list (fixture->document);
  g_assert_cmpuint (pretences->len, ==, 3);
  for (guint i = 0; i < pretences->len; i++)
    assert_pretence (pretences, i, REPORT_PRETENCE_STAMP, i);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/model/pretence/pages-that-are-shown", Fixture, NULL, set_up,
              test_pages_that_are_shown, tear_down);
  g_test_add ("/model/pretence/turned-page", Fixture, NULL, set_up, test_turned_page, tear_down);
  g_test_add ("/model/pretence/stamp-over-image", Fixture, NULL, set_up, test_stamp_over_image,
              tear_down);
  return g_test_run ();
}
