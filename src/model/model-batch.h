/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-batch-file.h"
#include "model-batch-work.h"
#include "model-list.h"

G_BEGIN_DECLS

typedef enum {
  MODEL_BATCH_IDLE,
  MODEL_BATCH_LOOKING, /* at files that are new, or under a new rule */
  MODEL_BATCH_OPENING, /* the key */
  MODEL_BATCH_RUNNING, /* signing */
} ModelBatchPhase;

#define MODEL_TYPE_BATCH (model_batch_get_type ())
G_DECLARE_FINAL_TYPE (ModelBatch, model_batch, MODEL, BATCH, ModelList)

/* Many files, one rule where the seal stands and one key: a GListModel of ModelBatchFile in the
 * order they came. All are looked at by themselves as soon as they are there. Signal "changed" when
 * the phase or a count is different. */
ModelBatch     *model_batch_new         (const char                 *suffix);
guint           model_batch_add         (ModelBatch                 *self,
                                         const char                 *path);
void            model_batch_remove      (ModelBatch                 *self,
                                         ModelBatchFile             *file);
void            model_batch_clear       (ModelBatch                 *self);
void            model_batch_set_rule    (ModelBatch                 *self,
                                         const ModelBatchRule       *rule);
/* NULL: beside each document. */
void            model_batch_set_folder  (ModelBatch                 *self,
                                         const char                 *folder);
/* How files are to be signed, as far as it is known: what stands against that is looked for, too. */
void            model_batch_set_terms   (ModelBatch                 *self,
                                         const ModelTerms           *terms);
/* Who is going to sign, which a field's author may have a say in; NULL while nobody has said it. */
void            model_batch_set_certificate (ModelBatch             *self,
                                         ModelCertificate           *certificate);
/* A file from the last run, in the state it had. */
void            model_batch_take_back   (ModelBatch                 *self,
                                         ModelBatchFile             *file);
/* The password of one file, or with NULL of all that lack one, also of those that come later. */
void            model_batch_unlock      (ModelBatch                 *self,
                                         ModelBatchFile             *file,
                                         GBytes                     *secret);
/* Looks again at what is blocked or failed, and at nothing else. */
void            model_batch_retry       (ModelBatch                 *self);
ModelBatchPhase model_batch_get_phase   (ModelBatch                 *self);
guint           model_batch_count       (ModelBatch                 *self,
                                         ModelBatchState             state);
/* How much of the phase is done, 0 to 1. */
double model_batch_get_fraction (ModelBatch *self);

/* The callback comes when the key is open and signing has begun, or neither. */
void            model_batch_sign        (ModelBatch                 *self,
                                         const ModelBatchKeyRequest *key,
                                         GAsyncReadyCallback         callback,
                                         gpointer                    user_data);
gboolean model_batch_sign_finish (ModelBatch    *self,
                                  GAsyncResult  *result,
                                  GError       **error);
/* What is signed stays so; the rest is ready again. */
void            model_batch_cancel      (ModelBatch                 *self);

G_END_DECLS
