/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pdf-cipher.h"

#include <openssl/evp.h>
#include <openssl/provider.h>

#include "pdf-error.h"

/* OpenSSL counts in int; a multiple of every block. */
#define CHUNK (1u << 30)

struct _PdfCiphers {
  OSSL_LIB_CTX *context;
  OSSL_PROVIDER *providers[2];
  EVP_MD *digests[PDF_N_DIGESTS];
  EVP_CIPHER *rc4; /* NULL unless asked for */
  EVP_CIPHER *aes128;
  EVP_CIPHER *aes256;
  EVP_CIPHER_CTX *work;
};

static gboolean
fetch (PdfCiphers *self, gboolean rc4)
{
  static const char *const names[PDF_N_DIGESTS] = {"MD5", "SHA256", "SHA384", "SHA512"};
  gboolean complete = TRUE;

  for (guint i = 0; i < PDF_N_DIGESTS; i++)
    {
      self->digests[i] = EVP_MD_fetch (self->context, names[i], NULL);
      complete = complete && self->digests[i];
    }
  self->aes128 = EVP_CIPHER_fetch (self->context, "AES-128-CBC", NULL);
  self->aes256 = EVP_CIPHER_fetch (self->context, "AES-256-CBC", NULL);
  if (rc4)
    self->rc4 = EVP_CIPHER_fetch (self->context, "RC4", NULL);
  self->work = EVP_CIPHER_CTX_new ();
  return complete && self->aes128 && self->aes256 && (self->rc4 || !rc4) && self->work;
}

/**
 * pdf_ciphers_new: (skip)
 * @rc4: whether RC4 is needed, which OpenSSL keeps apart and may be installed without
 * @error: return location
 *
 * Loads what encrypted files are made of.
 *
 * Returns: (transfer full): the ciphers; %NULL with %PDF_ERROR_ENCRYPTED when OpenSSL lacks one
 */
PdfCiphers *
pdf_ciphers_new (gboolean rc4, GError **error)
{
  g_autoptr (PdfCiphers) self = g_new0 (PdfCiphers, 1);

  self->context = OSSL_LIB_CTX_new ();
  self->providers[0] = OSSL_PROVIDER_load (self->context, "default");
  if (rc4)
    self->providers[1] = OSSL_PROVIDER_load (self->context, "legacy");
  if (fetch (self, rc4))
    return g_steal_pointer (&self);
  g_set_error (error, PDF_ERROR, PDF_ERROR_ENCRYPTED,
               "OpenSSL is installed without a cipher that the file is encrypted with");
  return NULL;
}

/**
 * pdf_ciphers_free: (skip)
 * @self: (nullable): ciphers
 *
 * Frees them, and wipes what they were last used with.
 */
void
pdf_ciphers_free (PdfCiphers *self)
{
  if (!self)
    return;
  EVP_CIPHER_CTX_free (self->work);
  EVP_CIPHER_free (self->rc4);
  EVP_CIPHER_free (self->aes128);
  EVP_CIPHER_free (self->aes256);
  for (guint i = 0; i < PDF_N_DIGESTS; i++)
    EVP_MD_free (self->digests[i]);
  for (guint i = 0; i < G_N_ELEMENTS (self->providers); i++)
    if (self->providers[i])
      OSSL_PROVIDER_unload (self->providers[i]);
  OSSL_LIB_CTX_free (self->context);
  g_free (self);
}

/* What is fetched works, unless there is no memory; then this ends as every allocation does. */
static void
must (int status)
{
  if (status != 1)
    g_error ("OpenSSL has no memory left");
}

/**
 * pdf_ciphers_digest: (skip)
 * @self: ciphers
 * @digest: which digest
 * @data: bytes
 * @length: how many
 * @result: (out): room for %PDF_DIGEST_MAX bytes
 *
 * Digests some bytes.
 *
 * Returns: length of the digest
 */
gsize
pdf_ciphers_digest (
    PdfCiphers *self, PdfDigest digest, const guint8 *data, gsize length, guint8 *result)
{
  unsigned int size = 0;

  must (EVP_Digest (data, length, result, &size, self->digests[digest], NULL));
  return size;
}

static void
run (PdfCiphers *self, guint8 *data, gsize length)
{
  for (gsize done = 0; done < length;)
    {
      int piece = MIN (length - done, CHUNK);
      int made = 0;

      must (EVP_CipherUpdate (self->work, data + done, &made, data + done, piece));
      done += piece;
    }
}

static void
start_aes (PdfCiphers *self, const PdfKey *key, const guint8 *iv, gboolean encrypt)
{
  static const guint8 zeros[PDF_BLOCK];
  const EVP_CIPHER *cipher = key->length == 32 ? self->aes256 : self->aes128;

  must (EVP_CipherInit_ex2 (self->work, cipher, key->bytes, iv ? iv : zeros, encrypt, NULL));
  EVP_CIPHER_CTX_set_padding (self->work, 0);
}

/**
 * pdf_ciphers_rc4: (skip)
 * @self: ciphers with RC4
 * @key: of 5 to 16 bytes
 * @data: bytes, changed in place
 * @length: how many
 *
 * Encrypts or decrypts, which is the same.
 */
void
pdf_ciphers_rc4 (PdfCiphers *self, const PdfKey *key, guint8 *data, gsize length)
{
  must (EVP_CipherInit_ex2 (self->work, self->rc4, NULL, NULL, 1, NULL));
  must (EVP_CIPHER_CTX_set_key_length (self->work, (int) key->length));
  must (EVP_CipherInit_ex2 (self->work, NULL, key->bytes, NULL, 1, NULL));
  run (self, data, length);
}

/**
 * pdf_ciphers_encrypt_aes: (skip)
 * @self: ciphers
 * @key: of 16 or 32 bytes
 * @iv: (nullable): 16 bytes; zeros when %NULL
 * @data: whole blocks, changed in place
 * @length: how many bytes
 *
 * Encrypts in CBC mode.
 */
void
pdf_ciphers_encrypt_aes (
    PdfCiphers *self, const PdfKey *key, const guint8 *iv, guint8 *data, gsize length)
{
  start_aes (self, key, iv, TRUE);
  run (self, data, length);
}

/**
 * pdf_ciphers_decrypt_aes: (skip)
 * @self: ciphers
 * @key: of 16 or 32 bytes
 * @iv: (nullable): 16 bytes; zeros when %NULL
 * @data: whole blocks, changed in place
 * @length: how many bytes
 *
 * Decrypts in CBC mode.
 */
void
pdf_ciphers_decrypt_aes (
    PdfCiphers *self, const PdfKey *key, const guint8 *iv, guint8 *data, gsize length)
{
  start_aes (self, key, iv, FALSE);
  run (self, data, length);
}
