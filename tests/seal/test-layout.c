/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "seal-round-layout.h"

#define RADIANS(degrees) ((degrees) *G_PI / 180)

static const double full[60] = {
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
};
static const double diameters[] = {30, 38, 40, 42, 45};

/* The worked table for a 40 mm face with a border of 1.2 and a gap of 0.8. */
static void
test_worked_table (void)
{
  static const struct {
    guint n;
    double height, span, width;
  } rows[] = {
      {4, 6.50, 78, 4.76},   {6, 6.50, 130, 4.76},  {8, 6.50, 182, 4.76},  {10, 6.50, 234, 4.76},
      {12, 6.50, 270, 4.50}, {14, 6.50, 270, 3.81}, {16, 6.50, 270, 3.31}, {18, 6.25, 270, 2.99},
      {20, 6.00, 270, 2.73}, {24, 5.25, 270, 2.40}, {26, 5.00, 270, 2.25}, {28, 4.50, 270, 2.16},
      {30, 4.25, 270, 2.05}, {32, 4.25, 285, 2.03}, {34, 4.00, 285, 1.94}, {36, 4.00, 285, 1.83},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      SealRoundText text = {40, TRUE, FALSE, full, rows[i].n, NULL, 0};
      g_autoptr (GError) error = NULL;
      g_autoptr (SealRoundLayout) layout = seal_round_layout_new (&text, &error);

      g_assert_no_error (error);
      g_assert_cmpfloat_with_epsilon (layout->height, rows[i].height, 0.001);
      g_assert_cmpfloat_with_epsilon (layout->span, rows[i].span, 0.1);
      g_assert_cmpfloat_with_epsilon (layout->width, rows[i].width, 0.01);
    }
}

/* Corners of a cell in the ring, in mm from the centre. */
static void
cell_corners (const SealRoundLayout *layout, guint i, double share, double x[4], double y[4])
{
  double angle = RADIANS (layout->angles[i]);

  for (guint corner = 0; corner < 4; corner++)
    {
      double across = (corner % 2 ? 0.5 : -0.5) * layout->width * share;
      double up = layout->foot + (corner / 2 ? layout->height : 0);

      x[corner] = across * cos (angle) + up * sin (angle);
      y[corner] = across * sin (angle) - up * cos (angle);
    }
}

static void
check_cells (const SealRoundLayout *layout, const SealRoundText *text)
{
  double limit = layout->size->diameter / 2 - layout->size->border - layout->size->gap / 2;
  double row_x = layout->row_extent / 2;
  double code = layout->size->diameter / 2 - layout->size->border - SEAL_CODE_GAP -
                SEAL_CODE_HEIGHT;

  g_assert_cmpfloat_with_epsilon (layout->angles[0], -layout->angles[text->n_name - 1], 0.1);
  for (guint i = 0; i < text->n_name; i++)
    {
      double x[4], y[4];

      cell_corners (layout, i, text->name[i], x, y);
      for (guint corner = 0; corner < 4; corner++)
        {
          double radius = hypot (x[corner], y[corner]);
          double angle = fabs (atan2 (x[corner], -y[corner])) * 180 / G_PI;

          g_assert_cmpfloat (radius, <=, limit);
          g_assert_cmpfloat (radius, >=, text->star ? layout->size->star : 0);
          g_assert_false (text->n_row > 0 && fabs (x[corner]) < row_x &&
                          y[corner] > layout->row_top &&
                          y[corner] < layout->row_top + layout->row_height);
          g_assert_false (text->code && radius > code &&
                          angle > 180 - SEAL_CODE_PITCH * SEAL_CODE_DIGITS / 2);
        }
      if (i + 1 < text->n_name)
        {
          double next_x[4], next_y[4];

          /* The right foot of one and the left foot of the next are nearest to each other. */
          cell_corners (layout, i + 1, text->name[i + 1], next_x, next_y);
          g_assert_cmpfloat (hypot (next_x[0] - x[1], next_y[0] - y[1]), >=,
                             0.08 * layout->width * MIN (text->name[i], text->name[i + 1]) - 1e-9);
        }
    }
}

static void
check_row (const SealRoundLayout *layout, const SealRoundText *text)
{
  double inner = layout->size->diameter / 2 - layout->size->border;

  if (text->n_row == 0)
    return;
  if (text->star)
    g_assert_cmpfloat (layout->row_top, >=, layout->size->star * cos (RADIANS (36)) + 0.5);
  g_assert_cmpfloat (layout->row_extent, <=, layout->size->row_width + 1e-9);
  g_assert_cmpfloat (hypot (layout->row_extent / 2, layout->row_top + layout->row_height), <,
                     inner);
  g_assert_cmpfloat_with_epsilon (layout->row_centres[0], -layout->row_centres[text->n_row - 1],
                                  1e-9);
}

/* Nothing on a face meets anything else, for every size and combination, 1 to 60 characters. */
static void
test_every_face (void)
{
  guint drawn = 0, refused = 0;

  for (guint d = 0; d < G_N_ELEMENTS (diameters); d++)
    for (guint n = 1; n <= 60; n++)
      for (guint row = 0; row <= 14; row++)
        for (guint flags = 0; flags < 4; flags++)
          {
            SealRoundText text = {diameters[d], flags & 1, (flags & 2) != 0, full, n, full, row};
            g_autoptr (GError) error = NULL;
            g_autoptr (SealRoundLayout) layout = seal_round_layout_new (&text, &error);

            if (layout == NULL)
              {
                g_assert_error (error, SEAL_ERROR, SEAL_ERROR_TEXT_LONG);
                refused++;
                continue;
              }
            drawn++;
            g_assert_cmpfloat (layout->height, >=, 3.5);
            g_assert_cmpfloat (layout->width / layout->height, >=, 0.45);
            g_assert_cmpfloat (layout->width / layout->height, <=, 0.80 + 1e-9);
            check_cells (layout, &text);
            check_row (layout, &text);
          }
  g_test_message ("%u faces drawn, %u refused", drawn, refused);
  g_assert_cmpuint (drawn, >, 8000);
  g_assert_cmpuint (refused, >, 1000);
}

/* A long name is what the larger face is offered for. */
static void
test_capacity (void)
{
  guint previous = 0;

  for (guint d = 0; d < G_N_ELEMENTS (diameters); d++)
    {
      guint n;

      for (n = 1; n < 60; n++)
        {
          SealRoundText text = {diameters[d], TRUE, FALSE, full, n + 1, NULL, 0};
          g_autoptr (SealRoundLayout) layout = seal_round_layout_new (&text, NULL);

          if (layout == NULL)
            break;
        }
      g_test_message ("%g mm holds %u characters", diameters[d], n);
      g_assert_cmpuint (n, >=, previous);
      previous = n;
    }
  g_assert_cmpuint (previous, >=, 40);
}

static void
test_unknown_size (void)
{
  SealRoundText text = {41, TRUE, FALSE, full, 8, NULL, 0};
  g_autoptr (GError) error = NULL;

  g_assert_null (seal_round_layout_new (&text, &error));
  g_assert_error (error, SEAL_ERROR, SEAL_ERROR_SIZE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/seal/layout/worked-table", test_worked_table);
  g_test_add_func ("/seal/layout/every-face", test_every_face);
  g_test_add_func ("/seal/layout/capacity", test_capacity);
  g_test_add_func ("/seal/layout/unknown-size", test_unknown_size);
  return g_test_run ();
}
