/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-regions.h"

#include <string.h>

#include "pades-hidden.h"

/* Neighbouring differences are one, within two cells: a word, or a line of a paragraph. */
#define NEAR 2
/* More rectangles than that are told as one. */
#define MAX_REGIONS 64
/* One renderer draws the same things alike, but for the rounding of blended colours. */
#define NOISE 6

typedef struct {
  const PadesPicture *before;
  const PadesPicture *after;
  guint columns;
  guint rows;
  guint8 *cells; /* 1 = differs, 2 = differs and is part of a region already */
} Grid;

/* Pixels, both ends within. */
typedef struct {
  guint x0, y0, x1, y1;
} Box;

static int
channel (guint32 pixel, guint shift)
{
  return (int) (pixel >> shift & 0xFF);
}

static guint32
pixel_at (const PadesPicture *picture, guint x, guint y)
{
  return picture->pixels[y * picture->stride + x];
}

/* How far from white paper. */
static int
ink (guint32 pixel)
{
  return 3 * 255 - channel (pixel, 16) - channel (pixel, 8) - channel (pixel, 0);
}

static void
mark_line (Grid *grid, guint y)
{
  const guint32 *a = grid->before->pixels + y * grid->before->stride;
  const guint32 *b = grid->after->pixels + y * grid->after->stride;
  guint x;

  if (memcmp (a, b, grid->before->width * sizeof *a) == 0)
    return;
  for (x = 0; x < grid->before->width; x++)
    if (a[x] != b[x] && pades_hidden_distance (a[x], b[x]) > NOISE)
      grid->cells[y / PADES_CELL * grid->columns + x / PADES_CELL] = 1;
}

static void
push_neighbours (Grid *grid, GArray *stack, guint cell)
{
  int column = (int) (cell % grid->columns);
  int row = (int) (cell / grid->columns);

  for (int y = MAX (row - NEAR, 0); y <= MIN (row + NEAR, (int) grid->rows - 1); y++)
    for (int x = MAX (column - NEAR, 0); x <= MIN (column + NEAR, (int) grid->columns - 1); x++)
      {
        guint next = (guint) y * grid->columns + (guint) x;

        if (grid->cells[next] != 1)
          continue;
        grid->cells[next] = 2;
        g_array_append_val (stack, next);
      }
}

/* The cells around a region, from one of its cells. */
static Box
flood (Grid *grid, guint start)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint));
  Box box = {G_MAXUINT, G_MAXUINT, 0, 0};

  grid->cells[start] = 2;
  g_array_append_val (stack, start);
  while (stack->len > 0)
    {
      guint cell = g_array_index (stack, guint, stack->len - 1);
      guint x = cell % grid->columns * PADES_CELL;
      guint y = cell / grid->columns * PADES_CELL;

      g_array_set_size (stack, stack->len - 1);
      box.x0 = MIN (box.x0, x);
      box.y0 = MIN (box.y0, y);
      box.x1 = MAX (box.x1, MIN (x + PADES_CELL, grid->before->width) - 1);
      box.y1 = MAX (box.y1, MIN (y + PADES_CELL, grid->before->height) - 1);
      push_neighbours (grid, stack, cell);
    }
  return box;
}

static gboolean
touches (const Box *a, const Box *b)
{
  return a->x0 <= b->x1 && b->x0 <= a->x1 && a->y0 <= b->y1 && b->y0 <= a->y1;
}

static void
unite (Box *a, const Box *b)
{
  a->x0 = MIN (a->x0, b->x0);
  a->y0 = MIN (a->y0, b->y0);
  a->x1 = MAX (a->x1, b->x1);
  a->y1 = MAX (a->y1, b->y1);
}

/* Adds one, together with those that it overlaps by now. */
static void
add_box (GArray *boxes, Box box)
{
  guint i = 0;

  while (i < boxes->len)
    {
      const Box *other = &g_array_index (boxes, Box, i);

      if (touches (&box, other) || boxes->len >= MAX_REGIONS)
        {
          unite (&box, other);
          g_array_remove_index (boxes, i);
          i = 0;
        }
      else
        i++;
    }
  g_array_append_val (boxes, box);
}

static PadesRegion
measure (const Grid *grid, const Box *box, double scale)
{
  guint64 more = 0, less = 0;

  for (guint y = box->y0; y <= box->y1; y++)
    for (guint x = box->x0; x <= box->x1; x++)
      {
        guint32 a = pixel_at (grid->before, x, y);
        guint32 b = pixel_at (grid->after, x, y);

        if (pades_hidden_distance (a, b) > NOISE)
          *(ink (b) >= ink (a) ? &more : &less) += 1;
      }
  return (PadesRegion){
      more > 20 * less   ? PADES_REGION_ADDED
      : less > 20 * more ? PADES_REGION_REMOVED
                         : PADES_REGION_CHANGED,
      {box->x0 / scale, box->y0 / scale, (box->x1 + 1) / scale, (box->y1 + 1) / scale}};
}

static int
compare_place (gconstpointer a, gconstpointer b)
{
  const PadesRegion *one = a;
  const PadesRegion *other = b;

  if (one->rect.y0 != other->rect.y0)
    return one->rect.y0 < other->rect.y0 ? -1 : 1;
  return (one->rect.x0 > other->rect.x0) - (one->rect.x0 < other->rect.x0);
}

static void
gather (Grid *grid, double scale, GArray *regions)
{
  g_autoptr (GArray) boxes = g_array_new (FALSE, FALSE, sizeof (Box));

  for (guint i = 0; i < grid->columns * grid->rows; i++)
    if (grid->cells[i] == 1)
      add_box (boxes, flood (grid, i));
  for (guint i = 0; i < boxes->len; i++)
    {
      PadesRegion region = measure (grid, &g_array_index (boxes, Box, i), scale);

      g_array_append_val (regions, region);
    }
  g_array_sort (regions, compare_place);
}

/**
 * pades_regions_find:
 * @before: a page as it was
 * @after: the same page later
 * @scale: pixels a point in both
 *
 * Compares two pictures pixel by pixel. Pictures of different size differ everywhere.
 *
 * Returns: (transfer full) (element-type PadesRegion): where they differ, from the top down; empty
 *   when they look alike
 */
GArray *
pades_regions_find (const PadesPicture *before, const PadesPicture *after, double scale)
{
  GArray *regions = g_array_new (FALSE, FALSE, sizeof (PadesRegion));
  Grid grid = {before, after, 0, 0, NULL};

  if (before->width != after->width || before->height != after->height)
    {
      PadesRegion all = {PADES_REGION_CHANGED, {0, 0, after->width / scale, after->height / scale}};

      g_array_append_val (regions, all);
      return regions;
    }
  grid.columns = (before->width + PADES_CELL - 1) / PADES_CELL;
  grid.rows = (before->height + PADES_CELL - 1) / PADES_CELL;
  grid.cells = g_malloc0 ((gsize) grid.columns * grid.rows);
  for (guint y = 0; y < before->height; y++)
    mark_line (&grid, y);
  gather (&grid, scale, regions);
  g_free (grid.cells);
  return regions;
}

/**
 * pades_regions_find_hidden:
 * @before: a page as it was
 * @after: the same page later
 * @scale: pixels a point in both
 *
 * Finds what was to be read on a page and is not any more, as pades_hidden_mark() tells it.
 *
 * Returns: (transfer full) (element-type PadesRegion): where, from the top down
 */
GArray *
pades_regions_find_hidden (const PadesPicture *before, const PadesPicture *after, double scale)
{
  GArray *regions = g_array_new (FALSE, FALSE, sizeof (PadesRegion));
  Grid grid = {before, after, 0, 0, NULL};

  grid.cells = pades_hidden_mark (before, after, &grid.columns, &grid.rows);
  gather (&grid, scale, regions);
  g_free (grid.cells);
  return regions;
}

/**
 * pades_region_word:
 * @kind: how a place differs
 *
 * Gives the word that programs read.
 *
 * Returns: (transfer none): the word
 */
const char *
pades_region_word (PadesRegionKind kind)
{
  static const char *const words[PADES_N_REGIONS] = {"added", "removed", "changed"};

  g_return_val_if_fail ((guint) kind < PADES_N_REGIONS, NULL);

  return words[kind];
}
