/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

#include "seal-error.h"

G_BEGIN_DECLS

/* The room that a text is set in, mm, and how large its letters are at most and at least. */
typedef struct {
  double width;
  double height;
  double largest;
  double smallest;
} SealParagraph;

/* Outlines in µm, y down, from the room's top left, the text in the middle of its height. */
cairo_path_t *seal_paragraph_outline (const SealParagraph  *self,
                                      const char           *text,
                                      GError              **error);

G_END_DECLS
