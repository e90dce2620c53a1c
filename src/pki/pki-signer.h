/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-certificate.h"
#include "pki-digest.h"
#include "pki-envelope.h"

G_BEGIN_DECLS

/* The seam between documents and keys: who can sign, and open what was encrypted to them. PKCS#12 files, tokens and test
 * keys fill it in; nothing above it knows where a key lives. */
typedef struct _PkiSigner PkiSigner;

typedef struct {
  /* PkiCertificate, the signer's own first, then its issuers as far as known; lent. */
  GPtrArray *(*get_certificates) (PkiSigner *self);
  /* Signs tbs as it is (hashing is the key's business) and gives the signature value in the form
   * that CMS carries: PKCS#1, DER ECDSA-Sig-Value, raw EdDSA. algorithm receives the DER
   * AlgorithmIdentifier of the signature. */
  gboolean   (*sign)             (PkiSigner     *self,
                                  PkiDigestType  digest,
                                  gboolean       pss,
                                  GBytes        *tbs,
                                  GBytes       **signature,
                                  GBytes       **algorithm,
                                  GCancellable  *cancellable,
                                  GError       **error);
  /* The largest signature value, in bytes. */
  gsize      (*get_max_size)     (PkiSigner *self);
  void       (*free)             (PkiSigner *self);
  /* (nullable): what is encrypted to the certificate; NULL: the key only signs. */
  GBytes    *(*open)             (PkiSigner     *self,
                                  PkiEnvelope   *envelope,
                                  GError       **error);
} PkiSignerFuncs;

struct _PkiSigner {
  const PkiSignerFuncs *funcs;
};

void            pki_signer_free            (PkiSigner *self);
PkiCertificate *pki_signer_get_certificate (PkiSigner *self);
GBytes         *pki_signer_open            (PkiSigner     *self,
                                            PkiEnvelope   *envelope,
                                            GError       **error);
/* Ed25519 signs with SHA-512 and Ed448 with SHAKE256 whatever is asked (RFC 8419); the rest as
 * asked. */
PkiDigestType   pki_signer_choose_digest   (PkiSigner     *self,
                                            PkiDigestType  wanted);
PkiDigestType   pki_certificate_choose_digest (PkiCertificate *certificate,
                                            PkiDigestType  wanted);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PkiSigner, pki_signer_free)

G_END_DECLS
