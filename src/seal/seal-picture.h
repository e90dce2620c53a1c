/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "seal-drawing.h"
#include "seal-error.h"

G_BEGIN_DECLS

/* A picture of a seal or of a hand-written signature, with its paper made transparent: soft alpha
 * from redness or darkness, cropped to the ink, height following the ink's shape. A picture that
 * has transparency of its own keeps it. */
typedef struct {
  double   width;          /* mm on paper; 0 = 40 */
  gboolean keep_background; /* take the picture as it is */
} SealPictureSpec;

SealDrawing *seal_picture_load           (const char            *path,
                                          const SealPictureSpec *spec,
                                          GError               **error);
SealDrawing *seal_picture_load_bytes     (GBytes                *bytes,
                                          const SealPictureSpec *spec,
                                          GError               **error);

G_END_DECLS
