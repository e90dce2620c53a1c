/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-spot.h"

#include <glib/gi18n.h>

/**
 * report_spot_new:
 * @box: of the page
 * @x: millimetres from the left of the page as displayed
 * @y: the same, from the top
 *
 * Finds the part of the page that a point is in.
 *
 * Returns: the spot
 */
ReportSpot
report_spot_new (const PdfPageBox *box, double x, double y)
{
  ReportSpot spot = {x, y, 0, 0};
  double width, height;

  pdf_page_box_get_size (box, &width, &height);
  spot.column = (guint) CLAMP (x / MAX (width, 1) * 3, 0, 2);
  spot.row = (guint) CLAMP (y / MAX (height, 1) * 3, 0, 2);
  return spot;
}

/**
 * report_spot_find:
 * @box: of the page
 * @rect: in its user space
 *
 * Finds where a place is.
 *
 * Returns: the spot of its middle
 */
ReportSpot
report_spot_find (const PdfPageBox *box, const PdfRect *rect)
{
  PdfMatrix to_display = pdf_page_box_get_to_display (box);
  PdfRect shown = pdf_matrix_apply_rect (&to_display, rect);

  return report_spot_new (box, (shown.x0 + shown.x1) / 2, (shown.y0 + shown.y1) / 2);
}

/**
 * report_spot_is_near:
 * @self: a spot
 * @other: another on the same page
 *
 * Asks whether the words for the part of the page do not tell them apart.
 *
 * Returns: whether both are in one part
 */
gboolean
report_spot_is_near (const ReportSpot *self, const ReportSpot *other)
{
  return self->column == other->column && self->row == other->row;
}

/**
 * report_spot_dup_words:
 * @self: a spot
 * @exact: whether others are near
 *
 * Says where it is.
 *
 * Returns: (transfer full): such as “at the top left”, in the user's language
 */
char *
report_spot_dup_words (const ReportSpot *self, gboolean exact)
{
  static const char *const parts[3][3] = {
      {N_ ("at the top left"), N_ ("at the top"), N_ ("at the top right")},
      {N_ ("on the left"), N_ ("in the middle"), N_ ("on the right")},
      {N_ ("at the bottom left"), N_ ("at the bottom"), N_ ("at the bottom right")},
  };

  if (!exact)
    return g_strdup (_ (parts[self->row][self->column]));
  return g_strdup_printf (_ ("%.0f mm from the left and %.0f mm from the top"), self->x, self->y);
}
