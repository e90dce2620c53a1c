/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-appearance.h"
#include "model-seals.h"
#include "pades-sign.h"

G_BEGIN_DECLS

/* How the place of the seal is found in every file of a batch. */
typedef enum {
  MODEL_BATCH_LAST_PAGE,  /* at its lower right */
  MODEL_BATCH_SAME_PLACE, /* page and millimetres */
  MODEL_BATCH_KEYWORD,
  MODEL_BATCH_FIELD,
} ModelBatchRuleKind;

typedef struct {
  ModelBatchRuleKind kind;
  ModelSeal  *seal; /* or NULL: an invisible signature */
  SealStyle   style; /* what stands beside it; no parts: the seal alone */
  guint       page; /* from 0, with MODEL_BATCH_SAME_PLACE */
  double      x;    /* mm from the top left, of the seal's own */
  double      y;
  const char *text; /* the words, or the field's name */
  gboolean    all;  /* on all occurrences of the words */
} ModelBatchRule;

/* A rule as workers may hold it: no object of the main thread, and nothing in it changes. */
typedef struct _ModelBatchPlan ModelBatchPlan;

ModelBatchPlan *model_batch_plan_new       (const ModelBatchRule *rule);
ModelBatchPlan *model_batch_plan_ref       (ModelBatchPlan       *self);
void            model_batch_plan_unref     (ModelBatchPlan       *self);
const char *model_batch_plan_get_field (ModelBatchPlan *self);
/* NULL: nothing is shown. */
const SealStyle *model_batch_plan_get_style (ModelBatchPlan *self);
/* PadesAppearance, or NULL without an error: nothing is shown. */
PadesAppearance *model_batch_plan_draw     (ModelBatchPlan       *self,
                                            const SealCaption    *caption,
                                            GError              **error);
GPtrArray      *model_batch_plan_place     (ModelBatchPlan       *self,
                                            PdfFile              *file,
                                            const char           *password,
                                            GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ModelBatchPlan, model_batch_plan_unref)

G_END_DECLS
