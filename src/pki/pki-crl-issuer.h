/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <openssl/x509.h>

#include "pki-status.h"

G_BEGIN_DECLS

/* Who issues a list that is not the certificate's issuer (RFC 5280, 5.2.5 and 6.3.3). */
gboolean        pki_crl_issuer_is_indirect   (X509_CRL                *crl);
/* Does the certificate name the list's issuer? Cheap, and proves nothing. */
gboolean        pki_crl_issuer_is_named      (X509_CRL                *crl,
                                              PkiCertificate          *certificate);
/* Lent by question->others; NULL: the one who signed the list is not among them. */
PkiCertificate *pki_crl_issuer_find          (X509_CRL                *crl,
                                              const PkiStatusQuestion *question);
/* Who stands above the certificate's issuer may have appointed the list's. */
void            pki_crl_issuer_add_way       (X509_STORE              *store,
                                              STACK_OF (X509)         *others,
                                              const PkiStatusQuestion *question,
                                              PkiCertificate          *signer);

G_END_DECLS
