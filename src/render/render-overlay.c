/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render-overlay.h"

#include <glib.h>

/* How much is left of what did not change, in parts of 255. */
#define PALE 90
/* The same ink, but for rounding. */
#define NOISE 6

typedef struct {
  const guint8 *data;
  int stride;
  int width;
  int height;
} Pixels;

static Pixels
get_pixels (cairo_surface_t *surface)
{
  cairo_surface_flush (surface);
  return (Pixels){cairo_image_surface_get_data (surface), cairo_image_surface_get_stride (surface),
                  cairo_image_surface_get_width (surface),
                  cairo_image_surface_get_height (surface)};
}

/* Paper where there is no picture. */
static guint32
pixel_at (const Pixels *pixels, int x, int y)
{
  if (x >= pixels->width || y >= pixels->height)
    return 0xFFFFFF;
  return ((const guint32 *) (pixels->data + (gsize) y * (gsize) pixels->stride))[x] & 0xFFFFFF;
}

static int
channel (guint32 pixel, int shift)
{
  return (int) (pixel >> shift & 0xFF);
}

/* 0 for paper, 255 for black (ITU-R BT.601). */
static int
darkness (guint32 pixel)
{
  return 255 -
         (channel (pixel, 16) * 299 + channel (pixel, 8) * 587 + channel (pixel, 0) * 114) / 1000;
}

static gboolean
differs (guint32 a, guint32 b)
{
  for (int shift = 0; shift <= 16; shift += 8)
    if (ABS (channel (a, shift) - channel (b, shift)) > NOISE)
      return TRUE;
  return FALSE;
}

static guint32
mix (int common, int added, int removed)
{
  guint32 pixel = 0xFF000000u;

  for (int shift = 0; shift <= 16; shift += 8)
    {
      int value = 255 - common * PALE / 255 -
                  added * (255 - channel (RENDER_COLOUR_ADDED, shift)) / 255 -
                  removed * (255 - channel (RENDER_COLOUR_REMOVED, shift)) / 255;

      pixel |= (guint32) CLAMP (value, 0, 255) << shift;
    }
  return pixel;
}

static guint32
overlay (guint32 before, guint32 after)
{
  int was = darkness (before);
  int is = darkness (after);

  if (!differs (before, after))
    return mix (was, 0, 0);
  /* Another colour, as dark as it was: what is there now counts. */
  if (ABS (was - is) <= NOISE)
    return mix (0, MAX (is, 128), 0);
  return mix (MIN (was, is), MAX (is - was, 0), MAX (was - is, 0));
}

/**
 * render_overlay_new:
 * @before: an image surface, 32 bits a pixel
 * @after: another one
 *
 * Lays two pictures over each other from their top left corner, each on paper as large as both.
 *
 * Returns: (transfer full): a new ARGB32 image surface
 */
cairo_surface_t *
render_overlay_new (cairo_surface_t *before, cairo_surface_t *after)
{
  Pixels a = get_pixels (before);
  Pixels b = get_pixels (after);
  int width = MAX (a.width, b.width);
  int height = MAX (a.height, b.height);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  guint8 *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);

  for (int y = 0; data != NULL && y < height; y++)
    {
      guint32 *line = (guint32 *) (data + (gsize) y * (gsize) stride);

      for (int x = 0; x < width; x++)
        line[x] = overlay (pixel_at (&a, x, y), pixel_at (&b, x, y));
    }
  cairo_surface_mark_dirty (surface);
  return surface;
}
