/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-judgement.h"
#include "pki-proof.h"

G_BEGIN_DECLS

/* What the answers and lists at hand say about one certificate, and which of them can be relied on
 * for a signature of a known age. */
typedef struct _PkiEvidence PkiEvidence;

typedef struct {
  PkiCertificate *certificate;
  PkiCertificate *issuer;
  gint64          issuer_end; /* what the issuer signed after this cannot be relied on */
  gint64          used;       /* when the certificate is known to have been used */
  gint64          fresh;      /* an answer "good" must not have been out of date by then */
  gboolean        own;        /* the user chose to trust this issuer, or one above it */
  gint64          lenient;    /* that will do instead where nobody tells anything now; 0: nothing
                                 will */
  gboolean        embedded;   /* only what nobody was asked for is weighed */
} PkiEvidenceQuestion;

PkiEvidence *pki_evidence_new    (PkiValidationData         *data,
                                  PkiProof                  *proof);
void         pki_evidence_free   (PkiEvidence               *self);
/* After something was added to the collection. */
void         pki_evidence_forget (PkiEvidence               *self);
/* Fills in all that a link tells of revocation. */
void         pki_evidence_weigh  (PkiEvidence               *self,
                                  const PkiEvidenceQuestion *question,
                                  PkiLink                   *link);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PkiEvidence, pki_evidence_free)

G_END_DECLS
