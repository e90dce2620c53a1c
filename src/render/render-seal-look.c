/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render-seal-look.h"

/* Fewer pixels across tell nothing. */
#define MIN_SIDE 16

/* Brighter than this in all three colours is paper, or the soft edge of a line. */
#define PAPER 190

/* Parts of the area that are covered by ink: a ring with a star and characters is about a fifth. */
#define LEAST_INK 0.05
#define MOST_INK 0.60

/* Of the ink, how much is red; and of that, how much is red throughout rather than skin or brick.
 */
#define LEAST_RED 0.80
#define LEAST_STRONG 0.50

typedef struct {
  guint all;
  guint ink;
  guint red;
  guint strong;
} Count;

/* On white paper; ARGB32 is premultiplied. */
static void
count_pixel (Count *count, guint32 pixel)
{
  int paper = 255 - (pixel >> 24);
  int red = (int) (pixel >> 16 & 0xff) + paper;
  int green = (int) (pixel >> 8 & 0xff) + paper;
  int blue = (int) (pixel & 0xff) + paper;
  int least = MIN (red, MIN (green, blue));
  int chroma = red - least;

  count->all++;
  if (least >= PAPER)
    return;
  count->ink++;
  /* Within 20 degrees of pure red, of the 60 on each side where red is the strongest. */
  if (red <= MAX (green, blue) || ABS (green - blue) * 3 > chroma || chroma * 4 < red)
    return;
  count->red++;
  count->strong += chroma * 100 >= red * 45;
}

static gboolean
clip_area (cairo_surface_t *picture, const cairo_rectangle_int_t *area, cairo_rectangle_int_t *clip)
{
  const cairo_rectangle_int_t all = {0, 0, cairo_image_surface_get_width (picture),
                                     cairo_image_surface_get_height (picture)};
  cairo_region_t *region = cairo_region_create_rectangle (&all);

  if (area != NULL)
    cairo_region_intersect_rectangle (region, area);
  cairo_region_get_extents (region, clip);
  cairo_region_destroy (region);
  return clip->width >= MIN_SIDE && clip->height >= MIN_SIDE;
}

/**
 * render_seal_look:
 * @picture: an ARGB32 image surface
 * @area: (nullable): which part of it, in pixels; %NULL for all
 *
 * Tells whether something looks like the print of a seal: not by its shape, since there are round,
 * oval and square ones, but by its ink. It is a guess, and nothing else may be built on it than a
 * word of caution.
 *
 * Returns: whether it does
 */
gboolean
render_seal_look (cairo_surface_t *picture, const cairo_rectangle_int_t *area)
{
  cairo_rectangle_int_t clip;
  Count count = {0};
  const guint8 *data;
  int stride;

  g_return_val_if_fail (cairo_image_surface_get_format (picture) == CAIRO_FORMAT_ARGB32, FALSE);

  if (!clip_area (picture, area, &clip))
    return FALSE;
  cairo_surface_flush (picture);
  data = cairo_image_surface_get_data (picture);
  stride = cairo_image_surface_get_stride (picture);
  for (int y = clip.y; y < clip.y + clip.height; y++)
    for (int x = clip.x; x < clip.x + clip.width; x++)
      count_pixel (&count, ((const guint32 *) (data + (gsize) y * stride))[x]);
  return count.ink >= LEAST_INK * count.all && count.ink <= MOST_INK * count.all &&
         count.red >= LEAST_RED * count.ink && count.strong >= LEAST_STRONG * count.red;
}
