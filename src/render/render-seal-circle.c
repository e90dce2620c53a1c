/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render-seal-circle.h"

#include <math.h>

/* Points of a circle that are looked at; so many may have no ink near them, and so many have it. */
#define POINTS 72
#define MAX_GAPS 7
#define LEAST_EXACT 54

/* Just outside of it, as many have ink at most: another seal may lie across it, an area of ink
 * may not. */
#define MAX_OUTSIDE 16

/* Share of a part's cells. */
#define MOST_INK 0.7

/* Of one part. */
#define MAX_CIRCLES 4

typedef struct {
  const RenderSealGrid *grid;
  const cairo_rectangle_int_t *part;
  guint8 *near; /* for each cell, whether it has ink or is beside one that has: no print is a true
                   circle */
  double x[POINTS], y[POINTS]; /* of the circle of radius 1, in an order that goes about it */
} Search;

typedef struct {
  int x, y, radius;
  int score;
} Circle;

static gboolean
has_ink (const RenderSealGrid *grid, int x, int y)
{
  return x >= 0 && y >= 0 && x < grid->columns && y < grid->rows &&
         grid->labels[(gsize) y * grid->columns + x] != 0;
}

static guint8 *
spread (const RenderSealGrid *grid, const cairo_rectangle_int_t *part)
{
  guint8 *near = g_new0 (guint8, (gsize) grid->columns * grid->rows);

  for (int y = MAX (1, part->y); y < MIN (grid->rows - 1, part->y + part->height); y++)
    for (int x = MAX (1, part->x); x < MIN (grid->columns - 1, part->x + part->width); x++)
      for (int i = 0; has_ink (grid, x, y) && i < 9; i++)
        near[(gsize) (y + i / 3 - 1) * grid->columns + x + i % 3 - 1] = TRUE;
  return near;
}

static gboolean
has_ink_near (const Search *self, int x, int y)
{
  return x >= 0 && y >= 0 && x < self->grid->columns && y < self->grid->rows &&
         self->near[(gsize) y * self->grid->columns + x];
}

/* Where more of the cells have ink, no line is to be seen. */
static gboolean
is_filled (const RenderSealGrid *grid, const cairo_rectangle_int_t *part)
{
  int ink = 0;

  for (int y = part->y; y < part->y + part->height; y++)
    for (int x = part->x; x < part->x + part->width; x++)
      ink += has_ink (grid, x, y);
  return ink > MOST_INK * part->width * part->height;
}

/* How well the line is seen, 0 where it is none. */
static int
judge (const Search *self, int x, int y, int radius)
{
  int gaps = 0, outside = 0, exact = 0;

  for (guint i = 0; i < POINTS; i++)
    {
      int at_x = x + (int) lround (self->x[i] * radius),
          at_y = y + (int) lround (self->y[i] * radius);

      if (!has_ink_near (self, at_x, at_y) && ++gaps > MAX_GAPS)
        return 0;
      exact += has_ink (self->grid, at_x, at_y);
    }
  if (exact < LEAST_EXACT)
    return 0;
  for (guint i = 0; i < POINTS && outside <= MAX_OUTSIDE; i++)
    outside += has_ink (self->grid, x + (int) lround (self->x[i] * (radius + 3)),
                        y + (int) lround (self->y[i] * (radius + 3)));
  return outside <= MAX_OUTSIDE ? 1 + exact + POINTS - gaps - outside : 0;
}

static gboolean
is_taken (const GArray *taken, int x, int y, int radius)
{
  for (guint i = 0; i < taken->len; i++)
    {
      const Circle *each = &g_array_index (taken, Circle, i);

      if (hypot (x - each->x, y - each->y) < 0.7 * MAX (radius, each->radius))
        return TRUE;
    }
  return FALSE;
}

static Circle
find_best (const Search *self, const GArray *taken, int least, int most)
{
  const cairo_rectangle_int_t *part = self->part;
  Circle best = {0};

  for (int radius = least; radius <= MIN (most, MIN (part->width, part->height) / 2 + 1); radius++)
    for (int y = part->y + radius - 1; y <= part->y + part->height - radius; y++)
      for (int x = part->x + radius - 1; x <= part->x + part->width - radius; x++)
        {
          int score = is_taken (taken, x, y, radius) ? 0 : judge (self, x, y, radius);

          if (score > best.score)
            best = (Circle){x, y, radius, score};
        }
  return best;
}

/**
 * render_seal_circle_list:
 * @grid: a picture
 * @part: which cells of it
 * @least: radius of the smallest, in cells
 * @most: and of the largest
 * @circles: (element-type cairo_rectangle_int_t): receives their areas, in cells
 *
 * Finds the lines of circles that others lie across, as where two seals overlap: each centre and
 * radius is tried.
 */
void
render_seal_circle_list (const RenderSealGrid *grid,
                         const cairo_rectangle_int_t *part,
                         int least,
                         int most,
                         GArray *circles)
{
  g_autoptr (GArray) taken = g_array_new (FALSE, FALSE, sizeof (Circle));
  g_autofree guint8 *near = NULL;
  Search self = {.grid = grid, .part = part};

  if (is_filled (grid, part))
    return;
  self.near = near = spread (grid, part);
  for (guint i = 0; i < POINTS; i++)
    {
      double angle = i * 29 % POINTS * 2 * G_PI / POINTS;

      self.x[i] = cos (angle);
      self.y[i] = sin (angle);
    }
  while (taken->len < MAX_CIRCLES)
    {
      Circle circle = find_best (&self, taken, least, most);
      cairo_rectangle_int_t area = {circle.x - circle.radius, circle.y - circle.radius,
                                    2 * circle.radius + 1, 2 * circle.radius + 1};

      if (circle.score == 0)
        return;
      g_array_append_val (taken, circle);
      g_array_append_val (circles, area);
    }
}
