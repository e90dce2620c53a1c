/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-signer.h"

#include "pki-error.h"

/**
 * pki_signer_free:
 * @self: (transfer full) (nullable): a signer
 *
 * Frees a signer of any kind, and wipes its key where it holds one.
 */
void
pki_signer_free (PkiSigner *self)
{
  if (self != NULL)
    self->funcs->free (self);
}

/**
 * pki_signer_get_certificate:
 * @self: a signer
 *
 * Gives the signer's own certificate.
 *
 * Returns: (transfer none): the first of its certificates
 */
PkiCertificate *
pki_signer_get_certificate (PkiSigner *self)
{
  GPtrArray *certificates;

  g_return_val_if_fail (self != NULL, NULL);

  certificates = self->funcs->get_certificates (self);
  return certificates->len > 0 ? g_ptr_array_index (certificates, 0) : NULL;
}

/**
 * pki_signer_open:
 * @self: a signer
 * @envelope: what was encrypted
 * @error: %PKI_ERROR_SIGNS_ONLY, %PKI_ERROR_NOT_RECIPIENT, %PKI_ERROR_ENVELOPE_CHANGED, or an error
 *   of the key
 *
 * Opens what was encrypted to the signer's certificate.
 *
 * Returns: (transfer full): the content, or %NULL with @error set
 */
GBytes *
pki_signer_open (PkiSigner *self, PkiEnvelope *envelope, GError **error)
{
  if (self->funcs->open != NULL)
    return self->funcs->open (self, envelope, error);
  g_set_error_literal (error, PKI_ERROR, PKI_ERROR_SIGNS_ONLY, "the key does not decrypt");
  return NULL;
}

/**
 * pki_certificate_choose_digest:
 * @certificate: a signer's certificate
 * @wanted: the digest asked for
 *
 * Gives the digest that its key will sign with: SHA-512 for Ed25519 and SHAKE256
 * for Ed448 (RFC 8419, 3.1), for which alone it is, never SHA-1.
 *
 * Returns: the digest to hash the content with
 */
PkiDigestType
pki_certificate_choose_digest (PkiCertificate *certificate, PkiDigestType wanted)
{
  const char *key = pki_certificate_get_key_type (certificate);

  if (g_str_equal (key, "Ed25519"))
    return PKI_DIGEST_SHA512;
  if (g_str_equal (key, "Ed448"))
    return PKI_DIGEST_SHAKE256;
  if (wanted == PKI_DIGEST_SHAKE256)
    return PKI_DIGEST_SHA512;
  if (wanted <= PKI_DIGEST_SHA1)
    return PKI_DIGEST_SHA256;
  return wanted;
}

/**
 * pki_signer_choose_digest:
 * @self: a signer
 * @wanted: the digest asked for
 *
 * Gives the digest that this signer will use, as pki_certificate_choose_digest() does.
 *
 * Returns: the digest to hash the content with
 */
PkiDigestType
pki_signer_choose_digest (PkiSigner *self, PkiDigestType wanted)
{
  PkiCertificate *certificate = pki_signer_get_certificate (self);

  g_return_val_if_fail (certificate != NULL, wanted);

  return pki_certificate_choose_digest (certificate, wanted);
}
