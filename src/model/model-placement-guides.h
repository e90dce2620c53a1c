/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-placement.h"

G_BEGIN_DECLS

/* What a stamp caught hold of: a line across its page. */
typedef enum {
  MODEL_GUIDE_NONE,
  MODEL_GUIDE_MARGIN,
  MODEL_GUIDE_CENTRE,
  MODEL_GUIDE_STAMP,
  MODEL_GUIDE_PREVIOUS, /* the same place as on the page before */
} ModelGuideKind;

typedef struct {
  ModelGuideKind kind;
  double         at;   /* mm from the page's left (vertical line) or top (horizontal line) */
} ModelGuide;

/* What is on the page besides the stamp that moves. */
typedef struct {
  double              width;    /* mm */
  double              height;   /* mm */
  const PdfPlacement *others;   /* on the same page */
  gsize               n_others;
  const PdfPlacement *previous; /* of the same seal on the page before, or NULL */
} ModelGuidePage;

PdfPlacement model_place_snap (const PdfPlacement   *place,
                               const ModelGuidePage *page,
                               double                threshold,
                               ModelGuide           *vertical,
                               ModelGuide           *horizontal);

G_END_DECLS
