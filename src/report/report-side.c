/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-side.h"

#include <glib/gi18n.h>

#include "report-render.h"
#include "report-sheet.h"

/* Of the room, points. */
#define WIDTH 235.0
#define MAX_RATIO 1.6 /* height to width; longer pages are shown smaller */

/**
 * report_side_is_shown:
 * @look: how a page looks beside what it was
 *
 * Asks whether there is something to be seen.
 *
 * Returns: whether the reader of a report is to see the page before and after
 */
gboolean
report_side_is_shown (const PadesPageLook *look)
{
  return look->look != PADES_LOOK_SAME && look->look != PADES_LOOK_UNKNOWN;
}

/**
 * report_side_fit:
 * @self: a side; receives its size
 * @file: (nullable): the version
 *
 * Fits the page into its room: by its own size, which is A4 where it is not there.
 */
void
report_side_fit (ReportSide *self, PdfFile *file)
{
  g_autoptr (PdfPage) page = self->page != G_MAXUINT32 && file != NULL
                                 ? pdf_file_get_page (file, self->page, NULL)
                                 : NULL;
  double width = 0, height = 0;

  if (page != NULL)
    pdf_page_box_get_size (&page->box, &width, &height);
  if (!(width > 0) || !(height > 0))
    width = 210, height = 297;
  width /= PDF_MM_PER_POINT;
  height /= PDF_MM_PER_POINT;
  self->scale = MIN (WIDTH / width, WIDTH * MAX_RATIO / height);
  self->width = width * self->scale;
  self->height = height * self->scale;
}

static void
paint_page (const ReportSide *self, cairo_t *cr, PadesRender *render, double density)
{
  cairo_surface_t *picture = report_render_draw (render, self->revision, self->page,
                                                 self->scale * density, NULL);

  if (picture == NULL)
    return;
  cairo_save (cr);
  cairo_scale (cr, self->width / cairo_image_surface_get_width (picture),
               self->height / cairo_image_surface_get_height (picture));
  cairo_set_source_surface (cr, picture, 0, 0);
  cairo_paint (cr);
  cairo_restore (cr);
  cairo_surface_destroy (picture);
}

/* What is new is framed on the page as it is now, what is gone on the page as it was. */
static void
paint_frames (const ReportSide *self, cairo_t *cr, GArray *regions, ReportState state)
{
  PadesRegionKind other = self->now ? PADES_REGION_REMOVED : PADES_REGION_ADDED;

  cairo_rectangle (cr, 0, 0, self->width, self->height);
  cairo_clip (cr);
  cairo_set_line_width (cr, 1.2);
  report_sheet_set_color (cr, state);
  for (guint i = 0; i < regions->len; i++)
    {
      const PadesRegion *region = &g_array_index (regions, PadesRegion, i);
      double left = MAX (region->rect.x0 * self->scale - 1.5, 1);
      double top = MAX (region->rect.y0 * self->scale - 1.5, 1);

      if (region->kind == other)
        continue;
      cairo_rectangle (cr, left, top,
                       MIN (region->rect.x1 * self->scale + 1.5, self->width - 1) - left,
                       MIN (region->rect.y1 * self->scale + 1.5, self->height - 1) - top);
      cairo_stroke (cr);
    }
}

/**
 * report_side_paint:
 * @self: a side that fits its room
 * @cr: where to, its origin at the room's upper left corner; its unit is the point
 * @render: of report_render_new()
 * @density: pixels a point
 * @regions: (element-type PadesRegion): what differs
 * @state: whether that was permitted
 *
 * Paints the page, and frames around what differs.
 */
void
report_side_paint (const ReportSide *self,
                   cairo_t *cr,
                   PadesRender *render,
                   double density,
                   GArray *regions,
                   ReportState state)
{
  paint_page (self, cr, render, density);
  cairo_set_source_rgb (cr, 0.6, 0.6, 0.6);
  cairo_set_line_width (cr, 0.5);
  cairo_rectangle (cr, 0, 0, self->width, self->height);
  cairo_stroke (cr);
  paint_frames (self, cr, regions, state);
}

/**
 * report_side_dup_caption:
 * @self: a side
 *
 * Names it.
 *
 * Returns: (transfer full): a few words in the user's language
 */
char *
report_side_dup_caption (const ReportSide *self)
{
  if (self->page == G_MAXUINT32)
    return g_strdup (self->now ? _ ("This page is not there any more.")
                               : _ ("This page was not there when it was signed."));
  return g_strdup_printf (self->now ? _ ("Page %u now") : _ ("Page %u as it was signed"),
                          self->page + 1);
}
