/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "seal-drawing.h"
#include "seal-error.h"

G_BEGIN_DECLS

/* The outlines of a seal as a text file, one operator a line:
 *
 *   vermilion-seal-face 1
 *   S 40000 40000              width and height in µm, before anything else
 *   K 16711680                 colour, 0xrrggbb in decimal
 *   M x y, L x y, C x y x y x y, Z
 *   F, E                       fill: non-zero, even-odd
 */
GBytes      *seal_face_write (SealDrawing  *drawing);
SealDrawing *seal_face_read  (const char   *data,
                              gsize         size,
                              GError      **error);

G_END_DECLS
