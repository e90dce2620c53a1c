/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-report.h"
#include "pdf-file.h"
#include "report-verdict.h"

G_BEGIN_DECLS

/* What a verification report is about: some files, what was found, and by what it was judged. */
typedef struct {
  char        *name;   /* as the user knows it */
  PdfFile     *file;   /* or NULL where it could not be opened */
  PadesReport *report; /* or NULL where there is no verdict; then the reasons, translated: */
  char        *what;
  char        *why;    /* or NULL */
  char        *remedy; /* or NULL */
  const char  *password; /* of this file, lent; or NULL: that of the case */
} ReportEntry;

typedef struct {
  GPtrArray  *entries;  /* ReportEntry */
  gint64      judged;   /* the moment as of which, seconds since 1970, UTC */
  gint64      made;     /* when the report is made */
  gboolean    asked;    /* issuers were asked about revocation */
  PkiTrust   *trust;    /* lent */
  const char *password; /* of the files, lent, or NULL: pictures of their pages need it */
} ReportCase;

ReportEntry *report_entry_new     (const char        *name,
                                   PdfFile           *file,
                                   PadesReport       *report);
void         report_entry_free    (ReportEntry       *self);
ReportAnswer report_entry_judge   (const ReportEntry *self,
                                   guint             *worst);
/* Of all files together. */
ReportAnswer report_case_judge        (const ReportCase *self);
char        *report_case_dup_headline (const ReportCase *self);
char        *report_case_dup_title    (const ReportCase *self);
/* A few words: what could not be read has its own. */
char        *report_entry_dup_headline (const ReportEntry *self);
ReportCase  *report_case_new      (PkiTrust          *trust,
                                   gint64             judged,
                                   gint64             made);
void         report_case_free     (ReportCase        *self);
/* ReportEntry, lent: the worst first, else in their order. */
GPtrArray   *report_case_rank     (const ReportCase  *self);
/* Which signatures are described in full: their places in the report, at most max, the worst first
 * where there are more. */
GArray      *report_entry_choose  (const ReportEntry *self,
                                   guint              max);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReportEntry, report_entry_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReportCase, report_case_free)

G_END_DECLS
