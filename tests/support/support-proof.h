/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-crl.h"
#include "pki-ocsp.h"
#include "support-ca.h"

G_BEGIN_DECLS

/* OCSP answers and revocation lists exactly as a test needs them, made without any service. */

typedef struct {
  SupportIdentity *issuer;         /* of the certificate */
  SupportIdentity *signer;         /* of the answer; NULL: the issuer */
  PkiCertificate  *certificate;
  PkiStatusKind    kind;
  gint64           since;          /* of a revocation */
  gint64           this_update;
  gint64           next_update;    /* 0: none */
  gint64           produced;       /* 0: this_update */
  gint64           archive_cutoff; /* 0: none */
  const EVP_MD    *md;             /* NULL: SHA-256 */
} SupportAnswerProfile;

typedef struct {
  PkiCertificate *certificate;     /* NULL ends the entries */
  gint64          since;
  int             reason;          /* -1: none */
  PkiCertificate *issuer;          /* certificateIssuer, which goes for those that follow; NULL: none */
} SupportEntry;

typedef struct {
  SupportIdentity    *issuer;
  SupportIdentity    *signer;      /* NULL: the issuer */
  gint64              this_update;
  gint64              next_update; /* 0: none */
  const SupportEntry *entries;     /* or NULL */
  glong               number;
  glong               base;        /* of a delta list; 0: it is complete */
  const char         *point;       /* issuingDistributionPoint as OpenSSL's configuration spells it */
  gint64              expired_from; /* expiredCertsOnCRL; 0: none */
} SupportListProfile;

PkiOcsp *support_proof_ocsp (const SupportAnswerProfile *profile);
PkiCrl  *support_proof_crl  (const SupportListProfile   *profile);

G_END_DECLS
