/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-render.h"

#include <string.h>

typedef struct {
  PadesRender parent;
  PdfFile *file;
  char *password;        /* wiped when freed, or NULL */
  GHashTable *documents; /* number of a revision to its RenderDocument */
  GHashTable *papers;    /* the same, where fields are left out */
} ReportRender;

static RenderDocument *
open_revision (ReportRender *self, GHashTable *opened, guint number, GError **error)
{
  RenderDocument *document = g_hash_table_lookup (opened, GUINT_TO_POINTER (number));
  g_autoptr (GBytes) bytes = NULL;
  const guint8 *data;
  gsize size;

  if (document != NULL)
    return document;
  data = pdf_file_get_data (self->file, &size);
  bytes = g_bytes_new_static (data, pdf_file_get_revision (self->file, number)->end);
  document = render_document_new_for_bytes (bytes, self->password, error);
  if (document != NULL)
    g_hash_table_insert (opened, GUINT_TO_POINTER (number), document);
  return document;
}

static cairo_surface_t *
draw_page (RenderDocument *document, guint page, double scale, GError **error)
{
  if (page < render_document_get_n_pages (document))
    return render_document_draw (document, page, scale, 0, error);
  g_set_error (error, RENDER_ERROR, RENDER_ERROR_UNREADABLE, "page %u cannot be found", page + 1);
  return NULL;
}

static gboolean
take_picture (cairo_surface_t *surface, PadesPicture *picture)
{
  if (surface == NULL)
    return FALSE;
  cairo_surface_flush (surface);
  *picture = (PadesPicture){
      .width = (guint) cairo_image_surface_get_width (surface),
      .height = (guint) cairo_image_surface_get_height (surface),
      .stride = (gsize) cairo_image_surface_get_stride (surface) / sizeof (guint32),
      .pixels = (const guint32 *) (gconstpointer) cairo_image_surface_get_data (surface),
      .owner = surface,
      .release = (GDestroyNotify) cairo_surface_destroy,
  };
  return TRUE;
}

static gboolean
draw (PadesRender *render,
      guint revision,
      guint page,
      double scale,
      PadesPicture *picture,
      GError **error)
{
  return take_picture (report_render_draw (render, revision, page, scale, error), picture);
}

static gboolean
draw_paper (PadesRender *render,
            guint revision,
            guint page,
            double scale,
            PadesPicture *picture,
            GError **error)
{
  ReportRender *self = (ReportRender *) render;
  RenderDocument *document = open_revision (self, self->papers, revision, error);

  if (document == NULL)
    return FALSE;
  render_document_hide_fields (document, page);
  return take_picture (draw_page (document, page, scale, error), picture);
}

static void
render_free (PadesRender *render)
{
  ReportRender *self = (ReportRender *) render;

  g_hash_table_unref (self->documents);
  g_hash_table_unref (self->papers);
  pdf_file_unref (self->file);
  if (self->password != NULL)
    explicit_bzero (self->password, strlen (self->password));
  g_free (self->password);
  g_free (self);
}

/**
 * report_render_new:
 * @file: a file
 * @password: (nullable): its password; copied
 *
 * Makes what draws the pages of all its revisions.
 *
 * Returns: (transfer full): the renderer
 */
PadesRender *
report_render_new (PdfFile *file, const char *password)
{
  ReportRender *self = g_new0 (ReportRender, 1);

  self->parent.draw = draw;
  self->parent.draw_paper = draw_paper;
  self->parent.free = render_free;
  self->file = pdf_file_ref (file);
  self->password = g_strdup (password);
  self->documents = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) render_document_free);
  self->papers = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) render_document_free);
  return &self->parent;
}

/**
 * report_render_see:
 * @file: a file
 * @password: (nullable): its password, a string
 *
 * Makes the same, as a verifier asks for it.
 *
 * Returns: (transfer full): the renderer
 */
PadesRender *
report_render_see (PdfFile *file, gpointer password)
{
  return report_render_new (file, password);
}

/**
 * report_render_draw:
 * @render: one of report_render_new()
 * @revision: from 1
 * @page: from 0
 * @scale: pixels a point
 * @error: return location for a %RENDER_ERROR
 *
 * Draws a page of a revision.
 *
 * Returns: (transfer full): an image surface
 */
cairo_surface_t *
report_render_draw (PadesRender *render, guint revision, guint page, double scale, GError **error)
{
  ReportRender *self = (ReportRender *) render;
  RenderDocument *document = open_revision (self, self->documents, revision, error);

  return document != NULL ? draw_page (document, page, scale, error) : NULL;
}
