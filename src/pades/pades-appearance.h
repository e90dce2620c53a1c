/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pdf-geometry.h"

G_BEGIN_DECLS

/* What a mark looks like, as a Form XObject wants it. Content is PDF operators in a box
 * [0 0 width height], y up; it paints the picture, where there is one, as /Im0. Print is painted
 * over it and blends with nothing. One of the two may be missing. */
typedef struct {
  double   width;       /* of the box, any unit: the placement scales it */
  double   height;
  GBytes  *content;     /* the ink */
  GBytes  *print;       /* text and codes */
  guint    image_width;  /* pixels; 0 where there is no picture */
  guint    image_height;
  GBytes  *image_rgb;    /* 3 bytes a pixel */
  GBytes  *image_alpha;  /* 1 byte a pixel, or NULL */
  gboolean multiply;     /* blend the ink so that text under it stays readable */
  char    *title;        /* alternative text, UTF-8, or NULL */
} PadesAppearance;

typedef struct {
  PdfPlacement     placement;
  PadesAppearance *appearance;
} PadesMark;

PadesAppearance *pades_appearance_new  (void);
void             pades_appearance_free (PadesAppearance *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PadesAppearance, pades_appearance_free)

G_END_DECLS
