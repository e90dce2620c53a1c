/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli-sign-options.h"
#include "report-case.h"

G_BEGIN_DECLS

/* Where `verify` shall write its report, and with what to sign it. */
typedef struct {
  char           *path;      /* or NULL: no report is wanted */
  GPtrArray      *paths;     /* where that is a folder: of each file's report, and of the table */
  gboolean        overwrite;
  CliSignOptions *key;       /* its p12, pem, certificate, token, module and password_file */
} CliReportFile;

void     cli_report_file_clear (CliReportFile       *self);
/* Says what is wrong with it before anything is judged. */
gboolean cli_report_file_check (CliReportFile       *self,
                                char               **inputs,
                                GError             **error);
gboolean cli_report_file_write (const CliReportFile *self,
                                const ReportCase    *about,
                                GError             **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliReportFile, cli_report_file_clear)

G_END_DECLS
