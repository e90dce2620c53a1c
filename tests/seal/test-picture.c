/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "seal-image.h"
#include "seal-picture.h"

#define SIDE 800

/* A photograph of a page: warm light falling off to one side, grain, black print, and whatever
 * @stamp adds. */
typedef void (*Stamp) (cairo_t *cr);

static void
print_text (cairo_t *cr)
{
  cairo_set_source_rgb (cr, 0.09, 0.09, 0.11);
  for (int line = 0; line < 8; line++)
    for (int word = 0; word < 12; word++)
      {
        cairo_rectangle (cr, 40 + word * 62, 60 + line * 90, 46, 8);
        cairo_rectangle (cr, 58 + word * 62, 48 + line * 90, 8, 38);
      }
  cairo_fill (cr);
}

/* A ring of radius 250, a bar across it and a dot: red ink that lets print shine through. */
static void
stamp_seal (cairo_t *cr)
{
  cairo_set_operator (cr, CAIRO_OPERATOR_MULTIPLY);
  cairo_set_source_rgb (cr, 0.84, 0.13, 0.17);
  cairo_set_line_width (cr, 20);
  cairo_arc (cr, 400, 400, 250, 0, 2 * G_PI);
  cairo_stroke (cr);
  cairo_arc (cr, 400, 400, 80, 0, 2 * G_PI);
  cairo_fill (cr);
  cairo_set_operator (cr, CAIRO_OPERATOR_OVER);
}

static void
sign_in_blue (cairo_t *cr)
{
  cairo_set_source_rgb (cr, 0.10, 0.16, 0.50);
  cairo_set_line_width (cr, 7);
  cairo_move_to (cr, 150, 420);
  cairo_curve_to (cr, 250, 250, 320, 600, 420, 400);
  cairo_curve_to (cr, 480, 280, 560, 560, 660, 380);
  cairo_stroke (cr);
}

static void
add_light_and_grain (GdkPixbuf *photo)
{
  GRand *random = g_rand_new_with_seed (7);

  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++)
      {
        guint8 *p = gdk_pixbuf_get_pixels (photo) + y * gdk_pixbuf_get_rowstride (photo) + x * 3;
        double light = 0.95 - 0.45 * x / SIDE - 0.1 * y / SIDE;
        double grain = g_rand_double_range (random, -6, 6);

        p[0] = (guint8) CLAMP (p[0] * light + grain, 0, 255);
        p[1] = (guint8) CLAMP (p[1] * light * 0.96 + grain, 0, 255);
        p[2] = (guint8) CLAMP (p[2] * light * 0.86 + grain, 0, 255);
      }
  g_rand_free (random);
}

static GdkPixbuf *
paint_page (Stamp first, Stamp second)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, SIDE, SIDE);
  cairo_t *cr = cairo_create (surface);
  GdkPixbuf *photo = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, SIDE, SIDE);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  if (first != NULL)
    first (cr);
  if (second != NULL)
    second (cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++)
      {
        guint8 *p = gdk_pixbuf_get_pixels (photo) + y * gdk_pixbuf_get_rowstride (photo) + x * 3;
        guint32 pixel;

        memcpy (&pixel,
                cairo_image_surface_get_data (surface) +
                    y * cairo_image_surface_get_stride (surface) + x * 4,
                4);
        p[0] = pixel >> 16 & 255;
        p[1] = pixel >> 8 & 255;
        p[2] = pixel & 255;
      }
  cairo_surface_destroy (surface);
  return photo;
}

static GBytes *
save (GdkPixbuf *pixbuf, const char *type)
{
  g_autoptr (GError) error = NULL;
  char *data;
  gsize size;

  gdk_pixbuf_save_to_buffer (pixbuf, &data, &size, type, &error, NULL);
  g_assert_no_error (error);
  return g_bytes_new_take (data, size);
}

static GBytes *
photograph (Stamp first, Stamp second, const char *type)
{
  g_autoptr (GdkPixbuf) photo = paint_page (first, second);

  add_light_and_grain (photo);
  return save (photo, type);
}

typedef struct {
  SealDrawing *drawing;
  guint width, height;
  GBytes *rgb, *alpha;
} Result;

static void
result_clear (Result *result)
{
  seal_drawing_unref (result->drawing);
  g_bytes_unref (result->rgb);
  g_bytes_unref (result->alpha);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Result, result_clear)

static Result
load (GBytes *bytes, double width, gboolean keep_background)
{
  SealPictureSpec spec = {width, keep_background};
  g_autoptr (GError) error = NULL;
  Result result = {0};

  result.drawing = seal_picture_load_bytes (bytes, &spec, &error);
  g_assert_no_error (error);
  g_assert_true (seal_drawing_get_picture (result.drawing, &result.width, &result.height,
                                           &result.rgb, &result.alpha));
  return result;
}

static void
assert_refused (GBytes *bytes, int code)
{
  SealPictureSpec spec = {0};
  g_autoptr (GError) error = NULL;

  g_assert_null (seal_picture_load_bytes (bytes, &spec, &error));
  g_assert_error (error, SEAL_ERROR, code);
}

/* Alpha at a place of the page that was photographed, the seal's centre being at 400, 400 and its
 * outer radius 260. */
static guint8
alpha_at (const Result *result, double x, double y)
{
  const guint8 *alpha = g_bytes_get_data (result->alpha, NULL);
  double scale = result->width / (520 * 1.04);
  int column = (int) (result->width / 2.0 + (x - 400) * scale);
  int row = (int) (result->height / 2.0 + (y - 400) * scale);

  return alpha[row * (int) result->width + column];
}

static void
check_seal (const Result *result)
{
  guint n_soft = 0, n_print = 0;

  /* Square, to the ink with a little margin: print around it is gone. */
  g_assert_cmpfloat_with_epsilon (seal_drawing_get_width (result->drawing), 40, 0.001);
  g_assert_cmpfloat_with_epsilon (seal_drawing_get_height (result->drawing), 40, 0.3);
  g_assert_cmpint (result->width, >=, 500);
  for (int degree = 0; degree < 360; degree += 3)
    {
      double x = sin (degree * G_PI / 180), y = -cos (degree * G_PI / 180);

      /* The ring is whole, over print as well; nothing else is left. */
      g_assert_cmpint (alpha_at (result, 400 + 250 * x, 400 + 250 * y), >, 200);
      g_assert_cmpint (alpha_at (result, 400 + 60 * x, 400 + 60 * y), >, 200);
      n_print += alpha_at (result, 400 + 170 * x, 400 + 170 * y) > 40;
      n_print += alpha_at (result, 400 + 120 * x, 400 + 120 * y) > 40;
      for (double radius = 236; radius < 264; radius += 0.5)
        {
          guint8 alpha = alpha_at (result, 400 + radius * x, 400 + radius * y);

          n_soft += alpha > 30 && alpha < 225;
        }
    }
  g_assert_cmpuint (n_print, ==, 0);
  g_assert_cmpuint (n_soft, >, 120);
}

static void
test_red_seal_over_print (void)
{
  static const char *const types[] = {"png", "jpeg"};

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (GBytes) bytes = photograph (print_text, stamp_seal, types[i]);
      g_auto (Result) result = load (bytes, 0, FALSE);
      const guint8 *rgb = g_bytes_get_data (result.rgb, NULL);

      check_seal (&result);
      /* One colour, and it is the ink's. */
      g_assert_cmpint (rgb[0], >, 180);
      g_assert_cmpint (rgb[1], <, 70);
      g_assert_cmpint (rgb[2], <, 80);
      g_assert_cmpint (memcmp (rgb, rgb + 3, g_bytes_get_size (result.rgb) - 3), ==, 0);
    }
}

static void
test_blue_signature (void)
{
  g_autoptr (GBytes) bytes = photograph (sign_in_blue, NULL, "jpeg");
  g_auto (Result) result = load (bytes, 30, FALSE);
  const guint8 *rgb = g_bytes_get_data (result.rgb, NULL);
  const guint8 *alpha = g_bytes_get_data (result.alpha, NULL);
  gsize n = g_bytes_get_size (result.alpha);
  gsize n_ink = 0, n_clear = 0;

  for (gsize i = 0; i < n; i++)
    {
      n_ink += alpha[i] > 200;
      n_clear += alpha[i] == 0;
    }
  /* A line of 7 pixels about 690 long in a box of about 530 × 125. */
  g_assert_cmpfloat ((double) n_ink / (double) n, >, 0.03);
  g_assert_cmpfloat ((double) n_clear / (double) n, >, 0.85);
  g_assert_cmpint (rgb[2], >, rgb[0] + 40);
  g_assert_cmpfloat_with_epsilon (seal_drawing_get_height (result.drawing) /
                                      seal_drawing_get_width (result.drawing),
                                  0.24, 0.04);
}

static GdkPixbuf *
cut_out (void)
{
  GdkPixbuf *pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, TRUE, 8, 400, 300);
  g_autoptr (GdkPixbuf) ink = gdk_pixbuf_new_subpixbuf (pixbuf, 100, 100, 200, 100);

  gdk_pixbuf_fill (pixbuf, 0x00000000);
  gdk_pixbuf_fill (ink, 0x2040c080);
  return pixbuf;
}

static void
test_transparency_is_kept (void)
{
  g_autoptr (GdkPixbuf) pixbuf = cut_out ();
  g_autoptr (GBytes) bytes = save (pixbuf, "png");
  g_auto (Result) result = load (bytes, 20, FALSE);
  const guint8 *alpha = g_bytes_get_data (result.alpha, NULL);
  const guint8 *rgb = g_bytes_get_data (result.rgb, NULL);
  gsize middle = (result.height / 2) * (gsize) result.width + result.width / 2;

  g_assert_cmpuint (result.width, ==, 208);
  g_assert_cmpuint (result.height, ==, 108);
  g_assert_cmpint (alpha[middle], ==, 0x80);
  g_assert_cmpint (alpha[0], ==, 0);
  g_assert_cmpint (rgb[middle * 3], ==, 0x20);
  g_assert_cmpint (rgb[middle * 3 + 2], ==, 0xc0);
}

static void
test_background_can_stay (void)
{
  g_autoptr (GBytes) bytes = photograph (print_text, stamp_seal, "jpeg");
  g_auto (Result) result = load (bytes, 25.4, TRUE);
  const guint8 *alpha = g_bytes_get_data (result.alpha, NULL);

  /* 600 dpi at most. */
  g_assert_cmpuint (result.width, ==, 600);
  for (gsize i = 0; i < g_bytes_get_size (result.alpha); i++)
    g_assert_cmpint (alpha[i], ==, 255);
}

static void
test_nothing_there (void)
{
  g_autoptr (GBytes) paper = photograph (NULL, NULL, "jpeg");
  g_autoptr (GdkPixbuf) black = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 300, 300);
  g_autoptr (GdkPixbuf) clear = gdk_pixbuf_new (GDK_COLORSPACE_RGB, TRUE, 8, 300, 300);
  g_autoptr (GBytes) black_bytes = NULL;
  g_autoptr (GBytes) clear_bytes = NULL;

  gdk_pixbuf_fill (black, 0x050505ff);
  gdk_pixbuf_fill (clear, 0);
  black_bytes = save (black, "png");
  clear_bytes = save (clear, "png");
  assert_refused (paper, SEAL_ERROR_PICTURE_EMPTY);
  assert_refused (black_bytes, SEAL_ERROR_PICTURE_EMPTY);
  assert_refused (clear_bytes, SEAL_ERROR_PICTURE_EMPTY);
}

/* Orientation 6 of an EXIF block: the camera was held upright. */
static void
test_camera_was_turned (void)
{
  static const guint8 exif[] = {
      0xff, 0xe1, 0x00, 0x22, 'E',  'x',  'i',  'f',  0,    0,    'I',  'I',
      0x2a, 0x00, 0x08, 0x00, 0x00, 0x00, 0x01, 0x00, 0x12, 0x01, 0x03, 0x00,
      0x01, 0x00, 0x00, 0x00, 0x06, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
  };
  g_autoptr (GdkPixbuf) wide = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 300, 150);
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (GByteArray) turned = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  const guint8 *data;
  gsize size;

  gdk_pixbuf_fill (wide, 0xffffffff);
  plain = save (wide, "jpeg");
  data = g_bytes_get_data (plain, &size);
  g_byte_array_append (turned, data, 2);
  g_byte_array_append (turned, exif, sizeof exif);
  g_byte_array_append (turned, data + 2, (guint) size - 2);
  bytes = g_bytes_new (turned->data, turned->len);
  {
    g_auto (Result) result = load (bytes, 10, TRUE);

    g_assert_cmpfloat_with_epsilon (seal_drawing_get_height (result.drawing), 20, 0.1);
  }
}

static GBytes *
png_header (guint32 width, guint32 height)
{
  guint8 head[64] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
  guint32 sides[2] = {GUINT32_TO_BE (width), GUINT32_TO_BE (height)};

  memcpy (head + 16, sides, 8);
  return g_bytes_new (head, sizeof head);
}

static void
test_size_is_judged_before_decoding (void)
{
  static const struct {
    guint32 width, height;
    int code;
  } sizes[] = {
      {20000, 20000, SEAL_ERROR_PICTURE_SIZE},
      {12001, 10, SEAL_ERROR_PICTURE_SIZE},
      {9000, 9000, SEAL_ERROR_PICTURE_SIZE},
      {0x7fffffff, 0x7fffffff, SEAL_ERROR_PICTURE_SIZE},
      {63, 63, SEAL_ERROR_PICTURE_SIZE},
      {0, 400, SEAL_ERROR_NOT_PICTURE},
      /* An honest size, but nothing behind it. */
      {400, 400, SEAL_ERROR_NOT_PICTURE},
  };
  clock_t start = clock ();

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) bytes = png_header (sizes[i].width, sizes[i].height);

      assert_refused (bytes, sizes[i].code);
    }
  /* Nothing of that size is unpacked: hundreds of megapixels would take longer. */
  g_assert_cmpint (clock () - start, <, CLOCKS_PER_SEC);
}

static void
test_headers (void)
{
  static const char *const types[] = {"png", "jpeg", "bmp"};
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 123, 77);

  gdk_pixbuf_fill (pixbuf, 0x808080ff);
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (GBytes) bytes = save (pixbuf, types[i]);
      g_autoptr (GError) error = NULL;
      SealImageHeader header;

      g_assert_true (seal_image_header_parse (g_bytes_get_data (bytes, NULL),
                                              g_bytes_get_size (bytes), &header, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (header.loader, ==, types[i]);
      g_assert_cmpuint (header.width, ==, 123);
      g_assert_cmpuint (header.height, ==, 77);
      /* Every shorter beginning is judged without reading past its end. */
      for (gsize size = 0; size < MIN (200, g_bytes_get_size (bytes)); size++)
        {
          g_autofree guint8 *part = g_memdup2 (g_bytes_get_data (bytes, NULL), size);

          seal_image_header_parse (part, size, &header, NULL);
        }
    }
}

/* The three forms of WebP, each no longer than its header. */
static void
test_webp_headers (void)
{
  static const char *const headers[] = {
      "RIFF\x10\0\0\0WEBPVP8 \x04\0\0\0\x10\0\0\x9d\x01\x2a\x7b\x00\x4d\x00",
      "RIFF\x10\0\0\0WEBPVP8L\x05\0\0\0\x2f\x7a\x00\x13\x00\0\0\0\0\0",
      "RIFF\x10\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x7a\0\0\x4c\0\0",
  };

  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autofree guint8 *data = g_memdup2 (headers[i], 30);
      g_autoptr (GError) error = NULL;
      SealImageHeader header;

      g_assert_true (seal_image_header_parse (data, 30, &header, &error));
      g_assert_cmpstr (header.loader, ==, "webp");
      g_assert_cmpuint (header.width, ==, 123);
      g_assert_cmpuint (header.height, ==, 77);
    }
}

static void
test_no_picture (void)
{
  static const char *const texts[] = {
      "",
      "%PDF-1.7\n",
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"400\" height=\"400\"/>",
      "/* XPM */\nstatic char *x[] = {\"400 400 1 1\", \"  c None\"};",
      "\xff\xd8\xff\xe0",
      "GIF89a",
      "BM",
      "RIFF....WEBPVP8 ",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (texts[i], strlen (texts[i]));

      assert_refused (bytes, SEAL_ERROR_NOT_PICTURE);
    }
}

static void
test_files (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vermilion-XXXXXX", NULL);
  g_autofree char *missing = g_build_filename (folder, "missing.png", NULL);
  g_autofree char *fifo = g_build_filename (folder, "fifo.png", NULL);
  g_autofree char *huge = g_build_filename (folder, "huge.png", NULL);
  g_autofree char *good = g_build_filename (folder, "印章.jpg", NULL);
  g_autoptr (GBytes) photo = photograph (print_text, stamp_seal, "jpeg");
  const struct {
    const char *path;
    int code;
  } refused[] = {
      {missing, SEAL_ERROR_UNREADABLE},
      {folder, SEAL_ERROR_UNREADABLE},
      {fifo, SEAL_ERROR_UNREADABLE},
      {huge, SEAL_ERROR_PICTURE_SIZE},
  };
  SealPictureSpec spec = {0};
  g_autoptr (SealDrawing) drawing = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_assert_true (g_file_set_contents (huge, "\x89PNG", 4, NULL));
  g_assert_cmpint (truncate (huge, 41 * 1024 * 1024), ==, 0);
  g_assert_true (g_file_set_contents (good, g_bytes_get_data (photo, NULL),
                                      (gssize) g_bytes_get_size (photo), NULL));
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) refusal = NULL;

      g_assert_null (seal_picture_load (refused[i].path, &spec, &refusal));
      g_assert_error (refusal, SEAL_ERROR, refused[i].code);
    }
  drawing = seal_picture_load (good, &spec, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (seal_drawing_get_width (drawing), ==, 40);
  g_unlink (fifo);
  g_unlink (huge);
  g_unlink (good);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/seal/picture/red-seal-over-print", test_red_seal_over_print);
  g_test_add_func ("/seal/picture/blue-signature", test_blue_signature);
  g_test_add_func ("/seal/picture/transparency-is-kept", test_transparency_is_kept);
  g_test_add_func ("/seal/picture/background-can-stay", test_background_can_stay);
  g_test_add_func ("/seal/picture/nothing-there", test_nothing_there);
  g_test_add_func ("/seal/picture/camera-was-turned", test_camera_was_turned);
  g_test_add_func ("/seal/picture/size-is-judged-before-decoding",
                   test_size_is_judged_before_decoding);
  g_test_add_func ("/seal/picture/headers", test_headers);
  g_test_add_func ("/seal/picture/webp-headers", test_webp_headers);
  g_test_add_func ("/seal/picture/no-picture", test_no_picture);
  g_test_add_func ("/seal/picture/files", test_files);
  return g_test_run ();
}
