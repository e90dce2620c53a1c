/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

#include "pades-report.h"
#include "pdf-geometry.h"
#include "render-document.h"

G_BEGIN_DECLS

#define MODEL_TYPE_DOCUMENT (model_document_get_type ())
G_DECLARE_FINAL_TYPE (ModelDocument, model_document, MODEL, DOCUMENT, GObject)

/* An open document: its pages, their pictures, its verdict. Everything slow happens on worker
 * threads; signals and callbacks arrive on the main context. */
typedef enum {
  MODEL_DOCUMENT_LOADING,
  MODEL_DOCUMENT_NEEDS_PASSWORD,
  MODEL_DOCUMENT_READY,
  MODEL_DOCUMENT_FAILED,
} ModelDocumentState;

typedef enum {
  MODEL_PRIORITY_VISIBLE,
  MODEL_PRIORITY_NEAR,
  MODEL_PRIORITY_THUMBNAIL,
} ModelPriority;

/* Side of the squares that large pictures are made of, in pixels. */
#define MODEL_TILE_SIDE 1024

/* Where a hit of the search stands on the displayed page. */
typedef struct {
  PdfRect  area;      /* mm from the top left, y down */
  gboolean continued; /* goes on in the next area (a line break) */
} ModelHit;

/* Properties, all notified: "state", "title" (display name of the file), "n-pages", "n-hits",
 * "finding", "report" (NULL until judged). Signals: "page-changed" (guint page) when a page's size
 * became known, a better picture of it is in the cache, or hits were found on it; "seals-found" when
 * what looks like a seal was. */
ModelDocument     *model_document_new           (GFile             *file);
GFile             *model_document_get_file      (ModelDocument     *self);
const char        *model_document_get_path      (ModelDocument     *self);
const char        *model_document_get_title     (ModelDocument     *self);
ModelDocumentState model_document_get_state     (ModelDocument     *self);
/* Why it failed, or what is wrong with the password that was given. */
const GError      *model_document_get_error     (ModelDocument     *self);
/* Before loading: the page that will be seen first, and how many device pixels wide. Its picture is
 * drawn with the opening, and is there when the view asks for it. */
void               model_document_expect        (ModelDocument     *self,
                                                 guint              page,
                                                 guint              width);
/* A copy of password is kept, since the file is read again to be judged and signed. */
void               model_document_load          (ModelDocument     *self,
                                                 const char        *password);
/* Takes at once what the worker has ready, rather than when the main context runs next. */
void               model_document_poll          (ModelDocument     *self);
/* Whether it took a password to open it: then nothing of its content is kept on disk. */
gboolean           model_document_is_protected  (ModelDocument     *self);
GBytes            *model_document_get_secret    (ModelDocument     *self);
guint              model_document_get_n_pages   (ModelDocument     *self);
const RenderInfo  *model_document_get_info      (ModelDocument     *self);
/* Estimated by the first page's until read. Never fails for a page that exists. */
const PdfPageBox  *model_document_get_page_box  (ModelDocument     *self,
                                                 guint              page);
/* The best picture of the page in the cache (borrowed, NULL while there is none); sharp tells
 * whether it has this scale (device pixels a mm) and turn (0, 90, 180, 270 clockwise). When not
 * sharp a better one is on its way and "page-changed" follows. */
cairo_surface_t   *model_document_peek_picture  (ModelDocument     *self,
                                                 guint              page,
                                                 double             scale,
                                                 int                turn,
                                                 ModelPriority      priority,
                                                 gboolean          *sharp);
/* The same, but whatever there is, and nothing is asked for. */
cairo_surface_t   *model_document_peek_any      (ModelDocument     *self,
                                                 guint              page,
                                                 int                turn);
/* One square of that picture, for pages too large to be kept whole; NULL until it is there. */
cairo_surface_t   *model_document_peek_tile     (ModelDocument     *self,
                                                 guint              page,
                                                 double             scale,
                                                 int                turn,
                                                 guint              column,
                                                 guint              row);
/* Gives up pictures that were asked for with this priority and not begun: the view moved on. */
void model_document_forget_wishes (ModelDocument *self,
                                   ModelPriority  priority);

/* Looks for text on every page, from this one on and round; NULL or "" ends it. */
void               model_document_find          (ModelDocument     *self,
                                                 const char        *text,
                                                 guint              from_page);
gboolean           model_document_is_finding    (ModelDocument     *self);
guint              model_document_get_n_hits    (ModelDocument     *self);
/* ModelHit in reading order, or NULL. */
const GArray      *model_document_peek_hits     (ModelDocument     *self,
                                                 guint              page);

/* Looks at each page that is shown, or was, for what looks like a seal; "seals-found" tells. */
void               model_document_seek_seals    (ModelDocument     *self);
/* PdfRect in mm from the top left, y down, or NULL. */
const GArray      *model_document_peek_seals    (ModelDocument     *self,
                                                 guint              page);

/* Draws a page for paper, in points, on the calling thread; waits for the worker's current page. */
void               model_document_print_page    (ModelDocument     *self,
                                                 guint              page,
                                                 cairo_t           *cr);

/* Judges the file again with the roots of this folder; "report" is notified at once, when the old
 * verdict goes, and when a new one or an error is there. */
void               model_document_verify        (ModelDocument     *self,
                                                 const char        *trust);
const PadesReport *model_document_get_report    (ModelDocument     *self);
const GError *model_document_get_report_error (ModelDocument *self);

G_END_DECLS
