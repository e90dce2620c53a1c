/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pdf-geometry.h"

#include <math.h>

/* Below this a stamp that touches the page's edge counts as on it: far less than a printer's dot.
 */
#define EDGE_TOLERANCE_MM 0.01

static double
mm_per_unit (const PdfPageBox *box)
{
  return PDF_MM_PER_POINT * box->user_unit;
}

/* Clockwise, as seen on a plane whose y points down. */
static PdfMatrix
rotation_about (double x, double y, double degrees)
{
  double radians = degrees * G_PI / 180.0;
  double s = sin (radians);
  double c = cos (radians);

  /* Multiples of 90 stay exact, so that an upright mark gets a rectangle without noise. */
  if (fmod (degrees, 90.0) == 0.0)
    {
      s = round (s);
      c = round (c);
    }
  return (PdfMatrix){c, s, -s, c, x - c * x + s * y, y - s * x - c * y};
}

/**
 * pdf_matrix_multiply:
 * @first: applied first
 * @then: applied to the result
 *
 * Joins two maps into one.
 *
 * Returns: the map that does both
 */
PdfMatrix
pdf_matrix_multiply (const PdfMatrix *first, const PdfMatrix *then)
{
  return (PdfMatrix){
      first->a * then->a + first->b * then->c,
      first->a * then->b + first->b * then->d,
      first->c * then->a + first->d * then->c,
      first->c * then->b + first->d * then->d,
      first->e * then->a + first->f * then->c + then->e,
      first->e * then->b + first->f * then->d + then->f,
  };
}

/**
 * pdf_matrix_invert:
 * @matrix: a map
 * @inverse: (out): the way back
 *
 * Inverts a map.
 *
 * Returns: %FALSE when the map flattens the plane and has no inverse
 */
gboolean
pdf_matrix_invert (const PdfMatrix *matrix, PdfMatrix *inverse)
{
  const PdfMatrix *m = matrix;
  double det = m->a * m->d - m->b * m->c;

  if (!isnormal (det))
    return FALSE;
  *inverse = (PdfMatrix){
      m->d / det,
      -m->b / det,
      -m->c / det,
      m->a / det,
      (m->c * m->f - m->d * m->e) / det,
      (m->b * m->e - m->a * m->f) / det,
  };
  return TRUE;
}

/**
 * pdf_matrix_apply:
 * @matrix: a map
 * @x: (inout): a point
 * @y: (inout): a point
 *
 * Maps a point in place.
 */
void
pdf_matrix_apply (const PdfMatrix *matrix, double *x, double *y)
{
  double px = *x;
  double py = *y;

  *x = matrix->a * px + matrix->c * py + matrix->e;
  *y = matrix->b * px + matrix->d * py + matrix->f;
}

/**
 * pdf_matrix_apply_rect:
 * @matrix: a map
 * @rect: a rectangle
 *
 * Maps a rectangle.
 *
 * Returns: the upright rectangle that bounds the four mapped corners
 */
PdfRect
pdf_matrix_apply_rect (const PdfMatrix *matrix, const PdfRect *rect)
{
  PdfRect bounds = {INFINITY, INFINITY, -INFINITY, -INFINITY};

  for (guint corner = 0; corner < 4; corner++)
    {
      double x = corner & 1 ? rect->x1 : rect->x0;
      double y = corner & 2 ? rect->y1 : rect->y0;

      pdf_matrix_apply (matrix, &x, &y);
      bounds.x0 = fmin (bounds.x0, x);
      bounds.y0 = fmin (bounds.y0, y);
      bounds.x1 = fmax (bounds.x1, x);
      bounds.y1 = fmax (bounds.y1, y);
    }
  return bounds;
}

/**
 * pdf_page_box_get_size:
 * @box: a page
 * @width_mm: (out): width as displayed
 * @height_mm: (out): height as displayed
 *
 * Tells the size of a page as a reader shows it.
 */
void
pdf_page_box_get_size (const PdfPageBox *box, double *width_mm, double *height_mm)
{
  double width = (box->crop.x1 - box->crop.x0) * mm_per_unit (box);
  double height = (box->crop.y1 - box->crop.y0) * mm_per_unit (box);
  gboolean sideways = box->rotate == 90 || box->rotate == 270;

  *width_mm = sideways ? height : width;
  *height_mm = sideways ? width : height;
}

/**
 * pdf_page_box_get_to_display:
 * @box: a page
 *
 * Makes the map from user space to the displayed page: each of its four forms puts the corner of
 * the crop box that /Rotate turns to the top left at (0, 0).
 *
 * Returns: a map from user space units to millimetres, y down
 */
PdfMatrix
pdf_page_box_get_to_display (const PdfPageBox *box)
{
  const PdfRect *c = &box->crop;
  double s = mm_per_unit (box);

  switch (box->rotate)
    {
    case 90:
      return (PdfMatrix){0, s, s, 0, -c->y0 * s, -c->x0 * s};
    case 180:
      return (PdfMatrix){-s, 0, 0, s, c->x1 * s, -c->y0 * s};
    case 270:
      return (PdfMatrix){0, -s, -s, 0, c->y1 * s, c->x1 * s};
    default:
      return (PdfMatrix){s, 0, 0, -s, -c->x0 * s, c->y1 * s};
    }
}

/**
 * pdf_page_box_get_to_user:
 * @box: a page
 *
 * Makes the map from the displayed page to user space.
 *
 * Returns: a map from millimetres, y down, to user space units
 */
PdfMatrix
pdf_page_box_get_to_user (const PdfPageBox *box)
{
  PdfMatrix to_display = pdf_page_box_get_to_display (box);
  PdfMatrix to_user = {1, 0, 0, 1, 0, 0};

  g_return_val_if_fail (box->user_unit > 0, to_user);
  pdf_matrix_invert (&to_display, &to_user);
  return to_user;
}

/**
 * pdf_placement_get_bounds:
 * @placement: where a mark stands
 *
 * Bounds a mark, turned as it is.
 *
 * Returns: an upright rectangle in millimetres on the displayed page, y down
 */
PdfRect
pdf_placement_get_bounds (const PdfPlacement *placement)
{
  const PdfPlacement *p = placement;
  PdfRect upright = {p->x, p->y, p->x + p->width, p->y + p->height};
  PdfMatrix turn = rotation_about (p->x + p->width / 2, p->y + p->height / 2, p->angle);

  return pdf_matrix_apply_rect (&turn, &upright);
}

/**
 * pdf_placement_get_user_rect:
 * @placement: where a mark stands
 * @box: its page
 *
 * Makes the /Rect of the mark's annotation.
 *
 * Returns: the bounds of the mark in user space
 */
PdfRect
pdf_placement_get_user_rect (const PdfPlacement *placement, const PdfPageBox *box)
{
  PdfRect bounds = pdf_placement_get_bounds (placement);
  PdfMatrix to_user = pdf_page_box_get_to_user (box);

  return pdf_matrix_apply_rect (&to_user, &bounds);
}

/**
 * pdf_placement_get_form_matrix:
 * @placement: where a mark stands
 * @box: its page
 * @form_width: width of the form's /BBox, which begins at (0, 0)
 * @form_height: height of the form's /BBox
 *
 * Makes the /Matrix of the mark's appearance. It carries the form's box exactly onto the mark in
 * user space, so that the fitting of algorithm 8 (ISO 32000-2, 12.5.5) into the rectangle of
 * [func@pdf_placement_get_user_rect] has nothing left to do, and the mark is upright as displayed.
 *
 * Returns: a map from form space to user space
 */
PdfMatrix
pdf_placement_get_form_matrix (const PdfPlacement *placement,
                               const PdfPageBox *box,
                               double form_width,
                               double form_height)
{
  const PdfPlacement *p = placement;
  PdfMatrix identity = {1, 0, 0, 1, 0, 0};

  g_return_val_if_fail (form_width > 0 && form_height > 0, identity);

  double sx = p->width / form_width;
  double sy = p->height / form_height;
  PdfMatrix matrix = {sx, 0, 0, -sy, p->x, p->y + p->height};
  PdfMatrix turn = rotation_about (p->x + p->width / 2, p->y + p->height / 2, p->angle);
  PdfMatrix to_user = pdf_page_box_get_to_user (box);

  matrix = pdf_matrix_multiply (&matrix, &turn);
  return pdf_matrix_multiply (&matrix, &to_user);
}

/**
 * pdf_placement_is_on_page:
 * @placement: where a mark stands
 * @box: its page
 *
 * Tells whether the whole mark is on the visible part of the page.
 *
 * Returns: %TRUE when no corner sticks out
 */
gboolean
pdf_placement_is_on_page (const PdfPlacement *placement, const PdfPageBox *box)
{
  PdfRect bounds = pdf_placement_get_bounds (placement);
  double width, height;

  pdf_page_box_get_size (box, &width, &height);
  return bounds.x0 >= -EDGE_TOLERANCE_MM && bounds.y0 >= -EDGE_TOLERANCE_MM &&
         bounds.x1 <= width + EDGE_TOLERANCE_MM && bounds.y1 <= height + EDGE_TOLERANCE_MM;
}
