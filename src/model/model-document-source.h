/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-document-cache.h"
#include "model-document.h"

G_BEGIN_DECLS

/* The open file, read by two readers: Poppler draws it, our own says how large its pages are.
 * Synchronous; one thread at a time. */
typedef struct _ModelDocumentSource ModelDocumentSource;

typedef struct {
  guint      page;
  PdfPageBox box;
} ModelPageSize;

ModelDocumentSource *model_document_source_open        (const char            *path,
                                                        const char            *password,
                                                        GError               **error);
void                 model_document_source_free        (ModelDocumentSource   *self);
guint model_document_source_get_n_pages (ModelDocumentSource *self);
RenderInfo          *model_document_source_get_info    (ModelDocumentSource   *self);

/* Whether all sizes are known. */
gboolean model_document_source_is_measured (ModelDocumentSource *self);
/* These append to sizes what they find out about pages that differ from the first. */
void                 model_document_source_measure     (ModelDocumentSource   *self,
                                                        GArray                *sizes);
cairo_surface_t     *model_document_source_draw        (ModelDocumentSource   *self,
                                                        const ModelPictureKey *key,
                                                        GArray                *sizes);
/* ModelHit, or NULL where there is none. */
GArray              *model_document_source_find        (ModelDocumentSource   *self,
                                                        guint                  page,
                                                        const char            *text,
                                                        GArray                *sizes);
/* PdfRect in mm on the displayed page, or NULL where there is none. */
GArray              *model_document_source_seek        (ModelDocumentSource   *self,
                                                        guint                  page,
                                                        GArray                *sizes);
void                 model_document_source_print       (ModelDocumentSource   *self,
                                                        guint                  page,
                                                        cairo_t               *cr);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ModelDocumentSource, model_document_source_free)

G_END_DECLS
