/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model-document-source.h"

#include <glib/gstdio.h>

#include "pdf-error.h"
#include "pdf-file.h"
#include "render-seals.h"

/* So many pages are measured at once, between two looks at what else is wanted: a millisecond. */
#define MEASURE_AT_ONCE 200
/* Poppler searches a damaged file for objects byte by byte: not one larger than this. */
#define MAX_REPAIR (G_GINT64_CONSTANT (1) << 30)

struct _ModelDocumentSource {
  RenderDocument *render;
  PdfFile *pdf; /* until all is measured; NULL where only Poppler can read the file */
  guint n_pages;
  guint measured; /* so many from the first on */
  PdfPageBox first;
  GHashTable *boxes; /* page → PdfPageBox, of pages unlike the first */
};

/* Whether there is no use in trying Poppler. */
static gboolean
is_hopeless (const char *path, const GError *error)
{
  GStatBuf status;

  switch (error->code)
    {
    case PDF_ERROR_UNREADABLE:
    case PDF_ERROR_EMPTY:
    case PDF_ERROR_NOT_PDF:
    case PDF_ERROR_LIMIT:
      return TRUE;
    case PDF_ERROR_DAMAGED:
      return g_stat (path, &status) != 0 || status.st_size > MAX_REPAIR;
    default:
      return FALSE;
    }
}

/* Our own reader knows UserUnit and where the CropBox is; Poppler only how large a page looks. */
static PdfPageBox
read_box (ModelDocumentSource *self, guint page)
{
  g_autoptr (PdfPage) own = self->pdf != NULL ? pdf_file_get_page (self->pdf, page, NULL) : NULL;
  PdfPageBox box = {.user_unit = 1};

  if (own != NULL)
    return own->box;
  render_document_get_size (self->render, page, &box.crop.x1, &box.crop.y1);
  return box;
}

static gboolean
same_box (const PdfPageBox *a, const PdfPageBox *b)
{
  return a->crop.x0 == b->crop.x0 && a->crop.y0 == b->crop.y0 && a->crop.x1 == b->crop.x1 &&
         a->crop.y1 == b->crop.y1 && a->rotate == b->rotate && a->user_unit == b->user_unit;
}

static void
measure_page (ModelDocumentSource *self, guint page, GArray *sizes)
{
  ModelPageSize size = {page, read_box (self, page)};

  if (page == 0)
    self->first = size.box;
  else if (same_box (&size.box, &self->first))
    return;
  else
    g_hash_table_insert (self->boxes, GUINT_TO_POINTER (page),
                         g_memdup2 (&size.box, sizeof size.box));
  g_array_append_val (sizes, size);
}

static const PdfPageBox *
get_box (ModelDocumentSource *self, guint page, GArray *sizes)
{
  PdfPageBox *own = g_hash_table_lookup (self->boxes, GUINT_TO_POINTER (page));

  if (own == NULL && page >= self->measured)
    {
      measure_page (self, page, sizes);
      own = g_hash_table_lookup (self->boxes, GUINT_TO_POINTER (page));
    }
  return own != NULL ? own : &self->first;
}

/* Points of Poppler's, which leaves UserUnit out, to mm of the displayed page. */
static double
get_mm_per_point (ModelDocumentSource *self, guint page, GArray *sizes)
{
  double width, height, poppler_width, poppler_height;

  pdf_page_box_get_size (get_box (self, page, sizes), &width, &height);
  render_document_get_size (self->render, page, &poppler_width, &poppler_height);
  return width / poppler_width;
}

static PdfRect
to_mm (const RenderArea *area, double mm)
{
  return (PdfRect){area->x * mm, area->y * mm, (area->x + area->width) * mm,
                   (area->y + area->height) * mm};
}

/**
 * model_document_source_open:
 * @path: a file
 * @password: (nullable): to open it with
 * @error: return location, of #PdfError or #RenderError
 *
 * Opens a file. Our own reader comes first: it refuses what would keep Poppler busy for minutes,
 * and says better what is wrong. What it calls damaged or encrypted, Poppler may still show.
 *
 * Returns: (transfer full): the source, %NULL with @error set
 */
ModelDocumentSource *
model_document_source_open (const char *path, const char *password, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (GError) refusal = NULL;
  g_autoptr (PdfFile) pdf = pdf_file_open_with_password (path, password, NULL, &problem);
  g_autoptr (RenderDocument) render = NULL;
  gboolean hopeless = pdf == NULL && is_hopeless (path, problem);
  ModelDocumentSource *self;

  if (!hopeless)
    render = render_document_new (path, password, &refusal);
  if (render == NULL)
    {
      /* A password can still be asked for, so that comes before all but the hopeless. */
      gboolean ours = hopeless ||
                      (pdf == NULL && !g_error_matches (problem, PDF_ERROR, PDF_ERROR_ENCRYPTED) &&
                       !g_error_matches (problem, PDF_ERROR, PDF_ERROR_PASSWORD) &&
                       !g_error_matches (refusal, RENDER_ERROR, RENDER_ERROR_PASSWORD));

      g_propagate_error (error, ours ? g_steal_pointer (&problem) : g_steal_pointer (&refusal));
      return NULL;
    }
  self = g_new0 (ModelDocumentSource, 1);
  self->boxes = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->n_pages = render_document_get_n_pages (render);
  self->render = g_steal_pointer (&render);
  /* Where the two count differently, page numbers of one mean nothing to the other. */
  if (pdf != NULL && pdf_file_get_n_pages (pdf, NULL) == self->n_pages)
    self->pdf = g_steal_pointer (&pdf);
  return self;
}

/**
 * model_document_source_free:
 * @self: (nullable): the source
 *
 * Closes the file.
 */
void
model_document_source_free (ModelDocumentSource *self)
{
  if (self == NULL)
    return;
  render_document_free (self->render);
  g_clear_pointer (&self->pdf, pdf_file_unref);
  g_hash_table_unref (self->boxes);
  g_free (self);
}

/**
 * model_document_source_get_n_pages:
 * @self: the source
 *
 * Returns: how many pages it has, at least one
 */
guint
model_document_source_get_n_pages (ModelDocumentSource *self)
{
  return self->n_pages;
}

/**
 * model_document_source_get_info:
 * @self: the source
 *
 * Returns: (transfer full): what the file says about itself
 */
RenderInfo *
model_document_source_get_info (ModelDocumentSource *self)
{
  return render_document_get_info (self->render);
}

/**
 * model_document_source_is_measured:
 * @self: the source
 *
 * Returns: whether all page sizes are known
 */
gboolean
model_document_source_is_measured (ModelDocumentSource *self)
{
  return self->measured == self->n_pages;
}

/**
 * model_document_source_measure:
 * @self: the source
 * @sizes: (element-type ModelPageSize): receives what is new
 *
 * Measures the first page at its first call, and some more pages at each later one.
 */
void
model_document_source_measure (ModelDocumentSource *self, GArray *sizes)
{
  guint end = self->measured == 0 ? 1 : MIN (self->n_pages, self->measured + MEASURE_AT_ONCE);

  while (self->measured < end)
    measure_page (self, self->measured++, sizes);
  /* A file that is mapped while somebody else cuts it short kills: not longer than needed. */
  if (self->measured == self->n_pages)
    g_clear_pointer (&self->pdf, pdf_file_unref);
}

/**
 * model_document_source_draw:
 * @self: the source
 * @key: which picture
 * @sizes: (element-type ModelPageSize): receives the page's size where it is new
 *
 * Draws a page, or a square of it.
 *
 * Returns: (transfer full): an image surface; of one pixel where what is asked for is too large
 */
cairo_surface_t *
model_document_source_draw (ModelDocumentSource *self, const ModelPictureKey *key, GArray *sizes)
{
  double mm = get_mm_per_point (self, key->page, sizes);
  cairo_rectangle_int_t tile = {key->column * MODEL_TILE_SIDE, key->row * MODEL_TILE_SIDE,
                                MODEL_TILE_SIDE, MODEL_TILE_SIDE};
  cairo_surface_t *picture = render_document_draw_clip (
      self->render, key->page, key->scale * mm, key->turn, key->column < 0 ? NULL : &tile, NULL);

  if (picture == NULL)
    picture = render_document_draw (self->render, key->page, 1e-6, key->turn, NULL);
  return picture;
}

/**
 * model_document_source_find:
 * @self: the source
 * @page: from 0
 * @text: what to look for
 * @sizes: (element-type ModelPageSize): receives the page's size where it is new
 *
 * Finds text on a page.
 *
 * Returns: (transfer full) (nullable) (element-type ModelHit): where it stands
 */
GArray *
model_document_source_find (ModelDocumentSource *self, guint page, const char *text, GArray *sizes)
{
  g_autoptr (GArray) areas = render_document_find (self->render, page, text);
  double mm = get_mm_per_point (self, page, sizes);
  GArray *hits;

  if (areas->len == 0)
    return NULL;
  hits = g_array_new (FALSE, TRUE, sizeof (ModelHit));
  for (guint i = 0; i < areas->len; i++)
    {
      const RenderArea *area = &g_array_index (areas, RenderArea, i);
      ModelHit hit = {to_mm (area, mm), area->continued};

      g_array_append_val (hits, hit);
    }
  return hits;
}

/**
 * model_document_source_seek:
 * @self: the source
 * @page: from 0
 * @sizes: (element-type ModelPageSize): receives the page's size where it is new
 *
 * Finds what looks like a seal on a page.
 *
 * Returns: (transfer full) (nullable) (element-type PdfRect): where they are
 */
GArray *
model_document_source_seek (ModelDocumentSource *self, guint page, GArray *sizes)
{
  g_autoptr (GArray) areas = render_seals_find (self->render, page);
  double mm = get_mm_per_point (self, page, sizes);
  GArray *seals;

  if (areas->len == 0)
    return NULL;
  seals = g_array_new (FALSE, TRUE, sizeof (PdfRect));
  for (guint i = 0; i < areas->len; i++)
    {
      PdfRect seal = to_mm (&g_array_index (areas, RenderArea, i), mm);

      g_array_append_val (seals, seal);
    }
  return seals;
}

/**
 * model_document_source_print:
 * @self: the source
 * @page: from 0
 * @cr: a context whose unit is the point
 *
 * Draws a page for paper, UserUnit applied.
 */
void
model_document_source_print (ModelDocumentSource *self, guint page, cairo_t *cr)
{
  g_autoptr (GArray) unused = g_array_new (FALSE, TRUE, sizeof (ModelPageSize));
  double unit = get_mm_per_point (self, page, unused) / PDF_MM_PER_POINT;

  cairo_scale (cr, unit, unit);
  render_document_print (self->render, page, cr);
}
