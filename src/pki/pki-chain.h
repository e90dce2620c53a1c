/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-fetch.h"
#include "pki-certificate.h"

G_BEGIN_DECLS

/* The way from a certificate to its root, one step at a time, before anybody is trusted. */
#define PKI_CHAIN_MAX_DEPTH 8

/* By signature, not by name alone. */
gboolean        pki_chain_is_issuer     (PkiCertificate  *issuer,
                                         PkiCertificate  *certificate);
/* Lent by candidates (PkiCertificate; or NULL). */
PkiCertificate *pki_chain_find_issuer   (PkiCertificate  *certificate,
                                         GPtrArray       *candidates);
gboolean        pki_chain_contains      (GPtrArray       *certificates,
                                         PkiCertificate  *certificate);
/* All certificates of a file: DER, PEM, or a "certs-only" CMS (P7B, P7C) in either; NULL for none. */
GPtrArray      *pki_chain_read          (GBytes          *bytes);
/* What is at a caIssuers address: one certificate in DER, some in PEM, or a certs-only CMS. */
GPtrArray      *pki_chain_fetch_issuers (PkiFetch        *fetch,
                                         const char      *uri,
                                         GCancellable    *cancellable,
                                         GError         **error);

G_END_DECLS
