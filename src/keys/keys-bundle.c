/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keys-bundle.h"

#include <openssl/err.h>

#include "keys-chain.h"
#include "keys-error.h"
#include "keys-key.h"
#include "pki-openssl.h"

/**
 * keys_bundle_init:
 * @self: (out caller-allocates): a bundle
 *
 * Makes it empty.
 */
void
keys_bundle_init (KeysBundle *self)
{
  self->keys = g_ptr_array_new_with_free_func ((GDestroyNotify) EVP_PKEY_free);
  self->certificates = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_certificate_unref);
}

/**
 * keys_bundle_clear:
 * @self: a bundle
 *
 * Lets go of what it holds.
 */
void
keys_bundle_clear (KeysBundle *self)
{
  g_clear_pointer (&self->keys, g_ptr_array_unref);
  g_clear_pointer (&self->certificates, g_ptr_array_unref);
}

static PkiCertificate *
find_certificate (GPtrArray *certificates, EVP_PKEY *key)
{
  for (guint i = 0; i < certificates->len; i++)
    {
      PkiCertificate *certificate = g_ptr_array_index (certificates, i);

      if (X509_check_private_key (pki_certificate_get_x509 (certificate), key) == 1)
        return certificate;
    }
  return NULL;
}

/**
 * keys_bundle_find:
 * @self: what a file gave
 * @chain: (out) (transfer full) (element-type PkiCertificate): the key's certificate and its
 * issuers
 * @error: %KEYS_ERROR_NO_KEY, %KEYS_ERROR_NO_CERTIFICATE or %KEYS_ERROR_UNSUPPORTED
 *
 * Finds the key to sign with: the first that comes with its certificate.
 *
 * Returns: (transfer none) (nullable): the key
 */
EVP_PKEY *
keys_bundle_find (const KeysBundle *self, GPtrArray **chain, GError **error)
{
  for (guint i = 0; i < self->keys->len; i++)
    {
      EVP_PKEY *key = g_ptr_array_index (self->keys, i);
      PkiCertificate *leaf = find_certificate (self->certificates, key);

      if (leaf == NULL)
        continue;
      if (keys_key_is_supported (key))
        {
          *chain = keys_chain_order (self->certificates, leaf);
          return key;
        }
      g_set_error (error, KEYS_ERROR, KEYS_ERROR_UNSUPPORTED, "keys of type %s are not served",
                   EVP_PKEY_get0_type_name (key));
      return NULL;
    }
  ERR_clear_error ();
  if (self->keys->len == 0)
    g_set_error_literal (error, KEYS_ERROR, KEYS_ERROR_NO_KEY, "no private key in the file");
  else
    g_set_error_literal (error, KEYS_ERROR, KEYS_ERROR_NO_CERTIFICATE,
                         "no certificate for the key in the file");
  return NULL;
}

/**
 * keys_bundle_open:
 * @self: what a file gave
 * @error: as for keys_bundle_find()
 *
 * Makes a signer of the key that keys_bundle_find() finds.
 *
 * Returns: (transfer full) (nullable): the signer
 */
PkiSigner *
keys_bundle_open (const KeysBundle *self, GError **error)
{
  g_autoptr (GPtrArray) chain = NULL;
  EVP_PKEY *key = keys_bundle_find (self, &chain, error);

  if (key == NULL)
    return NULL;
  EVP_PKEY_up_ref (key);
  return keys_key_new (key, chain);
}
