/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-report.h"
#include "pki-validation-data.h"

G_BEGIN_DECLS

/* What a file holds of one signature: bytes that a report hands on for others to check. */
typedef struct {
  char   *digest;    /* base64: of what it is over, by its own digest */
  GBytes *signature; /* the signature value, or NULL */
  GBytes *token;     /* its time-stamp token, or the document time-stamp itself; or NULL */
  gsize   range[4];  /* its ByteRange; all 0 where it has none */
} ReportProof;

typedef struct {
  GPtrArray         *proofs; /* ReportProof, one for each signature of the report */
  PkiValidationData *data;   /* of the document's store */
} ReportEvidence;

ReportEvidence *report_evidence_read (PdfFile           *file,
                                      const PadesReport *report);
void            report_evidence_free (ReportEvidence    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReportEvidence, report_evidence_free)

G_END_DECLS
