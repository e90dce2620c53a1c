/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-compare.h"
#include "pdf-file.h"
#include "report-verdict.h"

G_BEGIN_DECLS

/* A page of one of two versions that are shown beside one another, and its room, in points. */
typedef struct {
  guint    revision;
  guint32  page; /* G_MAXUINT32: it is not there */
  gboolean now;  /* as it is now; or as it was signed */
  double   scale; /* room to page */
  double   width, height;
} ReportSide;

/* What the reader of a report is to see. */
gboolean report_side_is_shown    (const PadesPageLook *look);
/* Before, then after. */
void     report_side_init_pair   (ReportSide           sides[2],
                                  const PadesComparison *comparison,
                                  const PadesPageLook *look);
void     report_side_fit         (ReportSide          *self,
                                  PdfFile             *file,
                                  double               width,
                                  double               height);
void     report_side_paint       (const ReportSide    *self,
                                  cairo_t             *cr,
                                  PadesRender         *render,
                                  GArray              *regions,
                                  ReportState          state);
char    *report_side_dup_caption (const ReportSide    *self);

G_END_DECLS
