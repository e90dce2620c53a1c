/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-batch-plan.h"
#include "model-certificates.h"
#include "model-job.h"
#include "model-terms.h"

G_BEGIN_DECLS

/* The key of a batch, opened once and shared by its workers. */
typedef struct _ModelBatchKey ModelBatchKey;

/* Who signs, and how. Everything is copied; the password is held until the key is open. */
typedef struct {
  ModelCertificate   *certificate;
  GBytes             *password; /* model_secret_new(); NULL for a PIN pad */
  ModelTerms          terms;
} ModelBatchKeyRequest;

/* What is done to one file, and the answer. */
typedef struct {
  ModelBatchPlan *plan;
  ModelBatchKey  *key;      /* NULL: only looks */
  ModelTerms     *terms;    /* without key: what is known of them, or NULL */
  GPtrArray      *certificates; /* without key: who is going to sign and their issuers, or NULL */
  gboolean        more_certificates; /* the key may bring further issuers along */
  char           *input;
  GPtrArray      *passwords; /* GBytes: those that may open it, the last first; or NULL */
  char           *output;   /* without key: what a run that was cut short may have made, or NULL */
  GPtrArray      *problems; /* GError: all that was found */
  GArray         *pages;    /* guint: of each seal */
  char          **fields;   /* without key: names of the form fields that may be locked, or NULL */
  char          **absent;   /* those that shall be and are not there, or NULL */
  gboolean        made;     /* the output is there already, from a run that was cut short */
} ModelBatchWork;

ModelBatchKey  *model_batch_key_ref       (ModelBatchKey       *self);
void            model_batch_key_unref     (ModelBatchKey       *self);
void            model_batch_key_open      (const ModelBatchKeyRequest *request,
                                           gpointer             source,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
ModelBatchKey  *model_batch_key_finish    (GAsyncResult        *result,
                                           GError             **error);

ModelBatchWork *model_batch_work_new      (ModelBatchPlan      *plan,
                                           const char          *input);
void            model_batch_work_set_key  (ModelBatchWork      *self,
                                           ModelBatchKey       *key,
                                           const char          *output);
void            model_batch_work_free     (ModelBatchWork      *self);
/* A ModelJobFunc over it; its result is the work itself, to be freed. */
void            model_batch_work_start    (ModelBatchWork      *self,
                                           gpointer             source,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ModelBatchKey, model_batch_key_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ModelBatchWork, model_batch_work_free)

G_END_DECLS
