/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-hmac.h"

#include <openssl/crypto.h>
#include <openssl/hmac.h>
#include <string.h>

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
  unsigned length = 0;

  if (!HMAC (EVP_sha256 (), g_bytes_get_data (key, NULL), g_bytes_get_size (key),
             (const guint8 *) text, strlen (text), digest, &length))
    g_error ("HMAC-SHA-256 is not there");
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
