/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "seal-appearance.h"
#include "seal-code.h"
#include "seal-drawing-private.h"
#include "seal-paragraph.h"
#include "seal-round.h"
#include "seal-styles.h"

#define SHA256 "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

/* 2026-11-26 20:31:07 in China. */
static const SealCaption caption = {
    .name = "贵州山水云图科技有限公司",
    .reason = "同意",
    .location = "贵阳",
    .time = 1795696267,
    .utc_offset = 8 * 3600,
    .document = SHA256,
    .size = 123456,
    .signer = SHA256,
};

static SealDrawing *
draw_seal (void)
{
  const SealRoundSpec spec = {.name = "贵州山水云图科技有限公司", .star = TRUE};

  return seal_round_draw (&spec, NULL);
}

static SealDrawing *
draw_picture (void)
{
  static const guint8 pixels[] = {255, 0, 0, 255, 255, 0, 0, 255, 255, 0, 0, 255, 255, 0, 0, 255};
  g_autoptr (GdkPixbuf)
      pixbuf = gdk_pixbuf_new_from_data (pixels, GDK_COLORSPACE_RGB, TRUE, 8, 2, 2, 8, NULL, NULL);

  return seal_drawing_new_from_pixbuf (pixbuf, 20);
}

static void
test_style_text (void)
{
  SealStyle style = {0}, again = {0};

  g_assert_true (seal_style_parse ("show=seal,name,qr place=under language=en date=day", &style));
  g_assert_cmpuint (style.parts, ==, SEAL_PART_SEAL | SEAL_PART_NAME | SEAL_PART_CODE);
  g_assert_cmpuint (style.place, ==, SEAL_PLACE_UNDER);
  g_assert_cmpuint (style.language, ==, SEAL_LANGUAGE_ENGLISH);
  g_assert_cmpuint (style.date, ==, SEAL_DATE_DAY);
  for (guint i = 0; seal_style_builtin_name (i) != NULL; i++)
    {
      g_autofree char *text = NULL;

      g_assert_true (
          seal_style_builtin_find (seal_style_builtin_name (i), SEAL_LANGUAGE_ENGLISH, &style));
      text = seal_style_to_text (&style);
      g_assert_true (seal_style_parse (text, &again));
      g_assert_true (seal_style_equal (&style, &again));
    }
  g_assert_false (seal_style_builtin_find ("none", SEAL_LANGUAGE_ENGLISH, &style));
}

static void
test_style_refused (void)
{
  static const char *const texts[] = {
      "",           "show=",         "show=labels",          "place=beside",
      "show=seal,", "show=seal x",   "show=seal place=over", "show=seal language=fr",
      "show=Seal",  "show=seal  qr", "show=seal date=",
  };
  SealStyle style = {.parts = SEAL_PART_NAME};

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_false (seal_style_parse (texts[i], &style));
  g_assert_cmpuint (style.parts, ==, SEAL_PART_NAME);
}

static void
assert_styles (const char *path, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) styles = seal_styles_list (path, &error);
  g_autoptr (GString) names = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < styles->len; i++)
    g_string_append_printf (names, "%s;", ((SealNamedStyle *) g_ptr_array_index (styles, i))->name);
  g_assert_cmpstr (names->str, ==, expected);
}

static void
test_styles_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vermilion-styles-XXXXXX", NULL);
  g_autofree char *inner = g_build_filename (folder, "vermilion", NULL);
  g_autofree char *path = g_build_filename (inner, "appearances.ini", NULL);
  const SealStyle style = {SEAL_PART_NAME | SEAL_PART_CODE, SEAL_PLACE_UNDER, SEAL_LANGUAGE_ENGLISH,
                           SEAL_DATE_DAY};
  SealStyle found = {0};
  g_autoptr (GError) missing = NULL;
  g_autoptr (GError) gone = NULL;

  assert_styles (path, "");
  g_assert_true (seal_styles_save (path, "合同 #1", &style, NULL));
  g_assert_true (seal_styles_save (path, "B", &style, NULL));
  g_assert_true (seal_styles_save (path, "合同 #1", &style, NULL));
  assert_styles (path, "合同 #1;B;");
  g_assert_true (seal_styles_find (path, "合同 #1", &found, NULL));
  g_assert_true (seal_style_equal (&style, &found));
  g_assert_true (seal_styles_remove (path, "合同 #1", NULL));
  g_assert_false (seal_styles_find (path, "合同 #1", &found, &missing));
  g_assert_error (missing, SEAL_ERROR, SEAL_ERROR_NO_STYLE);
  g_assert_false (seal_styles_remove (path, "合同 #1", &gone));
  g_assert_error (gone, SEAL_ERROR, SEAL_ERROR_NO_STYLE);
  assert_styles (path, "B;");
  g_unlink (path);
  g_rmdir (inner);
  g_rmdir (folder);
}

/* A file that somebody edited: what is good in it stays of use, and it is no way to hang. */
static void
test_styles_damaged (void)
{
  static const char text[] = "[good]\nstyle=show=qr\n[bad]\nstyle=show=everything\n[empty]\n"
                             "[seal]\nstyle=show=qr\n[\xff]\nstyle=show=qr\n";
  g_autofree char *folder = g_dir_make_tmp ("vermilion-styles-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "appearances.ini", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  assert_styles (path, "good;");
  g_assert_true (g_file_set_contents (path, "no key file", -1, NULL));
  assert_styles (path, "");
  g_assert_null (seal_styles_list ("/dev/zero", &error));
  g_assert_error (error, SEAL_ERROR, SEAL_ERROR_STORE);
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_styles_names (void)
{
  g_autofree char *longest = g_strnfill (60, 'x');
  g_autofree char *longer = g_strnfill (61, 'x');
  const char *const good[] = {"a", "合同专用", "Contracts 2026", longest};
  const char *const bad[] = {"",     " a",   "a ",      "a[b",  "a]",
                             "a\nb", "seal", "text-qr", "\xff", longer};

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (seal_styles_is_name (good[i]));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (seal_styles_is_name (bad[i]));
}

static void
test_caption_lines (void)
{
  static const struct {
    const char *style;
    int utc_offset;
    const char *text;
  } rows[] = {
      {"show=labels,name,date,reason,location language=zh date=iso", 8 * 3600,
       "签署人：贵州山水云图科技有限公司\n时间：2026-11-26 20:31:07 "
       "+08:00\n原因：同意\n地点：贵阳"},
      {"show=labels,name,date language=en date=long", -34200,
       "Signed by: 贵州山水云图科技有限公司\nDate: 26 Nov 2026, 03:01:07 -09:30"},
      {"show=date language=zh date=long", 0, "2026年11月26日 12:31:07 +00:00"},
      {"show=date,reason language=en date=day", 12 * 3600 + 59, "2026-11-27 (UTC+12:00)\n同意"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      SealCaption said = caption;
      SealStyle style;
      g_autofree char *text = NULL;

      g_assert_true (seal_style_parse (rows[i].style, &style));
      said.utc_offset = rows[i].utc_offset;
      text = seal_caption_to_text (&said, &style);
      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

static void
test_caption_alt (void)
{
  const SealStyle both = {.parts = SEAL_PART_SEAL | SEAL_PART_REASON};
  const SealStyle seal = {.parts = SEAL_PART_SEAL | SEAL_PART_CODE};
  const SealStyle text = {.parts = SEAL_PART_REASON};
  g_autofree char *one = seal_caption_to_alt (&caption, &both, "公章");
  g_autofree char *two = seal_caption_to_alt (&caption, &seal, "公章");
  g_autofree char *three = seal_caption_to_alt (&caption, &text, "公章");
  g_autofree char *none = seal_caption_to_alt (&caption, &seal, NULL);

  g_assert_cmpstr (one, ==, "公章\n同意");
  g_assert_cmpstr (two, ==, "公章");
  g_assert_cmpstr (three, ==, "同意");
  g_assert_null (none);
}

/* Nothing invisible rearranges the letters of a name, and a value stays on its line. */
static void
test_caption_clean (void)
{
  const SealCaption said = {.name = "A\xe2\x80\xae"
                                    "B\nC\xff",
                            .reason = ""};
  const SealStyle style = {.parts = SEAL_PART_NAME | SEAL_PART_REASON | SEAL_PART_LOCATION};
  const SealStyle none = {.parts = SEAL_PART_REASON};
  g_autofree char *text = seal_caption_to_text (&said, &style);
  g_autofree char *nothing = seal_caption_to_text (&said, &none);

  g_assert_cmpstr (text, ==, "AB C\xef\xbf\xbd");
  g_assert_null (nothing);
}

static void
measure (const cairo_path_t *path, double box[4])
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 1, 1);
  cairo_t *cr = cairo_create (surface);

  cairo_append_path (cr, path);
  cairo_path_extents (cr, &box[0], &box[1], &box[2], &box[3]);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

/* However many characters: within the room, and no smaller than the room demands. */
static void
test_paragraph_fits (void)
{
  const SealParagraph room = {50, 10, 3.2, 1.0};
  g_autoptr (GString) text = g_string_new (NULL);
  double last_height = 0;

  for (guint n = 1; n <= 200; n += n < 20 ? 1 : 20)
    {
      g_autoptr (GError) error = NULL;
      cairo_path_t *path;
      double box[4];

      while (g_utf8_strlen (text->str, -1) < n)
        g_string_append (text, "国");
      path = seal_paragraph_outline (&room, text->str, &error);
      g_assert_no_error (error);
      measure (path, box);
      cairo_path_destroy (path);
      g_assert_cmpfloat (box[0], >=, 0);
      g_assert_cmpfloat (box[1], >=, 0);
      g_assert_cmpfloat (box[2], <=, 50000);
      g_assert_cmpfloat (box[3], <=, 10000);
      /* Fifteen letters of 3.2 mm are 48 mm: the sixteenth begins a second line. */
      if (n == 15)
        g_assert_cmpfloat (box[2], >, 47000);
      if (n == 16)
        g_assert_cmpfloat (box[3] - box[1], >, 1.8 * last_height);
      last_height = box[3] - box[1];
    }
}

/* A closing mark stays with its word; a word longer than the line is broken. */
static void
test_paragraph_breaks (void)
{
  const SealParagraph room = {16.5, 20, 3.2, 1.0};
  cairo_path_t *five = seal_paragraph_outline (&room, "国国国国国", NULL);
  cairo_path_t *mark = seal_paragraph_outline (&room, "国国国国国。国", NULL);
  cairo_path_t *word = seal_paragraph_outline (&room, "Donaudampfschifffahrtsgesellschaft", NULL);
  double one[4], two[4], long_word[4];

  g_assert_nonnull (five);
  g_assert_nonnull (mark);
  g_assert_nonnull (word);
  measure (five, one);
  measure (mark, two);
  measure (word, long_word);
  g_assert_cmpfloat (one[2], >, 15000);
  /* 国。国 on the second line: the first has only four, 12.8 mm. */
  g_assert_cmpfloat (two[2], <, 13000);
  g_assert_cmpfloat (long_word[2], <=, 16500);
  g_assert_cmpfloat (long_word[3] - long_word[1], >, 8000);
  cairo_path_destroy (five);
  cairo_path_destroy (mark);
  cairo_path_destroy (word);
}

static void
test_paragraph_refused (void)
{
  const SealParagraph room = {50, 10, 3.2, 1.0};
  g_autofree char *much = g_strnfill (3000, 'x');
  g_autoptr (GError) no_room = NULL;
  g_autoptr (GError) no_glyph = NULL;

  g_assert_null (seal_paragraph_outline (&room, much, &no_room));
  g_assert_error (no_room, SEAL_ERROR, SEAL_ERROR_CAPTION_LONG);
  g_assert_null (seal_paragraph_outline (&room, "国\xf4\x8f\xbf\xbd", &no_glyph));
  g_assert_error (no_glyph, SEAL_ERROR, SEAL_ERROR_GLYPH);
  g_assert_nonnull (strstr (no_glyph->message, "U+10FFFD"));
}

/* What was placed with one text stays where it is with another. */
static void
test_size (void)
{
  static const SealCaption others[] = {
      {.name = "A"},
      {.name = "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六",
       .reason = "the quick brown fox jumps over the lazy dog and over the lazy dog again"},
  };
  g_autoptr (SealDrawing) seal = draw_seal ();

  for (guint i = 0; seal_style_builtin_name (i) != NULL; i++)
    {
      SealStyle style;
      g_autoptr (SealDrawing) first = NULL;

      seal_style_builtin_find (seal_style_builtin_name (i), SEAL_LANGUAGE_CHINESE, &style);
      first = seal_appearance_compose (&style, seal, &caption, NULL);
      for (guint j = 0; j < G_N_ELEMENTS (others); j++)
        {
          g_autoptr (SealDrawing) other = seal_appearance_compose (&style, seal, &others[j], NULL);

          g_assert_cmpfloat (seal_drawing_get_width (first), ==, seal_drawing_get_width (other));
          g_assert_cmpfloat (seal_drawing_get_height (first), ==, seal_drawing_get_height (other));
        }
    }
}

/* The share of dark or coloured pixels in a box, in mm, at 10 pixels a mm on white. */
static double
share_of_ink (SealDrawing *drawing, double x, double y, double width, double height)
{
  int columns = (int) (seal_drawing_get_width (drawing) * 10) + 1;
  int rows = (int) (seal_drawing_get_height (drawing) * 10) + 1;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, columns, rows);
  cairo_t *cr = cairo_create (surface);
  guint ink = 0, all = 0;

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, 10, 10);
  seal_drawing_paint (drawing, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  for (int row = (int) (y * 10); row < (int) ((y + height) * 10); row++)
    for (int column = (int) (x * 10); column < (int) ((x + width) * 10); column++, all++)
      ink += cairo_image_surface_get_data (
                 surface)[row * cairo_image_surface_get_stride (surface) + column * 4] < 128;
  cairo_surface_destroy (surface);
  return (double) ink / all;
}

static void
test_beside (void)
{
  const SealStyle style = {SEAL_PART_SEAL | SEAL_PARTS_TEXT | SEAL_PART_CODE, SEAL_PLACE_BESIDE,
                           SEAL_LANGUAGE_CHINESE, SEAL_DATE_ISO};
  SealDrawing *seals[] = {draw_seal (), draw_picture ()};

  for (guint i = 0; i < G_N_ELEMENTS (seals); i++)
    {
      g_autoptr (SealDrawing) drawing = seal_appearance_compose (&style, seals[i], &caption, NULL);
      double side = seal_drawing_get_width (seals[i]), x, y, width, height;

      seal_drawing_get_seal_box (drawing, &x, &y, &width, &height);
      g_assert_cmpfloat (x, ==, 0);
      g_assert_cmpfloat (width, ==, side);
      g_assert_cmpfloat (height, ==, side);
      g_assert_cmpfloat_with_epsilon (y, (seal_drawing_get_height (drawing) - side) / 2, 0.001);
      g_assert_cmpfloat (share_of_ink (drawing, x, y, width, height), >, 0.1);
      g_assert_cmpfloat (share_of_ink (drawing, side, 0, 2, 20), ==, 0);
      g_assert_cmpfloat (share_of_ink (drawing, side + 2, 0, 56, 24), >, 0.01);
      g_assert_cmpfloat (share_of_ink (drawing, side + 60, 0, 24, 24), >, 0.2);
    }
  seal_drawing_unref (seals[0]);
  seal_drawing_unref (seals[1]);
}

static void
test_under (void)
{
  const SealStyle style = {SEAL_PART_SEAL | SEAL_PARTS_TEXT, SEAL_PLACE_UNDER,
                           SEAL_LANGUAGE_ENGLISH, SEAL_DATE_LONG};
  g_autoptr (SealDrawing) seal = draw_seal ();
  g_autoptr (SealDrawing) drawing = seal_appearance_compose (&style, seal, &caption, NULL);
  double x, y, width, height;

  seal_drawing_get_seal_box (drawing, &x, &y, &width, &height);
  g_assert_cmpfloat (x, ==, 8); /* 40 in the middle of 56 */
  g_assert_cmpfloat (y, ==, 0);
  g_assert_cmpfloat (share_of_ink (drawing, x, 0, width, height), >, 0.05);
  g_assert_cmpfloat (share_of_ink (drawing, 0, 0, 8, 40), ==, 0);
  g_assert_cmpfloat (share_of_ink (drawing, 0, 40.1, 56, 1.8), ==, 0);
  g_assert_cmpfloat (share_of_ink (drawing, 0, 42, 56, 18), >, 0.02);
}

/* Seal and print are of two layers; a picture lies where the seal does. */
static void
test_layers (void)
{
  const SealStyle style = {SEAL_PART_SEAL | SEAL_PART_NAME, SEAL_PLACE_BESIDE, 0, 0};
  const SealStyle text_only = {SEAL_PART_NAME, SEAL_PLACE_BESIDE, 0, 0};
  g_autoptr (SealDrawing) picture = draw_picture ();
  g_autoptr (SealDrawing) both = seal_appearance_compose (&style, picture, &caption, NULL);
  g_autoptr (SealDrawing) text = seal_appearance_compose (&text_only, picture, &caption, NULL);
  g_autoptr (GBytes) ink = seal_drawing_to_pdf_content (both, SEAL_LAYER_INK);
  g_autoptr (GBytes) print = seal_drawing_to_pdf_content (both, SEAL_LAYER_PRINT);
  g_autoptr (GBytes) none = seal_drawing_to_pdf_content (text, SEAL_LAYER_INK);
  g_autoptr (GBytes) bare = seal_drawing_to_pdf_content (picture, SEAL_LAYER_PRINT);
  static const char expected[] = "20 0 0 20 0 0 cm\n/Im0 Do\n";

  g_assert_cmpmem (g_bytes_get_data (ink, NULL), g_bytes_get_size (ink), expected,
                   strlen (expected));
  g_assert_true (g_str_has_prefix (g_bytes_get_data (print, NULL), "0 0 0 rg\n"));
  g_assert_null (none);
  g_assert_null (bare);
}

static void
test_seal_alone (void)
{
  const SealStyle style = {SEAL_PART_SEAL, SEAL_PLACE_BESIDE, 0, 0};
  g_autoptr (SealDrawing) seal = draw_seal ();
  g_autoptr (SealDrawing) drawing = seal_appearance_compose (&style, seal, &caption, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (drawing == seal);
  g_assert_null (seal_appearance_compose (&style, NULL, &caption, &error));
  g_assert_error (error, SEAL_ERROR, SEAL_ERROR_NO_SEAL);
}

static void
test_same_bytes (void)
{
  const SealStyle style = {SEAL_PART_SEAL | SEAL_PARTS_TEXT | SEAL_PART_CODE, 0, 0, 0};
  g_autoptr (SealDrawing) seal = draw_seal ();
  g_autoptr (SealDrawing) one = seal_appearance_compose (&style, seal, &caption, NULL);
  g_autoptr (SealDrawing) two = seal_appearance_compose (&style, seal, &caption, NULL);
  g_autoptr (GBytes) first = seal_drawing_to_svg (one);
  g_autoptr (GBytes) second = seal_drawing_to_svg (two);

  g_assert_true (g_bytes_equal (first, second));
}

/* A reader that somebody else wrote reads what was meant. */
static void
test_code_read_back (void)
{
  const SealStyle style = {SEAL_PART_CODE, 0, 0, 0};
  g_autoptr (SealDrawing) drawing = seal_appearance_compose (&style, NULL, &caption, NULL);
  g_autofree char *folder = g_dir_make_tmp ("vermilion-code-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "code.png", NULL);
  g_autofree char *expected = seal_caption_to_code (&caption);
  g_autofree char *line = g_strconcat (expected, "\n", NULL);
  g_autofree char *output = NULL;
  g_autofree char *reader = g_find_program_in_path ("zbarimg");
  g_autoptr (GBytes) png = seal_drawing_to_png (drawing, 150);
  const char *argv[] = {"zbarimg", "--quiet", "--raw", path, NULL};
  int status = 0;

  g_assert_cmpfloat (seal_drawing_get_width (drawing), ==, 24);
  g_assert_nonnull (strstr (expected, "SHA256:00112233445566778899AABBCCDDEEFF"));
  g_assert_nonnull (strstr (expected, "\nBYTES:123456\n"));
  g_assert_nonnull (strstr (expected, "\nTIME:2026-11-26T20:31:07+08:00\n"));
  g_file_set_contents (path, g_bytes_get_data (png, NULL), (gssize) g_bytes_get_size (png), NULL);
  if (reader == NULL)
    g_test_skip ("zbarimg (zbar-tools) is missing");
  else
    {
      g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL,
                                   G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                                   &output, NULL, &status, NULL));
      g_assert_cmpstr (output, ==, line);
    }
  g_unlink (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/seal/appearance/style-text", test_style_text);
  g_test_add_func ("/seal/appearance/style-refused", test_style_refused);
  g_test_add_func ("/seal/appearance/styles-file", test_styles_file);
  g_test_add_func ("/seal/appearance/styles-damaged", test_styles_damaged);
  g_test_add_func ("/seal/appearance/styles-names", test_styles_names);
  g_test_add_func ("/seal/appearance/caption-lines", test_caption_lines);
  g_test_add_func ("/seal/appearance/caption-alt", test_caption_alt);
  g_test_add_func ("/seal/appearance/caption-clean", test_caption_clean);
  g_test_add_func ("/seal/appearance/paragraph-fits", test_paragraph_fits);
  g_test_add_func ("/seal/appearance/paragraph-breaks", test_paragraph_breaks);
  g_test_add_func ("/seal/appearance/paragraph-refused", test_paragraph_refused);
  g_test_add_func ("/seal/appearance/size", test_size);
  g_test_add_func ("/seal/appearance/beside", test_beside);
  g_test_add_func ("/seal/appearance/under", test_under);
  g_test_add_func ("/seal/appearance/layers", test_layers);
  g_test_add_func ("/seal/appearance/seal-alone", test_seal_alone);
  g_test_add_func ("/seal/appearance/same-bytes", test_same_bytes);
  g_test_add_func ("/seal/appearance/code-read-back", test_code_read_back);
  return g_test_run ();
}
