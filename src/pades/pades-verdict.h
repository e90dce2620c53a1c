/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-report.h"
#include "pki-cms.h"
#include "pki-judgement.h"

G_BEGIN_DECLS

/* What was found out about one signature: all that its verdict depends on. */
typedef struct {
  PadesIntegrity integrity;
  PadesSub       flaw;      /* why integrity is not intact */
  PadesCoverage  coverage;
  PadesChanges   changes;
  gboolean       covered;   /* by something that is permitted */
  gboolean       unseen;    /* whether it is could not be looked at */
  PkiDigestType  digest;
  gboolean       mismatched; /* its algorithm and its digest, or it and its /Type */
  gboolean       unbound;   /* a PAdES signature that does not name its certificate */
  PadesTrust     trust;
  PkiReason      reason;    /* why not trusted */
  gint64         moment;    /* of the revocation or end that reason tells of */
  gboolean       unrevoked; /* the signer's certificate is known not to be revoked */
  gint64         used;      /* as of when it is judged: the proven time, or now */
  gboolean       proven;    /* which of the two */
  gint64         claimed;   /* when the signer says to have signed; G_MININT64: no word */
  gint64         since;     /* it was made after this, by a content time-stamp; G_MININT64: none */
} PadesFacts;

typedef struct {
  PadesIndication indication;
  PadesSub        sub;
} PadesVerdict;

void            pades_verdict_read_check (PkiCmsCheck       check,
                                          guint             n_signers,
                                          PadesFacts       *facts);
PadesVerdict    pades_verdict_judge      (const PadesFacts *facts);
PadesIndication pades_verdict_worst      (PadesIndication   a,
                                          PadesIndication   b);

G_END_DECLS
