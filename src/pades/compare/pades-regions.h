/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-render.h"
#include "pdf-geometry.h"

G_BEGIN_DECLS

/* Where two pictures of one page differ. */
typedef enum {
  PADES_REGION_ADDED,   /* there is more to be seen */
  PADES_REGION_REMOVED, /* there is less */
  PADES_REGION_CHANGED, /* both */
  PADES_N_REGIONS
} PadesRegionKind;

typedef struct {
  PadesRegionKind kind;
  PdfRect         rect; /* points from the top left of the page as displayed, y down */
} PadesRegion;

/* PadesRegion, from the top down; scale is that of the pictures. */
GArray *pades_regions_find (const PadesPicture *before,
                            const PadesPicture *after,
                            double              scale);
/* Of them, those where something cannot be read any more. */
GArray *pades_regions_find_hidden (const PadesPicture *before,
                                   const PadesPicture *after,
                                   double              scale);
const char *pades_region_word  (PadesRegionKind     kind);

G_END_DECLS
