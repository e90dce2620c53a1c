/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-error.h"
#include "pdf-file.h"

G_BEGIN_DECLS

/* What is stamped, in mm at its own size. Places are said of the seal; what stands beside it must
 * not be cut off by the edge of the page: then all of it moves. */
typedef struct {
  double  width;
  double  height;
  PdfRect seal;  /* where in it the seal is */
  gboolean alone; /* the seal is all of it, and stands where it was put */
} PadesFace;

/* Each writes where the whole face comes to stand. */

/* Page, x, y and width of the place are the seal's before. */
gboolean pades_place_seal     (PdfFile         *file,
                               const PadesFace *face,
                               PdfPlacement    *place,
                               GError         **error);
/* In the lower right corner of the last page, so far from its edges. */
gboolean pades_place_last     (PdfFile         *file,
                               const PadesFace *face,
                               double           margin,
                               PdfPlacement    *place,
                               GError         **error);
/* The page of the place is known before; the area is in points of the displayed page. */
gboolean pades_place_on_area  (PdfFile         *file,
                               const PadesFace *face,
                               const PdfRect   *area,
                               PdfPlacement    *place,
                               GError         **error);
gboolean pades_place_in_field (PdfFile          *file,
                               const PadesFace  *face,
                               const char       *name,
                               PdfPlacement     *place,
                               GError          **error);

G_END_DECLS
