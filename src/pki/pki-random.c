/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-random.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

/**
 * pki_random_bytes:
 * @data: (out): where to put them
 * @length: how many
 *
 * Takes bytes that nobody can guess from OpenSSL's private generator. A machine without any ends
 * the program: nothing sound can be done there.
 */
void
pki_random_bytes (void *data, gsize length)
{
  if (RAND_priv_bytes (data, length) != 1)
    g_error ("the system gives no random numbers");
}

/**
 * pki_random_hex:
 * @n_bytes: at most 64
 *
 * Makes an unguessable identifier.
 *
 * Returns: (transfer full): two hexadecimal digits a byte
 */
char *
pki_random_hex (guint n_bytes)
{
  guint8 bytes[64];
  char *text;

  g_return_val_if_fail (n_bytes > 0 && n_bytes <= sizeof bytes, NULL);

  pki_random_bytes (bytes, n_bytes);
  text = g_malloc (2 * n_bytes + 1);
  for (guint i = 0; i < n_bytes; i++)
    {
      text[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
      text[2 * i + 1] = "0123456789abcdef"[bytes[i] & 0xf];
    }
  text[2 * n_bytes] = '\0';
  OPENSSL_cleanse (bytes, sizeof bytes);
  return text;
}
