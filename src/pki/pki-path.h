/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-trust.h"

G_BEGIN_DECLS

/* The rule that a certificate of a path breaks, whenever one looks (RFC 5280, 6.1). Validity and
 * revocation depend on the moment and are none of them. */
typedef enum {
  PKI_FLAW_NONE,
  PKI_FLAW_SIGNATURE,        /* not signed by the key of the next one */
  PKI_FLAW_AUTHORITY,        /* basic constraints or key usage: it may not issue certificates */
  PKI_FLAW_PATH_LENGTH,
  PKI_FLAW_NAME_CONSTRAINTS,
  PKI_FLAW_POLICY,           /* certificate policies: an explicit one is demanded and missing */
  PKI_FLAW_EXTENSION,        /* a critical extension that is unknown, or one that makes no sense */
  PKI_FLAW_PURPOSE,          /* key usage or extended key usage of the leaf */
  PKI_FLAW_OTHER,
  PKI_N_FLAWS
} PkiFlaw;

/* A way from a certificate to a root, or as far towards one as certificates are there. */
typedef struct {
  GPtrArray *certificates; /* PkiCertificate, the leaf first */
  gboolean   anchored;     /* the last is a given root */
  PkiFlaw    flaw;
  guint      flaw_at;      /* which certificate, 0 for the leaf */
} PkiPath;

/* Where issuers are looked for; any but the leaf may be NULL. */
typedef struct {
  PkiCertificate *leaf;
  GPtrArray      *others;  /* PkiCertificate: what came along */
  GPtrArray      *more;    /* PkiCertificate: what else is at hand */
  PkiTrust       *roots;
  PkiPurpose      purpose;
  GPtrArray      *ends;    /* PkiCertificate: receives where ways ended without a root; or NULL */
  GPtrArray      *dead;    /* PkiPath: receives a few ways that led to no root; or NULL */
} PkiPathQuery;

GPtrArray *pki_path_list (const PkiPathQuery *query); /* PkiPath */
void       pki_path_free (PkiPath            *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PkiPath, pki_path_free)

G_END_DECLS
