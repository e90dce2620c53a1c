/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include "pki-key-strength.h"

/* Keys that are as long as they should be, and are broken all the same. */

#define BITS 2048

static EVP_PKEY *
key_of (const BIGNUM *modulus)
{
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name (NULL, "RSA", NULL);
  OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new ();
  EVP_PKEY *key = NULL;
  OSSL_PARAM *params;

  OSSL_PARAM_BLD_push_BN (build, OSSL_PKEY_PARAM_RSA_N, modulus);
  OSSL_PARAM_BLD_push_ulong (build, OSSL_PKEY_PARAM_RSA_E, 65537);
  params = OSSL_PARAM_BLD_to_param (build);
  EVP_PKEY_fromdata_init (context);
  g_assert_cmpint (EVP_PKEY_fromdata (context, &key, EVP_PKEY_PUBLIC_KEY, params), ==, 1);
  OSSL_PARAM_free (params);
  OSSL_PARAM_BLD_free (build);
  EVP_PKEY_CTX_free (context);
  return key;
}

static gboolean
is_strong (const BIGNUM *modulus)
{
  EVP_PKEY *key = key_of (modulus);
  gboolean strong = pki_key_is_strong (key);

  g_assert_cmpint (BN_num_bits (modulus), ==, BITS);
  EVP_PKEY_free (key);
  return strong;
}

static void
next_prime (BIGNUM *n, BN_CTX *context)
{
  do
    BN_add_word (n, 2);
  while (BN_check_prime (n, context, NULL) != 1);
}

/* Two primes of the same length, the second found after the first. */
static void
test_close_primes (void)
{
  BN_CTX *context = BN_CTX_new ();
  BIGNUM *p = BN_new (), *q = BN_new (), *n = BN_new ();

  BN_rand (p, BITS / 2, BN_RAND_TOP_TWO, BN_RAND_BOTTOM_ODD);
  next_prime (p, context);
  BN_copy (q, p);
  next_prime (q, context);
  BN_mul (n, p, q, context);
  g_assert_false (is_strong (n));
  BN_generate_prime_ex (q, BITS / 2, 0, NULL, NULL, NULL);
  BN_set_bit (q, BITS / 2 - 2);
  while (BN_check_prime (q, context, NULL) != 1)
    BN_add_word (q, 2);
  BN_mul (n, p, q, context);
  g_assert_true (is_strong (n));
  BN_free (p);
  BN_free (q);
  BN_free (n);
  BN_CTX_free (context);
}

static gboolean
has_factor (const BIGNUM *n, guint limit)
{
  for (guint i = 2; i <= limit; i++)
    if (BN_mod_word (n, i) == 0)
      return TRUE;
  return FALSE;
}

static void
test_small_factor (void)
{
  BIGNUM *n = BN_new ();

  do
    BN_rand (n, BITS, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ODD);
  while (has_factor (n, 751));
  g_assert_true (is_strong (n));
  while (BN_mod_word (n, 751) != 0)
    BN_add_word (n, 2);
  g_assert_false (is_strong (n));
  BN_free (n);
}

/* CVE-2017-15361: a modulus that is a power of 65537 by the product of the first primes. */
static void
test_roca (void)
{
  BN_CTX *context = BN_CTX_new ();
  BIGNUM *product = BN_new (), *power = BN_new (), *exponent = BN_new (), *n = BN_new ();

  BN_one (product);
  for (guint i = 2; i <= 167; i++)
    {
      BN_set_word (n, i);
      if (BN_check_prime (n, context, NULL) == 1)
        BN_mul_word (product, i);
    }
  BN_set_word (n, 65537);
  BN_set_word (exponent, 0x123456789);
  BN_mod_exp (power, n, exponent, product, context);
  do
    {
      BN_rand (n, BITS, BN_RAND_TOP_TWO, BN_RAND_BOTTOM_ANY);
      BN_nnmod (exponent, n, product, context);
      BN_sub (n, n, exponent);
      BN_add (n, n, power);
    }
  while (has_factor (n, 751));
  g_assert_false (is_strong (n));
  /* One step beside it, where it has no small factor either. */
  do
    BN_add_word (n, 2);
  while (has_factor (n, 751));
  g_assert_true (is_strong (n));
  BN_free (product);
  BN_free (power);
  BN_free (exponent);
  BN_free (n);
  BN_CTX_free (context);
}

/* What OpenSSL makes is taken. */
static void
test_honest (void)
{
  static const char *const curves[] = {"P-256", "P-384", "P-521"};

  for (guint i = 0; i < 4; i++)
    {
      EVP_PKEY *key = EVP_RSA_gen (i % 2 == 0 ? 2048 : 3072);

      g_assert_true (pki_key_is_strong (key));
      EVP_PKEY_free (key);
    }
  for (guint i = 0; i < G_N_ELEMENTS (curves); i++)
    {
      EVP_PKEY *key = EVP_PKEY_Q_keygen (NULL, NULL, "EC", curves[i]);

      g_assert_true (pki_key_is_strong (key));
      EVP_PKEY_free (key);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pki/key-strength/close-primes", test_close_primes);
  g_test_add_func ("/pki/key-strength/small-factor", test_small_factor);
  g_test_add_func ("/pki/key-strength/roca", test_roca);
  g_test_add_func ("/pki/key-strength/honest", test_honest);
  return g_test_run ();
}
