/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "model-placement-guides.h"
#include "model-placement.h"

#define A4_WIDTH 210
#define A4_HEIGHT 297

static void
assert_near (double value, double expected)
{
  g_assert_cmpfloat_with_epsilon (value, expected, 1e-6);
}

static PdfPlacement
seal_at (double x, double y)
{
  return (PdfPlacement){.page = 0, .x = x, .y = y, .width = 40, .height = 40};
}

/* A corner of the mark as it stands, rotation included. */
static void
corner_of (const PdfPlacement *place, ModelCorner corner, double *x, double *y)
{
  double right = corner == MODEL_CORNER_TOP_RIGHT || corner == MODEL_CORNER_BOTTOM_RIGHT ? 1 : -1;
  double down = corner == MODEL_CORNER_BOTTOM_LEFT || corner == MODEL_CORNER_BOTTOM_RIGHT ? 1 : -1;
  double dx = right * place->width / 2, dy = down * place->height / 2;
  double radians = place->angle * G_PI / 180;
  double centre_x, centre_y;

  model_place_get_centre (place, &centre_x, &centre_y);
  *x = centre_x + dx * cos (radians) - dy * sin (radians);
  *y = centre_y + dx * sin (radians) + dy * cos (radians);
}

static void
test_scale_keeps_centre_and_shape (void)
{
  PdfPlacement place = {.x = 10, .y = 20, .width = 40, .height = 20, .angle = 30};
  PdfPlacement scaled = model_place_scale (&place, 60);

  assert_near (scaled.width, 60);
  assert_near (scaled.height, 30);
  assert_near (scaled.x + 30, 30);
  assert_near (scaled.y + 15, 30);
  assert_near (scaled.angle, 30);
  scaled = model_place_scale (&place, -3);
  assert_near (scaled.width, MODEL_PLACEMENT_MIN_WIDTH);
  assert_near (scaled.height, MODEL_PLACEMENT_MIN_WIDTH / 2);
}

/* Property: whatever corner is pulled wherever, the one across stays and the shape is kept; and
 * pulling along the diagonal brings the corner exactly to the hand. */
static void
test_pull_keeps_opposite_corner (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20261126);

  for (int i = 0; i < 2000; i++)
    {
      PdfPlacement place = {
          .x = g_rand_double_range (random, 0, 150),
          .y = g_rand_double_range (random, 0, 200),
          .width = g_rand_double_range (random, 6, 80),
          .height = g_rand_double_range (random, 6, 80),
          .angle = g_rand_double_range (random, 0, 360),
      };
      ModelCorner corner = (ModelCorner) g_rand_int_range (random, 0, 4);
      ModelCorner opposite = (ModelCorner) ((corner + 2) % 4);
      double hand_x = g_rand_double_range (random, -50, 260);
      double hand_y = g_rand_double_range (random, -50, 350);
      double x0, y0, x1, y1, pulled_x, pulled_y;
      PdfPlacement pulled = model_place_pull (&place, corner, hand_x, hand_y);

      corner_of (&place, opposite, &x0, &y0);
      corner_of (&pulled, opposite, &x1, &y1);
      assert_near (x1, x0);
      assert_near (y1, y0);
      assert_near (pulled.width / pulled.height, place.width / place.height);
      g_assert_cmpfloat (pulled.width, >=, MODEL_PLACEMENT_MIN_WIDTH - 1e-9);

      corner_of (&place, corner, &hand_x, &hand_y);
      hand_x = x0 + (hand_x - x0) * 1.5;
      hand_y = y0 + (hand_y - y0) * 1.5;
      pulled = model_place_pull (&place, corner, hand_x, hand_y);
      corner_of (&pulled, corner, &pulled_x, &pulled_y);
      assert_near (pulled_x, hand_x);
      assert_near (pulled_y, hand_y);
    }
}

static void
test_turn_wraps (void)
{
  PdfPlacement place = seal_at (0, 0);

  assert_near (model_place_turn (&place, -15).angle, 345);
  assert_near (model_place_turn (&place, 725).angle, 5);
  assert_near (model_place_turn (&place, 360).angle, 0);
}

/* Property: afterwards the bounds are on the page, and a mark that was there has not moved. */
static void
test_keep_on_page (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (int i = 0; i < 2000; i++)
    {
      PdfPlacement place = {
          .x = g_rand_double_range (random, -300, 500),
          .y = g_rand_double_range (random, -300, 600),
          .width = g_rand_double_range (random, 5, 400),
          .height = g_rand_double_range (random, 5, 400),
          .angle = g_rand_double_range (random, 0, 360),
      };
      PdfPlacement kept = model_place_keep_on (&place, A4_WIDTH, A4_HEIGHT);
      PdfPlacement again = model_place_keep_on (&kept, A4_WIDTH, A4_HEIGHT);
      PdfRect bounds = pdf_placement_get_bounds (&kept);

      g_assert_cmpfloat (bounds.x0, >=, -1e-6);
      g_assert_cmpfloat (bounds.y0, >=, -1e-6);
      g_assert_cmpfloat (bounds.x1, <=, A4_WIDTH + 1e-6);
      g_assert_cmpfloat (bounds.y1, <=, A4_HEIGHT + 1e-6);
      assert_near (kept.width / kept.height, place.width / place.height);
      g_assert_true (model_place_equal (&kept, &again));
    }
}

static void
test_snap_margins_and_centre (void)
{
  const ModelGuidePage page = {.width = A4_WIDTH, .height = A4_HEIGHT};
  ModelGuide across, down;
  PdfPlacement place = seal_at (19.2, 128.0);
  PdfPlacement snapped = model_place_snap (&place, &page, 1, &across, &down);

  assert_near (snapped.x, 20);
  g_assert_cmpint (across.kind, ==, MODEL_GUIDE_MARGIN);
  assert_near (across.at, 20);
  assert_near (snapped.y, A4_HEIGHT / 2.0 - 20);
  g_assert_cmpint (down.kind, ==, MODEL_GUIDE_CENTRE);
  assert_near (down.at, A4_HEIGHT / 2.0);

  /* The far edge catches the far margin. */
  place = seal_at (A4_WIDTH - 10 - 40 + 0.7, 60);
  snapped = model_place_snap (&place, &page, 1, &across, &down);
  assert_near (snapped.x, A4_WIDTH - 10 - 40);
  assert_near (across.at, A4_WIDTH - 10);
  g_assert_cmpint (down.kind, ==, MODEL_GUIDE_NONE);
  assert_near (snapped.y, 60);
}

static void
test_snap_nearest_wins (void)
{
  const PdfPlacement other = seal_at (21, 100);
  const ModelGuidePage page = {
      .width = A4_WIDTH, .height = A4_HEIGHT, .others = &other, .n_others = 1};
  ModelGuide across, down;
  PdfPlacement place = seal_at (20.8, 200);
  PdfPlacement snapped = model_place_snap (&place, &page, 2, &across, &down);

  assert_near (snapped.x, 21);
  g_assert_cmpint (across.kind, ==, MODEL_GUIDE_STAMP);
  place = seal_at (20.2, 200);
  snapped = model_place_snap (&place, &page, 2, &across, &down);
  assert_near (snapped.x, 20);
  g_assert_cmpint (across.kind, ==, MODEL_GUIDE_MARGIN);
}

/* Side by side: one's left edge catches the other's right. */
static void
test_snap_edge_to_edge (void)
{
  const PdfPlacement other = seal_at (50, 100);
  const ModelGuidePage page = {
      .width = A4_WIDTH, .height = A4_HEIGHT, .others = &other, .n_others = 1};
  ModelGuide across, down;
  PdfPlacement place = seal_at (90.6, 100.4);
  PdfPlacement snapped = model_place_snap (&place, &page, 1, &across, &down);

  assert_near (snapped.x, 90);
  assert_near (across.at, 90);
  assert_near (snapped.y, 100);
}

static void
test_snap_previous_page_first (void)
{
  const PdfPlacement previous = seal_at (20, 33);
  const ModelGuidePage page = {.width = A4_WIDTH, .height = A4_HEIGHT, .previous = &previous};
  ModelGuide across, down;
  PdfPlacement place = seal_at (20.5, 33.5);
  PdfPlacement snapped = model_place_snap (&place, &page, 1, &across, &down);

  g_assert_cmpint (across.kind, ==, MODEL_GUIDE_PREVIOUS);
  g_assert_cmpint (down.kind, ==, MODEL_GUIDE_PREVIOUS);
  assert_near (snapped.x, 20);
  assert_near (snapped.y, 33);
}

static void
test_snap_off (void)
{
  const ModelGuidePage page = {.width = A4_WIDTH, .height = A4_HEIGHT};
  ModelGuide across, down;
  PdfPlacement place = seal_at (19.9, 60);
  PdfPlacement snapped = model_place_snap (&place, &page, 0, &across, &down);

  g_assert_true (model_place_equal (&place, &snapped));
  g_assert_cmpint (across.kind, ==, MODEL_GUIDE_NONE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/placement/scale-keeps-centre-and-shape", test_scale_keeps_centre_and_shape);
  g_test_add_func ("/placement/pull-keeps-opposite-corner", test_pull_keeps_opposite_corner);
  g_test_add_func ("/placement/turn-wraps", test_turn_wraps);
  g_test_add_func ("/placement/keep-on-page", test_keep_on_page);
  g_test_add_func ("/placement/snap/margins-and-centre", test_snap_margins_and_centre);
  g_test_add_func ("/placement/snap/nearest-wins", test_snap_nearest_wins);
  g_test_add_func ("/placement/snap/edge-to-edge", test_snap_edge_to_edge);
  g_test_add_func ("/placement/snap/previous-page-first", test_snap_previous_page_first);
  g_test_add_func ("/placement/snap/off", test_snap_off);
  return g_test_run ();
}
