/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-exam.h"
#include "pki-judge.h"

G_BEGIN_DECLS

/* Who signed, who proved when, and is either trusted: read from the newest signature to the
 * oldest, since each document time-stamp proves that all before it existed at its time. */
typedef struct {
  PdfFile        *file;   /* lent, like all but the numbers */
  PkiTrust       *roots;  /* or NULL */
  PkiJudge       *judge;
  PkiProof       *proof;  /* receives what document time-stamps prove */
  gint64          now;
  gint64          proven; /* of what is now looked at, by a later time-stamp; or PADES_DATE_NONE */
  PkiCertificate *tsa;    /* who proved it */
} PadesTrustWalk;

void pades_trust_begin (PadesTrustWalk *walk);
void pades_trust_judge (PadesTrustWalk *walk,
                        PadesExam      *exam,
                        PadesSignature *signature);

G_END_DECLS
