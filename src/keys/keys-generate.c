/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keys-generate.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "keys-encode.h"
#include "keys-error.h"
#include "keys-file.h"
#include "keys-pkcs12.h"
#include "pki-openssl.h"
#include "pki-x509.h"

#define VALIDITY (2 * 365 * 24 * 60 * 60)

/**
 * keys_generate_key:
 * @kind: "rsa2048", "rsa3072", "p256", "p384", "ed25519" or "ed448"
 *
 * Makes a key with the system's random source.
 *
 * Returns: (transfer full) (nullable): the key, or %NULL for another kind
 */
EVP_PKEY *
keys_generate_key (const char *kind)
{
  if (g_str_equal (kind, "rsa2048"))
    return EVP_PKEY_Q_keygen (NULL, NULL, "RSA", (size_t) 2048);
  if (g_str_equal (kind, "rsa3072"))
    return EVP_PKEY_Q_keygen (NULL, NULL, "RSA", (size_t) 3072);
  if (g_str_equal (kind, "p256"))
    return EVP_PKEY_Q_keygen (NULL, NULL, "EC", "P-256");
  if (g_str_equal (kind, "p384"))
    return EVP_PKEY_Q_keygen (NULL, NULL, "EC", "P-384");
  if (g_str_equal (kind, "ed25519"))
    return EVP_PKEY_Q_keygen (NULL, NULL, "ED25519");
  if (g_str_equal (kind, "ed448"))
    return EVP_PKEY_Q_keygen (NULL, NULL, "ED448");
  return NULL;
}

static gboolean
set_names (X509 *x509, const char *common_name, const char *organisation)
{
  X509_NAME *name = X509_get_subject_name (x509);

  return pki_x509_add_name (name, NID_organizationName, organisation) &&
         pki_x509_add_name (name, NID_organizationalUnitName,
                            "Test identity, not verified by anyone") &&
         pki_x509_add_name (name, NID_commonName, common_name) &&
         X509_set_issuer_name (x509, name) == 1;
}

static X509 *
make_certificate (EVP_PKEY *key, const char *common_name, const char *organisation, gint64 now)
{
  g_autoptr (X509) x509 = X509_new ();
  gboolean edwards = EVP_PKEY_is_a (key, "ED25519") || EVP_PKEY_is_a (key, "ED448");

  if (X509_set_version (x509, X509_VERSION_3) != 1 || !pki_x509_set_serial (x509) ||
      !set_names (x509, common_name, organisation) ||
      ASN1_TIME_set (X509_getm_notBefore (x509), (time_t) now) == NULL ||
      ASN1_TIME_set (X509_getm_notAfter (x509), (time_t) (now + VALIDITY)) == NULL ||
      X509_set_pubkey (x509, key) != 1 ||
      !pki_x509_add_extension (x509, x509, NID_basic_constraints, "critical,CA:FALSE") ||
      !pki_x509_add_extension (x509, x509, NID_key_usage, pki_x509_get_signer_usage (key)) ||
      !pki_x509_add_extension (x509, x509, NID_subject_key_identifier, "hash") ||
      X509_sign (x509, key, edwards ? NULL : EVP_sha256 ()) == 0)
    return NULL;
  return g_steal_pointer (&x509);
}

/**
 * keys_pkcs12_generate:
 * @path: where nothing is yet
 * @password: UTF-8; used and not kept
 * @common_name: the person's name, at most 64 characters
 * @organisation: (nullable): the organisation's
 * @kind: "rsa2048", "rsa3072", "p256", "p384", "ed25519" or "ed448"
 * @now: seconds since 1970, UTC: the beginning of two years of validity
 * @error: %KEYS_ERROR_UNSUPPORTED, %KEYS_ERROR_EXISTS or %KEYS_ERROR_STORE
 *
 * Makes a key with a self-signed certificate to try things with.
 *
 * Returns: whether the file was written
 */
gboolean
keys_pkcs12_generate (const char *path,
                      const char *password,
                      const char *common_name,
                      const char *organisation,
                      const char *kind,
                      gint64 now,
                      GError **error)
{
  g_autoptr (EVP_PKEY) key = NULL;
  g_autoptr (X509) x509 = NULL;
  g_autoptr (PkiCertificate) certificate = NULL;
  g_autoptr (GPtrArray) chain = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (path != NULL && password != NULL && common_name != NULL, FALSE);

  ERR_clear_error ();
  key = keys_generate_key (kind);
  if (key != NULL)
    x509 = make_certificate (key, common_name, organisation, now);
  if (x509 != NULL)
    certificate = pki_certificate_new_from_x509 (x509, NULL);
  if (certificate == NULL)
    {
      pki_openssl_set_error (error, KEYS_ERROR, KEYS_ERROR_UNSUPPORTED,
                             "cannot make such a key and certificate");
      return FALSE;
    }
  chain = g_ptr_array_new ();
  g_ptr_array_add (chain, certificate);
  bytes = keys_encode_pkcs12 (key, chain, password, error);
  return bytes != NULL && keys_file_write (path, bytes, FALSE, error);
}
