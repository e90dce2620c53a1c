/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render-seal-shape.h"

#include <cairo-pdf.h>
#include <glib/gstdio.h>
#include <math.h>
#include <time.h>

#include "render-seals.h"
#include "seal-round.h"

#define WIDTH 595
#define HEIGHT 842
#define SCALE 2.0

/* Draws on a page, in points. */
typedef void (*Paint) (cairo_t *cr);

static void
set_red (cairo_t *cr)
{
  cairo_set_source_rgb (cr, 0.8, 0.06, 0.1);
}

static void
add_ring (cairo_t *cr, double x, double y, double radius, double line)
{
  set_red (cr);
  cairo_set_line_width (cr, line);
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  cairo_stroke (cr);
}

static void
add_star (cairo_t *cr, double x, double y, double radius, gboolean fill)
{
  set_red (cr);
  for (int i = 0; i < 10; i++)
    {
      double r = i % 2 == 0 ? radius : radius * 0.382, angle = i * G_PI / 5 - G_PI / 2;

      cairo_line_to (cr, x + r * cos (angle), y + r * sin (angle));
    }
  cairo_close_path (cr);
  if (fill)
    cairo_fill (cr);
  else
    cairo_stroke (cr);
}

static void
add_seal (cairo_t *cr, const char *name, double x, double y)
{
  const SealRoundSpec spec = {.name = name, .star = TRUE};
  g_autoptr (GError) error = NULL;
  g_autoptr (SealDrawing) drawing = seal_round_draw (&spec, &error);

  g_assert_no_error (error);
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, 72 / 25.4, 72 / 25.4);
  seal_drawing_paint (drawing, cr);
  cairo_restore (cr);
}

static void
paint_text (cairo_t *cr)
{
  cairo_set_source_rgb (cr, 0, 0, 0);
  for (int i = 0; i < 40; i++)
    {
      cairo_move_to (cr, 72, 72 + i * 16);
      cairo_show_text (cr, "This contract is made in two copies, one for each of the parties");
    }
}

static void
paint_seal (cairo_t *cr)
{
  add_seal (cr, "贵州山水科技有限公司", 200, 300);
}

static void
paint_ring_and_star (cairo_t *cr)
{
  add_ring (cr, 257, 357, 56, 3);
  add_star (cr, 257, 357, 20, TRUE);
}

static void
paint_thin_lines (cairo_t *cr)
{
  add_ring (cr, 257, 357, 56, 0.8);
  add_star (cr, 257, 357, 24, FALSE);
}

static void
paint_oval (cairo_t *cr)
{
  cairo_save (cr);
  cairo_translate (cr, 257, 357);
  cairo_scale (cr, 1, 0.67);
  add_ring (cr, 0, 0, 56, 3);
  cairo_restore (cr);
  set_red (cr);
  cairo_set_font_size (cr, 11);
  cairo_move_to (cr, 222, 347);
  cairo_show_text (cr, "SHAN SHUI CO");
  cairo_move_to (cr, 226, 362);
  cairo_show_text (cr, "INVOICES 52");
  cairo_move_to (cr, 232, 376);
  cairo_show_text (cr, "91520100");
}

static void
paint_square (cairo_t *cr)
{
  set_red (cr);
  cairo_set_line_width (cr, 3);
  cairo_rectangle (cr, 202, 302, 57, 57);
  cairo_stroke (cr);
  cairo_set_font_size (cr, 27);
  cairo_move_to (cr, 210, 327);
  cairo_show_text (cr, "ZH");
  cairo_move_to (cr, 210, 352);
  cairo_show_text (cr, "WM");
}

static void
paint_two_that_touch (cairo_t *cr)
{
  paint_ring_and_star (cr);
  add_ring (cr, 374, 357, 56, 3);
  add_star (cr, 374, 357, 20, TRUE);
}

static void
paint_two_across (cairo_t *cr)
{
  paint_ring_and_star (cr);
  add_ring (cr, 320, 410, 56, 3);
  add_star (cr, 320, 410, 20, TRUE);
}

static void
paint_circle (cairo_t *cr)
{
  add_ring (cr, 257, 357, 56, 2);
}

static void
paint_disc (cairo_t *cr)
{
  add_ring (cr, 257, 357, 28, 56);
}

static void
paint_sign_with_bar (cairo_t *cr)
{
  add_ring (cr, 257, 357, 54, 8);
  cairo_set_line_width (cr, 8);
  cairo_move_to (cr, 217, 317);
  cairo_line_to (cr, 297, 397);
  cairo_stroke (cr);
}

static void
paint_star (cairo_t *cr)
{
  add_star (cr, 257, 357, 56, TRUE);
}

static void
paint_small_seal (cairo_t *cr)
{
  add_ring (cr, 257, 357, 15, 2);
  add_star (cr, 257, 357, 6, TRUE);
}

static void
paint_huge_seal (cairo_t *cr)
{
  add_ring (cr, 297, 357, 180, 6);
  add_star (cr, 297, 357, 60, TRUE);
}

static void
paint_blue_seal (cairo_t *cr)
{
  const SealRoundSpec spec = {.name = "贵州山水科技有限公司", .star = TRUE, .rgb = 0x1030c0};
  g_autoptr (SealDrawing) drawing = seal_round_draw (&spec, NULL);

  cairo_translate (cr, 200, 300);
  cairo_scale (cr, 72 / 25.4, 72 / 25.4);
  seal_drawing_paint (drawing, cr);
}

static void
paint_red_text (cairo_t *cr)
{
  set_red (cr);
  cairo_set_font_size (cr, 9);
  for (int i = 0; i < 25; i++)
    {
      cairo_move_to (cr, 180, 300 + i * 9);
      cairo_show_text (cr, "THIS IS RED AND DENSE TEXT OF NO END");
    }
}

static void
paint_squared_paper (cairo_t *cr)
{
  set_red (cr);
  cairo_set_line_width (cr, 2);
  for (int i = 0; i < 25; i++)
    {
      cairo_move_to (cr, 200 + i * 9, 300);
      cairo_rel_line_to (cr, 0, 216);
      cairo_move_to (cr, 200, 300 + i * 9);
      cairo_rel_line_to (cr, 216, 0);
    }
  cairo_stroke (cr);
}

static void
paint_warning (cairo_t *cr)
{
  set_red (cr);
  cairo_set_line_width (cr, 1);
  cairo_rectangle (cr, 200, 300, 60, 60);
  cairo_stroke (cr);
  cairo_move_to (cr, 206, 334);
  cairo_show_text (cr, "WARNING");
}

static const struct {
  const char *name;
  Paint paint;
  guint n;
} cases[] = {
    {"nothing", paint_text, 0},
    {"seal of a company", paint_seal, 1},
    {"ring and star", paint_ring_and_star, 1},
    {"thin lines", paint_thin_lines, 1},
    {"oval", paint_oval, 1},
    {"square", paint_square, 1},
    {"two that touch", paint_two_that_touch, 2},
    {"two across one another", paint_two_across, 2},
    {"circle round a word", paint_circle, 0},
    {"disc", paint_disc, 0},
    {"sign with a bar", paint_sign_with_bar, 0},
    {"star alone", paint_star, 0},
    {"too small", paint_small_seal, 0},
    {"too large", paint_huge_seal, 0},
    {"blue seal", paint_blue_seal, 0},
    {"red text", paint_red_text, 0},
    {"squared paper", paint_squared_paper, 0},
    {"framed warning", paint_warning, 0},
};

static cairo_surface_t *
new_page (Paint paint)
{
  cairo_surface_t *picture = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH * 2,
                                                         HEIGHT * 2);
  cairo_t *cr = cairo_create (picture);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, SCALE, SCALE);
  paint_text (cr);
  paint (cr);
  cairo_destroy (cr);
  return picture;
}

static void
test_shapes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      cairo_surface_t *picture = new_page (cases[i].paint);
      g_autoptr (GArray) found = render_seal_shape_list (picture, SCALE);

      g_test_message ("%s", cases[i].name);
      g_assert_cmpuint (found->len, ==, cases[i].n);
      cairo_surface_destroy (picture);
    }
}

/* Paper that is grey, and speckled; ink that is pale, soft, and has not taken everywhere. */
static void
wear (cairo_surface_t *picture)
{
  guint8 *data = cairo_image_surface_get_data (picture);
  int stride = cairo_image_surface_get_stride (picture);
  g_autoptr (GRand) chance = g_rand_new_with_seed (7);

  for (int y = 0; y < HEIGHT * 2; y++)
    for (int x = 0; x < WIDTH * 2; x++)
      {
        guint32 *pixel = (guint32 *) (data + (gsize) y * stride) + x;
        int noise = g_rand_int_range (chance, -12, 13);
        gboolean bare = (x / 9 * 31 + y / 9 * 17) % 11 == 0;
        guint32 color = 0xff;

        for (int shift = 16; shift >= 0; shift -= 8)
          {
            int value = bare ? 235 : 60 + (int) (*pixel >> shift & 0xff) * 175 / 255;
            color = color << 8 | (guint32) CLAMP (value + noise, 0, 255);
          }
        *pixel = color;
      }
}

static GArray *
find (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RenderDocument) document = render_document_new (path, NULL, &error);

  g_assert_no_error (error);
  return render_seals_find (document, 0);
}

/* A page that is one picture of it all, as a scanner makes it. */
static void
write_scan (const char *path, Paint paint)
{
  cairo_surface_t *picture = new_page (paint);
  cairo_surface_t *surface = cairo_pdf_surface_create (path, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);

  cairo_surface_flush (picture);
  wear (picture);
  cairo_surface_mark_dirty (picture);
  cairo_scale (cr, 1 / SCALE, 1 / SCALE);
  cairo_set_source_surface (cr, picture, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  cairo_surface_destroy (picture);
}

static void
write_lines (const char *path, Paint paint)
{
  cairo_surface_t *surface = cairo_pdf_surface_create (path, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);

  paint_text (cr);
  paint (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

/* On the page of a PDF, by whichever way it came there: lines, or a scan of the whole page. */
static void
test_pages (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vermilion-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.pdf", NULL);
  void (*const writers[]) (const char *, Paint) = {write_lines, write_scan};

  for (guint i = 0; i < G_N_ELEMENTS (writers); i++)
    {
      g_autoptr (GArray) found = NULL, none = NULL;
      const RenderArea *area;

      writers[i](path, paint_seal);
      found = find (path);
      g_assert_cmpuint (found->len, ==, 1);
      area = &g_array_index (found, RenderArea, 0);
      g_assert_cmpfloat_with_epsilon (area->x, 200, 4);
      g_assert_cmpfloat_with_epsilon (area->y, 300, 4);
      g_assert_cmpfloat_with_epsilon (area->width, 113.4, 6);
      g_assert_cmpfloat_with_epsilon (area->height, 113.4, 6);
      writers[i](path, paint_text);
      none = find (path);
      g_assert_cmpuint (none->len, ==, 0);
    }
  g_unlink (path);
  g_rmdir (folder);
}

/* A page full of ink costs a second, not minutes: all searching is bounded. */
static void
test_hostile_pages (void)
{
  cairo_surface_t *picture = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 2000, 2000);
  guint8 *data = cairo_image_surface_get_data (picture);
  clock_t began = clock ();

  for (int y = 0; y < 2000; y++)
    for (int x = 0; x < 2000; x++)
      ((guint32 *) (data + (gsize) y * 8000))[x] = (x / 5 + y / 5) % 2 == 0 ? 0xffd01010
                                                                            : 0xffffffff;
  cairo_surface_mark_dirty (picture);
  g_autoptr (GArray) dotted = render_seal_shape_list (picture, SCALE);
  g_assert_cmpuint (dotted->len, ==, 0);
  for (int y = 0; y < 2000; y++)
    for (int x = 0; x < 2000; x++)
      if (x % 330 < 4 || y % 330 < 4)
        ((guint32 *) (data + (gsize) y * 8000))[x] = 0xffffffff;
  g_autoptr (GArray) tiled = render_seal_shape_list (picture, SCALE);
  g_assert_cmpuint (tiled->len, ==, 0);
  g_assert_cmpint ((clock () - began) / CLOCKS_PER_SEC, <, 10);
  cairo_surface_destroy (picture);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/render/seal-shape/shapes", test_shapes);
  g_test_add_func ("/render/seal-shape/pages", test_pages);
  g_test_add_func ("/render/seal-shape/hostile-pages", test_hostile_pages);
  return g_test_run ();
}
