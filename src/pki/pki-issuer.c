/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-issuer.h"

#include "pki-der-write.h"

struct _PkiIssuer {
  PkiSigner *signer;
  GBytes *algorithm; /* DER AlgorithmIdentifier of its signatures */
};

/* The algorithm stands inside what is signed (RFC 5280, 4.1.2.3), and a signer tells it with a
 * signature only: it signs this, once. No structure of X.509 begins so. */
#define PROBE "Vermilion: which algorithm?"

/**
 * pki_issuer_new:
 * @signer: (transfer full): the key
 * @cancellable: (nullable): a cancellable
 * @error: what the key refuses with
 *
 * Puts a key into office.
 *
 * Returns: (transfer full): the issuer, or NULL on error
 */
PkiIssuer *
pki_issuer_new (PkiSigner *signer, GCancellable *cancellable, GError **error)
{
  g_autoptr (PkiIssuer) self = g_new0 (PkiIssuer, 1);
  g_autoptr (GBytes) probe = g_bytes_new_static (PROBE, sizeof PROBE - 1);
  g_autoptr (GBytes) signature = NULL;

  self->signer = signer;
  if (!signer->funcs->sign (signer, PKI_DIGEST_SHA256, FALSE, probe, &signature, &self->algorithm,
                            cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * pki_issuer_free:
 * @self: (transfer full): an issuer
 *
 * Frees it and its key.
 */
void
pki_issuer_free (PkiIssuer *self)
{
  pki_signer_free (self->signer);
  g_clear_pointer (&self->algorithm, g_bytes_unref);
  g_free (self);
}

/**
 * pki_issuer_get_certificate:
 * @self: an issuer
 *
 * Gives its certificate.
 *
 * Returns: (transfer none) (nullable): NULL for a root that has none yet
 */
PkiCertificate *
pki_issuer_get_certificate (PkiIssuer *self)
{
  return pki_signer_get_certificate (self->signer);
}

/**
 * pki_issuer_get_algorithm:
 * @self: an issuer
 *
 * Gives the algorithm of its signatures.
 *
 * Returns: (transfer none): DER of an AlgorithmIdentifier
 */
GBytes *
pki_issuer_get_algorithm (PkiIssuer *self)
{
  return self->algorithm;
}

static GBytes *
sign (PkiIssuer *self, GBytes *tbs, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (GBytes) algorithm = NULL;

  if (!self->signer->funcs->sign (self->signer, PKI_DIGEST_SHA256, FALSE, tbs, &signature,
                                  &algorithm, cancellable, error))
    return NULL;
  return g_steal_pointer (&signature);
}

/**
 * pki_issuer_complete:
 * @self: an issuer
 * @tbs: DER of what is to be signed
 * @tail: (nullable): DER of what follows the signature
 * @cancellable: (nullable): a cancellable
 * @error: what the key refuses with
 *
 * Makes SEQUENCE { tbs, algorithm, BIT STRING, tail } (X.509's SIGNED macro).
 *
 * Returns: (transfer full): its DER, or NULL on error
 */
GBytes *
pki_issuer_complete (
    PkiIssuer *self, GBytes *tbs, GBytes *tail, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) signature = sign (self, tbs, cancellable, error);
  g_autoptr (GByteArray) content = NULL;

  if (!signature)
    return NULL;
  content = g_byte_array_new ();
  pki_der_append (content, tbs);
  pki_der_append (content, self->algorithm);
  pki_der_append_bit_string (content, signature);
  if (tail)
    pki_der_append (content, tail);
  return pki_der_wrap (PKI_DER_SEQUENCE, content);
}
