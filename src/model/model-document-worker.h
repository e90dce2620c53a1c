/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-document-source.h"

G_BEGIN_DECLS

/* The other side of a ModelDocument: the one thread that opens the file, draws, searches and reads
 * page sizes, always the most urgent thing next. */
typedef struct _ModelDocumentWorker ModelDocumentWorker;

/* What it brings back, all on the main context. Only what the kind names is set. */
typedef enum {
  MODEL_NEWS_OPENED,  /* n_pages, info and sizes (of page 1); or error */
  MODEL_NEWS_SIZES,   /* sizes of pages that differ from the first */
  MODEL_NEWS_PICTURE, /* key, priority, picture */
  MODEL_NEWS_HITS,    /* search, page, hits */
  MODEL_NEWS_FOUND,   /* search: it is at its end */
  MODEL_NEWS_SEALS,   /* page, seals */
} ModelNewsKind;

typedef struct {
  ModelNewsKind    kind;
  GError          *error;
  guint            n_pages;
  RenderInfo      *info;
  GArray          *sizes;    /* ModelPageSize */
  ModelPictureKey  key;
  ModelPriority    priority;
  cairo_surface_t *picture;
  guint            search;
  guint            page;
  GArray          *hits;     /* ModelHit */
  GArray          *seals;    /* PdfRect, mm on the displayed page */
} ModelNews;

typedef void (*ModelNewsFunc) (ModelNews *news,
                               gpointer   user_data);

ModelDocumentWorker *model_document_worker_new     (const char            *path,
                                                    ModelNewsFunc          func,
                                                    gpointer               user_data);
/* No news comes after this, and the thread ends after what it is at. */
void                 model_document_worker_close   (ModelDocumentWorker   *self);
void                 model_document_worker_poll    (ModelDocumentWorker   *self);
void                 model_document_worker_expect  (ModelDocumentWorker   *self,
                                                    guint                  page,
                                                    guint                  width);
void                 model_document_worker_open    (ModelDocumentWorker   *self,
                                                    const char            *password);
void                 model_document_worker_wish    (ModelDocumentWorker   *self,
                                                    const ModelPictureKey *key,
                                                    ModelPriority          priority);
void                 model_document_worker_forget  (ModelDocumentWorker   *self,
                                                    ModelPriority          priority);
void                 model_document_worker_find    (ModelDocumentWorker   *self,
                                                    const char            *text,
                                                    guint                  from_page,
                                                    guint                  search);
void                 model_document_worker_seek    (ModelDocumentWorker   *self);
void                 model_document_worker_print   (ModelDocumentWorker   *self,
                                                    guint                  page,
                                                    cairo_t               *cr);

G_END_DECLS
