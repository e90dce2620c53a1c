/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "seal-drawing.h"

G_BEGIN_DECLS

typedef enum {
  SEAL_SHAPE_ROUND,
  SEAL_SHAPE_OVAL,
  SEAL_SHAPE_RECTANGLE,
  SEAL_SHAPE_OTHER,     /* no closed border: a signature, a cut-off seal */
} SealShape;

/* What is worth a second look before the seal stands on a contract. */
typedef enum {
  SEAL_REMARK_COARSE = 1 << 0,       /* fewer than 200 pixels an inch on paper */
  SEAL_REMARK_LITTLE_INK = 1 << 1,
  SEAL_REMARK_MUCH_INK = 1 << 2,     /* the paper may not be gone */
  SEAL_REMARK_UNUSUAL_SIZE = 1 << 3, /* of a round or oval one */
} SealRemarks;

/* A seal's face, measured. */
typedef struct {
  guint       columns; /* of its picture; 0: outlines, which are sharp at any size */
  guint       rows;
  double      dpi;     /* of the picture on paper */
  double      ink;     /* the part of its box that is covered, 0…1 */
  guint32     rgb;     /* of the ink on the average, 0xrrggbb */
  SealShape   shape;
  SealRemarks remarks;
} SealFacts;

void seal_facts_measure (SealDrawing *drawing,
                         SealFacts   *facts);

G_END_DECLS
