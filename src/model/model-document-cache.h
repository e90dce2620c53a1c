/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/* Pictures of pages, the least recently used dropped when their bytes are too many. */
typedef struct _ModelDocumentCache ModelDocumentCache;

/* Which picture: of a whole page, or one square of it. */
typedef struct {
  guint  page;
  double scale;  /* pixels a mm */
  int    turn;
  int    column; /* -1: whole */
  int    row;
} ModelPictureKey;

gboolean            model_picture_key_equal    (const ModelPictureKey *a,
                                                const ModelPictureKey *b);

ModelDocumentCache *model_document_cache_new   (gsize                  budget);
void                model_document_cache_free  (ModelDocumentCache    *self);
void                model_document_cache_put   (ModelDocumentCache    *self,
                                                const ModelPictureKey *key,
                                                cairo_surface_t       *picture);
/* Exactly that one, or NULL. */
cairo_surface_t    *model_document_cache_find  (ModelDocumentCache    *self,
                                                const ModelPictureKey *key);
/* Of that page and turn at any scale, whole, or NULL. */
cairo_surface_t    *model_document_cache_guess (ModelDocumentCache    *self,
                                                const ModelPictureKey *key);
gsize               model_document_cache_get_size (ModelDocumentCache *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ModelDocumentCache, model_document_cache_free)

G_END_DECLS
