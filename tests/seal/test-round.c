/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <math.h>
#include <string.h>

#include "seal-drawing-private.h"
#include "seal-error.h"
#include "seal-round.h"

#define DPI 600

static const char company[] = "贵州黔山秀水信息技术有限公司";
static const char code[] = "5201020012345";

static SealDrawing *
draw (const char *name, const char *row, const char *digits)
{
  SealRoundSpec spec = {.name = name, .row = row, .code = digits, .star = TRUE};
  g_autoptr (GError) error = NULL;
  SealDrawing *drawing = seal_round_draw (&spec, &error);

  g_assert_no_error (error);
  return drawing;
}

static void
assert_refused (const SealRoundSpec *spec, int expected, const char *named)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SealDrawing) drawing = seal_round_draw (spec, &error);

  g_assert_null (drawing);
  g_assert_error (error, SEAL_ERROR, expected);
  if (named != NULL)
    g_assert_nonnull (strstr (error->message, named));
}

static guint
count_fills (SealDrawing *drawing)
{
  guint n = 0;

  for (guint i = 0; i < drawing->ops->len; i++)
    {
      SealOpKind kind = g_array_index (drawing->ops, SealOp, i).kind;

      n += kind == SEAL_OP_FILL || kind == SEAL_OP_FILL_EVEN_ODD;
    }
  return n;
}

/* Extremes of the radius of what the nth fill paints, control points included, in µm. */
static void
measure_fill (SealDrawing *drawing, guint nth, double *least, double *most)
{
  guint fill = 0;

  *least = G_MAXDOUBLE;
  *most = 0;
  for (guint i = 0; i < drawing->ops->len; i++)
    {
      const SealOp *op = &g_array_index (drawing->ops, SealOp, i);
      guint n = op->kind == SEAL_OP_COLOUR ? 0 : seal_op_n_values (op->kind);

      for (guint j = 0; fill == nth && j < n; j += 2)
        {
          double radius = hypot (op->v[j] - drawing->width / 2.0,
                                 op->v[j + 1] - drawing->height / 2.0);

          *least = MIN (*least, radius);
          *most = MAX (*most, radius);
        }
      fill += op->kind == SEAL_OP_FILL || op->kind == SEAL_OP_FILL_EVEN_ODD;
    }
}

static GdkPixbuf *
render (SealDrawing *drawing)
{
  g_autoptr (GBytes) png = seal_drawing_to_png (drawing, DPI);
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type ("png", NULL);

  g_assert_true (gdk_pixbuf_loader_write_bytes (loader, png, NULL));
  g_assert_true (gdk_pixbuf_loader_close (loader, NULL));
  return g_object_ref (gdk_pixbuf_loader_get_pixbuf (loader));
}

/* Opacity at a place given in mm from the centre. */
static guint8
alpha_at (GdkPixbuf *pixbuf, double x, double y)
{
  int column = (int) floor (gdk_pixbuf_get_width (pixbuf) / 2.0 + x * DPI / 25.4);
  int row = (int) floor (gdk_pixbuf_get_height (pixbuf) / 2.0 + y * DPI / 25.4);

  return gdk_pixbuf_read_pixels (pixbuf)[row * gdk_pixbuf_get_rowstride (pixbuf) + column * 4 + 3];
}

static void
test_rendered_face (void)
{
  g_autoptr (SealDrawing) drawing = draw (company, "合同专用章", code);
  g_autoptr (GdkPixbuf) pixbuf = render (drawing);
  int size = (int) lround (40 * DPI / 25.4);

  g_assert_cmpint (gdk_pixbuf_get_width (pixbuf), ==, size);
  g_assert_cmpint (gdk_pixbuf_get_height (pixbuf), ==, size);
  for (int degree = 0; degree < 360; degree++)
    {
      double x = sin (degree * G_PI / 180), y = -cos (degree * G_PI / 180);

      /* The ring is closed; nothing stands between it and the text; nothing is outside. */
      g_assert_cmpint (alpha_at (pixbuf, 19.4 * x, 19.4 * y), ==, 255);
      g_assert_cmpint (alpha_at (pixbuf, 18.5 * x, 18.5 * y), ==, 0);
    }
  g_assert_cmpint (alpha_at (pixbuf, -19.9, -19.9), ==, 0);
  /* The star: its middle, one tip up, and the bay between the lower tips. */
  g_assert_cmpint (alpha_at (pixbuf, 0, 0), ==, 255);
  g_assert_cmpint (alpha_at (pixbuf, 0, -6.7), ==, 255);
  g_assert_cmpint (alpha_at (pixbuf, 0, -7.2), ==, 0);
  g_assert_cmpint (alpha_at (pixbuf, 0, 3.5), ==, 0);
  g_assert_cmpint (alpha_at (pixbuf, 3.9, 5.3), ==, 255);
  g_assert_cmpint (alpha_at (pixbuf, -3.9, 5.3), ==, 255);
}

/* Centre of gravity of the star, from its pixels. */
static void
test_star_is_centred (void)
{
  g_autoptr (SealDrawing) drawing = draw (company, NULL, NULL);
  g_autoptr (GdkPixbuf) pixbuf = render (drawing);
  double sum = 0, sum_x = 0, sum_y = 0;

  for (double y = -8; y <= 8; y += 0.05)
    for (double x = -8; x <= 8; x += 0.05)
      if (hypot (x, y) < 8 && alpha_at (pixbuf, x, y) > 127)
        {
          sum++;
          sum_x += x;
          sum_y += y;
        }
  /* A star of circumradius 7 covers 1.1226 · 7² mm². */
  g_assert_cmpfloat_with_epsilon (sum * 0.05 * 0.05, 55.0, 1.0);
  g_assert_cmpfloat_with_epsilon (sum_x / sum, 0, 0.05);
  g_assert_cmpfloat_with_epsilon (sum_y / sum, 0, 0.05);
}

/* Ink of every name character is inside the ring and outside the star. */
static void
test_text_stays_in_ring (void)
{
  static const char character[] = "繁";
  g_autoptr (GString) name = g_string_new (NULL);

  for (guint n = 1; n <= 60; n++)
    {
      SealRoundSpec spec = {.star = TRUE};
      g_autoptr (GError) error = NULL;
      g_autoptr (SealDrawing) drawing = NULL;

      g_string_append (name, character);
      spec.name = name->str;
      drawing = seal_round_draw (&spec, &error);
      g_assert_true (drawing != NULL || n > 40);
      if (drawing == NULL)
        {
          g_assert_error (error, SEAL_ERROR, SEAL_ERROR_TEXT_LONG);
          continue;
        }
      g_assert_cmpuint (count_fills (drawing), ==, n + 2);
      for (guint i = 0; i < n; i++)
        {
          double least, most;

          measure_fill (drawing, i + 2, &least, &most);
          g_assert_cmpfloat (most, <=, 18400);
          g_assert_cmpfloat (least, >=, 7000);
        }
    }
}

static void
test_same_bytes (void)
{
  g_autoptr (SealDrawing) one = draw (company, "财务专用章", code);
  g_autoptr (SealDrawing) two = draw (company, "财务专用章", code);
  g_autoptr (GBytes) svg_one = seal_drawing_to_svg (one);
  g_autoptr (GBytes) svg_two = seal_drawing_to_svg (two);
  g_autoptr (GBytes) png_one = seal_drawing_to_png (one, DPI);
  g_autoptr (GBytes) png_two = seal_drawing_to_png (two, DPI);
  g_autoptr (GBytes) pdf_one = seal_drawing_to_pdf_content (one, SEAL_LAYER_INK);
  g_autoptr (GBytes) pdf_two = seal_drawing_to_pdf_content (two, SEAL_LAYER_INK);

  g_assert_true (g_bytes_equal (svg_one, svg_two));
  g_assert_true (g_bytes_equal (png_one, png_two));
  g_assert_true (g_bytes_equal (pdf_one, pdf_two));
}

/* What is counted is what a reader counts: brackets, dots, letters, rare and composed ones. */
static void
test_names (void)
{
  static const struct {
    const char *name;
    guint n_characters;
  } names[] = {
      {"贵州（集团）有限公司", 10}, {"阿卜杜拉·买买提商行", 10}, {"ABC 2024（中国）有限公司", 15},
      {"  贵州 有限 公司\n", 6},    {"𠮷野家餐饮有限公司", 9},   {"邊\U000e0100境贸易有限公司", 8},
      {"e\u0301cole有限公司", 9},   {"ＡＢＣ有限公司", 7},       {"一", 1},
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (SealDrawing) drawing = draw (names[i].name, NULL, NULL);

      g_assert_cmpuint (count_fills (drawing), ==, names[i].n_characters + 2);
    }
}

/* A stroke such as 一 is not blown up to a full character's height. */
static void
test_flat_character_stays_flat (void)
{
  g_autoptr (SealDrawing) drawing = draw ("国一国", NULL, NULL);
  double least, most;

  measure_fill (drawing, 3, &least, &most);
  g_assert_cmpfloat (most - least, <, 2500);
  g_assert_cmpfloat (least, >, 13000);
  g_assert_cmpfloat (most, <, 17000);
}

static void
test_refusals (void)
{
  SealRoundSpec spec = {.name = "贵州\U0001f600有限公司", .star = TRUE};

  assert_refused (&spec, SEAL_ERROR_GLYPH, "\U0001f600");
  spec.name = "贵州\U000f0000有限公司";
  assert_refused (&spec, SEAL_ERROR_GLYPH, "U+F0000");
  spec.name = "贵州\xff";
  assert_refused (&spec, SEAL_ERROR_GLYPH, "UTF-8");
  spec.name = NULL;
  assert_refused (&spec, SEAL_ERROR_TEXT_EMPTY, NULL);
  spec.name = " \n ";
  assert_refused (&spec, SEAL_ERROR_TEXT_EMPTY, NULL);
  spec.name = company;
  spec.diameter = 58;
  assert_refused (&spec, SEAL_ERROR_SIZE, "58");
  spec.diameter = 0;
  spec.code = "123456789012";
  assert_refused (&spec, SEAL_ERROR_CODE, NULL);
  spec.code = "520102001234x";
  assert_refused (&spec, SEAL_ERROR_CODE, NULL);
  spec.code = NULL;
  spec.row = "一行放不下这样长的文字所以应当拒绝";
  assert_refused (&spec, SEAL_ERROR_TEXT_LONG, "42 mm");
  spec.row = NULL;
  spec.font = "No Such Family";
  assert_refused (&spec, SEAL_ERROR_FONT, "No Such Family");
  /* A font without Chinese is never used with another one filling in. */
  spec.font = "DejaVu Sans";
  assert_refused (&spec, SEAL_ERROR_FONT, "DejaVu Sans");
}

static void
test_every_error_is_explained (void)
{
  const char *what, *why, *remedy;

  for (int i = 0; i < SEAL_N_ERRORS; i++)
    {
      g_assert_true (seal_error_explain (i, &what, &why, &remedy));
      g_assert_nonnull (what);
      g_assert_nonnull (why);
      g_assert_nonnull (remedy);
    }
  g_assert_false (seal_error_explain (SEAL_N_ERRORS, &what, &why, &remedy));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/seal/round/rendered-face", test_rendered_face);
  g_test_add_func ("/seal/round/star-is-centred", test_star_is_centred);
  g_test_add_func ("/seal/round/text-stays-in-ring", test_text_stays_in_ring);
  g_test_add_func ("/seal/round/same-bytes", test_same_bytes);
  g_test_add_func ("/seal/round/names", test_names);
  g_test_add_func ("/seal/round/flat-character-stays-flat", test_flat_character_stays_flat);
  g_test_add_func ("/seal/round/refusals", test_refusals);
  g_test_add_func ("/seal/round/every-error-is-explained", test_every_error_is_explained);
  return g_test_run ();
}
