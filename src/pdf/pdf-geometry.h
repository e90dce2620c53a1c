/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The one place where a point on the displayed page becomes a point in the file, and back.
 *
 * User space: ISO 32000-2, 8.3.2.3, y up, in units of UserUnit/72 inch.
 * Displayed page: millimetres from the top left corner of the page as a reader shows it (CropBox
 * cut to the MediaBox, turned by /Rotate, scaled by UserUnit), y down. */

#define PDF_MM_PER_POINT (25.4 / 72.0)

/* x' = a x + c y + e ; y' = b x + d y + f, the order of a PDF matrix array. */
typedef struct {
  double a, b, c, d, e, f;
} PdfMatrix;

typedef struct {
  double x0, y0, x1, y1; /* x0 <= x1, y0 <= y1 */
} PdfRect;

typedef struct {
  PdfRect crop;     /* visible part, in user space units */
  int     rotate;   /* 0, 90, 180, 270, clockwise */
  double  user_unit; /* > 0 */
} PdfPageBox;

/* Where a mark stands. The page travels with the rectangle. */
typedef struct {
  guint  page;   /* from 0 */
  double x;      /* mm, left edge of the unrotated mark on the displayed page */
  double y;      /* mm, top edge */
  double width;  /* mm */
  double height; /* mm */
  double angle;  /* degrees, clockwise as displayed, about the mark's centre */
} PdfPlacement;

void      pdf_page_box_get_size       (const PdfPageBox   *box,
                                       double             *width_mm,
                                       double             *height_mm);
PdfMatrix pdf_page_box_get_to_user    (const PdfPageBox   *box);
PdfMatrix pdf_page_box_get_to_display (const PdfPageBox   *box);

PdfRect   pdf_placement_get_bounds    (const PdfPlacement *placement);
PdfRect   pdf_placement_get_user_rect (const PdfPlacement *placement,
                                       const PdfPageBox   *box);
PdfMatrix pdf_placement_get_form_matrix (const PdfPlacement *placement,
                                       const PdfPageBox   *box,
                                       double              form_width,
                                       double              form_height);
gboolean  pdf_placement_is_on_page    (const PdfPlacement *placement,
                                       const PdfPageBox   *box);

PdfMatrix pdf_matrix_multiply         (const PdfMatrix    *first,
                                       const PdfMatrix    *then);
gboolean  pdf_matrix_invert           (const PdfMatrix    *matrix,
                                       PdfMatrix          *inverse);
void      pdf_matrix_apply            (const PdfMatrix    *matrix,
                                       double             *x,
                                       double             *y);
PdfRect   pdf_matrix_apply_rect       (const PdfMatrix    *matrix,
                                       const PdfRect      *rect);

G_END_DECLS
