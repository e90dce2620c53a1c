/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pdf-geometry.h"

G_BEGIN_DECLS

/* Where on a page something is: millimetres from the left and the top of the page as displayed, and
 * the part of the page that it is in. */
typedef struct {
  double x, y;
  guint  column, row; /* thirds */
} ReportSpot;

ReportSpot report_spot_new       (const PdfPageBox *box,
                                  double            x,
                                  double            y);
/* Of the middle of a place in user space. */
ReportSpot report_spot_find      (const PdfPageBox *box,
                                  const PdfRect    *rect);
gboolean   report_spot_is_near   (const ReportSpot *self,
                                  const ReportSpot *other);
char      *report_spot_dup_words (const ReportSpot *self,
                                  gboolean          exact);

G_END_DECLS
