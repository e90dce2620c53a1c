/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-batch.h"

G_BEGIN_DECLS

/* A form field of some files of a batch. */
typedef struct {
  char *name;
  guint n_files; /* that have it */
} ModelBatchField;

/* Each once, in the order they come. */
GArray *model_batch_fields_list (ModelBatch *batch);

G_END_DECLS
