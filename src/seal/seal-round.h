/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "seal-drawing.h"
#include "seal-error.h"

G_BEGIN_DECLS

/* A round official seal (公章 and its like), drawn by the rules of the trade. */
typedef struct {
  const char *name;      /* round the ring, UTF-8 */
  const char *row;       /* under the star, or NULL: 合同专用章 … */
  const char *code;      /* 13 digits along the bottom, or NULL; never invented */
  double      diameter;  /* mm: 30, 38, 40, 42 or 45; 0 = 40 */
  gboolean    star;
  const char *font;      /* family, or NULL: the first serif CJK font found */
  guint32     rgb;       /* 0xff0000 when 0 */
} SealRoundSpec;

SealDrawing *seal_round_draw (const SealRoundSpec *spec,
                              GError             **error);

G_END_DECLS
