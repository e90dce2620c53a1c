/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keys-pem.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <string.h>

#include "keys-cost.h"
#include "keys-error.h"
#include "pki-openssl.h"

#define BEGIN "-----BEGIN "
#define MAX_BLOCKS 256

/* One block (RFC 7468, 2), as OpenSSL takes it apart. */
typedef struct {
  char *name;
  char *header; /* RFC 1421, 4.6: how a traditional key is encrypted */
  unsigned char *data;
  long size;
} Block;

static void
block_clear (Block *self)
{
  if (self->data != NULL)
    OPENSSL_cleanse (self->data, self->size);
  OPENSSL_free (self->name);
  OPENSSL_free (self->header);
  OPENSSL_free (self->data);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Block, block_clear)

typedef struct {
  const char *password;
  KeysBundle *bundle;
  KeysCost cost;
} Reader;

static void
set_error (GError **error, KeysError code, const char *message)
{
  pki_openssl_set_error (error, KEYS_ERROR, code, message);
}

static gboolean
block_read (Block *self, BIO *bio)
{
  return PEM_read_bio (bio, &self->name, &self->header, &self->data, &self->size) == 1;
}

static BIO *
open_bytes (GBytes *bytes)
{
  return BIO_new_mem_buf (g_bytes_get_data (bytes, NULL), (int) g_bytes_get_size (bytes));
}

static gboolean
is_traditional (const Block *block)
{
  return g_str_equal (block->name, PEM_STRING_RSA) ||
         g_str_equal (block->name, PEM_STRING_ECPRIVATEKEY);
}

static gboolean
is_locked (const Block *block)
{
  return g_str_equal (block->name, PEM_STRING_PKCS8) ||
         (is_traditional (block) && strstr (block->header, "ENCRYPTED") != NULL);
}

static gboolean
add_key (Reader *self, EVP_PKEY *key, GError **error)
{
  if (key != NULL)
    g_ptr_array_add (self->bundle->keys, key);
  else
    set_error (error, KEYS_ERROR_UNSUPPORTED, "cannot read the private key");
  return key != NULL;
}

static gboolean
add_plain (Reader *self, const Block *block, GError **error)
{
  const unsigned char *p = block->data;
  PKCS8_PRIV_KEY_INFO *info = d2i_PKCS8_PRIV_KEY_INFO (NULL, &p, block->size);
  EVP_PKEY *key = info != NULL ? EVP_PKCS82PKEY (info) : NULL;

  PKCS8_PRIV_KEY_INFO_free (info);
  return add_key (self, key, error);
}

/* Old files are encrypted with what the process's own context no longer has; a context of its own
 * keeps that to this one file. */
static PKCS8_PRIV_KEY_INFO *
decrypt_old (const X509_SIG *sealed, const char *password)
{
  OSSL_LIB_CTX *context = OSSL_LIB_CTX_new ();
  OSSL_PROVIDER *providers[] = {OSSL_PROVIDER_load (context, "default"),
                                OSSL_PROVIDER_load (context, "legacy")};
  PKCS8_PRIV_KEY_INFO *info = PKCS8_decrypt_ex (sealed, password, (int) strlen (password), context,
                                                NULL);

  for (guint i = 0; i < G_N_ELEMENTS (providers); i++)
    if (providers[i] != NULL)
      OSSL_PROVIDER_unload (providers[i]);
  OSSL_LIB_CTX_free (context);
  return info;
}

static gboolean
is_unknown (unsigned long reason)
{
  int code = ERR_GET_REASON (reason);

  return code == ERR_R_UNSUPPORTED || code == EVP_R_UNSUPPORTED_ALGORITHM ||
         code == EVP_R_UNKNOWN_PBE_ALGORITHM || code == EVP_R_UNSUPPORTED_CIPHER ||
         code == EVP_R_UNSUPPORTED_PRF;
}

static PKCS8_PRIV_KEY_INFO *
decrypt (Reader *self, const X509_SIG *sealed, GError **error)
{
  PKCS8_PRIV_KEY_INFO *info;

  ERR_clear_error ();
  info = PKCS8_decrypt (sealed, self->password, (int) strlen (self->password));
  if (info != NULL || !is_unknown (ERR_peek_error ()))
    {
      if (info == NULL)
        set_error (error, KEYS_ERROR_PASSWORD, "the password is wrong");
      return info;
    }
  ERR_clear_error ();
  info = decrypt_old (sealed, self->password);
  if (info == NULL)
    set_error (error, is_unknown (ERR_peek_error ()) ? KEYS_ERROR_UNSUPPORTED : KEYS_ERROR_PASSWORD,
               "cannot decrypt the key");
  return info;
}

/* EncryptedPrivateKeyInfo (RFC 5958, 3). */
static gboolean
add_sealed (Reader *self, const Block *block, GError **error)
{
  const unsigned char *p = block->data;
  X509_SIG *sealed = d2i_X509_SIG (NULL, &p, block->size);
  PKCS8_PRIV_KEY_INFO *info = NULL;
  const X509_ALGOR *algorithm;
  gboolean ok = FALSE;

  if (sealed == NULL)
    set_error (error, KEYS_ERROR_NOT_KEY_FILE, "the private key is damaged");
  else
    {
      X509_SIG_get0 (sealed, &algorithm, NULL);
      if (keys_cost_add_algorithm (&self->cost, algorithm, error))
        info = decrypt (self, sealed, error);
      ok = info != NULL && add_key (self, EVP_PKCS82PKEY (info), error);
    }
  PKCS8_PRIV_KEY_INFO_free (info);
  X509_SIG_free (sealed);
  return ok;
}

static int
give_password (char *buffer, int size, int writing, void *data)
{
  const char *password = data;
  int length = (int) strlen (password);

  if (length > size)
    return -1;
  memcpy (buffer, password, length);
  return length;
}

/* A key as OpenSSL wrote it before PKCS#8. One round of MD5 makes the key for its encryption. */
static gboolean
add_traditional (Reader *self, Block *block, GError **error)
{
  EVP_CIPHER_INFO cipher;
  const unsigned char *p = block->data;
  gboolean locked = is_locked (block);
  int type = g_str_equal (block->name, PEM_STRING_RSA) ? EVP_PKEY_RSA : EVP_PKEY_EC;
  EVP_PKEY *key;

  if (PEM_get_EVP_CIPHER_INFO (block->header, &cipher) != 1)
    {
      set_error (error, KEYS_ERROR_UNSUPPORTED, "the key's encryption is unknown");
      return FALSE;
    }
  key = PEM_do_header (&cipher, block->data, &block->size, give_password,
                       (void *) self->password) == 1
            ? d2i_PrivateKey (type, NULL, &p, block->size)
            : NULL;
  /* Once in 256 times a wrong password leaves padding that looks right, and nonsense before it. */
  if (key == NULL && locked)
    {
      set_error (error, KEYS_ERROR_PASSWORD, "the password is wrong");
      return FALSE;
    }
  return add_key (self, key, error);
}

static gboolean
add_certificate (Reader *self, const Block *block, GError **error)
{
  PkiCertificate *certificate = pki_certificate_new_from_der (block->data, block->size, NULL);

  if (certificate != NULL)
    g_ptr_array_add (self->bundle->certificates, certificate);
  else
    set_error (error, KEYS_ERROR_NOT_KEY_FILE, "a certificate in the file is damaged");
  return certificate != NULL;
}

/* What else there may be, parameters of a curve or requests, has nothing to do with signing. */
static gboolean
add_block (Reader *self, Block *block, GError **error)
{
  if (g_str_equal (block->name, PEM_STRING_X509) || g_str_equal (block->name, PEM_STRING_X509_OLD))
    return add_certificate (self, block, error);
  if (g_str_equal (block->name, PEM_STRING_PKCS8INF))
    return add_plain (self, block, error);
  if (g_str_equal (block->name, PEM_STRING_PKCS8))
    return add_sealed (self, block, error);
  if (is_traditional (block))
    return add_traditional (self, block, error);
  return TRUE;
}

/**
 * keys_pem_is:
 * @bytes: a file's content
 *
 * Tells PEM (RFC 7468) from other files; text may stand before it.
 *
 * Returns: whether it is PEM
 */
gboolean
keys_pem_is (GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  return size > 0 && memmem (data, size, BEGIN, strlen (BEGIN)) != NULL;
}

/**
 * keys_pem_locked:
 * @bytes: PEM
 *
 * Looks for an encrypted private key.
 *
 * Returns: whether it will take a password to read it
 */
gboolean
keys_pem_locked (GBytes *bytes)
{
  g_autoptr (BIO) bio = open_bytes (bytes);
  gboolean locked = FALSE;

  for (guint i = 0; !locked && i < MAX_BLOCKS; i++)
    {
      g_auto (Block) block = {NULL};

      if (!block_read (&block, bio))
        break;
      locked = is_locked (&block);
    }
  ERR_clear_error ();
  return locked;
}

/**
 * keys_pem_peek:
 * @bytes: PEM
 * @bundle: the certificates that are found are added here
 *
 * Reads what needs no password, and no key.
 *
 * Returns: whether every certificate could be read
 */
gboolean
keys_pem_peek (GBytes *bytes, KeysBundle *bundle)
{
  g_autoptr (BIO) bio = open_bytes (bytes);
  Reader reader = {.bundle = bundle};
  gboolean ok = TRUE;

  for (guint i = 0; ok && i < MAX_BLOCKS; i++)
    {
      g_auto (Block) block = {NULL};

      if (!block_read (&block, bio))
        break;
      if (g_str_equal (block.name, PEM_STRING_X509) ||
          g_str_equal (block.name, PEM_STRING_X509_OLD))
        ok = add_certificate (&reader, &block, NULL);
    }
  ERR_clear_error ();
  return ok;
}

/**
 * keys_pem_read:
 * @bytes: PEM
 * @password: UTF-8, may be empty; used and not kept
 * @bundle: what is found is added here
 * @error: %KEYS_ERROR_NOT_KEY_FILE, %KEYS_ERROR_PASSWORD or %KEYS_ERROR_UNSUPPORTED
 *
 * Reads keys, as PKCS#8 (RFC 5958) or in the traditional form, encrypted or not, and certificates.
 *
 * Returns: whether all of it could be read
 */
gboolean
keys_pem_read (GBytes *bytes, const char *password, KeysBundle *bundle, GError **error)
{
  g_autoptr (BIO) bio = open_bytes (bytes);
  Reader reader = {.password = password, .bundle = bundle};
  gboolean ok = TRUE;
  guint n = 0;

  for (; ok; n++)
    {
      g_auto (Block) block = {NULL};

      ERR_clear_error ();
      if (!block_read (&block, bio))
        break;
      if (n < MAX_BLOCKS)
        ok = add_block (&reader, &block, error);
      else
        {
          set_error (error, KEYS_ERROR_NOT_KEY_FILE, "the file holds too much");
          ok = FALSE;
        }
    }
  /* The end of the file is where nothing begins any more; all else is damage. */
  if (ok && (n == 0 || ERR_GET_REASON (ERR_peek_last_error ()) != PEM_R_NO_START_LINE))
    {
      set_error (error, KEYS_ERROR_NOT_KEY_FILE, "the file is damaged");
      ok = FALSE;
    }
  ERR_clear_error ();
  return ok;
}
