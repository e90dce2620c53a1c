/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>

#include "seal-drawing.h"

G_BEGIN_DECLS

/* Coordinates are whole micrometres, y down: every writer prints the same numbers, a face reads
 * back as it was written, and 1 µm is a fortieth of a pixel at 600 dpi. */
typedef enum {
  SEAL_OP_COLOUR,        /* v[0] = 0xrrggbb; never inside a path */
  SEAL_OP_MOVE,          /* v[0..1] */
  SEAL_OP_LINE,          /* v[0..1] */
  SEAL_OP_CURVE,         /* v[0..5] */
  SEAL_OP_CLOSE,
  SEAL_OP_FILL,          /* non-zero winding */
  SEAL_OP_FILL_EVEN_ODD,
  SEAL_N_OPS
} SealOpKind;

typedef struct {
  SealOpKind kind;
  gint32     v[6];
} SealOp;

/* µm, y down */
typedef struct {
  gint32 x;
  gint32 y;
  gint32 width;
  gint32 height;
} SealBox;

struct _SealDrawing {
  gatomicrefcount  refs;
  gint32           width;    /* µm */
  gint32           height;   /* µm */
  SealBox          seal;     /* where the ink is */
  GArray          *ops;      /* ink, of SealOp; NULL for a picture */
  GArray          *print;    /* print, of SealOp; NULL for none */
  cairo_surface_t *surface;  /* ARGB32, premultiplied; NULL for outlines */
  guint            columns;
  guint            rows;
  GBytes          *rgb;
  GBytes          *alpha;
};

/* How many numbers follow an operator. */
guint        seal_op_n_values             (SealOpKind          kind);

/* Building: only before the drawing is handed out. Sizes are in mm, paths in µm. */
SealDrawing *seal_drawing_new             (double              width,
                                           double              height);
void         seal_drawing_add_colour      (SealDrawing        *self,
                                           guint32             rgb);
void         seal_drawing_add_path        (SealDrawing        *self,
                                           const cairo_path_t *path,
                                           SealOpKind          fill);
SealDrawing *seal_drawing_new_from_pixbuf (GdkPixbuf          *pixbuf,
                                           double              width);
/* A seal, or none, at a place (mm) on what was drawn as print, whose size the whole has. */
SealDrawing *seal_drawing_new_composed    (SealDrawing        *print,
                                           SealDrawing        *seal,
                                           double              x,
                                           double              y);

G_END_DECLS
