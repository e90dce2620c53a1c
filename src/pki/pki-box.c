/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-box.h"

#include <openssl/evp.h>
#include <string.h>

#include "pki-random.h"

/* AES-256 in Galois/Counter Mode (NIST SP 800-38D): the nonce, what is enciphered, the tag. */
#define KEY 32
#define NONCE 12
#define TAG 16

static gboolean
encipher (GBytes *key, GBytes *content, guint8 *box)
{
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new ();
  gsize size;
  const guint8 *data = g_bytes_get_data (content, &size);
  int n = 0, rest = 0;
  gboolean ok = EVP_EncryptInit_ex (context, EVP_aes_256_gcm (), NULL, g_bytes_get_data (key, NULL),
                                    box) == 1 &&
                EVP_EncryptUpdate (context, box + NONCE, &n, data, (int) size) == 1 &&
                EVP_EncryptFinal_ex (context, box + NONCE + n, &rest) == 1 &&
                EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_GCM_GET_TAG, TAG, box + NONCE + size) == 1;

  EVP_CIPHER_CTX_free (context);
  return ok;
}

/**
 * pki_box_close:
 * @key: 32 bytes
 * @content: what nobody without the key is to read or change
 *
 * Enciphers something that is kept.
 *
 * Returns: (transfer full): the box
 */
GBytes *
pki_box_close (GBytes *key, GBytes *content)
{
  gsize size = NONCE + g_bytes_get_size (content) + TAG;
  guint8 *box = g_malloc (size);

  g_return_val_if_fail (g_bytes_get_size (key) == KEY, NULL);
  pki_random_bytes (box, NONCE);
  if (!encipher (key, content, box))
    g_error ("AES-256-GCM is not there");
  return g_bytes_new_take (box, size);
}

static gboolean
decipher (GBytes *key, const guint8 *box, gsize size, guint8 *content)
{
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new ();
  int n = 0, rest = 0;
  gboolean ok = EVP_DecryptInit_ex (context, EVP_aes_256_gcm (), NULL, g_bytes_get_data (key, NULL),
                                    box) == 1 &&
                EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_GCM_SET_TAG, TAG,
                                     (void *) (box + NONCE + size)) == 1 &&
                EVP_DecryptUpdate (context, content, &n, box + NONCE, (int) size) == 1 &&
                EVP_DecryptFinal_ex (context, content + n, &rest) == 1;

  EVP_CIPHER_CTX_free (context);
  return ok;
}

/**
 * pki_box_open:
 * @key: 32 bytes
 * @box: of pki_box_close(), or from outside
 *
 * Deciphers it.
 *
 * Returns: (transfer full): what is in it, or NULL if it was closed with another key or was changed
 */
GBytes *
pki_box_open (GBytes *key, GBytes *box)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (box, &size);
  guint8 *content;

  g_return_val_if_fail (g_bytes_get_size (key) == KEY, NULL);
  if (size < NONCE + TAG || size > G_MAXINT)
    return NULL;
  size -= NONCE + TAG;
  content = g_malloc (size + 1);
  if (decipher (key, data, size, content))
    return g_bytes_new_take (content, size);
  g_free (content);
  return NULL;
}
