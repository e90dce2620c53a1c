/* SPDX-License-Identifier: GPL-3.0-or-later */

/* OpenSSL 3.0 takes a key whose secret half is elsewhere from an engine, a provider, or through
 * the methods that are used here, and called old: the only ones that need no configuration. */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "keys-token-proxy.h"

#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <string.h>

#include "pki-openssl.h"

typedef struct {
  KeysTokenProxyFunc compute;
  gpointer data;
} Proxy;

static void
free_proxy (void *parent, void *proxy, CRYPTO_EX_DATA *all, int index, long argl, void *argp)
{
  g_free (proxy);
}

static int
rsa_index (void)
{
  static gsize index;

  if (g_once_init_enter (&index))
    g_once_init_leave (&index, RSA_get_ex_new_index (0, NULL, NULL, NULL, free_proxy) + 1);
  return (int) index - 1;
}

static int
ec_index (void)
{
  static gsize index;

  if (g_once_init_enter (&index))
    g_once_init_leave (&index, EC_KEY_get_ex_new_index (0, NULL, NULL, NULL, free_proxy) + 1);
  return (int) index - 1;
}

static GBytes *
ask (Proxy *proxy, const guint8 *input, gsize size, gboolean pkcs1)
{
  g_autoptr (GBytes) bytes = g_bytes_new (input, size);

  return proxy->compute (bytes, pkcs1, proxy->data);
}

/* What is raw is as long as the modulus. */
static int
decrypt_rsa (int size, const guint8 *input, guint8 *output, RSA *rsa, int padding)
{
  Proxy *proxy = RSA_get_ex_data (rsa, rsa_index ());
  gboolean pkcs1 = padding == RSA_PKCS1_PADDING;
  g_autoptr (GBytes) clear = NULL;
  gsize length;
  const guint8 *data;

  if (padding != RSA_NO_PADDING && !pkcs1)
    return -1;
  clear = ask (proxy, input, (gsize) size, pkcs1);
  if (clear == NULL)
    return -1;
  data = g_bytes_get_data (clear, &length);
  if (length > (gsize) RSA_size (rsa))
    return -1;
  memcpy (output, data, length);
  return (int) length;
}

static int
agree (guint8 **secret, size_t *size, const EC_POINT *point, const EC_KEY *key)
{
  Proxy *proxy = EC_KEY_get_ex_data (key, ec_index ());
  guint8 *other = NULL;
  gsize length = EC_POINT_point2buf (EC_KEY_get0_group (key), point, POINT_CONVERSION_UNCOMPRESSED,
                                     &other, NULL);
  g_autoptr (GBytes) shared = length > 0 ? ask (proxy, other, length, FALSE) : NULL;
  gsize shared_size = 0;
  const void *data = shared != NULL ? g_bytes_get_data (shared, &shared_size) : NULL;

  OPENSSL_free (other);
  if (data == NULL || shared_size == 0)
    return 0;
  *secret = OPENSSL_memdup (data, shared_size);
  *size = shared_size;
  return *secret != NULL;
}

static const RSA_METHOD *
rsa_method (void)
{
  static gsize method;

  if (g_once_init_enter (&method))
    {
      RSA_METHOD *own = RSA_meth_dup (RSA_PKCS1_OpenSSL ());

      RSA_meth_set1_name (own, "token");
      RSA_meth_set_priv_dec (own, decrypt_rsa);
      g_once_init_leave (&method, (gsize) own);
    }
  return (const RSA_METHOD *) method;
}

static const EC_KEY_METHOD *
ec_method (void)
{
  static gsize method;

  if (g_once_init_enter (&method))
    {
      EC_KEY_METHOD *own = EC_KEY_METHOD_new (EC_KEY_OpenSSL ());

      EC_KEY_METHOD_set_compute_key (own, agree);
      g_once_init_leave (&method, (gsize) own);
    }
  return (const EC_KEY_METHOD *) method;
}

static gboolean
wrap_rsa (EVP_PKEY *wrapped, EVP_PKEY *public_key, Proxy *proxy)
{
  RSA *rsa = RSAPublicKey_dup (EVP_PKEY_get0_RSA (public_key));
  gboolean ok = rsa != NULL && RSA_set_method (rsa, rsa_method ()) == 1 &&
                RSA_set_ex_data (rsa, rsa_index (), proxy) == 1 &&
                EVP_PKEY_set1_RSA (wrapped, rsa) == 1;

  RSA_free (rsa);
  return ok;
}

static gboolean
wrap_ec (EVP_PKEY *wrapped, EVP_PKEY *public_key, Proxy *proxy)
{
  EC_KEY *key = EC_KEY_dup (EVP_PKEY_get0_EC_KEY (public_key));
  gboolean ok = key != NULL && EC_KEY_set_method (key, ec_method ()) == 1 &&
                EC_KEY_set_ex_data (key, ec_index (), proxy) == 1 &&
                EVP_PKEY_set1_EC_KEY (wrapped, key) == 1;

  EC_KEY_free (key);
  return ok;
}

/**
 * keys_token_proxy_new:
 * @public_key: RSA, or on a curve that is not of Edwards'
 * @compute: what its secret half would do
 * @data: for @compute; must outlive the key
 *
 * Makes a key that OpenSSL decrypts with, and whose secret half somebody else has.
 *
 * Returns: (transfer full): the key, or %NULL where it is of another kind
 */
EVP_PKEY *
keys_token_proxy_new (EVP_PKEY *public_key, KeysTokenProxyFunc compute, gpointer data)
{
  g_autoptr (EVP_PKEY) wrapped = EVP_PKEY_new ();
  Proxy *proxy = g_new (Proxy, 1);
  gboolean ok = FALSE;

  *proxy = (Proxy){compute, data};
  if (EVP_PKEY_is_a (public_key, "RSA"))
    ok = wrap_rsa (wrapped, public_key, proxy);
  else if (EVP_PKEY_is_a (public_key, "EC"))
    ok = wrap_ec (wrapped, public_key, proxy);
  if (ok)
    return g_steal_pointer (&wrapped);
  g_free (proxy);
  return NULL;
}
