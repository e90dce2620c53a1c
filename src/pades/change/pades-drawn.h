/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-step.h"

G_BEGIN_DECLS

/* What the look of a field draws (ISO 32000-2, 12.5.5), told from its content alone: the words in
 * it, and whether they are all that somebody sees. */

/* The look of a field is a few hundred bytes. */
#define PADES_DRAWN_MAX_LOOK (1u << 20)

typedef struct {
  PadesStep *step;
  PdfFile *file; /* its old or its new revision */
  PdfObject *widget;
  gboolean button;  /* figures are drawn, too */
  gboolean comb;    /* lines divide the letters */
  gboolean choices; /* bars mark what is chosen */
  gboolean lines;   /* those without room are cut off */
} PadesDrawing;

/* Text in one go. */
typedef struct {
  gsize start; /* in the text */
  gsize end;
  PdfRect box;
} PadesRun;

typedef struct {
  GString *text;     /* UTF-8; U+FFFD is a letter beyond ASCII */
  gboolean is_told;  /* these are its letters */
  gboolean is_plain; /* and they are plainly seen, in this order, with nothing beside them */
  gboolean is_cut;   /* but for lines at the end */
  guint n_marks;
  guint n_figures;
  GArray *runs; /* PadesRun */
  GArray *bars; /* PdfRect: what is marked in a list */
} PadesDrawn;

PadesDrawn *pades_drawn_read (const PadesDrawing *drawing, PdfObject *look);
void pades_drawn_free (PadesDrawn *self);
gboolean pades_drawn_is_making_plain (const PadesDrawing *drawing,
                                      PdfObject *fonts,
                                      PdfObject *making);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PadesDrawn, pades_drawn_free)

G_END_DECLS
