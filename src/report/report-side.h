/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

#include "pades-compare.h"
#include "pdf-file.h"
#include "report-verdict.h"

G_BEGIN_DECLS

/* A page of one of two versions that are shown beside one another, and its room, in points. */
typedef struct {
  guint    revision;
  guint32  page;  /* G_MAXUINT32: it is not there */
  gboolean now;   /* as it is now; or as it was signed */
  double   scale; /* room to page */
  double   width, height;
} ReportSide;

/* Whether the reader of a report is to see a page before and after. */
gboolean report_side_is_shown    (const PadesPageLook   *look);
/* file: of that version; NULL for one that cannot be read. */
void     report_side_fit         (ReportSide            *self,
                                  PdfFile               *file);
/* Frames what differs; density: pixels a point. */
void     report_side_paint       (const ReportSide      *self,
                                  cairo_t               *cr,
                                  PadesRender           *render,
                                  double                 density,
                                  GArray                *regions,
                                  ReportState            state);
char    *report_side_dup_caption (const ReportSide      *self);

G_END_DECLS
