/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client-platform.h"

G_BEGIN_DECLS

/* A question that outlives the frame that asked it; its body is a struct of its own. */
typedef struct {
  WireOperation operation;
  char *value;
  char *person;
  char *etag;
  char *name; /* or NULL */
  gpointer body;
} ModelQuestion;

ModelQuestion *model_question_new  (const ClientQuestion *question);
void           model_question_free (ModelQuestion *self);
/* Waits for the answer, for wire_free(); NULL without an error where there is none but "done". */
gpointer       model_question_ask  (const ModelQuestion  *self,
                                    ClientPlatform       *client,
                                    PkiSigner            *signer,
                                    GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ModelQuestion, model_question_free)

G_END_DECLS
