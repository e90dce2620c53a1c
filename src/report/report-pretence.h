/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-report.h"
#include "pdf-file.h"

G_BEGIN_DECLS

typedef enum {
  REPORT_PRETENCE_SEAL,  /* it looks like a seal, drawn in whatever way */
  REPORT_PRETENCE_STAMP, /* a stamp annotation */
} ReportPretenceKind;

/* What looks like the mark of a signature and is none: anybody can put a picture on a page. */
typedef struct {
  ReportPretenceKind kind;
  guint              page; /* from 0 */
  PdfRect            rect; /* user space */
  PdfPageBox         box;  /* of the page */
  guint              likes; /* how far its place has to be told, see report_pretence_arrange() */
} ReportPretence;

/* Looks at the pages; the verdict receives its stamps, seals and n_seen. */
void        report_pretence_seek         (PadesReport          *report,
                                          PdfFile              *file,
                                          const char           *password,
                                          GCancellable         *cancellable);
/* ReportPretence, page by page. */
GArray     *report_pretence_list         (const PadesReport    *report);
gboolean    report_pretence_is_of_mark   (const PadesReport    *report,
                                          guint                 page,
                                          const PdfRect        *rect);
void        report_pretence_arrange      (GArray               *list);
const char *report_pretence_title        (const PadesReport    *report);
char       *report_pretence_dup_sentence (const ReportPretence *self);
/* NULL where all pages were looked at, or none was asked for. */
char       *report_pretence_dup_remark   (const PadesReport    *report);

G_END_DECLS
