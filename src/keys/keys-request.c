/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keys-request.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <string.h>

#include "keys-error.h"
#include "keys-file.h"
#include "keys-generate.h"
#include "keys-key.h"
#include "keys-pkcs12.h"
#include "pki-openssl.h"

/* As for PKCS#12, see keys-encode.c. */
#define ROUNDS 200000

static EVP_PKEY *
generate (const char *kind, GError **error)
{
  EVP_PKEY *key;

  ERR_clear_error ();
  key = keys_generate_key (kind);
  if (key == NULL)
    pki_openssl_set_error (error, KEYS_ERROR, KEYS_ERROR_UNSUPPORTED, "cannot make such a key");
  return key;
}

static GBytes *
encode_spki (EVP_PKEY *key)
{
  unsigned char *der = NULL;
  int length = i2d_PUBKEY (key, &der);
  GBytes *bytes = g_bytes_new (der, MAX (length, 0));

  OPENSSL_free (der);
  return bytes;
}

static GBytes *
make_request (PkiSigner *signer, EVP_PKEY *key, const PkiRequestName *name, GError **error)
{
  g_autoptr (GBytes) spki = encode_spki (key);

  return pki_request_make (signer, spki, name, NULL, error);
}

static GBytes *
request_for (EVP_PKEY *key, const PkiRequestName *name, GError **error)
{
  g_autoptr (GPtrArray) nobody = g_ptr_array_new ();
  g_autoptr (PkiSigner) signer = NULL;

  EVP_PKEY_up_ref (key);
  signer = keys_key_new (key, nobody);
  return make_request (signer, key, name, error);
}

/* EncryptedPrivateKeyInfo (RFC 5958, 3) with PBES2 and AES-256. */
static X509_SIG *
seal_key (EVP_PKEY *key, const char *password)
{
  PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8 (key);
  X509_SIG *sealed = info != NULL ? PKCS8_encrypt (-1, EVP_aes_256_cbc (), password,
                                                   (int) strlen (password), NULL, 0, ROUNDS, info)
                                  : NULL;

  PKCS8_PRIV_KEY_INFO_free (info);
  return sealed;
}

static GBytes *
encode_key (EVP_PKEY *key, const char *password, GError **error)
{
  X509_SIG *sealed = seal_key (key, password);
  BIO *bio = BIO_new (BIO_s_mem ());
  GBytes *bytes = NULL;
  char *text;
  long size;

  if (sealed != NULL && PEM_write_bio_PKCS8 (bio, sealed) == 1 &&
      (size = BIO_get_mem_data (bio, &text)) > 0)
    bytes = g_bytes_new (text, size);
  else
    pki_openssl_set_error (error, KEYS_ERROR, KEYS_ERROR_UNSUPPORTED, "cannot write such a key");
  BIO_free (bio);
  X509_SIG_free (sealed);
  return bytes;
}

/**
 * keys_request_new:
 * @path: where nothing is yet
 * @wish: what key, under which password, and for whom
 * @error: %KEYS_ERROR_UNSUPPORTED, %KEYS_ERROR_EXISTS or %KEYS_ERROR_STORE
 *
 * Makes a key and writes it, encrypted, before anybody hears of it.
 *
 * Returns: (transfer full): PKCS#10, or %NULL on error
 */
GBytes *
keys_request_new (const char *path, const KeysNewKey *wish, GError **error)
{
  g_autoptr (EVP_PKEY) key = generate (wish->kind, error);
  g_autoptr (GBytes) request = NULL;
  g_autoptr (GBytes) sealed = NULL;

  if (key == NULL || !(request = request_for (key, wish->name, error)) ||
      !(sealed = encode_key (key, wish->password, error)) ||
      !keys_file_write (path, sealed, FALSE, error))
    return NULL;
  return g_steal_pointer (&request);
}

/**
 * keys_request_again:
 * @path: of a PKCS#12 file
 * @password: its password
 * @error: an error of keys_pkcs12_open()
 *
 * Makes a request with a key that has a certificate: to have it renewed, or to prove that the key
 * is there.
 *
 * Returns: (transfer full): PKCS#10, or %NULL on error
 */
GBytes *
keys_request_again (const char *path, const char *password, GError **error)
{
  g_autoptr (PkiSigner) signer = keys_pkcs12_open (path, password, error);
  X509 *certificate;

  if (signer == NULL)
    return NULL;
  certificate = pki_certificate_get_x509 (pki_signer_get_certificate (signer));
  return make_request (signer, X509_get0_pubkey (certificate), NULL, error);
}
