/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the signed files of one run are called: no name that a file has, and none twice. */
typedef struct {
  char       *suffix; /* before ".pdf" */
  char       *folder; /* NULL: beside each document */
  GHashTable *given;  /* paths of the run */
} ModelBatchNames;

void  model_batch_names_init       (ModelBatchNames *self,
                                    const char      *suffix);
void  model_batch_names_clear      (ModelBatchNames *self);
void  model_batch_names_set_folder (ModelBatchNames *self,
                                    const char      *folder);
/* A run begins. */
void  model_batch_names_forget     (ModelBatchNames *self);
char *model_batch_names_give       (ModelBatchNames *self,
                                    const char      *input);

G_END_DECLS
