/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-request.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include "pki-der-write.h"
#include "pki-error.h"
#include "pki-issuer.h"
#include "pki-key-strength.h"
#include "pki-openssl.h"
#include "pki-x509.h"

/* A request with an RSA-4096 key is 1,700 bytes. */
#define MAX_SIZE 16384

G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_REQ, X509_REQ_free)

/* One key is always the same bytes, by which it is known again: a point of a curve may be written
 * in three ways (RFC 5480, 2.2). */
static GBytes *
encode_key (EVP_PKEY *key)
{
  unsigned char *der = NULL;
  int length = 0;
  GBytes *bytes;

  if (!EVP_PKEY_is_a (key, "EC") ||
      EVP_PKEY_set_utf8_string_param (key, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
                                      OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_UNCOMPRESSED) == 1)
    length = i2d_PUBKEY (key, &der);
  bytes = length > 0 ? g_bytes_new (der, length) : NULL;

  OPENSSL_free (der);
  return bytes;
}

static X509_REQ *
parse (GBytes *request)
{
  gsize size;
  const guint8 *der = g_bytes_get_data (request, &size);
  const guint8 *p = der;
  X509_REQ *parsed;

  if (size == 0 || size > MAX_SIZE)
    return NULL;
  parsed = d2i_X509_REQ (NULL, &p, size);
  if (parsed != NULL && p == der + size)
    return parsed;
  X509_REQ_free (parsed);
  return NULL;
}

static gboolean
check_strength (EVP_PKEY *key, GError **error)
{
  if (pki_key_is_strong (key))
    return TRUE;
  g_set_error (error, PKI_ERROR, PKI_ERROR_UNSUPPORTED, "keys of this kind or size are not taken");
  return FALSE;
}

/**
 * pki_request_read:
 * @request: DER from outside
 * @error: %PKI_ERROR_PARSE, %PKI_ERROR_PARSE where whoever sent it does not have the key,
 *   %PKI_ERROR_UNSUPPORTED where the key is of a kind or size that is not taken
 *
 * Takes the public key out of a request, and nothing else: the name in it says nothing, since the
 * issuer prints the name that it verified itself.
 *
 * Returns: (transfer full): DER SubjectPublicKeyInfo, or NULL on error
 */
GBytes *
pki_request_read (GBytes *request, GError **error)
{
  g_autoptr (X509_REQ) parsed = NULL;
  EVP_PKEY *key;

  ERR_clear_error ();
  parsed = parse (request);
  key = parsed ? X509_REQ_get0_pubkey (parsed) : NULL;
  if (key == NULL)
    {
      pki_openssl_set_error (error, PKI_ERROR, PKI_ERROR_PARSE, "this is no PKCS#10 request");
      return NULL;
    }
  if (!check_strength (key, error))
    return NULL;
  if (X509_REQ_verify (parsed, key) != 1)
    {
      pki_openssl_set_error (error, PKI_ERROR, PKI_ERROR_PARSE,
                             "the request is not signed with its key");
      return NULL;
    }
  return encode_key (key);
}

/**
 * pki_spki_make_canonical:
 * @spki: DER SubjectPublicKeyInfo
 *
 * Writes a key as pki_request_read() gives it.
 *
 * Returns: (transfer full) (nullable): DER SubjectPublicKeyInfo, or NULL if OpenSSL does not know
 * it
 */
GBytes *
pki_spki_make_canonical (GBytes *spki)
{
  gsize size;
  const guint8 *p = g_bytes_get_data (spki, &size);
  EVP_PKEY *key = d2i_PUBKEY (NULL, &p, size);
  GBytes *canonical = key ? encode_key (key) : NULL;

  EVP_PKEY_free (key);
  ERR_clear_error ();
  return canonical;
}

/**
 * pki_spki_read:
 * @spki: DER SubjectPublicKeyInfo from outside
 * @error: %PKI_ERROR_PARSE, %PKI_ERROR_UNSUPPORTED where the key is of a kind or size that is not
 *   taken
 *
 * Takes a key whose possession was proven otherwise than by pki_request_read().
 *
 * Returns: (transfer full): it as pki_request_read() gives it, or NULL on error
 */
GBytes *
pki_spki_read (GBytes *spki, GError **error)
{
  gsize size;
  const guint8 *der = g_bytes_get_data (spki, &size);
  const guint8 *p = der;
  g_autoptr (EVP_PKEY) key = size <= MAX_SIZE ? d2i_PUBKEY (NULL, &p, size) : NULL;

  if (key == NULL || p != der + size)
    {
      pki_openssl_set_error (error, PKI_ERROR, PKI_ERROR_PARSE, "this is no public key");
      return NULL;
    }
  return check_strength (key, error) ? encode_key (key) : NULL;
}

/* RDNSequence (RFC 5280, 4.1.2.4), an empty one where nobody is named. */
static GBytes *
encode_name (const PkiRequestName *name, GError **error)
{
  X509_NAME *made = X509_NAME_new ();
  unsigned char *der = NULL;
  GBytes *bytes = NULL;
  int length = 0;

  ERR_clear_error ();
  if (name == NULL || (pki_x509_add_name (made, NID_countryName, name->country) &&
                       pki_x509_add_name (made, NID_organizationName, name->organisation) &&
                       pki_x509_add_name (made, NID_commonName, name->common_name)))
    length = i2d_X509_NAME (made, &der);
  if (length > 0)
    bytes = g_bytes_new (der, length);
  else
    pki_openssl_set_error (error, PKI_ERROR, PKI_ERROR_UNSUPPORTED,
                           "no certificate can have this name");
  OPENSSL_free (der);
  X509_NAME_free (made);
  return bytes;
}

/* CertificationRequestInfo (RFC 2986, 4.1): version 0, name, key, attributes [0]. */
static GBytes *
make_info (GBytes *spki, GBytes *name)
{
  static const guint8 version[] = {PKI_DER_INTEGER, 1, 0};
  static const guint8 attributes[] = {PKI_DER_CONTEXT (0), 0};
  g_autoptr (GByteArray) content = g_byte_array_new ();

  g_byte_array_append (content, version, sizeof version);
  pki_der_append (content, name);
  pki_der_append (content, spki);
  g_byte_array_append (content, attributes, sizeof attributes);
  return pki_der_wrap (PKI_DER_SEQUENCE, content);
}

/**
 * pki_request_make:
 * @signer: (transfer none): the key, which may have no certificate yet
 * @spki: DER SubjectPublicKeyInfo of it
 * @name: (nullable): who asks; %NULL where the authority prints the name that it knows
 * @cancellable: (nullable): a cancellable
 * @error: what the key refuses with, or %PKI_ERROR_UNSUPPORTED where the name is none
 *
 * Makes a request that proves possession of a key (RFC 2986).
 *
 * Returns: (transfer full): its DER, or NULL on error
 */
GBytes *
pki_request_make (PkiSigner *signer,
                  GBytes *spki,
                  const PkiRequestName *name,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (GBytes) subject = encode_name (name, error);
  g_autoptr (GBytes) info = subject != NULL ? make_info (spki, subject) : NULL;
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (GBytes) algorithm = NULL;
  g_autoptr (GByteArray) content = NULL;

  if (info == NULL || !signer->funcs->sign (signer, PKI_DIGEST_SHA256, FALSE, info, &signature,
                                            &algorithm, cancellable, error))
    return NULL;
  content = g_byte_array_new ();
  pki_der_append (content, info);
  pki_der_append (content, algorithm);
  pki_der_append_bit_string (content, signature);
  return pki_der_wrap (PKI_DER_SEQUENCE, content);
}

/**
 * pki_spki_digest:
 * @spki: DER SubjectPublicKeyInfo
 *
 * Names a key by its SHA-256.
 *
 * Returns: (transfer full): 32 bytes
 */
GBytes *
pki_spki_digest (GBytes *spki)
{
  return pki_digest_bytes (PKI_DIGEST_SHA256, g_bytes_get_data (spki, NULL),
                           g_bytes_get_size (spki));
}
