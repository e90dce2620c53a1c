/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-document.h"

G_BEGIN_DECLS

typedef enum {
  MODEL_PRETENCE_IMAGE, /* it looks like a seal, drawn in whatever way */
  MODEL_PRETENCE_STAMP, /* a stamp annotation */
} ModelPretenceKind;

/* What looks like the mark of a signature and is none: anybody can put a picture on a page. */
typedef struct {
  ModelPretenceKind kind;
  guint             page; /* from 0 */
  PdfRect           rect; /* user space */
} ModelPretence;

GArray *model_pretence_list (ModelDocument *document);

G_END_DECLS
