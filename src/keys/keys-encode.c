/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keys-encode.h"

#include <openssl/err.h>
#include <openssl/pkcs12.h>

#include "keys-error.h"
#include "pki-openssl.h"

/* OWASP's advice for PBKDF2 with SHA-256 is 600,000 rounds; a file takes three derivations, which
 * should stay under half a second on an office computer. */
#define ROUNDS 200000

static PKCS12 *
create (EVP_PKEY *key, GPtrArray *chain, const char *password)
{
  PkiCertificate *leaf = g_ptr_array_index (chain, 0);
  STACK_OF (X509) *issuers = sk_X509_new_null ();
  PKCS12 *pkcs12;

  for (guint i = 1; i < chain->len; i++)
    sk_X509_push (issuers, pki_certificate_get_x509 (g_ptr_array_index (chain, i)));
  pkcs12 = PKCS12_create (password, pki_certificate_get_name (leaf), key,
                          pki_certificate_get_x509 (leaf), issuers, NID_aes_256_cbc,
                          NID_aes_256_cbc, ROUNDS, -1, 0);
  sk_X509_free (issuers);
  return pkcs12;
}

/**
 * keys_encode_pkcs12:
 * @key: a private key
 * @chain: (element-type PkiCertificate): its certificate, then its issuers
 * @password: UTF-8; used and not kept
 * @error: %KEYS_ERROR_UNSUPPORTED
 *
 * Writes PBES2 with AES-256 for key and certificates, and a MAC by SHA-256: PKCS12_create()'s own
 * MAC would be of one round.
 *
 * Returns: (transfer full) (nullable): the file's content
 */
GBytes *
keys_encode_pkcs12 (EVP_PKEY *key, GPtrArray *chain, const char *password, GError **error)
{
  PKCS12 *pkcs12 = create (key, chain, password);
  GBytes *bytes = NULL;
  unsigned char *der = NULL;
  int length;

  if (pkcs12 != NULL &&
      PKCS12_set_mac (pkcs12, password, -1, NULL, 0, ROUNDS, EVP_sha256 ()) == 1 &&
      (length = i2d_PKCS12 (pkcs12, &der)) > 0)
    bytes = g_bytes_new (der, length);
  else
    pki_openssl_set_error (error, KEYS_ERROR, KEYS_ERROR_UNSUPPORTED,
                           "cannot write such a key as PKCS#12");
  OPENSSL_free (der);
  PKCS12_free (pkcs12);
  return bytes;
}
