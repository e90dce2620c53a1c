/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app-page-layout.h"

#include <math.h>

struct _AppPageLayout {
  ModelDocument *document; /* borrowed */
  double scale;
  int turn;
  guint n_pages;
  double *tops; /* n_pages + 1: where each page begins, and where one more would */
  double width;
};

/* Whole pixels, as the picture will have them. */
static void
measure_page (AppPageLayout *self, guint page, double *width, double *height)
{
  double across, down;

  pdf_page_box_get_size (model_document_get_page_box (self->document, page), &across, &down);
  *width = MAX (1, round ((self->turn % 180 ? down : across) * self->scale));
  *height = MAX (1, round ((self->turn % 180 ? across : down) * self->scale));
}

/**
 * app_page_layout_new:
 *
 * Makes an empty layout.
 *
 * Returns: (transfer full): the layout
 */
AppPageLayout *
app_page_layout_new (void)
{
  AppPageLayout *self = g_new0 (AppPageLayout, 1);

  self->scale = 1;
  self->tops = g_new0 (double, 1);
  return self;
}

/**
 * app_page_layout_free:
 * @self: (nullable): the layout
 *
 * Frees it.
 */
void
app_page_layout_free (AppPageLayout *self)
{
  if (self == NULL)
    return;
  g_free (self->tops);
  g_free (self);
}

/**
 * app_page_layout_update:
 * @self: the layout
 * @document: (nullable): whose pages; borrowed, and must live as long as this layout of it
 * @scale: logical pixels a mm
 * @turn: 0, 90, 180 or 270
 *
 * Lays all pages out anew, by the sizes known now.
 */
void
app_page_layout_update (AppPageLayout *self, ModelDocument *document, double scale, int turn)
{
  double y = APP_PAGE_MARGIN;

  self->document = document;
  self->scale = scale;
  self->turn = turn;
  self->n_pages = document != NULL ? model_document_get_n_pages (document) : 0;
  self->tops = g_renew (double, self->tops, self->n_pages + 1);
  self->width = 0;
  for (guint page = 0; page < self->n_pages; page++)
    {
      double width, height;

      measure_page (self, page, &width, &height);
      self->tops[page] = y;
      self->width = MAX (self->width, width);
      y += height + APP_PAGE_GAP;
    }
  self->tops[self->n_pages] = y;
}

/**
 * app_page_layout_is_current:
 * @self: the layout
 * @page: from 0
 *
 * Returns: whether the page still has the size it was laid out with
 */
gboolean
app_page_layout_is_current (AppPageLayout *self, guint page)
{
  double width, height;

  if (page >= self->n_pages)
    return FALSE;
  measure_page (self, page, &width, &height);
  return width <= self->width && self->tops[page] + height + APP_PAGE_GAP == self->tops[page + 1];
}

/**
 * app_page_layout_get_n_pages:
 * @self: the layout
 *
 * Returns: how many pages are laid out
 */
guint
app_page_layout_get_n_pages (AppPageLayout *self)
{
  return self->n_pages;
}

/**
 * app_page_layout_get_size:
 * @self: the layout
 * @width: (out): of the sheet, margins included
 * @height: (out): the same
 *
 * Tells how large the whole sheet is.
 */
void
app_page_layout_get_size (AppPageLayout *self, double *width, double *height)
{
  *width = self->n_pages > 0 ? self->width + 2 * APP_PAGE_MARGIN : 0;
  *height = self->n_pages > 0 ? self->tops[self->n_pages] - APP_PAGE_GAP + APP_PAGE_MARGIN : 0;
}

/**
 * app_page_layout_find_page:
 * @self: the layout, not empty
 * @y: on the sheet
 *
 * Returns: the page there; in a gap, the nearer one
 */
guint
app_page_layout_find_page (AppPageLayout *self, double y)
{
  guint low = 0, high = self->n_pages;

  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (self->tops[middle] - APP_PAGE_GAP / 2.0 <= y)
        low = middle;
      else
        high = middle;
    }
  return low;
}

/**
 * app_page_layout_get_area:
 * @self: the layout
 * @page: from 0
 * @sheet_width: the sheet's width, at least that of app_page_layout_get_size()
 * @area: (out): where the page lies on the sheet
 *
 * Tells where a page is.
 */
void
app_page_layout_get_area (AppPageLayout *self,
                          guint page,
                          double sheet_width,
                          graphene_rect_t *area)
{
  double width, height;

  measure_page (self, page, &width, &height);
  graphene_rect_init (area, floor ((sheet_width - width) / 2), self->tops[page], width,
                      self->tops[page + 1] - APP_PAGE_GAP - self->tops[page]);
}

/**
 * app_page_layout_to_pixels:
 * @self: the layout
 * @page: from 0
 * @x_mm: on the displayed, unturned page
 * @y_mm: the same
 * @x: (out): from the left of the turned picture
 * @y: (out): from its top
 *
 * Turns and scales a point.
 */
void
app_page_layout_to_pixels (
    AppPageLayout *self, guint page, double x_mm, double y_mm, double *x, double *y)
{
  double width, height;

  pdf_page_box_get_size (model_document_get_page_box (self->document, page), &width, &height);
  *x = (self->turn == 0     ? x_mm
        : self->turn == 90  ? height - y_mm
        : self->turn == 180 ? width - x_mm
                            : y_mm) *
       self->scale;
  *y = (self->turn == 0     ? y_mm
        : self->turn == 90  ? x_mm
        : self->turn == 180 ? height - y_mm
                            : width - x_mm) *
       self->scale;
}

/**
 * app_page_layout_to_mm:
 * @self: the layout
 * @page: from 0
 * @x: from the left of the turned picture
 * @y: from its top
 * @x_mm: (out): on the displayed, unturned page
 * @y_mm: (out): the same
 *
 * The inverse of app_page_layout_to_pixels().
 */
void
app_page_layout_to_mm (
    AppPageLayout *self, guint page, double x, double y, double *x_mm, double *y_mm)
{
  double across = x / self->scale, down = y / self->scale;
  double width, height;

  pdf_page_box_get_size (model_document_get_page_box (self->document, page), &width, &height);
  *x_mm = self->turn == 0     ? across
          : self->turn == 90  ? down
          : self->turn == 180 ? width - across
                              : width - down;
  *y_mm = self->turn == 0     ? down
          : self->turn == 90  ? height - across
          : self->turn == 180 ? height - down
                              : across;
}
