/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-step.h"

G_BEGIN_DECLS

/* What a form field shows, which need not be its value (ISO 32000-2, 12.7.4.3): what its appearance
 * draws, where that can be told for certain. */
typedef enum {
  PADES_SHOWN_FITS,
  PADES_SHOWN_UNCLEAR, /* perhaps it does, and perhaps not */
  PADES_SHOWN_LIES,
} PadesShown;

gboolean pades_shown_is_kept (PadesStep *step, const PadesFormNode *node, PdfObject *new);
PadesShown pades_shown_judge (PadesStep *step, const PadesFormNode *node, PdfObject *new);
gboolean pades_shown_is_making_plain (PadesStep *step,
                                      PdfObject *form,
                                      PdfObject *widget,
                                      PdfObject *making);

G_END_DECLS
