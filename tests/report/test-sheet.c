/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cairo-pdf.h>

#include "report-sheet.h"

/* Paper that is filled from the top. */

static ReportSheet *
new_sheet (cairo_surface_t *surface)
{
  cairo_t *cr = cairo_create (surface);
  ReportSheet *sheet = report_sheet_new (cr, "title", "foot", 1);

  cairo_destroy (cr);
  return sheet;
}

/* What was painted at the top of a page is gone below, while nothing is left empty there. */
static void
test_top_of_a_page (void)
{
  cairo_surface_t *surface = cairo_pdf_surface_create (NULL, REPORT_SHEET_WIDTH,
                                                       REPORT_SHEET_HEIGHT);
  g_autoptr (ReportSheet) sheet = new_sheet (surface);
  double top;

  report_sheet_take (sheet, 500);
  report_sheet_need (sheet, 500); /* so that a page begins */
  top = report_sheet_get_y (sheet);
  report_sheet_skip (sheet, 30);
  g_assert_cmpfloat (report_sheet_get_y (sheet), ==, top);
  report_sheet_take (sheet, 200);
  g_assert_cmpfloat (report_sheet_get_y (sheet), ==, top + 200);
  report_sheet_skip (sheet, 30);
  g_assert_cmpfloat (report_sheet_get_y (sheet), ==, top + 230);
  g_assert_cmpuint (report_sheet_finish (sheet), ==, 2);
  cairo_surface_destroy (surface);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report/sheet/top-of-a-page", test_top_of_a_page);
  return g_test_run ();
}
