/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-seals.h"
#include "pdf-geometry.h"

G_BEGIN_DECLS

/* The corner that is being pulled; the one across stays where it is. */
typedef enum {
  MODEL_CORNER_TOP_LEFT,
  MODEL_CORNER_TOP_RIGHT,
  MODEL_CORNER_BOTTOM_RIGHT,
  MODEL_CORNER_BOTTOM_LEFT,
} ModelCorner;

#define MODEL_PLACEMENT_MIN_WIDTH 5.0 /* mm: below it a seal can be neither read nor held */

#define MODEL_TYPE_PLACEMENT (model_placement_get_type ())
G_DECLARE_FINAL_TYPE (ModelPlacement, model_placement, MODEL, PLACEMENT, GObject)

/* One stamp on a page. Signal "changed" when it stands elsewhere. Only its ModelPlacements moves
 * it, so that every move can be undone. */
ModelPlacement     *model_placement_new       (ModelSeal          *seal,
                                               const PdfPlacement *place);
ModelSeal          *model_placement_get_seal  (ModelPlacement     *self);
const PdfPlacement *model_placement_get_place (ModelPlacement     *self);
void                model_placement_set_place (ModelPlacement     *self,
                                               const PdfPlacement *place);

/* Pure functions over places, in mm of the displayed page. */
gboolean     model_place_equal      (const PdfPlacement *a,
                                     const PdfPlacement *b);
void         model_place_get_centre (const PdfPlacement *place,
                                     double             *x,
                                     double             *y);
PdfPlacement model_place_at_centre  (const PdfPlacement *place,
                                     double              x,
                                     double              y);
PdfPlacement model_place_scale      (const PdfPlacement *place,
                                     double              width);
PdfPlacement model_place_pull       (const PdfPlacement *place,
                                     ModelCorner         corner,
                                     double              x,
                                     double              y);
PdfPlacement model_place_turn       (const PdfPlacement *place,
                                     double              angle);
PdfPlacement model_place_keep_on    (const PdfPlacement *place,
                                     double              page_width,
                                     double              page_height);

G_END_DECLS
