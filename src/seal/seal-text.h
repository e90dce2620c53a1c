/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

#include "seal-error.h"

G_BEGIN_DECLS

/* Text as outlines, one a grapheme cluster: what a reader counts as a character. */
typedef enum {
  SEAL_GLYPH_IDEOGRAPH, /* Han and the other full-width scripts */
  SEAL_GLYPH_LETTER,    /* letters and digits of narrow scripts, and their full-width forms */
  SEAL_GLYPH_MARK,      /* brackets, dots and the like */
  SEAL_GLYPH_SPACE,     /* between words of a narrow script; nothing to paint */
} SealGlyphKind;

typedef struct {
  SealGlyphKind  kind;
  cairo_path_t  *path;    /* y down from the baseline; the em is 1000; NULL for a space */
  double         x;       /* the ink's box */
  double         y;
  double         width;
  double         height;
} SealGlyph;

typedef enum {
  SEAL_FONT_SONG,   /* names: a serif Chinese face */
  SEAL_FONT_DIGITS, /* codes: a sans-serif face */
} SealFontStyle;

GPtrArray *seal_text_outline (const char    *text,
                              const char    *family,
                              SealFontStyle  style,
                              GError       **error);

G_END_DECLS
