/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-list.h"
#include "model-look.h"
#include "model-document.h"
#include "model-placement-guides.h"
#include "model-placement.h"

G_BEGIN_DECLS

#define MODEL_TYPE_PLACEMENTS (model_placements_get_type ())
G_DECLARE_FINAL_TYPE (ModelPlacements, model_placements, MODEL, PLACEMENTS, ModelList)

/* The stamps on a document, a GListModel of ModelPlacement in the order they were put, with undo
 * and redo. Properties, both notified: "can-undo", "can-redo". Signal "edited" once after each
 * change of any kind, undo and redo too. */
ModelPlacements *model_placements_new         (ModelDocument       *document);

/* All of these keep the stamp on its page and are undone one by one, or together between begin
 * and end: a drag, or a key that is held down. */
ModelPlacement  *model_placements_add         (ModelPlacements     *self,
                                               ModelSeal           *seal,
                                               const PdfPlacement  *place);
void             model_placements_add_all     (ModelPlacements     *self,
                                               GPtrArray           *placements);
void             model_placements_move        (ModelPlacements     *self,
                                               ModelPlacement      *placement,
                                               const PdfPlacement  *place);
guint            model_placements_repeat      (ModelPlacements     *self,
                                               ModelPlacement      *placement,
                                               guint                first,
                                               guint                last);
void             model_placements_remove      (ModelPlacements     *self,
                                               ModelPlacement      *placement);
void             model_placements_clear       (ModelPlacements     *self);
/* All stamps show this from now on; the seals stay where they are. */
void             model_placements_set_style   (ModelPlacements     *self,
                                               const SealStyle     *style);
void             model_placements_begin       (ModelPlacements     *self);
void             model_placements_end         (ModelPlacements     *self);

gboolean         model_placements_get_can_undo (ModelPlacements    *self);
gboolean         model_placements_get_can_redo (ModelPlacements    *self);
void             model_placements_undo        (ModelPlacements     *self);
void             model_placements_redo        (ModelPlacements     *self);

/* What the stamps look like; lent. */
ModelLook       *model_placements_get_look    (ModelPlacements     *self);
guint            model_placements_get_size    (ModelPlacements     *self);
guint            model_placements_count_pages (ModelPlacements     *self);
PdfPlacement     model_placements_snap        (ModelPlacements     *self,
                                               ModelPlacement      *moving,
                                               const PdfPlacement  *place,
                                               double               threshold,
                                               ModelGuide           guides[2]);

G_END_DECLS
