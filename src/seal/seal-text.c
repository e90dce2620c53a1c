/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "seal-text.h"

#include "seal-text-private.h"

/* Large against cairo's fixed point of 1/256, so that outlines lose nothing. */
#define EM 1000

/* No seal holds more; it bounds the work a pasted text can cause. */
#define MAX_CLUSTERS 200

static const char *const song_families[] = {
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Source Han Serif CN",
    "Noto Serif SC",
    "SimSun",
    "NSimSun",
    "FandolSong",
    "AR PL UMing CN",
    "AR PL SungtiL GB",
    "Songti SC",
    "STSong",
    NULL,
};
static const char *const digit_families[] = {
    "Liberation Sans", "Arimo", "Arial", "Noto Sans CJK SC", "Noto Sans", "DejaVu Sans", NULL,
};

static void
glyph_free (SealGlyph *glyph)
{
  g_clear_pointer (&glyph->path, cairo_path_destroy);
  g_free (glyph);
}

/**
 * seal_text_create_scratch:
 *
 * Makes a context to make paths with. It has no bounds: glyphs far outside a surface are left out
 * of paths, too.
 *
 * Returns: (transfer full): for cairo_destroy()
 */
cairo_t *
seal_text_create_scratch (void)
{
  cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_ALPHA, NULL);
  cairo_t *cr = cairo_create (surface);

  cairo_surface_destroy (surface);
  return cr;
}

/**
 * seal_text_create_layout:
 * @cr: where to
 *
 * Makes a layout that no desktop setting reaches: unhinted, outlines are the same whatever the
 * fonts' settings.
 *
 * Returns: (transfer full): the layout
 */
PangoLayout *
seal_text_create_layout (cairo_t *cr)
{
  PangoLayout *layout = pango_cairo_create_layout (cr);
  PangoContext *context = pango_layout_get_context (layout);
  cairo_font_options_t *options = cairo_font_options_create ();
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options (context, options);
  cairo_font_options_destroy (options);
  pango_cairo_context_set_resolution (context, 72);
  pango_context_set_round_glyph_positions (context, FALSE);
  pango_context_set_language (context, pango_language_from_string ("zh-cn"));
  pango_attr_list_insert (attributes, pango_attr_fallback_new (FALSE));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  return layout;
}

/* fontconfig always finds some font: only the family asked for counts, or, for the generic name,
 * one that knows the character every Chinese font has. */
static PangoFontDescription *
find_family (PangoContext *context, const char *family, gunichar must_have)
{
  PangoFontDescription *description = pango_font_description_new ();
  g_autoptr (PangoFontDescription) found = NULL;
  g_autoptr (PangoFont) font = NULL;

  pango_font_description_set_family (description, family);
  pango_font_description_set_absolute_size (description, EM * PANGO_SCALE);
  font = pango_context_load_font (context, description);
  if (font != NULL)
    found = pango_font_describe (font);
  if (found == NULL || !pango_font_has_char (font, must_have) ||
      (g_ascii_strcasecmp (family, "serif") != 0 &&
       g_ascii_strcasecmp (family, pango_font_description_get_family (found)) != 0))
    g_clear_pointer (&description, pango_font_description_free);
  return description;
}

static PangoFontDescription *
find_font (PangoContext *context, const char *family, SealFontStyle style, GError **error)
{
  const char *const *families = style == SEAL_FONT_SONG ? song_families : digit_families;
  gunichar must_have = style == SEAL_FONT_SONG ? 0x56fd /* 国 */ : '0';
  PangoFontDescription *found = NULL;

  if (family != NULL)
    {
      found = find_family (context, family, must_have);
      if (found == NULL)
        g_set_error (error, SEAL_ERROR, SEAL_ERROR_FONT, "no usable font family “%s”", family);
      return found;
    }
  for (guint i = 0; found == NULL && families[i] != NULL; i++)
    found = find_family (context, families[i], must_have);
  if (found == NULL)
    found = find_family (context, "serif", must_have);
  if (found == NULL)
    g_set_error_literal (error, SEAL_ERROR, SEAL_ERROR_FONT, "no Song-style Chinese font found");
  return found;
}

static SealGlyphKind
classify (const char *cluster)
{
  gunichar c = g_utf8_get_char (cluster);
  gboolean fullwidth_form = c >= 0xff01 && c <= 0xff5e;

  if (g_unichar_isspace (c))
    return SEAL_GLYPH_SPACE;
  if (!g_unichar_isalnum (c))
    return SEAL_GLYPH_MARK;
  return g_unichar_iswide (c) && !fullwidth_form ? SEAL_GLYPH_IDEOGRAPH : SEAL_GLYPH_LETTER;
}

static SealGlyph *
outline_cluster (cairo_t *cr, PangoLayout *layout, const char *cluster, GError **error)
{
  g_autofree SealGlyph *glyph = g_new0 (SealGlyph, 1);
  double right, bottom;

  glyph->kind = classify (cluster);
  if (glyph->kind == SEAL_GLYPH_SPACE)
    return g_steal_pointer (&glyph);

  pango_layout_set_text (layout, cluster, -1);
  cairo_new_path (cr);
  cairo_move_to (cr, 0, 0);
  if (pango_layout_get_unknown_glyphs_count (layout) == 0)
    pango_cairo_layout_line_path (cr, pango_layout_get_line_readonly (layout, 0));
  cairo_path_extents (cr, &glyph->x, &glyph->y, &right, &bottom);
  glyph->width = right - glyph->x;
  glyph->height = bottom - glyph->y;
  if (glyph->width <= 0 || glyph->height <= 0)
    {
      g_set_error (error, SEAL_ERROR, SEAL_ERROR_GLYPH, "the font cannot draw “%s” (U+%04X)",
                   cluster, g_utf8_get_char (cluster));
      return NULL;
    }
  glyph->path = cairo_copy_path (cr);
  return g_steal_pointer (&glyph);
}

/* Spaces are kept between two narrow words only, one for any number of them. */
static void
drop_idle_spaces (GPtrArray *glyphs)
{
  for (guint i = glyphs->len; i-- > 0;)
    {
      const SealGlyph *glyph = g_ptr_array_index (glyphs, i);
      const SealGlyph *before = i > 0 ? g_ptr_array_index (glyphs, i - 1) : NULL;
      const SealGlyph *after = i + 1 < glyphs->len ? g_ptr_array_index (glyphs, i + 1) : NULL;

      if (glyph->kind == SEAL_GLYPH_SPACE &&
          (before == NULL || after == NULL || before->kind != SEAL_GLYPH_LETTER ||
           after->kind != SEAL_GLYPH_LETTER))
        g_ptr_array_remove_index (glyphs, i);
    }
}

static gboolean
outline_clusters (
    cairo_t *cr, PangoLayout *layout, const char *text, GPtrArray *glyphs, GError **error)
{
  g_autofree PangoLogAttr *breaks = NULL;
  int n_chars = (int) g_utf8_strlen (text, -1);
  const char *start = text;
  const char *end = text;

  breaks = g_new0 (PangoLogAttr, n_chars + 1);
  pango_get_log_attrs (text, -1, 0, pango_language_from_string ("zh-cn"), breaks, n_chars + 1);
  for (int i = 1; i <= n_chars; i++)
    {
      g_autofree char *cluster = NULL;
      SealGlyph *glyph;

      end = g_utf8_next_char (end);
      if (!breaks[i].is_cursor_position && i < n_chars)
        continue;
      cluster = g_strndup (start, (gsize) (end - start));
      start = end;
      glyph = outline_cluster (cr, layout, cluster, error);
      if (glyph == NULL)
        return FALSE;
      g_ptr_array_add (glyphs, glyph);
    }
  drop_idle_spaces (glyphs);
  return TRUE;
}

/**
 * seal_text_outline:
 * @text: what to draw
 * @family: (nullable): a font family, or %NULL for the first one of @style that is installed
 * @style: the kind of face
 *
 * Turns text into the outlines of its grapheme clusters, in reading order.
 *
 * A cluster that the font cannot draw is %SEAL_ERROR_GLYPH and named; nothing is ever replaced.
 *
 * Returns: (transfer full) (element-type SealGlyph): the outlines, possibly none
 */
GPtrArray *
seal_text_outline (const char *text, const char *family, SealFontStyle style, GError **error)
{
  g_autoptr (GPtrArray) glyphs = g_ptr_array_new_with_free_func ((GDestroyNotify) glyph_free);
  g_autoptr (PangoFontDescription) description = NULL;
  g_autoptr (PangoLayout) layout = NULL;
  cairo_t *cr;
  gboolean ok = FALSE;

  g_return_val_if_fail (text != NULL, NULL);

  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error_literal (error, SEAL_ERROR, SEAL_ERROR_GLYPH, "the text is not UTF-8");
      return NULL;
    }
  if (g_utf8_strlen (text, -1) > MAX_CLUSTERS)
    {
      g_set_error (error, SEAL_ERROR, SEAL_ERROR_TEXT_LONG, "more than %d characters",
                   MAX_CLUSTERS);
      return NULL;
    }
  cr = seal_text_create_scratch ();
  layout = seal_text_create_layout (cr);
  description = find_font (pango_layout_get_context (layout), family, style, error);
  if (description != NULL)
    {
      pango_layout_set_font_description (layout, description);
      ok = outline_clusters (cr, layout, text, glyphs, error);
    }
  cairo_destroy (cr);
  return ok ? g_steal_pointer (&glyphs) : NULL;
}
