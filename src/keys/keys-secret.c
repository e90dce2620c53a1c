/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keys-secret.h"

#include <openssl/crypto.h>
#include <string.h>

typedef struct {
  gsize size;
  guint8 data[];
} Secret;

static void
secret_free (gpointer data)
{
  Secret *secret = data;

  OPENSSL_cleanse (secret->data, secret->size);
  g_free (secret);
}

/**
 * keys_secret_new:
 * @data: (array length=size): a secret
 * @size: in bytes
 *
 * Copies a secret so that it leaves nothing behind.
 *
 * Returns: (transfer full): the bytes
 */
GBytes *
keys_secret_new (const void *data, gsize size)
{
  Secret *secret = g_malloc (sizeof *secret + size);

  secret->size = size;
  memcpy (secret->data, data, size);
  return g_bytes_new_with_free_func (secret->data, size, secret_free, secret);
}
