/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-hidden.h"

#include <stdlib.h>
#include <string.h>

/* What the eye takes for another colour. */
#define CLEAR 64
/* What still stands out from its ground: under half a tint, or ink through a seal's ink. */
#define FAINT 32
/* Grounds are told in tiles of so many cells, from so many more around each: a line of print. */
#define TILE 3
#define AROUND 2
/* Of a letter: fewer pixels are a speck. */
#define MIN_INK 14
#define MIN_GONE 10
/* Of what stood in four cells, in hundredths: another letter leaves some of the first's strokes. */
#define GONE_SHARE 45
/* A line to write on is no content: longer than letters' strokes, and thinner. */
#define LONG_LINE 30
#define THIN_LINE 4
/* Four bits of each colour. */
#define N_SHADES 4096

/* Of the later picture, where there was bare ground before. */
typedef struct {
  guint32 parts[3];
  guint32 n;
} Sum;

typedef struct {
  guint16 n;
  guint16 gone;
} Count;

typedef struct {
  const PadesPicture *before;
  const PadesPicture *after;
  guint columns;
  guint rows;
  guint8 *differs;  /* a cell, or one near it */
  guint32 *grounds; /* of the earlier picture, a cell */
  Sum *sums;
  Count *counts;
} Sheet;

static int
part (guint32 pixel, guint which)
{
  return (int) (pixel >> (8 * which) & 0xFF);
}

static guint32
pixel_at (const PadesPicture *picture, guint x, guint y)
{
  return picture->pixels[y * picture->stride + x];
}

static guint32
ground_at (const Sheet *self, guint x, guint y)
{
  return self->grounds[y / PADES_CELL * self->columns + x / PADES_CELL];
}

static gboolean
is_ink (const Sheet *self, guint x, guint y)
{
  return pades_hidden_distance (pixel_at (self->before, x, y), ground_at (self, x, y)) > CLEAR;
}

static void
mark_near (Sheet *self, guint column, guint row)
{
  guint right = MIN (column + TILE, self->columns - 1), bottom = MIN (row + TILE, self->rows - 1);

  for (guint y = row > TILE ? row - TILE : 0; y <= bottom; y++)
    memset (self->differs + y * self->columns + (column > TILE ? column - TILE : 0), 1,
            right - (column > TILE ? column - TILE : 0) + 1);
}

/* Most of a page is what it was, and costs no more than to be compared. */
static void
find_differences (Sheet *self)
{
  for (guint y = 0; y < self->before->height; y++)
    {
      const guint32 *a = self->before->pixels + y * self->before->stride;
      const guint32 *b = self->after->pixels + y * self->after->stride;

      if (memcmp (a, b, self->before->width * sizeof *a) == 0)
        continue;
      for (guint x = 0; x < self->before->width; x++)
        if (a[x] != b[x] && pades_hidden_distance (a[x], b[x]) > FAINT)
          {
            mark_near (self, x / PADES_CELL, y / PADES_CELL);
            x += PADES_CELL - 1 - x % PADES_CELL;
          }
    }
}

static guint
shade (guint32 pixel)
{
  return (pixel >> 12 & 0xF00) | (pixel >> 8 & 0xF0) | (pixel >> 4 & 0xF);
}

/* The colour of most of what is there. */
static guint32
find_ground (const PadesPicture *picture, guint x0, guint y0, guint x1, guint y1)
{
  guint counts[N_SHADES] = {0};
  guint32 ground = 0xFFFFFF;
  guint most = 0;

  for (guint y = y0; y < y1; y++)
    for (guint x = x0; x < x1; x++)
      {
        guint32 pixel = pixel_at (picture, x, y);
        guint count = ++counts[shade (pixel)];

        if (count > most)
          {
            most = count;
            ground = pixel;
          }
      }
  return ground;
}

static void
find_ground_of_tile (Sheet *self, guint column, guint row)
{
  guint left = column > AROUND ? column - AROUND : 0, top = row > AROUND ? row - AROUND : 0;
  guint right = MIN (column + TILE, self->columns), bottom = MIN (row + TILE, self->rows);
  guint32 ground = find_ground (self->before, left * PADES_CELL, top * PADES_CELL,
                                MIN ((right + AROUND) * PADES_CELL, self->before->width),
                                MIN ((bottom + AROUND) * PADES_CELL, self->before->height));

  for (guint y = row; y < bottom; y++)
    for (guint x = column; x < right; x++)
      self->grounds[y * self->columns + x] = ground;
}

static gboolean
tile_differs (const Sheet *self, guint column, guint row)
{
  for (guint y = row; y < MIN (row + TILE, self->rows); y++)
    for (guint x = column; x < MIN (column + TILE, self->columns); x++)
      if (self->differs[y * self->columns + x])
        return TRUE;
  return FALSE;
}

static void
find_grounds (Sheet *self)
{
  for (guint row = 0; row < self->rows; row += TILE)
    for (guint column = 0; column < self->columns; column += TILE)
      if (tile_differs (self, column, row))
        find_ground_of_tile (self, column, row);
}

typedef void (*See) (Sheet *self, guint cell, guint x, guint y);

static void
each_pixel (Sheet *self, See see)
{
  for (guint y = 0; y < self->before->height; y++)
    for (guint x = 0; x < self->before->width; x++)
      {
        guint cell = y / PADES_CELL * self->columns + x / PADES_CELL;

        if (self->differs[cell])
          see (self, cell, x, y);
        else
          x += PADES_CELL - 1 - x % PADES_CELL;
      }
}

static void
add_ground (Sheet *self, guint cell, guint x, guint y)
{
  guint32 now = pixel_at (self->after, x, y);

  if (is_ink (self, x, y))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (self->sums[cell].parts); i++)
    self->sums[cell].parts[i] += (guint32) part (now, i);
  self->sums[cell].n++;
}

static Sum
sum_around (const Sheet *self, guint cell)
{
  guint column = cell % self->columns, row = cell / self->columns;
  Sum all = {{0}, 0};

  for (guint y = row > 0 ? row - 1 : 0; y <= MIN (row + 1, self->rows - 1); y++)
    for (guint x = column > 0 ? column - 1 : 0; x <= MIN (column + 1, self->columns - 1); x++)
      {
        const Sum *each = &self->sums[y * self->columns + x];

        for (guint i = 0; i < G_N_ELEMENTS (all.parts); i++)
          all.parts[i] += each->parts[i];
        all.n += each->n;
      }
  return all;
}

/* It stands out from what is around it now as it stood out from its ground: darker what was
 * darker, in at least one colour. */
static gboolean
is_seen (const Sheet *self, guint cell, guint x, guint y)
{
  Sum around = sum_around (self, cell);
  guint32 was = pixel_at (self->before, x, y), ground = ground_at (self, x, y);
  guint32 now = pixel_at (self->after, x, y);

  if (around.n == 0)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (around.parts); i++)
    {
      int then = part (was, i) - part (ground, i);
      int here = part (now, i) - (int) (around.parts[i] / around.n);

      if ((then > CLEAR && here > FAINT) || (then < -CLEAR && here < -FAINT))
        return TRUE;
    }
  return FALSE;
}

/* How far the ink goes on, one way and the other. */
static guint
run (const Sheet *self, guint x, guint y, gboolean across)
{
  guint limit = across ? self->before->width : self->before->height;
  guint at = across ? x : y, length = 1;

  for (guint i = at + 1; i < limit && length < LONG_LINE; i++, length++)
    if (!(across ? is_ink (self, i, y) : is_ink (self, x, i)))
      break;
  for (guint i = at; i-- > 0 && length < LONG_LINE; length++)
    if (!(across ? is_ink (self, i, y) : is_ink (self, x, i)))
      break;
  return length;
}

static gboolean
is_line (const Sheet *self, guint x, guint y)
{
  guint across = run (self, x, y, TRUE), down = run (self, x, y, FALSE);

  return MAX (across, down) >= LONG_LINE && MIN (across, down) <= THIN_LINE;
}

static void
count_ink (Sheet *self, guint cell, guint x, guint y)
{
  gboolean gone;

  if (!is_ink (self, x, y))
    return;
  gone = pades_hidden_distance (pixel_at (self->before, x, y), pixel_at (self->after, x, y)) >
             FAINT &&
         !is_seen (self, cell, x, y);
  if (gone && is_line (self, x, y))
    return;
  self->counts[cell].n++;
  self->counts[cell].gone += gone;
}

/* What is smaller than four cells is in one of the fours that overlap. */
static void
mark_hidden (const Sheet *self, guint8 *cells)
{
  for (guint row = 0; row + 1 < self->rows; row++)
    for (guint column = 0; column + 1 < self->columns; column++)
      {
        guint at = row * self->columns + column;
        const guint four[] = {at, at + 1, at + self->columns, at + self->columns + 1};
        guint n = 0, gone = 0;

        for (guint i = 0; i < G_N_ELEMENTS (four); i++)
          {
            n += self->counts[four[i]].n;
            gone += self->counts[four[i]].gone;
          }
        if (n < MIN_INK || gone < MIN_GONE || gone * 100 < n * GONE_SHARE)
          continue;
        for (guint i = 0; i < G_N_ELEMENTS (four); i++)
          if (self->counts[four[i]].gone > 0)
            cells[four[i]] = 1;
      }
}

/**
 * pades_hidden_distance:
 * @a: a colour
 * @b: another one
 *
 * Tells colours apart.
 *
 * Returns: the strongest difference of their three parts
 */
int
pades_hidden_distance (guint32 a, guint32 b)
{
  int most = 0;

  for (guint i = 0; i < 3; i++)
    most = MAX (most, abs (part (a, i) - part (b, i)));
  return most;
}

/**
 * pades_hidden_mark:
 * @before: a page as it was
 * @after: the same page later, of the same size
 * @columns: (out): how many cells a line has
 * @rows: (out): how many lines there are
 *
 * Finds where writing or pictures cannot be made out any more: something opaque lies over them, or
 * stands in their place. What shows through a tint or beside a stroke is not hidden, and a line to
 * write on is nothing that was to be read.
 *
 * Returns: (transfer full): a mark for each cell
 */
guint8 *
pades_hidden_mark (const PadesPicture *before,
                   const PadesPicture *after,
                   guint *columns,
                   guint *rows)
{
  Sheet self = {.before = before, .after = after};
  guint n;
  guint8 *cells;

  *columns = self.columns = (before->width + PADES_CELL - 1) / PADES_CELL;
  *rows = self.rows = (before->height + PADES_CELL - 1) / PADES_CELL;
  n = self.columns * self.rows;
  cells = g_malloc0 (MAX (n, 1));
  if (n == 0 || before->width != after->width || before->height != after->height)
    return cells;
  self.differs = g_malloc0 (n);
  self.grounds = g_new0 (guint32, n);
  self.sums = g_new0 (Sum, n);
  self.counts = g_new0 (Count, n);
  find_differences (&self);
  find_grounds (&self);
  each_pixel (&self, add_ground);
  each_pixel (&self, count_ink);
  mark_hidden (&self, cells);
  g_free (self.counts);
  g_free (self.sums);
  g_free (self.grounds);
  g_free (self.differs);
  return cells;
}
