/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render-seals.h"

#include <cairo-pdf.h>
#include <glib/gstdio.h>
#include <math.h>

#include "render-seal-look.h"
#include "seal-round.h"
#include "support-pdf.h"

#define POINTS(mm) ((mm) *72 / 25.4)
#define SIDE 160

typedef void (*Paint) (cairo_t *cr);

typedef struct {
  double x0, y0, x1, y1; /* mm from the top left */
} Place;

static cairo_surface_t *
new_picture (Paint paint, gboolean paper)
{
  cairo_surface_t *picture = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, SIDE, SIDE);
  cairo_t *cr = cairo_create (picture);

  if (paper)
    {
      cairo_set_source_rgb (cr, 1, 1, 1);
      cairo_paint (cr);
    }
  paint (cr);
  cairo_destroy (cr);
  return picture;
}

static void
paint_drawing (cairo_t *cr, const SealRoundSpec *spec)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SealDrawing) drawing = seal_round_draw (spec, &error);

  g_assert_no_error (error);
  cairo_scale (cr, SIDE / seal_drawing_get_width (drawing),
               SIDE / seal_drawing_get_height (drawing));
  seal_drawing_paint (drawing, cr);
}

static void
paint_company (cairo_t *cr)
{
  const SealRoundSpec spec = {.name = "贵州山水科技有限公司", .star = TRUE};

  paint_drawing (cr, &spec);
}

static void
paint_contract (cairo_t *cr)
{
  const SealRoundSpec spec = {.name = "北京市朱印信息技术有限公司",
                              .row = "合同专用章",
                              .star = TRUE,
                              .diameter = 45,
                              .rgb = 0xc8102e};

  paint_drawing (cr, &spec);
}

static void
paint_black_stamp (cairo_t *cr)
{
  const SealRoundSpec spec = {.name = "贵州山水科技有限公司", .star = TRUE, .rgb = 0x101010};

  paint_drawing (cr, &spec);
}

static void
paint_blue_stamp (cairo_t *cr)
{
  const SealRoundSpec spec = {.name = "贵州山水科技有限公司", .star = TRUE, .rgb = 0x1030c0};

  paint_drawing (cr, &spec);
}

/* A name in a square. */
static void
paint_square (cairo_t *cr)
{
  cairo_set_source_rgb (cr, 0.8, 0.1, 0.1);
  cairo_set_line_width (cr, 8);
  cairo_rectangle (cr, 6, 6, SIDE - 12, SIDE - 12);
  for (int i = 1; i < 5; i++)
    {
      cairo_move_to (cr, 20, i * 30);
      cairo_line_to (cr, SIDE - 20, i * 30 + 5);
    }
  cairo_stroke (cr);
}

static void
paint_scan (cairo_t *cr)
{
  cairo_set_source_rgb (cr, 0.15, 0.15, 0.18);
  for (int i = 0; i < 16; i++)
    cairo_rectangle (cr, 4, i * 10, SIDE - 10 - i % 3 * 20, 4);
  cairo_fill (cr);
}

/* All of the area in the colours of a face. */
static void
paint_photograph (cairo_t *cr)
{
  cairo_pattern_t *face = cairo_pattern_create_radial (SIDE / 2, SIDE / 2, 5, SIDE / 2, SIDE / 2,
                                                       SIDE);

  cairo_pattern_add_color_stop_rgb (face, 0, 0.92, 0.72, 0.62);
  cairo_pattern_add_color_stop_rgb (face, 1, 0.35, 0.22, 0.18);
  cairo_set_source (cr, face);
  cairo_paint (cr);
  cairo_pattern_destroy (face);
}

/* The same, cut out of its background: within the share of ink, and in a red of no strength. */
static void
paint_portrait (cairo_t *cr)
{
  cairo_set_source_rgb (cr, 0.86, 0.62, 0.54);
  cairo_arc (cr, SIDE / 2, SIDE / 2, SIDE * 0.38, 0, 2 * G_PI);
  cairo_fill (cr);
}

static void
paint_red_area (cairo_t *cr)
{
  cairo_set_source_rgb (cr, 0.8, 0.05, 0.1);
  cairo_paint (cr);
}

/* Half red, half blue. */
static void
paint_logo (cairo_t *cr)
{
  cairo_set_source_rgb (cr, 0.85, 0.1, 0.1);
  cairo_rectangle (cr, 20, 20, 60, 60);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 0.1, 0.2, 0.7);
  cairo_rectangle (cr, 80, 80, 60, 60);
  cairo_fill (cr);
}

static void
paint_orange_logo (cairo_t *cr)
{
  cairo_set_source_rgb (cr, 1, 0.6, 0);
  cairo_arc (cr, SIDE / 2, SIDE / 2, SIDE / 3, 0, 2 * G_PI);
  cairo_fill (cr);
}

static void
paint_nothing (cairo_t *cr)
{
}

static void
paint_hair_line (cairo_t *cr)
{
  cairo_set_source_rgb (cr, 0.9, 0, 0);
  cairo_rectangle (cr, 10, SIDE / 2, SIDE - 20, 2);
  cairo_fill (cr);
}

static void
test_look (void)
{
  static const struct {
    const char *name;
    Paint paint;
    gboolean looks;
  } cases[] = {
      {"seal of a company", paint_company, TRUE}, {"seal for contracts", paint_contract, TRUE},
      {"square seal", paint_square, TRUE},        {"black stamp", paint_black_stamp, FALSE},
      {"blue stamp", paint_blue_stamp, FALSE},    {"scanned text", paint_scan, FALSE},
      {"photograph", paint_photograph, FALSE},    {"portrait", paint_portrait, FALSE},
      {"red area", paint_red_area, FALSE},        {"logo of two colours", paint_logo, FALSE},
      {"orange logo", paint_orange_logo, FALSE},  {"nothing", paint_nothing, FALSE},
      {"red line", paint_hair_line, FALSE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (int paper = 0; paper < 2; paper++)
      {
        cairo_surface_t *picture = new_picture (cases[i].paint, paper);

        g_test_message ("%s%s", cases[i].name, paper ? " on paper" : "");
        g_assert_cmpint (render_seal_look (picture, NULL), ==, cases[i].looks);
        cairo_surface_destroy (picture);
      }
}

/* The area is cut to the picture, and one that is beside it is none. */
static void
test_look_at_area (void)
{
  cairo_surface_t *picture = new_picture (paint_company, FALSE);
  const cairo_rectangle_int_t larger = {-5, -5, SIDE + 10, SIDE + 10};
  const cairo_rectangle_int_t beside = {SIDE + 1, 0, SIDE, SIDE};
  const cairo_rectangle_int_t tiny = {10, 10, 4, 4};

  g_assert_true (render_seal_look (picture, &larger));
  g_assert_false (render_seal_look (picture, &beside));
  g_assert_false (render_seal_look (picture, &tiny));
  cairo_surface_destroy (picture);
}

typedef struct {
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  fixture->folder = g_dir_make_tmp ("vermilion-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "a.pdf", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  g_unlink (fixture->path);
  g_rmdir (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

/* Lines of text, and an image over them. */
static void
write_page (Fixture *fixture, Paint paint, const Place *mm)
{
  cairo_surface_t *picture = new_picture (paint, FALSE);
  cairo_surface_t *surface = cairo_pdf_surface_create (fixture->path, POINTS (210), POINTS (297));
  cairo_t *cr = cairo_create (surface);

  for (int i = 0; i < 40; i++)
    {
      cairo_move_to (cr, 72, 72 + i * 16);
      cairo_show_text (cr, "This contract is made in two copies, one for each of the parties");
    }
  cairo_translate (cr, POINTS (mm->x0), POINTS (mm->y0));
  cairo_scale (cr, POINTS (mm->x1 - mm->x0) / SIDE, POINTS (mm->y1 - mm->y0) / SIDE);
  cairo_set_source_surface (cr, picture, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  cairo_surface_destroy (picture);
}

static GArray *
find (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RenderDocument) document = render_document_new (path, NULL, &error);

  g_assert_no_error (error);
  return render_seals_find (document, 0);
}

static void
assert_area (const RenderArea *area, double x, double y, double width, double height)
{
  g_assert_cmpfloat_with_epsilon (area->x, x, 2.5);
  g_assert_cmpfloat_with_epsilon (area->y, y, 2.5);
  g_assert_cmpfloat_with_epsilon (area->width, width, 2.5);
  g_assert_cmpfloat_with_epsilon (area->height, height, 2.5);
}

/* The text below a seal is not the seal's. */
static void
test_find_over_text (Fixture *fixture, gconstpointer unused)
{
  const Place mm = {60, 80, 100, 120};
  g_autoptr (GArray) found = NULL;

  write_page (fixture, paint_company, &mm);
  found = find (fixture->path);
  g_assert_cmpuint (found->len, ==, 1);
  assert_area (&g_array_index (found, RenderArea, 0), POINTS (60), POINTS (80), POINTS (40),
               POINTS (40));
}

static void
test_pass_over (Fixture *fixture, gconstpointer unused)
{
  static const struct {
    Paint paint;
    Place mm;
  } cases[] = {
      {paint_company, {60, 80, 70, 90}},   /* too small */
      {paint_company, {20, 80, 120, 180}}, /* too large */
      {paint_company, {20, 80, 80, 105}},  /* too long */
      {paint_black_stamp, {60, 80, 100, 120}}, {paint_photograph, {60, 80, 100, 120}},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GArray) found = NULL;

      write_page (fixture, cases[i].paint, &cases[i].mm);
      found = find (fixture->path);
      g_assert_cmpuint (found->len, ==, 0);
    }
}

/* A red ring of 100 points with its lower left corner at 150, 250, as an inline image. */
static char *
dup_ring (void)
{
  GString *content = g_string_new ("q 100 0 0 100 150 250 cm BI /W 40 /H 40 /BPC 8 /CS /RGB "
                                   "/F /AHx ID ");

  for (int i = 0; i < 40 * 40; i++)
    {
      double radius = hypot (i % 40 - 19.5, i / 40 - 19.5);

      g_string_append (content, radius > 14 && radius < 19 ? "d01010" : "ffffff");
    }
  return g_string_free (g_string_append (content, "> EI Q"), FALSE);
}

/* Where it is on the page as displayed, whatever box and turn the page has. */
static void
test_find_by_box (Fixture *fixture, gconstpointer unused)
{
  static const struct {
    const char *page;
    double x, y;
  } cases[] = {
      {NULL, 150, 842 - 350},
      {"/CropBox [100 200 500 800]", 50, 800 - 350},
      {"/Rotate 90", 250, 150},
      {"/CropBox [100 200 500 800] /Rotate 90", 50, 50},
      {"/CropBox [100 200 500 800] /Rotate 180", 500 - 250, 50},
      {"/CropBox [100 200 500 800] /Rotate 270", 800 - 350, 500 - 250},
  };
  g_autofree char *ring = dup_ring ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SupportPdf options = {.page = cases[i].page, .content = ring};
      g_autofree char *path = support_pdf_write (&options, fixture->folder, "a.pdf");
      g_autoptr (GArray) found = find (path);

      g_test_message ("%s", cases[i].page != NULL ? cases[i].page : "-");
      g_assert_cmpuint (found->len, ==, 1);
      assert_area (&g_array_index (found, RenderArea, 0), cases[i].x, cases[i].y, 100, 100);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/render/seals/look", test_look);
  g_test_add_func ("/render/seals/look-at-area", test_look_at_area);
  g_test_add ("/render/seals/find-over-text", Fixture, NULL, set_up, test_find_over_text,
              tear_down);
  g_test_add ("/render/seals/pass-over", Fixture, NULL, set_up, test_pass_over, tear_down);
  g_test_add ("/render/seals/find-by-box", Fixture, NULL, set_up, test_find_by_box, tear_down);
  return g_test_run ();
}
