/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "seal-paper.h"

#include <math.h>

/* Cells along the longer side: a cell is then smaller than the gaps of writing are wide, and light
 * changes little across it. */
#define CELLS 40
/* The brightest sixteenth of a cell is taken for paper: enough pixels to even out noise. */
#define BRIGHT_PART 16
/* A cell that is redder or darker than this against the paper around it holds ink only; the shadow
 * of a hand is brighter. */
#define RED_CELL 0.18f
#define DARK_CELL 0.40f
#define WINDOW 4

struct _SealPaper {
  GdkPixbuf *photo;
  int columns;
  int rows;
  double cell; /* pixels */
  float (*light)[3];
};

static float
brightness (const float rgb[3])
{
  return (rgb[0] + rgb[1] + rgb[2]) / 3;
}

/* Mean colour of the brightest part of a cell. */
static void
measure_cell (SealPaper *self, int column, int row, float light[3])
{
  int channels = gdk_pixbuf_get_n_channels (self->photo);
  int stride = gdk_pixbuf_get_rowstride (self->photo);
  const guint8 *pixels = gdk_pixbuf_read_pixels (self->photo);
  int x0 = (int) (column * self->cell), y0 = (int) (row * self->cell);
  int x1 = MIN ((int) ((column + 1) * self->cell), gdk_pixbuf_get_width (self->photo));
  int y1 = MIN ((int) ((row + 1) * self->cell), gdk_pixbuf_get_height (self->photo));
  struct {
    guint n;
    guint sum[3];
  } levels[766] = {0};
  guint wanted = MAX (1, (guint) ((x1 - x0) * (y1 - y0)) / BRIGHT_PART);
  double sum[3] = {0};
  guint n = 0;

  for (int y = y0; y < y1; y++)
    for (int x = x0; x < x1; x++)
      {
        const guint8 *p = pixels + (gsize) y * (gsize) stride + x * channels;
        guint level = (guint) p[0] + p[1] + p[2];

        levels[level].n++;
        for (int i = 0; i < 3; i++)
          levels[level].sum[i] += p[i];
      }
  for (int level = 765; level >= 0 && n < wanted; level--)
    {
      n += levels[level].n;
      for (int i = 0; i < 3; i++)
        sum[i] += levels[level].sum[i];
    }
  for (int i = 0; i < 3; i++)
    light[i] = n > 0 ? (float) (sum[i] / n / 255) : 1;
}

/* The brightest cell near this one. */
static float
brightest_near (const SealPaper *self, int column, int row)
{
  float best = 0;

  for (int y = MAX (0, row - WINDOW); y <= MIN (self->rows - 1, row + WINDOW); y++)
    for (int x = MAX (0, column - WINDOW); x <= MIN (self->columns - 1, column + WINDOW); x++)
      best = MAX (best, brightness (self->light[y * self->columns + x]));
  return best;
}

static gboolean
is_ink_only (const SealPaper *self, int column, int row)
{
  const float *light = self->light[row * self->columns + column];

  return light[0] - MAX (light[1], light[2]) > RED_CELL ||
         brightness (light) < DARK_CELL * brightest_near (self, column, row);
}

/* Gives cells without paper the mean of their neighbours that have some, from the rim inwards. */
static gboolean
fill_once (SealPaper *self, guint8 *missing)
{
  g_autofree guint8 *before = g_memdup2 (missing, (gsize) self->columns * (gsize) self->rows *
                                                      sizeof *missing);
  gboolean filled = FALSE;

  for (int at = 0; at < self->columns * self->rows; at++)
    {
      int column = at % self->columns, row = at / self->columns;
      float sum[3] = {0};
      int n = 0;

      if (!before[at])
        continue;
      for (int y = MAX (0, row - 1); y <= MIN (self->rows - 1, row + 1); y++)
        for (int x = MAX (0, column - 1); x <= MIN (self->columns - 1, column + 1); x++)
          if (!before[y * self->columns + x])
            {
              for (int i = 0; i < 3; i++)
                sum[i] += self->light[y * self->columns + x][i];
              n++;
            }
      if (n == 0)
        continue;
      for (int i = 0; i < 3; i++)
        self->light[at][i] = sum[i] / (float) n;
      missing[at] = FALSE;
      filled = TRUE;
    }
  return filled;
}

static void
fill_missing (SealPaper *self)
{
  g_autofree guint8 *missing = g_new0 (guint8, self->columns * self->rows);

  for (int row = 0; row < self->rows; row++)
    for (int column = 0; column < self->columns; column++)
      missing[row * self->columns + column] = is_ink_only (self, column, row);
  while (fill_once (self, missing))
    ;
}

/**
 * seal_paper_new:
 * @photo: a photograph of something on paper
 *
 * Measures the light on the paper: what each place would look like without ink.
 *
 * Returns: (transfer full): the paper
 */
SealPaper *
seal_paper_new (GdkPixbuf *photo)
{
  SealPaper *self = g_new0 (SealPaper, 1);
  int longer = MAX (gdk_pixbuf_get_width (photo), gdk_pixbuf_get_height (photo));

  self->photo = g_object_ref (photo);
  self->cell = MAX (4, longer / (double) CELLS);
  self->columns = (int) ceil (gdk_pixbuf_get_width (photo) / self->cell);
  self->rows = (int) ceil (gdk_pixbuf_get_height (photo) / self->cell);
  self->light = g_malloc0_n ((gsize) self->columns * (gsize) self->rows, sizeof *self->light);
  for (int row = 0; row < self->rows; row++)
    for (int column = 0; column < self->columns; column++)
      measure_cell (self, column, row, self->light[row * self->columns + column]);
  fill_missing (self);
  return self;
}

/**
 * seal_paper_free:
 * @self: a paper
 *
 * Frees it.
 */
void
seal_paper_free (SealPaper *self)
{
  g_object_unref (self->photo);
  g_free (self->light);
  g_free (self);
}

/* Between the middles of cells the light changes evenly. */
static void
light_at (SealPaper *self, int x, int y, float light[3])
{
  double u = CLAMP ((x + 0.5) / self->cell - 0.5, 0, self->columns - 1);
  double v = CLAMP ((y + 0.5) / self->cell - 0.5, 0, self->rows - 1);
  int column = (int) u, row = (int) v;
  int right = MIN (column + 1, self->columns - 1), below = MIN (row + 1, self->rows - 1);
  float du = (float) (u - column), dv = (float) (v - row);

  for (int i = 0; i < 3; i++)
    light[i] = (self->light[row * self->columns + column][i] * (1 - du) +
                self->light[row * self->columns + right][i] * du) *
                   (1 - dv) +
               (self->light[below * self->columns + column][i] * (1 - du) +
                self->light[below * self->columns + right][i] * du) *
                   dv;
}

/**
 * seal_paper_flatten:
 * @self: a paper
 * @x: in pixels
 * @y: the same
 * @rgb: (out): red, green and blue, each 0…1
 *
 * Tells how a pixel would look on evenly lit white paper.
 */
void
seal_paper_flatten (SealPaper *self, int x, int y, float rgb[3])
{
  const guint8 *p = gdk_pixbuf_read_pixels (self->photo) +
                    (gsize) y * (gsize) gdk_pixbuf_get_rowstride (self->photo) +
                    x * gdk_pixbuf_get_n_channels (self->photo);
  float light[3];

  light_at (self, x, y, light);
  for (int i = 0; i < 3; i++)
    rgb[i] = MIN (1, p[i] / 255.0f / MAX (light[i], 0.05f));
}
