/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "pdf-geometry.h"

#define ROUNDS 20000

typedef struct {
  PdfPageBox box;
  PdfPlacement placement;
} Case;

static Case
random_case (GRand *rand)
{
  double x = g_rand_double_range (rand, -500, 500);
  double y = g_rand_double_range (rand, -500, 500);
  Case c = {
      {{x, y, x + g_rand_double_range (rand, 10, 3000), y + g_rand_double_range (rand, 10, 3000)},
       90 * g_rand_int_range (rand, 0, 4),
       g_rand_boolean (rand) ? 1 : g_rand_double_range (rand, 0.1, 10)},
      {0, g_rand_double_range (rand, -10, 300), g_rand_double_range (rand, -10, 300),
       g_rand_double_range (rand, 1, 80), g_rand_double_range (rand, 1, 80),
       g_rand_boolean (rand) ? 90 * g_rand_int_range (rand, -4, 5)
                             : g_rand_double_range (rand, -360, 360)},
  };

  return c;
}

static void
assert_near (double a, double b)
{
  g_assert_cmpfloat_with_epsilon (a, b, 1e-6);
}

static void
test_display_and_back (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (guint i = 0; i < ROUNDS; i++)
    {
      Case c = random_case (rand);
      PdfMatrix to_user = pdf_page_box_get_to_user (&c.box);
      PdfMatrix to_display = pdf_page_box_get_to_display (&c.box);
      double x = c.placement.x, y = c.placement.y;

      pdf_matrix_apply (&to_user, &x, &y);
      pdf_matrix_apply (&to_display, &x, &y);
      assert_near (x, c.placement.x);
      assert_near (y, c.placement.y);
    }
}

/* The visible part fills the displayed page exactly, whatever its rotation. */
static void
test_crop_fills_display (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);

  for (guint i = 0; i < ROUNDS; i++)
    {
      Case c = random_case (rand);
      PdfMatrix to_display = pdf_page_box_get_to_display (&c.box);
      PdfRect page = pdf_matrix_apply_rect (&to_display, &c.box.crop);
      double width, height;

      pdf_page_box_get_size (&c.box, &width, &height);
      assert_near (page.x0, 0);
      assert_near (page.y0, 0);
      assert_near (page.x1, width);
      assert_near (page.y1, height);
    }
}

/* Where a clockwise quarter turn puts the corners of a page: checked against a drawn page. */
static void
test_rotated_corners (void)
{
  static const struct {
    int rotate;
    double x, y; /* displayed, of the user space origin */
  } table[] = {{0, 0, 50.8}, {90, 0, 0}, {180, 25.4, 0}, {270, 50.8, 25.4}};

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      PdfPageBox box = {{0, 0, 72, 144}, table[i].rotate, 1};
      PdfMatrix to_display = pdf_page_box_get_to_display (&box);
      double x = 0, y = 0;

      pdf_matrix_apply (&to_display, &x, &y);
      assert_near (x, table[i].x);
      assert_near (y, table[i].y);
    }
}

/* A corner of the mark on the displayed page, turned by hand. */
static void
corner_on_display (const PdfPlacement *p, gboolean right, gboolean bottom, double *x, double *y)
{
  double radians = p->angle * G_PI / 180;
  double dx = (right ? 0.5 : -0.5) * p->width;
  double dy = (bottom ? 0.5 : -0.5) * p->height;

  *x = p->x + p->width / 2 + dx * cos (radians) - dy * sin (radians);
  *y = p->y + p->height / 2 + dx * sin (radians) + dy * cos (radians);
}

/* The form's box lands on the mark, corner on corner: upright as displayed, top to top. */
static void
test_form_matrix_maps_corners (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (guint i = 0; i < ROUNDS; i++)
    {
      Case c = random_case (rand);
      double width = g_rand_double_range (rand, 1, 1000);
      double height = g_rand_double_range (rand, 1, 1000);
      PdfMatrix form = pdf_placement_get_form_matrix (&c.placement, &c.box, width, height);
      PdfMatrix to_user = pdf_page_box_get_to_user (&c.box);
      PdfRect rect = pdf_placement_get_user_rect (&c.placement, &c.box);
      PdfRect box = {0, 0, width, height};
      PdfRect fitted = pdf_matrix_apply_rect (&form, &box);

      for (guint corner = 0; corner < 4; corner++)
        {
          gboolean right = corner & 1, bottom = corner & 2;
          double x = right ? width : 0, y = bottom ? 0 : height;
          double wx, wy;

          pdf_matrix_apply (&form, &x, &y);
          corner_on_display (&c.placement, right, bottom, &wx, &wy);
          pdf_matrix_apply (&to_user, &wx, &wy);
          assert_near (x, wx);
          assert_near (y, wy);
        }
      /* ISO 32000-2, 12.5.5: the bounds of the mapped box are /Rect already. */
      assert_near (fitted.x0, rect.x0);
      assert_near (fitted.y0, rect.y0);
      assert_near (fitted.x1, rect.x1);
      assert_near (fitted.y1, rect.y1);
    }
}

static void
test_on_page (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  guint inside = 0;

  for (guint i = 0; i < ROUNDS; i++)
    {
      Case c = random_case (rand);
      PdfRect rect = pdf_placement_get_user_rect (&c.placement, &c.box);
      double slack = 0.02 / 25.4 * 72 / c.box.user_unit;
      gboolean fits = rect.x0 >= c.box.crop.x0 - slack && rect.y0 >= c.box.crop.y0 - slack &&
                      rect.x1 <= c.box.crop.x1 + slack && rect.y1 <= c.box.crop.y1 + slack;

      if (pdf_placement_is_on_page (&c.placement, &c.box))
        {
          g_assert_true (fits);
          inside++;
        }
    }
  /* Both answers occur, or nothing was tested. */
  g_assert_cmpuint (inside, >, ROUNDS / 50);
  g_assert_cmpuint (inside, <, ROUNDS);
}

static void
test_upright_is_exact (void)
{
  PdfPageBox box = {{0, 0, 595, 842}, 0, 1};
  PdfPlacement placement = {0, 100, 200, 42, 42, 360};
  PdfRect rect = pdf_placement_get_user_rect (&placement, &box);
  PdfMatrix form = pdf_placement_get_form_matrix (&placement, &box, 42 / PDF_MM_PER_POINT,
                                                  42 / PDF_MM_PER_POINT);

  assert_near (rect.x0, 100 / PDF_MM_PER_POINT);
  assert_near (rect.y1, 842 - 200 / PDF_MM_PER_POINT);
  g_assert_cmpfloat (form.b, ==, 0);
  g_assert_cmpfloat (form.c, ==, 0);
  assert_near (form.a, 1);
  assert_near (form.d, 1);
}

static void
test_invert (void)
{
  PdfMatrix flat = {1, 2, 2, 4, 0, 0};
  PdfMatrix inverse;

  g_assert_false (pdf_matrix_invert (&flat, &inverse));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pdf/geometry/display-and-back", test_display_and_back);
  g_test_add_func ("/pdf/geometry/crop-fills-display", test_crop_fills_display);
  g_test_add_func ("/pdf/geometry/rotated-corners", test_rotated_corners);
  g_test_add_func ("/pdf/geometry/form-matrix-maps-corners", test_form_matrix_maps_corners);
  g_test_add_func ("/pdf/geometry/on-page", test_on_page);
  g_test_add_func ("/pdf/geometry/upright-is-exact", test_upright_is_exact);
  g_test_add_func ("/pdf/geometry/invert", test_invert);
  return g_test_run ();
}
