/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-report.h"

G_BEGIN_DECLS

/**
 * ReportNews:
 * @change: lent by the report
 * @n_pages: on so many pages, one after the other from that of @change on, the same was done; 1
 *   where it is on no page
 * @permitted: whether the signature permits it
 *
 * What a reader is told of in one line.
 */
typedef struct {
  PadesChange *change;
  guint        n_pages;
  gboolean     permitted;
} ReportNews;

/* What was changed after a signature, as sentences in the user's language. */
gboolean   report_change_is_news      (const PadesSignature *signature,
                                       const PadesChange    *change);
char      *report_change_dup_sentence (const PadesChange    *change);
char      *report_change_dup_place    (const ReportNews     *news);
/* PadesChange, lent: the news for a signature, at most max; more receives how many are left out. */
GPtrArray *report_change_list         (const PadesReport    *report,
                                       const PadesSignature *signature,
                                       guint                 max,
                                       guint                *more);
/* ReportNews: the same, with what was done on page after page joined. */
GPtrArray *report_change_tell         (const PadesReport    *report,
                                       const PadesSignature *signature,
                                       guint                 max,
                                       guint                *more);
void       report_change_join         (GPtrArray            *news,
                                       PadesChange          *change,
                                       gboolean              permitted);

G_END_DECLS
