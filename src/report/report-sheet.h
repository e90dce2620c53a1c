/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

#include "report-verdict.h"

G_BEGIN_DECLS

/* A4 paper that is filled from the top: text in a few styles, icons, frames; a new page begins where
 * the next thing does not fit. Points, y down. */
typedef struct _ReportSheet ReportSheet;

typedef enum {
  REPORT_STYLE_KIND,     /* what sort of document it is */
  REPORT_STYLE_TITLE,
  REPORT_STYLE_HEADING,
  REPORT_STYLE_SUBTITLE,
  REPORT_STYLE_BODY,
  REPORT_STYLE_STRONG,
  REPORT_STYLE_LABEL,
  REPORT_STYLE_CODE,
  REPORT_STYLE_CAPTION,
  REPORT_N_STYLES
} ReportStyle;

typedef struct {
  const char  *text;
  ReportStyle  style;
  double       x;     /* from the left margin */
  double       width; /* 0: as far as the right margin */
} ReportText;

#define REPORT_SHEET_WIDTH 595.28
#define REPORT_SHEET_HEIGHT 841.89
#define REPORT_SHEET_MARGIN 54.0
#define REPORT_SHEET_INNER (REPORT_SHEET_WIDTH - 2 * REPORT_SHEET_MARGIN)

/* n_pages: of the whole, 0 while it is being found out. */
ReportSheet *report_sheet_new       (cairo_t          *cr,
                                     const char       *title,
                                     const char       *foot,
                                     guint             n_pages);
/* Ends the last page; gives how many there are. */
guint        report_sheet_finish    (ReportSheet      *self);
void         report_sheet_free      (ReportSheet      *self);
cairo_t *report_sheet_get_cairo (ReportSheet *self);
double       report_sheet_get_y     (ReportSheet      *self);
void         report_sheet_skip      (ReportSheet      *self,
                                     double            height);
void         report_sheet_take      (ReportSheet      *self,
                                     double            height);
void         report_sheet_need      (ReportSheet      *self,
                                     double            height);
/* A coloured bar goes along the left edge of all that follows; PENDING ends it. */
void         report_sheet_set_bar   (ReportSheet      *self,
                                     ReportState       state);
/* Texts side by side; the next thing stands below the highest. */
void         report_sheet_add       (ReportSheet      *self,
                                     const ReportText *texts,
                                     guint             n_texts,
                                     const char       *tag);
/* The same, with an icon in front of them at x. */
void report_sheet_add_state (ReportSheet      *self,
                             ReportState       state,
                             double            x,
                             const ReportText *texts,
                             guint             n_texts);
void         report_sheet_add_rule  (ReportSheet      *self);
void report_sheet_set_color (cairo_t     *cr,
                             ReportState  state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReportSheet, report_sheet_free)

G_END_DECLS
