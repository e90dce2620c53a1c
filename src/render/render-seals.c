/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render-seals.h"

#include <math.h>

#include "render-document-private.h"
#include "render-seal-look.h"
#include "render-seal-shape.h"

/* So many images of a page are looked at. */
#define MAX_IMAGES 200

/* Sides of a seal, in points: 15 to 80 mm; and how much longer one may be than the other. */
#define MIN_SIDE (15 * 72 / 25.4)
#define MAX_SIDE (80 * 72 / 25.4)
#define MAX_ASPECT 2.0

/* Points: on no page. */
#define FAR_AWAY 1e5

/* Pixels a point, and on a page at most: the smallest seal has 85 across, on a large sheet fewer.
 */
#define SCALE 2.0
#define MAX_PIXELS 4e6

/* Characters of a page whose place matters; and sides of one, in pixels. */
#define MAX_CHARACTERS 50000
#define MAX_CHARACTER 60

static gboolean
has_size_of_seal (const RenderArea *area)
{
  double least = MIN (area->width, area->height);
  double most = MAX (area->width, area->height);

  return least >= MIN_SIDE && most <= MAX_SIDE && most <= MAX_ASPECT * least &&
         fabs (area->x) < FAR_AWAY && fabs (area->y) < FAR_AWAY;
}

static gboolean
is_listed (const GArray *areas, const RenderArea *area)
{
  for (guint i = 0; i < areas->len; i++)
    {
      const RenderArea *each = &g_array_index (areas, RenderArea, i);

      if (fabs (each->x - area->x) < 1 && fabs (each->y - area->y) < 1 &&
          fabs (each->width - area->width) < 1 && fabs (each->height - area->height) < 1)
        return TRUE;
    }
  return FALSE;
}

/* Poppler tells places on the displayed page, y down, but takes the corner of the crop box off as
 * if they were in user space. */
static GArray *
list_images (PopplerPage *page)
{
  GArray *areas = g_array_new (FALSE, TRUE, sizeof (RenderArea));
  GList *images = poppler_page_get_image_mapping (page);
  PopplerRectangle crop;
  guint n = 0;

  poppler_page_get_crop_box (page, &crop);
  for (GList *l = images; l != NULL && n < MAX_IMAGES; l = l->next, n++)
    {
      const PopplerRectangle *image = &((PopplerImageMapping *) l->data)->area;
      RenderArea area = {.x = MIN (image->x1, image->x2) + crop.x1,
                         .y = MIN (image->y1, image->y2) + crop.y1,
                         .width = fabs (image->x2 - image->x1),
                         .height = fabs (image->y2 - image->y1)};

      if (has_size_of_seal (&area) && !is_listed (areas, &area))
        g_array_append_val (areas, area);
    }
  poppler_page_free_image_mapping (images);
  return areas;
}

/* Black and grey become paper. */
static void
bleach (cairo_surface_t *picture, int left, int top, int right, int bottom)
{
  guint8 *data = cairo_image_surface_get_data (picture);
  int stride = cairo_image_surface_get_stride (picture);

  for (int y = MAX (0, top); y < MIN (bottom, cairo_image_surface_get_height (picture)); y++)
    for (int x = MAX (0, left); x < MIN (right, cairo_image_surface_get_width (picture)); x++)
      {
        guint32 *pixel = (guint32 *) (data + (gsize) y * stride) + x;
        int red = *pixel >> 16 & 0xff, green = *pixel >> 8 & 0xff, blue = *pixel & 0xff;

        if (MAX (red, MAX (green, blue)) - MIN (red, MIN (green, blue)) < 32)
          *pixel = 0xffffffff;
      }
}

/* Seals are put over what is written: the black of the page's own text is not theirs. */
static void
bleach_text (PopplerPage *page, cairo_surface_t *picture, double scale)
{
  PopplerRectangle *characters = NULL;
  guint n = 0;

  if (!poppler_page_get_text_layout (page, &characters, &n))
    return;
  cairo_surface_flush (picture);
  for (guint i = 0; i < MIN (n, MAX_CHARACTERS); i++)
    {
      const PopplerRectangle *each = &characters[i];

      if ((each->x2 - each->x1) * scale < MAX_CHARACTER &&
          (each->y2 - each->y1) * scale < MAX_CHARACTER && fabs (each->x1) < FAR_AWAY &&
          fabs (each->y1) < FAR_AWAY)
        bleach (picture, each->x1 * scale - 1, each->y1 * scale - 1, each->x2 * scale + 2,
                each->y2 * scale + 2);
    }
  cairo_surface_mark_dirty (picture);
  g_free (characters);
}

/* Of an image that is turned by a quarter, as those on a turned page are, Poppler takes another
 * corner for the upper left one. */
static gboolean
find_look (cairo_surface_t *picture, double scale, gboolean turned, RenderArea *area)
{
  for (int corner = 0; corner < (turned ? 4 : 1); corner++)
    {
      double x = area->x - (corner & 1) * area->width;
      double y = area->y - (corner >> 1) * area->height;
      const cairo_rectangle_int_t pixels = {floor (x * scale), floor (y * scale),
                                            ceil (area->width * scale),
                                            ceil (area->height * scale)};

      if (!render_seal_look (picture, &pixels))
        continue;
      area->x = x;
      area->y = y;
      return TRUE;
    }
  return FALSE;
}

/* One seal is not told of twice: neither the seal in an image, nor an image over it. */
static gboolean
is_seen (const GArray *areas, guint n, const RenderArea *area)
{
  for (guint i = 0; i < n; i++)
    {
      const RenderArea *each = &g_array_index (areas, RenderArea, i);
      double width = MIN (each->x + each->width, area->x + area->width) - MAX (each->x, area->x);
      double height = MIN (each->y + each->height, area->y + area->height) - MAX (each->y, area->y);

      if (width > 0 && height > 0 &&
          width * height >= 0.5 * MIN (each->width * each->height, area->width * area->height))
        return TRUE;
    }
  return FALSE;
}

/* What was drawn by lines, or is a part of a scanned page. */
static void
add_shapes (cairo_surface_t *picture, double scale, GArray *areas)
{
  g_autoptr (GArray) shapes = render_seal_shape_list (picture, scale);
  guint n_images = areas->len;

  for (guint i = 0; i < shapes->len; i++)
    {
      const cairo_rectangle_int_t *pixels = &g_array_index (shapes, cairo_rectangle_int_t, i);
      const RenderArea area = {.x = pixels->x / scale,
                               .y = pixels->y / scale,
                               .width = pixels->width / scale,
                               .height = pixels->height / scale};

      if (!is_seen (areas, n_images, &area))
        g_array_append_val (areas, area);
    }
}

static void
keep_seals (RenderDocument *document, guint page, PopplerPage *poppler, GArray *areas)
{
  cairo_surface_t *picture;
  PopplerRectangle crop;
  double width, height, scale;
  gboolean turned;

  render_document_get_size (document, page, &width, &height);
  poppler_page_get_crop_box (poppler, &crop);
  turned = fabs (crop.x2 - crop.x1 - width) > 1;
  scale = MIN (SCALE, sqrt (MAX_PIXELS / (width * height)));
  picture = render_document_draw (document, page, scale, 0, NULL);
  if (picture == NULL)
    {
      g_array_set_size (areas, 0);
      return;
    }
  bleach_text (poppler, picture, scale);
  for (guint i = areas->len; i-- > 0;)
    if (!find_look (picture, scale, turned, &g_array_index (areas, RenderArea, i)))
      g_array_remove_index (areas, i);
  add_shapes (picture, scale, areas);
  cairo_surface_destroy (picture);
}

/**
 * render_seals_find:
 * @document: the document
 * @page: from 0
 *
 * Finds what looks like a seal on a page as it is shown, annotations included: images, what is
 * drawn by lines, and parts of a scan. The page is drawn once more and small for it: that costs
 * what showing the page costs, and no image is unpacked on its own.
 *
 * Returns: (transfer full) (element-type RenderArea): where they are
 */
GArray *
render_seals_find (RenderDocument *document, guint page)
{
  PopplerPage *poppler = render_document_open_page (document, page);
  GArray *areas = poppler != NULL ? list_images (poppler)
                                  : g_array_new (FALSE, TRUE, sizeof (RenderArea));

  if (poppler != NULL)
    keep_seals (document, page, poppler, areas);
  g_clear_object (&poppler);
  return areas;
}
