/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-hmac.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

/* Looking an algorithm up costs several times as much as it does with a short text. */
static EVP_MAC_CTX *
new_context (void)
{
  static gsize ready;
  static EVP_MAC_CTX *without_key;

  if (g_once_init_enter (&ready))
    {
      OSSL_PARAM digest[] = {
          OSSL_PARAM_construct_utf8_string (OSSL_MAC_PARAM_DIGEST, (char *) "SHA256", 0),
          OSSL_PARAM_construct_end (),
      };
      EVP_MAC *mac = EVP_MAC_fetch (NULL, "HMAC", NULL);

      without_key = EVP_MAC_CTX_new (mac);
      if (!without_key || EVP_MAC_CTX_set_params (without_key, digest) != 1)
        g_error ("HMAC-SHA-256 is not there");
      EVP_MAC_free (mac);
      g_once_init_leave (&ready, 1);
    }
  return EVP_MAC_CTX_dup (without_key);
}

/**
 * pki_hmac_sha256:
 * @key: 32 bytes
 * @text: what is to be found again without being kept
 *
 * Makes a keyed hash (RFC 2104).
 *
 * Returns: (transfer full): 32 bytes
 */
GBytes *
pki_hmac_sha256 (GBytes *key, const char *text)
{
  guint8 digest[32];
  gsize length = 0;
  EVP_MAC_CTX *context = new_context ();

  if (EVP_MAC_init (context, g_bytes_get_data (key, NULL), g_bytes_get_size (key), NULL) != 1 ||
      EVP_MAC_update (context, (const guint8 *) text, strlen (text)) != 1 ||
      EVP_MAC_final (context, digest, &length, sizeof digest) != 1)
    g_error ("HMAC-SHA-256 is not there");
  EVP_MAC_CTX_free (context);
  return g_bytes_new (digest, length);
}

/**
 * pki_equal:
 * @a: bytes
 * @b: bytes
 *
 * Compares secrets of equal length in constant time.
 *
 * Returns: TRUE if they are the same
 */
gboolean
pki_equal (GBytes *a, GBytes *b)
{
  return g_bytes_get_size (a) == g_bytes_get_size (b) &&
         CRYPTO_memcmp (g_bytes_get_data (a, NULL), g_bytes_get_data (b, NULL),
                        g_bytes_get_size (a)) == 0;
}
