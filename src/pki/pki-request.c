/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-request.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include "pki-der-write.h"
#include "pki-error.h"
#include "pki-issuer.h"
#include "pki-openssl.h"
#include "pki-x509.h"

/* A request with an RSA-4096 key is 1,700 bytes. */
#define MAX_SIZE 16384
#define MIN_RSA_BITS 2048
#define MAX_RSA_BITS 8192

G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_REQ, X509_REQ_free)

/* With the exponent 1 anybody's signature verifies, with 3 careless verifiers take forged ones:
 * more than 2^16 (FIPS 186-5, A.1.1). */
static gboolean
is_strong_rsa (EVP_PKEY *key)
{
  BIGNUM *exponent = NULL;
  gboolean strong = EVP_PKEY_get_bits (key) >= MIN_RSA_BITS &&
                    EVP_PKEY_get_bits (key) <= MAX_RSA_BITS &&
                    EVP_PKEY_get_bn_param (key, OSSL_PKEY_PARAM_RSA_E, &exponent) == 1 &&
                    BN_is_odd (exponent) && BN_num_bits (exponent) >= 17;

  BN_free (exponent);
  return strong;
}

/* A curve is named (RFC 5480, 2.1.1): what is written out is read as that curve by some, and as one
 * of the sender's own making by others. */
static gboolean
is_strong_ec (EVP_PKEY *key)
{
  char group[32] = "";
  int written_out = 1;

  return EVP_PKEY_get_int_param (key, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS,
                                 &written_out) == 1 &&
         !written_out && EVP_PKEY_get_group_name (key, group, sizeof group, NULL) == 1 &&
         (g_str_equal (group, "prime256v1") || g_str_equal (group, "secp384r1") ||
          g_str_equal (group, "secp521r1"));
}

/* RSA from 2,048 bits, the NIST curves, EdDSA: what this program signs and verifies with. */
static gboolean
is_strong (EVP_PKEY *key)
{
  if (EVP_PKEY_is_a (key, "RSA"))
    return is_strong_rsa (key);
  if (EVP_PKEY_is_a (key, "EC"))
    return is_strong_ec (key);
  return EVP_PKEY_is_a (key, "ED25519") || EVP_PKEY_is_a (key, "ED448");
}

static GBytes *
encode_key (EVP_PKEY *key)
{
  unsigned char *der = NULL;
  int length = i2d_PUBKEY (key, &der);
  GBytes *bytes = length > 0 ? g_bytes_new (der, length) : NULL;

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
  if (!is_strong (key))
    {
      g_set_error (error, PKI_ERROR, PKI_ERROR_UNSUPPORTED,
                   "keys of this kind or size are not taken");
      return NULL;
    }
  if (X509_REQ_verify (parsed, key) != 1)
    {
      pki_openssl_set_error (error, PKI_ERROR, PKI_ERROR_PARSE,
                             "the request is not signed with its key");
      return NULL;
    }
  return encode_key (key);
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
