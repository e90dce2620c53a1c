/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/* What a mark shows, immutable and atomically reference counted: a seal's face, of filled outlines
 * in mm or a picture, and in a layer of its own what is printed beside it. The same list of
 * outlines is painted on the screen, written as SVG, and written as PDF operators, so that what is
 * placed is what is signed. */
typedef struct _SealDrawing SealDrawing;

typedef enum {
  SEAL_LAYER_INK,   /* the seal: blends with the paper */
  SEAL_LAYER_PRINT, /* text and QR code: covers what is below */
  SEAL_N_LAYERS
} SealLayer;

SealDrawing *seal_drawing_ref             (SealDrawing  *self);
void         seal_drawing_unref           (SealDrawing  *self);
double       seal_drawing_get_width       (SealDrawing  *self); /* mm */
double       seal_drawing_get_height      (SealDrawing  *self); /* mm */

/* Where in it the seal stands, mm; everything where there is none or nothing else. */
void         seal_drawing_get_seal_box    (SealDrawing  *self,
                                           double       *x,
                                           double       *y,
                                           double       *width,
                                           double       *height);

/* Paints at (0,0)–(width,height) mm, y down. */
void         seal_drawing_paint           (SealDrawing  *self,
                                           cairo_t      *cr);
void         seal_drawing_paint_layer     (SealDrawing  *self,
                                           SealLayer     layer,
                                           cairo_t      *cr);
/* PDF operators in the box [0 0 width height] mm, y up; a picture is painted as /Im0. NULL for a
 * layer that has nothing on it. */
GBytes      *seal_drawing_to_pdf_content  (SealDrawing  *self,
                                           SealLayer     layer);
/* The picture: FALSE for an outline seal. rgb is 3 bytes a pixel, alpha 1; both new. */
gboolean     seal_drawing_get_picture     (SealDrawing  *self,
                                           guint        *width,
                                           guint        *height,
                                           GBytes      **rgb,
                                           GBytes      **alpha);
GBytes      *seal_drawing_to_svg          (SealDrawing  *self);
GBytes      *seal_drawing_to_pdf         (SealDrawing  *self);
GBytes      *seal_drawing_to_png          (SealDrawing  *self,
                                           double        dpi);
/* The picture as PNG, pixel for pixel. */
GBytes      *seal_drawing_picture_to_png  (SealDrawing  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SealDrawing, seal_drawing_unref)

G_END_DECLS
