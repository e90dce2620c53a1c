/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keys-open.h"

#include "keys-chain.h"
#include "keys-encode.h"
#include "keys-error.h"
#include "keys-file.h"
#include "keys-pem.h"
#include "keys-pkcs12.h"

static gboolean
read_certificates (const char *path, KeysBundle *bundle, GError **error)
{
  g_autoptr (GBytes) bytes = keys_file_read (path, error);
  PkiCertificate *certificate;

  if (bytes == NULL)
    return FALSE;
  if (keys_pem_is (bytes))
    return keys_pem_read (bytes, "", bundle, error);
  certificate = pki_certificate_new_from_der (g_bytes_get_data (bytes, NULL),
                                              g_bytes_get_size (bytes), NULL);
  if (certificate != NULL)
    g_ptr_array_add (bundle->certificates, certificate);
  else
    g_set_error (error, KEYS_ERROR, KEYS_ERROR_NOT_KEY_FILE, "%s holds no certificate", path);
  return certificate != NULL;
}

/* The key's own file first: its key is the one that was meant. */
static gboolean
read_pem (const KeysSource *source, GBytes *bytes, KeysBundle *bundle, GError **error)
{
  return keys_pem_read (bytes, source->password, bundle, error) &&
         (source->certificates == NULL || read_certificates (source->certificates, bundle, error));
}

/**
 * keys_open:
 * @source: where the key is
 * @error: any of #KeysError but _STORE and _EXISTS
 *
 * Opens a key file: PKCS#12 (RFC 7292), or PEM (RFC 7468) with the key in PKCS#8 or in the
 * traditional form. Whether its certificate is valid is not asked here.
 *
 * Returns: (transfer full) (nullable): its key as signer, with the chain that came along
 */
PkiSigner *
keys_open (const KeysSource *source, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_auto (KeysBundle) bundle = {NULL};

  g_return_val_if_fail (source->path != NULL && source->password != NULL, NULL);

  bytes = keys_file_read (source->path, error);
  if (bytes == NULL)
    return NULL;
  if (!keys_pem_is (bytes))
    return keys_pkcs12_open_bytes (bytes, source->password, error);
  keys_bundle_init (&bundle);
  return read_pem (source, bytes, &bundle, error) ? keys_bundle_open (&bundle, error) : NULL;
}

/**
 * keys_open_needs_password:
 * @path: a key file
 *
 * Looks whether the key lies in the clear, where to ask for a password would only puzzle.
 *
 * Returns: %FALSE for PEM whose keys are not encrypted
 */
gboolean
keys_open_needs_password (const char *path)
{
  g_autoptr (GBytes) bytes = keys_file_read (path, NULL);

  return bytes == NULL || !keys_pem_is (bytes) || keys_pem_locked (bytes);
}

/* The only one that is nobody's issuer is the key's own, whatever its key is. */
static GPtrArray *
guess_chain (GPtrArray *certificates)
{
  PkiCertificate *leaf = NULL;

  for (guint i = 0; i < certificates->len; i++)
    {
      PkiCertificate *certificate = g_ptr_array_index (certificates, i);

      if (certificates->len > 1 && pki_certificate_is_ca (certificate))
        continue;
      if (leaf != NULL)
        return NULL;
      leaf = certificate;
    }
  return leaf != NULL ? keys_chain_order (certificates, leaf) : NULL;
}

/**
 * keys_open_peek:
 * @source: where the key is; the password is not used
 *
 * Looks which certificate the key has, before anybody is asked for a password: what PEM and some
 * PKCS#12 files say in the clear. Most PKCS#12 files encrypt their certificates, too, and what was
 * read is proved only when the key is opened.
 *
 * Returns: (transfer full) (nullable) (element-type PkiCertificate): the certificate, then its
 *   issuers; %NULL where it takes the password to know
 */
GPtrArray *
keys_open_peek (const KeysSource *source)
{
  g_autoptr (GBytes) bytes = keys_file_read (source->path, NULL);
  g_auto (KeysBundle) bundle = {NULL};

  if (bytes == NULL)
    return NULL;
  keys_bundle_init (&bundle);
  if (!keys_pem_is (bytes))
    {
      PkiCertificate *own = keys_pkcs12_peek (bytes, &bundle);

      return own != NULL ? keys_chain_order (bundle.certificates, own) : NULL;
    }
  if (!keys_pem_peek (bytes, &bundle) ||
      (source->certificates != NULL && !read_certificates (source->certificates, &bundle, NULL)))
    return NULL;
  return guess_chain (bundle.certificates);
}

static GBytes *
convert (const KeysSource *source, GBytes *bytes, PkiCertificate **certificate, GError **error)
{
  g_auto (KeysBundle) bundle = {NULL};
  g_autoptr (GPtrArray) chain = NULL;
  EVP_PKEY *key = NULL;

  if (source->password[0] == '\0')
    {
      g_set_error_literal (error, KEYS_ERROR, KEYS_ERROR_UNPROTECTED,
                           "a key is not kept without a password");
      return NULL;
    }
  keys_bundle_init (&bundle);
  if (read_pem (source, bytes, &bundle, error))
    key = keys_bundle_find (&bundle, &chain, error);
  if (key == NULL)
    return NULL;
  *certificate = pki_certificate_ref (g_ptr_array_index (chain, 0));
  return keys_encode_pkcs12 (key, chain, source->password, error);
}

/**
 * keys_open_as_pkcs12:
 * @source: where the key is; for PEM in the clear, the password is the one it gets
 * @certificate: (out) (transfer full): the key's certificate
 * @error: as for keys_open(), or %KEYS_ERROR_UNPROTECTED for PEM without any password
 *
 * Reads a key to be kept: a PKCS#12 file as it is, with the protection it has, and PEM as a new
 * one.
 *
 * Returns: (transfer full) (nullable): PKCS#12
 */
GBytes *
keys_open_as_pkcs12 (const KeysSource *source, PkiCertificate **certificate, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (PkiSigner) signer = NULL;

  g_return_val_if_fail (source->path != NULL && source->password != NULL, NULL);

  bytes = keys_file_read (source->path, error);
  if (bytes == NULL)
    return NULL;
  if (keys_pem_is (bytes))
    return convert (source, bytes, certificate, error);
  signer = keys_pkcs12_open_bytes (bytes, source->password, error);
  if (signer == NULL)
    return NULL;
  *certificate = pki_certificate_ref (pki_signer_get_certificate (signer));
  return g_steal_pointer (&bytes);
}
