/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report-case.h"

G_BEGIN_DECLS

/* The facts behind a verdict as rows of a report: a name of ours, and a value that may come from a
 * hostile file and has been cleaned. */
typedef struct {
  const char *label; /* translated */
  char       *value; /* UTF-8, one line */
  gboolean    code;  /* a number to be compared digit by digit */
} ReportDetail;

/* All give a list of ReportDetail. */
GPtrArray *report_detail_list_signature (const ReportEntry    *entry,
                                         const PadesSignature *signature);
GPtrArray *report_detail_list_file      (const ReportEntry    *entry);
GPtrArray *report_detail_list_case      (const ReportCase     *self);
void       report_detail_free           (ReportDetail         *self);

G_END_DECLS
