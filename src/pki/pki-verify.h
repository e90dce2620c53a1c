/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-cms.h"
#include "pki-openssl.h"

G_BEGIN_DECLS

/* One signature value over some bytes, by the rules of its AlgorithmIdentifier. */
typedef struct {
  const X509_ALGOR *algorithm;
  PkiDigestType     digest;    /* of the SignerInfo; must agree with the algorithm */
  const void       *tbs;
  gsize             tbs_size;
  gboolean          is_digest; /* tbs is the digest already */
  const void       *value;
  gsize             value_size;
} PkiSignature;

PkiCmsCheck  pki_verify_signature          (PkiCertificate     *signer,
                                            const PkiSignature *signature);
/* The digest that its OID names, or none. */
PkiDigestType pki_verify_get_digest        (const X509_ALGOR   *algorithm);
/* Whether signed attributes may go with such a digest: the one that it names itself, and EdDSA
 * takes one each (RFC 8419, 3.1). */
gboolean     pki_verify_takes_digest       (const X509_ALGOR   *algorithm,
                                            PkiDigestType       digest);
/* "RSA", "RSA-PSS", "ECDSA", "Ed25519", or OpenSSL's name for another. */
const char  *pki_verify_get_algorithm_name (const X509_ALGOR   *algorithm);

G_END_DECLS
