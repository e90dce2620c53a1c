/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "seal-paragraph.h"

#include <pango/pangocairo.h>

#include "seal-text-private.h"

/* A sans-serif face stays readable at the size of small print. */
#define FAMILIES                                                                                   \
  "Noto Sans CJK SC, Source Han Sans SC, Source Han Sans CN, Noto Sans SC, Microsoft YaHei, "      \
  "SimHei, WenQuanYi Micro Hei, PingFang SC, sans-serif"

/* Letters are tried in steps of this many mm. */
#define STEP 0.1

#define UM 1000

/* Lines break where Unicode permits (UAX 14: between any two Han characters, but not before closing
 * marks), else within a word; how much fits is the glyphs' advances, which HarfBuzz gives. */
static PangoLayout *
lay_out (cairo_t *cr, const char *text, double width)
{
  PangoLayout *layout = seal_text_create_layout (cr);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_fallback_new (TRUE));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_single_paragraph_mode (layout, FALSE);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_width (layout, (int) (width * UM * PANGO_SCALE));
  pango_layout_set_text (layout, text, -1);
  return layout;
}

static gboolean
fits (PangoLayout *layout, PangoFontDescription *font, const SealParagraph *room, double size)
{
  PangoRectangle extents;

  pango_font_description_set_absolute_size (font, size * UM * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_layout_get_extents (layout, NULL, &extents);
  return extents.width <= room->width * UM * PANGO_SCALE &&
         extents.height <= room->height * UM * PANGO_SCALE;
}

static gboolean
fit (PangoLayout *layout, const SealParagraph *room, GError **error)
{
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string (FAMILIES);
  int least = 0;
  int most = (int) ((room->largest - room->smallest) / STEP + 0.5);

  if (!fits (layout, font, room, room->smallest))
    {
      g_set_error (error, SEAL_ERROR, SEAL_ERROR_CAPTION_LONG,
                   "the text does not fit in %.0f × %.0f mm", room->width, room->height);
      return FALSE;
    }
  while (least < most)
    {
      int middle = (least + most + 1) / 2;

      if (fits (layout, font, room, room->smallest + middle * STEP))
        least = middle;
      else
        most = middle - 1;
    }
  return fits (layout, font, room, room->smallest + least * STEP);
}

/* What no font has is named, as on a seal, and never shown as a box. */
static gboolean
check_glyphs (PangoLayout *layout, GError **error)
{
  PangoLayoutIter *iter = pango_layout_get_iter (layout);
  const char *text = pango_layout_get_text (layout);
  const char *missing = NULL;

  do
    {
      PangoLayoutRun *run = pango_layout_iter_get_run_readonly (iter);

      for (int i = 0; run != NULL && missing == NULL && i < run->glyphs->num_glyphs; i++)
        if (run->glyphs->glyphs[i].glyph & PANGO_GLYPH_UNKNOWN_FLAG)
          missing = text + run->item->offset + run->glyphs->log_clusters[i];
    }
  while (missing == NULL && pango_layout_iter_next_run (iter));
  pango_layout_iter_free (iter);
  if (missing == NULL)
    return TRUE;
  g_set_error (error, SEAL_ERROR, SEAL_ERROR_GLYPH, "no font can draw U+%04X",
               g_utf8_get_char (missing));
  return FALSE;
}

static cairo_path_t *
outline (cairo_t *cr, PangoLayout *layout, const SealParagraph *room)
{
  PangoRectangle extents;

  pango_layout_get_extents (layout, NULL, &extents);
  cairo_new_path (cr);
  cairo_move_to (cr, 0, (room->height * UM - (double) extents.height / PANGO_SCALE) / 2);
  pango_cairo_layout_path (cr, layout);
  return cairo_copy_path (cr);
}

/**
 * seal_paragraph_outline:
 * @self: the room
 * @text: what to set, UTF-8; its lines are kept
 *
 * Sets text as large as it fits, and turns it into outlines.
 *
 * Fails with %SEAL_ERROR_CAPTION_LONG where it does not fit even at the smallest size, and with
 * %SEAL_ERROR_GLYPH where no font has a character of it.
 *
 * Returns: (transfer full): the outlines, for cairo_path_destroy()
 */
cairo_path_t *
seal_paragraph_outline (const SealParagraph *self, const char *text, GError **error)
{
  cairo_t *cr;
  g_autoptr (PangoLayout) layout = NULL;
  cairo_path_t *path = NULL;

  g_return_val_if_fail (self != NULL && text != NULL, NULL);

  cr = seal_text_create_scratch ();
  layout = lay_out (cr, text, self->width);
  if (fit (layout, self, error) && check_glyphs (layout, error))
    path = outline (cr, layout, self);
  cairo_destroy (cr);
  return path;
}
