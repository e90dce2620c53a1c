/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render-overlay.h"

#include <glib.h>

static cairo_surface_t *
new_picture (int width, int height, int x, guint32 colour)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_t *cr = cairo_create (surface);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, (colour >> 16 & 0xff) / 255.0, (colour >> 8 & 0xff) / 255.0,
                        (colour & 0xff) / 255.0);
  cairo_rectangle (cr, x, 0, 4, height);
  cairo_fill (cr);
  cairo_destroy (cr);
  return surface;
}

static guint32
get_pixel (cairo_surface_t *surface, int x, int y)
{
  guint8 *row = cairo_image_surface_get_data (surface) +
                y * cairo_image_surface_get_stride (surface);

  return ((guint32 *) row)[x] & 0xffffff;
}

/* Black moves from the left to the right: gone there, new here, pale paper elsewhere. */
static void
test_colours (void)
{
  cairo_surface_t *before = new_picture (20, 10, 0, 0);
  cairo_surface_t *after = new_picture (20, 10, 10, 0);
  cairo_surface_t *overlay = render_overlay_new (before, after);

  g_assert_cmphex (get_pixel (overlay, 1, 5), ==, RENDER_COLOUR_REMOVED);
  g_assert_cmphex (get_pixel (overlay, 11, 5), ==, RENDER_COLOUR_ADDED);
  g_assert_cmphex (get_pixel (overlay, 6, 5), ==, 0xffffff);
  cairo_surface_destroy (overlay);
  overlay = render_overlay_new (before, before);
  g_assert_cmphex (get_pixel (overlay, 1, 5), ==, 0xa5a5a5);
  cairo_surface_destroy (overlay);
  cairo_surface_destroy (after);
  cairo_surface_destroy (before);
}

/* Another colour that is as dark as the old one does not pass for the same. */
static void
test_recoloured (void)
{
  cairo_surface_t *before = new_picture (20, 10, 0, 0x4c4c4c);
  cairo_surface_t *after = new_picture (20, 10, 0, 0xff0000);
  cairo_surface_t *overlay = render_overlay_new (before, after);
  guint32 pixel = get_pixel (overlay, 1, 5);

  g_assert_cmpuint (pixel >> 8 & 0xff, >, pixel >> 16);
  cairo_surface_destroy (overlay);
  cairo_surface_destroy (after);
  cairo_surface_destroy (before);
}

static void
test_sizes (void)
{
  cairo_surface_t *before = new_picture (20, 10, 0, 0);
  cairo_surface_t *after = new_picture (10, 30, 0, 0);
  cairo_surface_t *overlay = render_overlay_new (before, after);

  g_assert_cmpint (cairo_image_surface_get_width (overlay), ==, 20);
  g_assert_cmpint (cairo_image_surface_get_height (overlay), ==, 30);
  g_assert_cmphex (get_pixel (overlay, 1, 25), ==, RENDER_COLOUR_ADDED);
  cairo_surface_destroy (overlay);
  cairo_surface_destroy (after);
  cairo_surface_destroy (before);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/overlay/colours", test_colours);
  g_test_add_func ("/overlay/recoloured", test_recoloured);
  g_test_add_func ("/overlay/sizes", test_sizes);
  return g_test_run ();
}
