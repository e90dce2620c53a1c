/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/* A PDF as Poppler shows it. One RenderDocument belongs to one thread at a time: Poppler crashes
 * where a document is shared. */
typedef struct _RenderDocument RenderDocument;

/**
 * RenderError:
 * @RENDER_ERROR_UNREADABLE: no PDF that Poppler can open
 * @RENDER_ERROR_PASSWORD: a password is needed, or the one given is wrong
 * @RENDER_ERROR_TOO_LARGE: the picture asked for is larger than allowed
 */
typedef enum {
  RENDER_ERROR_UNREADABLE,
  RENDER_ERROR_PASSWORD,
  RENDER_ERROR_TOO_LARGE,
  RENDER_N_ERRORS
} RenderError;

#define RENDER_ERROR (render_error_quark ())

typedef struct {
  double   x, y, width, height; /* points from the top left of the page as displayed */
  gboolean continued;           /* the same hit goes on in the next area (a line break) */
} RenderArea;

/* What the file says about itself; strings are NULL where it says nothing. */
typedef struct {
  char    *title;
  char    *author;
  char    *subject;
  char    *creator;
  char    *producer;
  char    *version;   /* "PDF-1.7" */
  gint64   created;   /* seconds since 1970, -1 = unknown */
  gint64   modified;
  gboolean encrypted;
} RenderInfo;

GQuark           render_error_quark         (void);
gboolean         render_error_explain       (int               code,
                                             const char      **what,
                                             const char      **why,
                                             const char      **remedy);

RenderDocument  *render_document_new        (const char       *path,
                                             const char       *password,
                                             GError          **error);
RenderDocument  *render_document_new_for_bytes (GBytes        *bytes,
                                             const char       *password,
                                             GError          **error);
void             render_document_free       (RenderDocument   *self);
guint            render_document_get_n_pages (RenderDocument  *self);
/* Size as displayed, in points of 1/72 inch (UserUnit not applied: Poppler ignores it). */
void             render_document_get_size   (RenderDocument   *self,
                                             guint             page,
                                             double           *width,
                                             double           *height);
RenderInfo      *render_document_get_info   (RenderDocument   *self);
void             render_info_free           (RenderInfo       *info);

/* The page at scale pixels a point on white, annotations included: a new ARGB32 image surface. */
cairo_surface_t *render_document_draw       (RenderDocument   *self,
                                             guint             page,
                                             double            scale,
                                             int               turn,
                                             GError          **error);
/* The same, but only the part of the picture that clip (pixels) names. */
cairo_surface_t *render_document_draw_clip  (RenderDocument   *self,
                                             guint             page,
                                             double            scale,
                                             int               turn,
                                             const cairo_rectangle_int_t *clip,
                                             GError          **error);
/* Leaves out what the form's fields show, but for signatures' marks, from here on. */
void             render_document_hide_fields (RenderDocument  *self,
                                             guint             page);
/* Draws for paper: vectors stay vectors. */
void             render_document_print      (RenderDocument   *self,
                                             guint             page,
                                             cairo_t          *cr);
/* Where text stands on a page: RenderArea, reading order, as in the search box (case folded). */
GArray          *render_document_find       (RenderDocument   *self,
                                             guint             page,
                                             const char       *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RenderDocument, render_document_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RenderInfo, render_info_free)

G_END_DECLS
