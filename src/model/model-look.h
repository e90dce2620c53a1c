/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-certificate.h"
#include "model-seals.h"
#include "pdf-geometry.h"
#include "seal-appearance.h"
#include "seal-styles.h"

G_BEGIN_DECLS

#define MODEL_TYPE_LOOK (model_look_get_type ())
G_DECLARE_FINAL_TYPE (ModelLook, model_look, MODEL, LOOK, GObject)

/* What the stamps of one document show: a style, and what the signature will say as far as it is
 * known. Signal "changed" when a stamp looks different. The drawings are those that are signed,
 * but for what is known only then. */
ModelLook       *model_look_new          (void);
const SealStyle *model_look_get_style    (ModelLook          *self);
/* Without a way back: for what is remembered, and for ModelPlacements. */
void             model_look_set_style    (ModelLook          *self,
                                          const SealStyle    *style);
/* What a signature made now would say; all may be NULL. */
void             model_look_expect       (ModelLook          *self,
                                          ModelCertificate   *certificate,
                                          const char         *reason,
                                          const char         *location);
void             model_look_set_document (ModelLook          *self,
                                          const char         *sha256,
                                          guint64             size);
/* The face of a stamp of this seal; kept until something changes. */
SealDrawing     *model_look_get_drawing  (ModelLook          *self,
                                          ModelSeal          *seal);
/* Where a mark comes to stand so that its seal stays where it is while the drawing changes. */
PdfPlacement     model_look_replace      (const PdfPlacement *place,
                                          SealDrawing        *before,
                                          SealDrawing        *after);

G_END_DECLS
