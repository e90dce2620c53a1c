/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "seal-facts.h"

#include <math.h>

#include "seal-drawing-private.h"

/* Measured on a picture of this many pixels on the longer side: a border of 1 mm is still ten
 * wide. */
#define SIDE 400
/* Of a pixel that counts as ink, of 255. */
#define INKED 64
/* Looked at from the middle in this many directions, a border is ink not farther from the edge of
 * the box than this part of the way, and closed if there is some in this part of the directions. */
#define DIRECTIONS 360
#define BORDER 0.12
#define CLOSED 0.9
/* How far the sides of what is round may differ: more is an oval. */
#define ROUND 1.1

#define FINE_DPI 200
#define LITTLE_INK 0.01
#define MUCH_INK 0.6

/* mm: GA 241 and the provinces' sheets for round seals, the tax office's and the one of foreign
 * companies for ovals. */
static const struct {
  double width;
  double height;
} usual_sizes[] = {{30, 30}, {38, 38}, {40, 40}, {42, 42}, {45, 45}, {40, 30}, {45, 30}};
#define SIZE_TOLERANCE 0.5

typedef struct {
  int width, height, stride;
  const guint8 *pixels;
  /* where the ink is: first and behind the last */
  int left, top, right, bottom;
} Plate;

static cairo_surface_t *
paint (SealDrawing *drawing)
{
  double longer = MAX (seal_drawing_get_width (drawing), seal_drawing_get_height (drawing));
  double scale = SIDE / longer;
  cairo_surface_t *surface = cairo_image_surface_create (
      CAIRO_FORMAT_ARGB32, MAX (1, (int) ceil (seal_drawing_get_width (drawing) * scale)),
      MAX (1, (int) ceil (seal_drawing_get_height (drawing) * scale)));
  cairo_t *cr = cairo_create (surface);

  cairo_scale (cr, scale, scale);
  seal_drawing_paint (drawing, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static guint32
get_pixel (const Plate *self, int x, int y)
{
  return ((const guint32 *) (gconstpointer) (self->pixels + (gsize) y * (gsize) self->stride))[x];
}

static gboolean
is_inked (const Plate *self, int x, int y)
{
  return x >= 0 && y >= 0 && x < self->width && y < self->height &&
         get_pixel (self, x, y) >> 24 >= INKED;
}

/* Premultiplied, so that sums over all are of the ink alone. */
static void
weigh (Plate *self, SealFacts *facts)
{
  guint64 alpha = 0, sums[3] = {0};

  for (int y = 0; y < self->height; y++)
    for (int x = 0; x < self->width; x++)
      {
        guint32 pixel = get_pixel (self, x, y);

        alpha += pixel >> 24;
        for (guint i = 0; i < 3; i++)
          sums[i] += pixel >> (8 * i) & 0xff;
        if (!is_inked (self, x, y))
          continue;
        self->left = MIN (self->left, x);
        self->top = MIN (self->top, y);
        self->right = MAX (self->right, x + 1);
        self->bottom = MAX (self->bottom, y + 1);
      }
  facts->ink = (double) alpha / 255 / self->width / self->height;
  for (guint i = 0; i < 3 && alpha > 0; i++)
    facts->rgb |= (guint32) (sums[i] * 255 / alpha) << (8 * i);
}

/* Of a direction, how far the edge is from the middle: 1 for an ellipse in the box. */
typedef double (*Edge) (double cosine, double sine);

static double
ellipse (double cosine, double sine)
{
  return 1;
}

static double
rectangle (double cosine, double sine)
{
  return 1 / MAX (fabs (cosine), fabs (sine));
}

static gboolean
meets_border (const Plate *self, double angle, Edge edge)
{
  double cosine = cos (angle), sine = sin (angle);
  double across = (self->right - self->left) / 2.0, down = (self->bottom - self->top) / 2.0;
  double far = edge (cosine, sine);

  for (double part = far; part > far * (1 - BORDER); part -= 0.5 / MAX (across, down))
    if (is_inked (self, (int) floor (self->left + across * (1 + part * cosine)),
                  (int) floor (self->top + down * (1 + part * sine))))
      return TRUE;
  return FALSE;
}

static gboolean
has_border (const Plate *self, Edge edge)
{
  guint met = 0;

  for (guint i = 0; i < DIRECTIONS; i++)
    met += meets_border (self, (i + 0.5) * 2 * G_PI / DIRECTIONS, edge);
  return met >= CLOSED * DIRECTIONS;
}

/* A full square has ink along the ellipse in it, too: it is asked about first. */
static SealShape
find_shape (const Plate *self)
{
  double width = self->right - self->left, height = self->bottom - self->top;

  if (width < 1 || height < 1)
    return SEAL_SHAPE_OTHER;
  if (has_border (self, rectangle))
    return SEAL_SHAPE_RECTANGLE;
  if (!has_border (self, ellipse))
    return SEAL_SHAPE_OTHER;
  return MAX (width, height) <= ROUND * MIN (width, height) ? SEAL_SHAPE_ROUND : SEAL_SHAPE_OVAL;
}

static gboolean
is_usual_size (SealDrawing *drawing)
{
  for (guint i = 0; i < G_N_ELEMENTS (usual_sizes); i++)
    if (fabs (seal_drawing_get_width (drawing) - usual_sizes[i].width) <= SIZE_TOLERANCE &&
        fabs (seal_drawing_get_height (drawing) - usual_sizes[i].height) <= SIZE_TOLERANCE)
      return TRUE;
  return FALSE;
}

static SealRemarks
find_remarks (SealDrawing *drawing, const SealFacts *facts)
{
  gboolean official = facts->shape == SEAL_SHAPE_ROUND || facts->shape == SEAL_SHAPE_OVAL;
  SealRemarks remarks = 0;

  if (facts->columns > 0 && facts->dpi < FINE_DPI)
    remarks |= SEAL_REMARK_COARSE;
  if (facts->ink < LITTLE_INK)
    remarks |= SEAL_REMARK_LITTLE_INK;
  if (facts->ink > MUCH_INK)
    remarks |= SEAL_REMARK_MUCH_INK;
  if (official && !is_usual_size (drawing))
    remarks |= SEAL_REMARK_UNUSUAL_SIZE;
  return remarks;
}

/**
 * seal_facts_measure:
 * @drawing: a seal
 * @facts: (out): what was measured
 *
 * Measures what a person would look at before using it: form, ink, colour, sharpness.
 */
void
seal_facts_measure (SealDrawing *drawing, SealFacts *facts)
{
  cairo_surface_t *surface;
  Plate plate;

  g_return_if_fail (drawing != NULL && facts != NULL);

  *facts = (SealFacts){0};
  surface = paint (drawing);
  plate = (Plate){
      .width = cairo_image_surface_get_width (surface),
      .height = cairo_image_surface_get_height (surface),
      .stride = cairo_image_surface_get_stride (surface),
      .pixels = cairo_image_surface_get_data (surface),
  };
  plate.left = plate.width;
  plate.top = plate.height;
  facts->columns = drawing->columns;
  facts->rows = drawing->rows;
  facts->dpi = facts->columns / (seal_drawing_get_width (drawing) / 25.4);
  weigh (&plate, facts);
  facts->shape = find_shape (&plate);
  facts->remarks = find_remarks (drawing, facts);
  cairo_surface_destroy (surface);
}
