/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-issuer.h"

#include "pki-der-write.h"

struct _PkiIssuer {
  PkiSigner *signer;
  GBytes *algorithm; /* DER AlgorithmIdentifier of its signatures; NULL: not known yet; atomic */
};

/* The algorithm stands inside what is signed (RFC 5280, 4.1.2.3), and a signer tells it with a
 * signature only: it signs this, once. No structure of X.509 begins so. */
#define PROBE "Vermilion: which algorithm?"

/**
 * pki_issuer_new_unasked:
 * @signer: (transfer full): the key
 *
 * Puts a key into office that may be away: it signs nothing yet, and what it is asked for later
 * fails until it is back.
 *
 * Returns: (transfer full): the issuer
 */
PkiIssuer *
pki_issuer_new_unasked (PkiSigner *signer)
{
  PkiIssuer *self = g_new0 (PkiIssuer, 1);

  self->signer = signer;
  return self;
}

/**
 * pki_issuer_get_algorithm:
 * @self: an issuer
 * @cancellable: (nullable): a cancellable
 * @error: what the key refuses with
 *
 * Gives the algorithm of its signatures. Any thread may ask.
 *
 * Returns: (transfer none): DER of an AlgorithmIdentifier, or NULL on error
 */
GBytes *
pki_issuer_get_algorithm (PkiIssuer *self, GCancellable *cancellable, GError **error)
{
  GBytes *known = g_atomic_pointer_get (&self->algorithm);
  g_autoptr (GBytes) probe = NULL;
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (GBytes) algorithm = NULL;

  if (known)
    return known;
  probe = g_bytes_new_static (PROBE, sizeof PROBE - 1);
  if (!self->signer->funcs->sign (self->signer, PKI_DIGEST_SHA256, FALSE, probe, &signature,
                                  &algorithm, cancellable, error))
    return NULL;
  if (g_atomic_pointer_compare_and_exchange (&self->algorithm, NULL, algorithm))
    g_steal_pointer (&algorithm);
  return g_atomic_pointer_get (&self->algorithm);
}

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
  g_autoptr (PkiIssuer) self = pki_issuer_new_unasked (signer);

  return pki_issuer_get_algorithm (self, cancellable, error) ? g_steal_pointer (&self) : NULL;
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
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (GBytes) algorithm = NULL;
  g_autoptr (GByteArray) content = NULL;

  if (!self->signer->funcs->sign (self->signer, PKI_DIGEST_SHA256, FALSE, tbs, &signature,
                                  &algorithm, cancellable, error))
    return NULL;
  content = g_byte_array_new ();
  pki_der_append (content, tbs);
  pki_der_append (content, algorithm);
  pki_der_append_bit_string (content, signature);
  if (tail)
    pki_der_append (content, tail);
  return pki_der_wrap (PKI_DER_SEQUENCE, content);
}
