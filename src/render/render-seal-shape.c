/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render-seal-shape.h"

#include <math.h>

#include "render-seal-circle.h"

/* Points: 15 to 80 mm, and no square is larger than a seal for a company's name. */
#define MIN_SIDE (15 * 72 / 25.4)
#define MAX_SIDE (80 * 72 / 25.4)
#define MAX_SQUARE (50 * 72 / 25.4)
#define MAX_ASPECT 1.8
#define MAX_SQUARE_ASPECT 1.25

/* What differs less from grey than this is paper, or the soft edge of a line. */
#define LEAST_CHROMA 48

/* Red pixels hang together where they touch, so that a seal is told from another close to it; and
 * for worn prints by cells of two thirds of a millimetre with gaps of so many cells. */
#define CELL 1.9
#define MAX_GAP 2

/* Of one page, as many are looked at more closely. */
#define MAX_PARTS 400

/* And so many that are too large for a seal, but not larger than this, points, are searched for
 * seals that lie across one another. */
#define MAX_KNOTS 4
#define MAX_KNOT 340

/* Parts of the circle that its line and what is within are sought in. */
#define LINE_SECTORS 72
#define SECTORS 24

/* Parts of an area that are red: a ring with a star and characters is about a fifth. */
#define LEAST_INK 0.05
#define MOST_INK 0.60

typedef struct {
  guint8 *red; /* for each pixel, whether it is */
  int width, height;
} Mask;

/* Labels of cells that are red, and were not visited, or were. */
#define UNSEEN -1
#define SEEN 1

static gboolean
is_red (guint32 pixel)
{
  int paper = 255 - (pixel >> 24);
  int red = (int) (pixel >> 16 & 0xff) + paper;
  int green = (int) (pixel >> 8 & 0xff) + paper;
  int blue = (int) (pixel & 0xff) + paper;
  int chroma = red - MIN (green, blue);

  /* Within 25 degrees of pure red, of the 60 on each side where red is the strongest. */
  return chroma >= LEAST_CHROMA && red > MAX (green, blue) &&
         ABS (green - blue) * 60 <= chroma * 25 && chroma * 4 >= red;
}

static void
mask_init (Mask *self, cairo_surface_t *picture)
{
  const guint8 *data;
  int stride;

  cairo_surface_flush (picture);
  data = cairo_image_surface_get_data (picture);
  stride = cairo_image_surface_get_stride (picture);
  self->width = cairo_image_surface_get_width (picture);
  self->height = cairo_image_surface_get_height (picture);
  self->red = g_new (guint8, (gsize) self->width * self->height + 1);
  for (int y = 0; y < self->height; y++)
    for (int x = 0; x < self->width; x++)
      self->red[(gsize) y * self->width + x] = is_red (
          ((const guint32 *) (data + (gsize) y * stride))[x]);
}

static void
grid_init (RenderSealGrid *self, const Mask *mask, int size)
{
  self->size = size;
  self->columns = mask->width / self->size + 1;
  self->rows = mask->height / self->size + 1;
  self->labels = g_new0 (int, (gsize) self->columns * self->rows);
  for (int y = 0; y < mask->height; y++)
    for (int x = 0; x < mask->width; x++)
      if (mask->red[(gsize) y * mask->width + x])
        self->labels[(gsize) (y / self->size) * self->columns + x / self->size] = UNSEEN;
}

/* Visits all cells that hang together with one, where gaps of so many cells join. */
static void
follow (RenderSealGrid *self, GArray *queue, int gap, cairo_rectangle_int_t *cells)
{
  int left = self->columns, top = self->rows, right = 0, bottom = 0;

  for (guint i = 0; i < queue->len; i++)
    {
      int cell = g_array_index (queue, int, i);
      int column = cell % self->columns, row = cell / self->columns;

      left = MIN (left, column), right = MAX (right, column);
      top = MIN (top, row), bottom = MAX (bottom, row);
      for (int y = MAX (0, row - gap - 1); y <= MIN (self->rows - 1, row + gap + 1); y++)
        for (int x = MAX (0, column - gap - 1); x <= MIN (self->columns - 1, column + gap + 1); x++)
          {
            int next = y * self->columns + x;

            if (self->labels[next] != UNSEEN)
              continue;
            self->labels[next] = SEEN;
            g_array_append_val (queue, next);
          }
    }
  *cells = (cairo_rectangle_int_t){left, top, right - left + 1, bottom - top + 1};
}

/* The pixels of an area of cells that are red, as tight as can be. */
static gboolean
tighten (const Mask *mask, const RenderSealGrid *grid, cairo_rectangle_int_t *area)
{
  int left = G_MAXINT, top = G_MAXINT, right = -1, bottom = -1;
  int x1 = MIN (mask->width, (area->x + area->width) * grid->size);
  int y1 = MIN (mask->height, (area->y + area->height) * grid->size);

  for (int y = area->y * grid->size; y < y1; y++)
    for (int x = area->x * grid->size; x < x1; x++)
      if (mask->red[(gsize) y * mask->width + x])
        {
          left = MIN (left, x), right = MAX (right, x);
          top = MIN (top, y), bottom = MAX (bottom, y);
        }
  *area = (cairo_rectangle_int_t){left, top, right - left + 1, bottom - top + 1};
  return right >= left;
}

static gboolean
has_size (const cairo_rectangle_int_t *area, double scale)
{
  double least = MIN (area->width, area->height) / scale;
  double most = MAX (area->width, area->height) / scale;

  return least >= MIN_SIDE && most <= MAX_SIDE && most <= MAX_ASPECT * least;
}

typedef struct {
  guint line[LINE_SECTORS]; /* red pixels where the ring would be */
  guint middle[SECTORS];    /* where its characters would be */
  guint heart[SECTORS];     /* where its star would be */
  guint red, outside, within;
} Round;

static guint
count_hit (const guint *sectors, guint n)
{
  guint hit = 0;

  for (guint i = 0; i < n; i++)
    hit += sectors[i] > 0;
  return hit;
}

static void
note_pixel (Round *self, double x, double y)
{
  double radius = hypot (x, y);
  double turn = (atan2 (y, x) + G_PI) / (2 * G_PI);

  self->red++;
  if (radius > 1.06)
    self->outside++;
  else if (radius >= 0.85)
    self->line[MIN ((int) (turn * LINE_SECTORS), LINE_SECTORS - 1)]++;
  if (radius < 0.85)
    self->within++;
  if (radius >= 0.35 && radius <= 0.82)
    self->middle[MIN ((int) (turn * SECTORS), SECTORS - 1)]++;
  else if (radius >= 0.12 && radius <= 0.32)
    self->heart[MIN ((int) (turn * SECTORS), SECTORS - 1)]++;
}

/* A line all around, nothing in the corners, and characters or a star within: not a circle that
 * somebody drew around a word, no disc, and no sign with a bar. */
static gboolean
is_round (const Mask *mask, const cairo_rectangle_int_t *area, gboolean alone)
{
  Round round = {0};
  double ink;

  for (int y = area->y; y < area->y + area->height; y++)
    for (int x = area->x; x < area->x + area->width; x++)
      if (mask->red[(gsize) y * mask->width + x])
        note_pixel (&round, (x + 0.5 - area->x) * 2 / area->width - 1,
                    (y + 0.5 - area->y) * 2 / area->height - 1);
  ink = round.red / ((double) area->width * area->height * G_PI / 4);
  return ink >= LEAST_INK && ink <= MOST_INK && (!alone || round.outside <= 0.04 * round.red) &&
         round.within >= 0.08 * round.red &&
         count_hit (round.line, LINE_SECTORS) >= 0.85 * LINE_SECTORS &&
         (count_hit (round.middle, SECTORS) >= 0.5 * SECTORS ||
          count_hit (round.heart, SECTORS) >= 0.6 * SECTORS);
}

/* Whether there is red in a line of pixels across the edge. */
static gboolean
has_red (const Mask *mask, int x, int y, int dx, int dy, int n)
{
  for (int i = 0; i < n; i++)
    if (mask->red[(gsize) (y + i * dy) * mask->width + x + i * dx])
      return TRUE;
  return FALSE;
}

static gboolean
has_edges (const Mask *mask, const cairo_rectangle_int_t *area)
{
  int depth = MAX (2, MIN (area->width, area->height) / 12);
  int right = area->x + area->width - 1, bottom = area->y + area->height - 1;
  int hits[4] = {0};

  for (int x = area->x; x <= right; x++)
    {
      hits[0] += has_red (mask, x, area->y, 0, 1, depth);
      hits[1] += has_red (mask, x, bottom, 0, -1, depth);
    }
  for (int y = area->y; y <= bottom; y++)
    {
      hits[2] += has_red (mask, area->x, y, 1, 0, depth);
      hits[3] += has_red (mask, right, y, -1, 0, depth);
    }
  return MIN (hits[0], hits[1]) >= 0.88 * area->width &&
         MIN (hits[2], hits[3]) >= 0.88 * area->height;
}

/* Lines on four sides, and characters that fill what is within: not the frame of a table's cell. */
static gboolean
is_square (const Mask *mask, const cairo_rectangle_int_t *area, double scale)
{
  double margin_x = area->width * 0.14, margin_y = area->height * 0.14;
  double width = area->width - 2 * margin_x, height = area->height - 2 * margin_y;
  guint parts[16] = {0}, red = 0;

  if (MAX (area->width, area->height) > MAX_SQUARE * scale ||
      MAX (area->width, area->height) > MAX_SQUARE_ASPECT * MIN (area->width, area->height) ||
      !has_edges (mask, area))
    return FALSE;
  for (int y = 0; y < (int) height; y++)
    for (int x = 0; x < (int) width; x++)
      if (mask->red[(gsize) (area->y + (int) margin_y + y) * mask->width + area->x +
                    (int) margin_x + x])
        {
          red++;
          parts[(int) (y * 4 / height) * 4 + (int) (x * 4 / width)]++;
        }
  return red >= 0.1 * width * height && red <= 0.65 * width * height && count_hit (parts, 16) >= 13;
}

/* Two seals may lie across one another, but the middle of one is not within the other's. */
static gboolean
is_known (const GArray *areas, const cairo_rectangle_int_t *area)
{
  for (guint i = 0; i < areas->len; i++)
    {
      const cairo_rectangle_int_t *each = &g_array_index (areas, cairo_rectangle_int_t, i);
      double x = (each->x + each->width / 2.0) - (area->x + area->width / 2.0);
      double y = (each->y + each->height / 2.0) - (area->y + area->height / 2.0);

      if (hypot (x, y) <
          0.3 * MAX (MAX (area->width, area->height), MAX (each->width, each->height)))
        return TRUE;
    }
  return FALSE;
}

static void
look (const Mask *mask,
      const RenderSealGrid *grid,
      cairo_rectangle_int_t area,
      double scale,
      GArray *areas)
{
  if (tighten (mask, grid, &area) && has_size (&area, scale) && !is_known (areas, &area) &&
      (is_round (mask, &area, TRUE) || is_square (mask, &area, scale)))
    g_array_append_val (areas, area);
}

/* Seals that lie across one another, or that a line goes through. */
static void
look_at_knot (const Mask *mask,
              const RenderSealGrid *grid,
              const cairo_rectangle_int_t *cells,
              double scale,
              GArray *areas)
{
  g_autoptr (GArray) circles = g_array_new (FALSE, FALSE, sizeof (cairo_rectangle_int_t));

  render_seal_circle_list (grid, cells, (int) (MIN_SIDE * scale / 2 / grid->size),
                           (int) (MAX_SIDE * scale / 2 / grid->size), circles);
  for (guint i = 0; i < circles->len; i++)
    {
      const cairo_rectangle_int_t *circle = &g_array_index (circles, cairo_rectangle_int_t, i);
      cairo_rectangle_int_t area = {circle->x * grid->size, circle->y * grid->size,
                                    circle->width * grid->size, circle->height * grid->size};
      cairo_region_t *region = cairo_region_create_rectangle (&area);

      cairo_region_intersect_rectangle (region,
                                        &(cairo_rectangle_int_t){0, 0, mask->width, mask->height});
      cairo_region_get_extents (region, &area);
      cairo_region_destroy (region);
      if (!has_size (&area, scale) || is_known (areas, &area))
        continue;
      if (is_round (mask, &area, FALSE))
        g_array_append_val (areas, area);
    }
}

static gboolean
is_knot (const RenderSealGrid *grid, const cairo_rectangle_int_t *cells, double scale)
{
  double unit = grid->size / scale;

  return MIN (cells->width, cells->height) * unit >= MIN_SIDE &&
         MAX (cells->width, cells->height) * unit <= MAX_KNOT;
}

/* What hangs together closely first: a seal may stand close to another. */
static void
look_at_parts (const Mask *mask, RenderSealGrid *grid, int gap, double scale, GArray *areas)
{
  g_autoptr (GArray) queue = g_array_new (FALSE, FALSE, sizeof (int));
  int n = grid->columns * grid->rows;
  guint left = MAX_PARTS, knots = grid->size > 1 && gap == 0 ? MAX_KNOTS : 0;

  for (int i = 0; i < n; i++)
    if (grid->labels[i] != 0)
      grid->labels[i] = UNSEEN;
  for (int i = 0; i < n && left > 0; i++)
    {
      cairo_rectangle_int_t cells;

      if (grid->labels[i] != UNSEEN)
        continue;
      grid->labels[i] = SEEN;
      g_array_set_size (queue, 0);
      g_array_append_val (queue, i);
      follow (grid, queue, gap, &cells);
      if (knots > 0 && is_knot (grid, &cells, scale))
        {
          knots--;
          look_at_knot (mask, grid, &cells, scale, areas);
        }
      if (!has_size (&(cairo_rectangle_int_t){0, 0, (cells.width + 1) * grid->size,
                                              (cells.height + 1) * grid->size},
                     scale))
        continue;
      left--;
      look (mask, grid, cells, scale, areas);
    }
}

static void
look_by_cells (const Mask *mask, int size, int max_gap, double scale, GArray *areas)
{
  RenderSealGrid grid;

  grid_init (&grid, mask, size);
  for (int gap = 0; gap <= max_gap; gap++)
    look_at_parts (mask, &grid, gap, scale, areas);
  g_free (grid.labels);
}

/**
 * render_seal_shape_list:
 * @picture: an ARGB32 image surface of a page
 * @scale: pixels a point
 *
 * Finds what has the shape, the size and the colour of a seal in a picture, whether it was drawn by
 * lines, is an image, or a part of a scanned page. As render_seal_look() it is a guess: what is
 * covered in part, or stands upon another red line, is not found.
 *
 * Returns: (transfer full) (element-type cairo_rectangle_int_t): where, in pixels
 */
GArray *
render_seal_shape_list (cairo_surface_t *picture, double scale)
{
  GArray *areas = g_array_new (FALSE, FALSE, sizeof (cairo_rectangle_int_t));
  Mask mask;

  g_return_val_if_fail (cairo_image_surface_get_format (picture) == CAIRO_FORMAT_ARGB32, areas);
  g_return_val_if_fail (scale > 0, areas);

  mask_init (&mask, picture);
  look_by_cells (&mask, 1, 0, scale, areas);
  look_by_cells (&mask, MAX (1, (int) lround (CELL * scale)), MAX_GAP, scale, areas);
  g_free (mask.red);
  return areas;
}
