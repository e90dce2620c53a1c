/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-issuer.h"

G_BEGIN_DECLS

/* What a certificate is for decides its extensions. */
typedef enum {
  PKI_PROFILE_ROOT,
  PKI_PROFILE_AUTHORITY,    /* the CA that issues, below the root */
  PKI_PROFILE_PERSON,
  PKI_PROFILE_ORGANISATION, /* a person for an enterprise, or its seal */
  PKI_PROFILE_TIMESTAMP,    /* RFC 3161, 2.3: extendedKeyUsage critical and alone */
  PKI_PROFILE_OCSP,         /* RFC 6960, 4.2.2.2: delegated responder */
  PKI_PROFILE_REGISTRAR,    /* RFC 9483, 3.2: answers by CMP for an authority (id-kp-cmcRA) */
} PkiProfile;

/* Of an authority that issues under whatever policy its certificates name (RFC 5280, 4.2.1.4). */
#define PKI_ANY_POLICY "2.5.29.32.0"

/* A certificate to be; everything is lent, and NULL is left out. */
typedef struct {
  PkiProfile  profile;
  GBytes     *spki;             /* DER SubjectPublicKeyInfo */
  const char *common_name;
  const char *surname;          /* of a person, or the whole name where nobody knows what is which */
  const char *organisation;
  const char *organisation_id;  /* 2.5.4.97, such as NTRCN-9152… (EN 319 412-1, 5.1.4) */
  const char *serial_number;    /* 2.5.4.5 of the subject: an identifier, no identity number */
  const char *country;          /* two letters */
  const char *registrar;        /* address of who gives out serial numbers of persons */
  const char *policy;           /* OID of the certificate policy: its level of assurance */
  const char *ocsp;
  const char *crl;
  const char *authority;        /* where the issuer's certificate is (caIssuers) */
  gint64      not_before;
  gint64      not_after;
} PkiIssue;

PkiCertificate *pki_issue_certificate (PkiIssuer       *issuer,
                                       const PkiIssue  *issue,
                                       GCancellable    *cancellable,
                                       GError         **error);

G_END_DECLS
