/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "seal-drawing-private.h"

static SealDrawing *
draw_square (void)
{
  SealDrawing *drawing = seal_drawing_new (10, 8);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 1, 1);
  cairo_t *cr = cairo_create (surface);
  cairo_path_t *path;

  cairo_rectangle (cr, 1000, 2000, 3500, 4250);
  path = cairo_copy_path (cr);
  seal_drawing_add_colour (drawing, 0xff8000);
  seal_drawing_add_path (drawing, path, SEAL_OP_FILL);
  cairo_path_destroy (path);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return drawing;
}

static SealDrawing *
draw_picture (void)
{
  static const guint8 pixels[] = {255, 0, 0, 255, 0, 255, 0, 128, 0, 0, 255, 64, 9, 9, 9, 0};
  g_autoptr (GdkPixbuf)
      pixbuf = gdk_pixbuf_new_from_data (pixels, GDK_COLORSPACE_RGB, TRUE, 8, 2, 2, 8, NULL, NULL);

  return seal_drawing_new_from_pixbuf (pixbuf, 20);
}

static void
assert_text (GBytes *bytes, const char *expected)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  g_assert_cmpstr (text, ==, expected);
}

static void
test_pdf (void)
{
  g_autoptr (SealDrawing) drawing = draw_square ();
  g_autoptr (GBytes) content = seal_drawing_to_pdf_content (drawing, SEAL_LAYER_INK);

  g_assert_cmpfloat (seal_drawing_get_width (drawing), ==, 10);
  g_assert_cmpfloat (seal_drawing_get_height (drawing), ==, 8);
  assert_text (content, "1 0.502 0 rg\n1 6 m\n4.5 6 l\n4.5 1.75 l\n1 1.75 l\nh\nf\n");
}

static void
test_svg (void)
{
  g_autoptr (SealDrawing) drawing = draw_square ();
  g_autoptr (GBytes) svg = seal_drawing_to_svg (drawing);

  assert_text (svg, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10mm\" height=\"8mm\" "
                    "viewBox=\"0 0 10 8\">\n"
                    "<path fill=\"#ff8000\" d=\"M1 2L4.5 2L4.5 6.25L1 6.25Z\"/>\n"
                    "</svg>\n");
}

static void
test_picture (void)
{
  g_autoptr (SealDrawing) drawing = draw_picture ();
  g_autoptr (GBytes) content = seal_drawing_to_pdf_content (drawing, SEAL_LAYER_INK);
  g_autoptr (GBytes) svg = seal_drawing_to_svg (drawing);
  g_autoptr (GBytes) rgb = NULL;
  g_autoptr (GBytes) alpha = NULL;
  guint width, height;

  g_assert_cmpfloat (seal_drawing_get_height (drawing), ==, 20);
  assert_text (content, "20 0 0 20 0 0 cm\n/Im0 Do\n");
  g_assert_nonnull (
      g_strstr_len (g_bytes_get_data (svg, NULL), (gssize) g_bytes_get_size (svg), "image/png"));
  g_assert_true (seal_drawing_get_picture (drawing, &width, &height, &rgb, &alpha));
  g_assert_cmpuint (width, ==, 2);
  g_assert_cmpuint (height, ==, 2);
  g_assert_cmpuint (g_bytes_get_size (rgb), ==, 12);
  g_assert_cmpuint (g_bytes_get_size (alpha), ==, 4);
}

static void
test_outlines_are_no_picture (void)
{
  g_autoptr (SealDrawing) drawing = draw_square ();
  GBytes *rgb, *alpha;
  guint width, height;

  g_assert_false (seal_drawing_get_picture (drawing, &width, &height, &rgb, &alpha));
}

/* The colour of one pixel of a drawing painted at 10 pixels a mm. */
static guint32
pixel_at (SealDrawing *drawing, double x, double y)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 400, 400);
  cairo_t *cr = cairo_create (surface);
  guint32 pixel;

  cairo_scale (cr, 10, 10);
  cairo_set_source_rgb (cr, 0, 1, 1);
  seal_drawing_paint (drawing, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  memcpy (&pixel,
          cairo_image_surface_get_data (surface) +
              (int) (y * 10) * cairo_image_surface_get_stride (surface) + (int) (x * 10) * 4,
          4);
  cairo_surface_destroy (surface);
  return pixel;
}

static void
test_paint (void)
{
  g_autoptr (SealDrawing) square = draw_square ();
  g_autoptr (SealDrawing) picture = draw_picture ();

  g_assert_cmphex (pixel_at (square, 2, 3), ==, 0xffff8000);
  g_assert_cmphex (pixel_at (square, 0.5, 3), ==, 0);
  g_assert_cmphex (pixel_at (square, 2, 6.5), ==, 0);
  g_assert_cmphex (pixel_at (picture, 2, 2) & 0xffff, ==, 0);
  g_assert_cmphex (pixel_at (picture, 2, 2) >> 24, >, 0xf0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/seal/drawing/pdf", test_pdf);
  g_test_add_func ("/seal/drawing/svg", test_svg);
  g_test_add_func ("/seal/drawing/picture", test_picture);
  g_test_add_func ("/seal/drawing/outlines-are-no-picture", test_outlines_are_no_picture);
  g_test_add_func ("/seal/drawing/paint", test_paint);
  return g_test_run ();
}
