/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keys-office.h"

#include <openssl/err.h>
#include <openssl/x509.h>

#include "keys-error.h"
#include "keys-generate.h"
#include "keys-key.h"
#include "pki-openssl.h"

/* Wipes the bytes that OpenSSL wrote into. */
static GBytes *
take_secret (unsigned char *der, int length)
{
  GBytes *bytes = length > 0 ? g_bytes_new (der, length) : NULL;

  OPENSSL_clear_free (der, MAX (length, 0));
  return bytes;
}

static GBytes *
encode (EVP_PKEY *key)
{
  PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8 (key);
  unsigned char *der = NULL;
  int length = info != NULL ? i2d_PKCS8_PRIV_KEY_INFO (info, &der) : 0;

  PKCS8_PRIV_KEY_INFO_free (info);
  return take_secret (der, length);
}

static EVP_PKEY *
decode (GBytes *pkcs8, GError **error)
{
  gsize size;
  const guint8 *der = g_bytes_get_data (pkcs8, &size);
  const guint8 *p = der;
  g_autoptr (EVP_PKEY) key = NULL;

  ERR_clear_error ();
  key = d2i_AutoPrivateKey (NULL, &p, size);
  if (key != NULL && p == der + size && keys_key_is_supported (key))
    return g_steal_pointer (&key);
  pki_openssl_set_error (error, KEYS_ERROR, KEYS_ERROR_NOT_KEY_FILE, "this is no private key");
  return NULL;
}

/**
 * keys_office_generate:
 * @kind: as for keys_pkcs12_generate()
 * @error: %KEYS_ERROR_UNSUPPORTED
 *
 * Makes a key.
 *
 * Returns: (transfer full): DER PrivateKeyInfo, unencrypted, or NULL on error
 */
GBytes *
keys_office_generate (const char *kind, GError **error)
{
  g_autoptr (EVP_PKEY) key = NULL;
  GBytes *bytes;

  ERR_clear_error ();
  key = keys_generate_key (kind);
  bytes = key != NULL ? encode (key) : NULL;
  if (bytes == NULL)
    pki_openssl_set_error (error, KEYS_ERROR, KEYS_ERROR_UNSUPPORTED, "cannot make such a key");
  return bytes;
}

/**
 * keys_office_open:
 * @pkcs8: DER PrivateKeyInfo
 * @certificates: (element-type PkiCertificate): its own first, then its issuers; may be empty
 * @error: %KEYS_ERROR_NOT_KEY_FILE
 *
 * Makes a signer of a key.
 *
 * Returns: (transfer full): the signer, or NULL on error
 */
PkiSigner *
keys_office_open (GBytes *pkcs8, GPtrArray *certificates, GError **error)
{
  EVP_PKEY *key = decode (pkcs8, error);

  return key != NULL ? keys_key_new (key, certificates) : NULL;
}

/**
 * keys_office_get_spki:
 * @pkcs8: DER PrivateKeyInfo
 * @error: %KEYS_ERROR_NOT_KEY_FILE
 *
 * Gives the public half of a key.
 *
 * Returns: (transfer full): DER SubjectPublicKeyInfo, or NULL on error
 */
GBytes *
keys_office_get_spki (GBytes *pkcs8, GError **error)
{
  g_autoptr (EVP_PKEY) key = decode (pkcs8, error);
  unsigned char *der = NULL;
  GBytes *bytes;
  int length;

  if (key == NULL)
    return NULL;
  length = i2d_PUBKEY (key, &der);
  bytes = g_bytes_new (der, MAX (length, 0));
  OPENSSL_free (der);
  return bytes;
}
