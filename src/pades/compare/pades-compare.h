/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "pades-regions.h"
#include "pdf-file.h"

G_BEGIN_DECLS

/* Two revisions of a document as they are seen. What is permitted is decided by the objects that
 * were written, alike with and without a renderer; this tells what it comes to on the page. */

typedef enum {
  PADES_LOOK_SAME,
  PADES_LOOK_DIFFERENT,
  PADES_LOOK_ADDED,   /* the page was not there before */
  PADES_LOOK_REMOVED, /* it is not there any more */
  PADES_LOOK_UNKNOWN, /* it could not be drawn, or there were too many to draw */
  PADES_N_LOOKS
} PadesLook;

/* What something new on a page hides. */
typedef enum {
  PADES_COVERED_CONTENT, /* text or pictures of the page */
  PADES_COVERED_VALUE,   /* what a form field says */
  PADES_COVERED_MARK,    /* the mark of a signature */
  PADES_N_COVERED
} PadesCovered;

typedef struct {
  guint32      page;    /* index from 0 in the newer revision */
  PadesCovered what;
  char        *field;   /* the covered field's name, UTF-8, or NULL */
  char        *subtype; /* of what lies over it (ISO 32000-2, table 171), or NULL */
  PdfRect      rect;    /* of the latter, points from the top left of the page as displayed */
  PdfRect      user;    /* the same in user space */
} PadesCover;

typedef struct {
  PadesLook  look;
  guint32    before;  /* index from 0 in the older revision, G_MAXUINT32 = not there */
  guint32    after;   /* the same in the newer one */
  GArray    *regions; /* PadesRegion */
  GPtrArray *covers;  /* PadesCover */
} PadesPageLook;

typedef struct {
  guint      before;   /* the older revision, from 1 */
  guint      after;
  guint      n_before; /* pages */
  guint      n_after;
  guint      n_drawn;  /* how many had to be drawn to know */
  GPtrArray *pages;    /* PadesPageLook, all of them, in the newer order; the removed ones last */
} PadesComparison;

typedef struct {
  guint    before;    /* the older revision, from 1 */
  guint    after;     /* the newer one; 0 for the last */
  guint    max_drawn; /* pages; 0 for a sensible number */
  void   (*progress) (guint    done,
                      guint    n,
                      gpointer data);
  gpointer data;
} PadesCompareRequest;

PadesComparison *pades_compare          (PdfFile                   *file,
                                         const PadesCompareRequest *request,
                                         PadesRender               *render,
                                         GCancellable              *cancellable,
                                         GError                   **error);
void             pades_comparison_free  (PadesComparison           *self);
gboolean pades_comparison_is_same (const PadesComparison *self);

const char      *pades_look_word        (PadesLook                  look);
const char      *pades_covered_word     (PadesCovered               what);
/* Sentences, marked for translation, without a full stop; {name} stands for the field's name. */
const char      *pades_look_template    (PadesLook                  look);
const char *pades_covered_template (PadesCovered what);
char       *pades_cover_fill       (const PadesCover *self,
                                    const char       *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PadesComparison, pades_comparison_free)

G_END_DECLS
