/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keys-key.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

#include "pki-envelope-private.h"
#include "pki-error.h"
#include "pki-openssl.h"

typedef struct {
  PkiSigner base;
  EVP_PKEY *key;
  GPtrArray *certificates;
} KeysKey;

/* An AlgorithmIdentifier, RSASSA-PSS with all parameters, takes 67 bytes. */
#define MAX_ALGORITHM_SIZE 256

static GPtrArray *
key_get_certificates (PkiSigner *signer)
{
  return ((KeysKey *) signer)->certificates;
}

static gsize
key_get_max_size (PkiSigner *signer)
{
  return EVP_PKEY_get_size (((KeysKey *) signer)->key);
}

/* A salt as long as the digest (RFC 4055, 3.1). A key limited to PSS may prescribe another. */
static gboolean
set_padding (EVP_PKEY *key, EVP_PKEY_CTX *context, gboolean pss)
{
  if (EVP_PKEY_is_a (key, "RSA") && pss)
    return EVP_PKEY_CTX_set_rsa_padding (context, RSA_PKCS1_PSS_PADDING) > 0 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen (context, RSA_PSS_SALTLEN_DIGEST) > 0;
  if (EVP_PKEY_is_a (key, "RSA-PSS"))
    return EVP_PKEY_CTX_set_rsa_pss_saltlen (context, RSA_PSS_SALTLEN_DIGEST) > 0;
  return TRUE;
}

static GBytes *
dup_algorithm (EVP_PKEY_CTX *context)
{
  guint8 der[MAX_ALGORITHM_SIZE];
  OSSL_PARAM params[] = {
      OSSL_PARAM_octet_string (OSSL_SIGNATURE_PARAM_ALGORITHM_ID, der, sizeof der),
      OSSL_PARAM_END,
  };

  if (EVP_PKEY_CTX_get_params (context, params) <= 0 || !OSSL_PARAM_modified (&params[0]))
    return NULL;
  return g_bytes_new (der, params[0].return_size);
}

/* EdDSA hashes by itself (RFC 8032, 5.1). */
static const EVP_MD *
get_md (const KeysKeyUse *use)
{
  gboolean edwards = EVP_PKEY_is_a (use->key, "ED25519") || EVP_PKEY_is_a (use->key, "ED448");

  return edwards ? NULL : pki_digest_get_md (use->digest);
}

static GBytes *
sign_bytes (EVP_MD_CTX *context, GBytes *tbs)
{
  gsize tbs_size;
  const guint8 *data = g_bytes_get_data (tbs, &tbs_size);
  g_autofree guint8 *value = NULL;
  gsize size = 0;

  if (EVP_DigestSign (context, NULL, &size, data, tbs_size) != 1)
    return NULL;
  value = g_malloc (size);
  if (EVP_DigestSign (context, value, &size, data, tbs_size) != 1)
    return NULL;
  return g_bytes_new (value, size);
}

static gboolean
key_sign (PkiSigner *signer,
          PkiDigestType digest,
          gboolean pss,
          GBytes *tbs,
          GBytes **signature,
          GBytes **algorithm,
          GCancellable *cancellable,
          GError **error)
{
  EVP_PKEY *key = ((KeysKey *) signer)->key;
  const KeysKeyUse use = {.key = key, .digest = digest, .pss = pss};
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  g_autoptr (GBytes) id = NULL;
  g_autoptr (GBytes) value = NULL;
  EVP_PKEY_CTX *key_context = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  ERR_clear_error ();
  if (EVP_DigestSignInit (context, &key_context, get_md (&use), NULL, key) == 1 &&
      set_padding (key, key_context, pss) && (id = dup_algorithm (key_context)) != NULL)
    value = sign_bytes (context, tbs);
  if (value == NULL)
    {
      pki_openssl_set_error (error, PKI_ERROR, PKI_ERROR_SIGN, "the key did not sign");
      return FALSE;
    }
  *signature = g_steal_pointer (&value);
  *algorithm = g_steal_pointer (&id);
  return TRUE;
}

static GBytes *
key_open (PkiSigner *signer, PkiEnvelope *envelope, GError **error)
{
  return pki_envelope_open (envelope, pki_signer_get_certificate (signer),
                            ((KeysKey *) signer)->key, error);
}

static void
key_free (PkiSigner *signer)
{
  KeysKey *self = (KeysKey *) signer;

  EVP_PKEY_free (self->key); /* wipes what it held */
  g_ptr_array_unref (self->certificates);
  g_free (self);
}

static const PkiSignerFuncs key_funcs = {
    .get_certificates = key_get_certificates,
    .sign = key_sign,
    .open = key_open,
    .get_max_size = key_get_max_size,
    .free = key_free,
};

/**
 * keys_key_is_supported:
 * @key: a key
 *
 * Returns: whether this program signs with keys of its type
 */
gboolean
keys_key_is_supported (EVP_PKEY *key)
{
  static const char *const types[] = {"RSA", "RSA-PSS", "EC", "ED25519", "ED448"};

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (EVP_PKEY_is_a (key, types[i]))
      return TRUE;
  return FALSE;
}

/**
 * keys_key_dup_algorithm:
 * @use: a key, public or private, and how it signs
 *
 * Writes down what a signature of this key is.
 *
 * Returns: (transfer full) (nullable): the DER AlgorithmIdentifier
 */
GBytes *
keys_key_dup_algorithm (const KeysKeyUse *use)
{
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  EVP_PKEY_CTX *key_context = NULL;
  GBytes *algorithm = NULL;

  if (EVP_DigestSignInit (context, &key_context, get_md (use), NULL, use->key) == 1 &&
      set_padding (use->key, key_context, use->pss))
    algorithm = dup_algorithm (key_context);
  ERR_clear_error ();
  return algorithm;
}

/**
 * keys_key_verify:
 * @use: a public key and how it signed
 * @tbs: what was signed
 * @signature: the signature value
 *
 * Checks a signature that was made elsewhere.
 *
 * Returns: whether it is right
 */
gboolean
keys_key_verify (const KeysKeyUse *use, GBytes *tbs, GBytes *signature)
{
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  EVP_PKEY_CTX *key_context = NULL;
  gboolean good;

  good = EVP_DigestVerifyInit (context, &key_context, get_md (use), NULL, use->key) == 1 &&
         set_padding (use->key, key_context, use->pss) &&
         EVP_DigestVerify (context, g_bytes_get_data (signature, NULL),
                           g_bytes_get_size (signature), g_bytes_get_data (tbs, NULL),
                           g_bytes_get_size (tbs)) == 1;
  ERR_clear_error ();
  return good;
}

/**
 * keys_key_new:
 * @key: (transfer full): a private key that keys_key_is_supported()
 * @certificates: (element-type PkiCertificate): its own certificate first, then its issuers; none
 * as long as none is issued
 *
 * Makes a signer of a key in memory.
 *
 * Returns: (transfer full): the signer
 */
PkiSigner *
keys_key_new (EVP_PKEY *key, GPtrArray *certificates)
{
  KeysKey *self;

  g_return_val_if_fail (key != NULL && certificates != NULL, NULL);

  self = g_new0 (KeysKey, 1);
  self->base.funcs = &key_funcs;
  self->key = key;
  self->certificates = g_ptr_array_ref (certificates);
  return &self->base;
}
