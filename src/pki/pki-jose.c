/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-jose.h"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <string.h>

#include "pki-openssl.h"

#define COORDINATE 32
#define MIN_RSA_BITS 2048
/* A larger one only costs the verifier time. */
#define MAX_RSA_BITS 8192
#define MAX_EXPONENT_BYTES 8

struct _PkiJoseKey {
  EVP_PKEY *key;
  gboolean is_rsa;
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OSSL_PARAM_BLD, OSSL_PARAM_BLD_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OSSL_PARAM, OSSL_PARAM_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY_CTX, EVP_PKEY_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIGNUM, BN_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ECDSA_SIG, ECDSA_SIG_free)

/**
 * pki_jose_algorithm_find:
 * @name: from a token's header
 *
 * Looks up an algorithm; letters count as they are written (RFC 7515, 4.1.1).
 *
 * Returns: %PKI_JOSE_NONE for one that is not taken
 */
PkiJoseAlgorithm
pki_jose_algorithm_find (const char *name)
{
  return g_str_equal (name, "RS256")   ? PKI_JOSE_RS256
         : g_str_equal (name, "PS256") ? PKI_JOSE_PS256
         : g_str_equal (name, "ES256") ? PKI_JOSE_ES256
                                       : PKI_JOSE_NONE;
}

/**
 * pki_jose_encode:
 * @data: bytes
 * @length: how many
 *
 * Writes base64url without padding (RFC 7515, 2).
 *
 * Returns: (transfer full): the text
 */
char *
pki_jose_encode (const void *data, gsize length)
{
  char *text = g_base64_encode (data, length);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';
  return text;
}

/**
 * pki_jose_decode:
 * @text: from outside, not necessarily terminated
 * @length: of it
 *
 * Reads base64url without padding, strictly: one text for one row of bytes.
 *
 * Returns: (transfer full): the bytes, or NULL
 */
GBytes *
pki_jose_decode (const char *text, gsize length)
{
  g_autofree char *copy = g_strndup (text, length);
  g_autofree char *padded = NULL;
  g_autofree char *again = NULL;
  guchar *data;
  gsize size;

  if (strlen (copy) != length || length % 4 == 1 ||
      strspn (copy, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != length)
    return NULL;
  padded = g_strconcat (copy, "===", NULL);
  padded[(length + 3) / 4 * 4] = '\0';
  g_strdelimit (padded, "-", '+');
  g_strdelimit (padded, "_", '/');
  data = g_base64_decode (padded, &size);
  /* Bits that are left over are none. */
  again = pki_jose_encode (data, size);
  if (g_str_equal (again, copy))
    return g_bytes_new_take (data, size);
  g_free (data);
  return NULL;
}

static PkiJoseKey *
make_key (const char *kind, OSSL_PARAM_BLD *builder)
{
  g_autoptr (OSSL_PARAM) parameters = OSSL_PARAM_BLD_to_param (builder);
  g_autoptr (EVP_PKEY_CTX) context = EVP_PKEY_CTX_new_from_name (NULL, kind, NULL);
  EVP_PKEY *key = NULL;
  PkiJoseKey *self;

  if (!parameters || !context || EVP_PKEY_fromdata_init (context) <= 0 ||
      EVP_PKEY_fromdata (context, &key, EVP_PKEY_PUBLIC_KEY, parameters) <= 0)
    {
      ERR_clear_error ();
      return NULL;
    }
  self = g_new0 (PkiJoseKey, 1);
  self->key = key;
  self->is_rsa = g_str_equal (kind, "RSA");
  return self;
}

static BIGNUM *
read_number (GBytes *bytes)
{
  gsize size;
  const guchar *data = g_bytes_get_data (bytes, &size);

  return BN_bin2bn (data, size, NULL);
}

/**
 * pki_jose_key_new_rsa:
 * @modulus: "n" of the key
 * @exponent: "e" of it
 *
 * Takes an RSA key (RFC 7518, 6.3.1) of a size that is neither weak nor a burden.
 *
 * Returns: (transfer full): the key, or NULL
 */
PkiJoseKey *
pki_jose_key_new_rsa (GBytes *modulus, GBytes *exponent)
{
  g_autoptr (OSSL_PARAM_BLD) builder = OSSL_PARAM_BLD_new ();
  g_autoptr (BIGNUM) n = NULL;
  g_autoptr (BIGNUM) e = NULL;

  if (g_bytes_get_size (modulus) > MAX_RSA_BITS / 8 + 1 ||
      g_bytes_get_size (exponent) > MAX_EXPONENT_BYTES)
    return NULL;
  n = read_number (modulus);
  e = read_number (exponent);
  if (BN_num_bits (n) < MIN_RSA_BITS || BN_num_bits (n) > MAX_RSA_BITS || !BN_is_odd (n) ||
      !BN_is_odd (e) || BN_is_one (e) ||
      !OSSL_PARAM_BLD_push_BN (builder, OSSL_PKEY_PARAM_RSA_N, n) ||
      !OSSL_PARAM_BLD_push_BN (builder, OSSL_PKEY_PARAM_RSA_E, e))
    return NULL;
  return make_key ("RSA", builder);
}

/**
 * pki_jose_key_new_p256:
 * @x: of the point
 * @y: of it
 *
 * Takes a key on P-256 (RFC 7518, 6.2.1); a point that is not on the curve is none.
 *
 * Returns: (transfer full): the key, or NULL
 */
PkiJoseKey *
pki_jose_key_new_p256 (GBytes *x, GBytes *y)
{
  g_autoptr (OSSL_PARAM_BLD) builder = OSSL_PARAM_BLD_new ();
  guchar point[1 + 2 * COORDINATE] = {POINT_CONVERSION_UNCOMPRESSED};

  if (g_bytes_get_size (x) != COORDINATE || g_bytes_get_size (y) != COORDINATE)
    return NULL;
  memcpy (point + 1, g_bytes_get_data (x, NULL), COORDINATE);
  memcpy (point + 1 + COORDINATE, g_bytes_get_data (y, NULL), COORDINATE);
  if (!OSSL_PARAM_BLD_push_utf8_string (builder, OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) ||
      !OSSL_PARAM_BLD_push_octet_string (builder, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point))
    return NULL;
  return make_key ("EC", builder);
}

/**
 * pki_jose_key_free:
 * @self: (transfer full): a key
 *
 * Frees it.
 */
void
pki_jose_key_free (PkiJoseKey *self)
{
  EVP_PKEY_free (self->key);
  g_free (self);
}

/**
 * pki_jose_key_is_for:
 * @self: a key
 * @algorithm: of a token
 *
 * Says whether a key can have made such signatures: its kind is a matter of the key, never of the
 * token (RFC 8725, 3.1).
 *
 * Returns: FALSE if it cannot
 */
gboolean
pki_jose_key_is_for (PkiJoseKey *self, PkiJoseAlgorithm algorithm)
{
  return algorithm != PKI_JOSE_NONE && self->is_rsa == (algorithm != PKI_JOSE_ES256);
}

/* Two numbers of fixed length (RFC 7518, 3.4) as OpenSSL wants them. */
static GBytes *
to_der (GBytes *signature)
{
  g_autoptr (ECDSA_SIG) pair = ECDSA_SIG_new ();
  const guchar *data = g_bytes_get_data (signature, NULL);
  guchar *der = NULL;
  GBytes *bytes;
  int length;

  if (g_bytes_get_size (signature) != 2 * COORDINATE ||
      !ECDSA_SIG_set0 (pair, BN_bin2bn (data, COORDINATE, NULL),
                       BN_bin2bn (data + COORDINATE, COORDINATE, NULL)))
    return NULL;
  length = i2d_ECDSA_SIG (pair, &der);
  bytes = length > 0 ? g_bytes_new (der, length) : NULL;
  OPENSSL_free (der);
  return bytes;
}

/**
 * pki_jose_key_verify:
 * @self: a key
 * @algorithm: what the token says
 * @text: header and payload with the dot between, as they came
 * @signature: of the token
 *
 * Verifies a signature (RFC 7515, 5.2).
 *
 * Returns: TRUE if @self has signed @text in this way
 */
gboolean
pki_jose_key_verify (PkiJoseKey *self, PkiJoseAlgorithm algorithm, GBytes *text, GBytes *signature)
{
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  g_autoptr (GBytes) der = NULL;
  EVP_PKEY_CTX *inner = NULL;
  gboolean good;

  if (!pki_jose_key_is_for (self, algorithm))
    return FALSE;
  der = algorithm == PKI_JOSE_ES256 ? to_der (signature) : g_bytes_ref (signature);
  good = der && EVP_DigestVerifyInit (context, &inner, EVP_sha256 (), NULL, self->key) > 0 &&
         (algorithm != PKI_JOSE_PS256 ||
          (EVP_PKEY_CTX_set_rsa_padding (inner, RSA_PKCS1_PSS_PADDING) > 0 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen (inner, RSA_PSS_SALTLEN_DIGEST) > 0)) &&
         EVP_DigestVerify (context, g_bytes_get_data (der, NULL), g_bytes_get_size (der),
                           g_bytes_get_data (text, NULL), g_bytes_get_size (text)) == 1;
  ERR_clear_error ();
  return good;
}
