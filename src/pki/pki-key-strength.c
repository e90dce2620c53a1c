/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-key-strength.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>

#define MIN_RSA_BITS 2048
#define MAX_RSA_BITS 8192
/* With the exponent 1 anybody's signature verifies, and with 3 careless verifiers take forged ones;
 * one of more than 64 bits OpenSSL does not verify with. It is the one that all programs choose:
 * with others to choose from, whoever has a key that was revoked could come with its modulus again,
 * under another exponent and so another digest. */
#define EXPONENT 65537
/* Honest primes of 1,024 bits differ in their first hundred bits: Fermat's method finds such ones
 * after 2^400 rounds, and those that somebody searched for one after the other in the first. */
#define FERMAT_ROUNDS 100
/* No honest modulus has a factor as small as this (NIST SP 800-89, 5.3.3). */
#define SMALL_FACTOR 751
/* ROCA (CVE-2017-15361): the primes of certain cards are k·M + (65537^a mod M), where M is the
 * product of the primes up to this one, so that the modulus is a power of 65537 by each of them.
 * Any other modulus is so once in 2^154. */
#define ROCA_PRIME 167
#define ROCA_BASE 65537

static gboolean
is_prime (guint n)
{
  for (guint i = 2; i * i <= n; i++)
    if (n % i == 0)
      return FALSE;
  return n >= 2;
}

static gboolean
is_power (guint rest, guint prime)
{
  guint power = 1;

  for (guint i = 0; i < prime; i++)
    {
      if (power == rest)
        return TRUE;
      power = power * (ROCA_BASE % prime) % prime;
    }
  return FALSE;
}

static gboolean
has_small_factor (const BIGNUM *modulus)
{
  for (guint prime = 2; prime <= SMALL_FACTOR; prime++)
    if (is_prime (prime) && BN_mod_word (modulus, prime) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_of_roca (const BIGNUM *modulus)
{
  for (guint prime = 2; prime <= ROCA_PRIME; prime++)
    if (is_prime (prime) && !is_power ((guint) BN_mod_word (modulus, prime), prime))
      return FALSE;
  return TRUE;
}

/* ⌊√n⌋ by Newton's method, from above. */
static void
find_root (BIGNUM *root, const BIGNUM *n, BN_CTX *context)
{
  BIGNUM *next;

  BN_CTX_start (context);
  next = BN_CTX_get (context);
  BN_zero (next);
  BN_set_bit (next, (BN_num_bits (n) + 1) / 2);
  do
    {
      BN_copy (root, next);
      BN_div (next, NULL, n, root, context);
      BN_add (next, next, root);
      BN_rshift1 (next, next);
    }
  while (BN_cmp (next, root) < 0);
  BN_CTX_end (context);
}

/* n = a² - b² with a near √n: two primes that are next to each other. */
static gboolean
has_close_primes (const BIGNUM *modulus)
{
  BN_CTX *context = BN_CTX_new ();
  BIGNUM *a, *rest, *b;
  gboolean found = FALSE;

  BN_CTX_start (context);
  a = BN_CTX_get (context);
  rest = BN_CTX_get (context);
  b = BN_CTX_get (context);
  find_root (a, modulus, context);
  for (guint i = 0; i < FERMAT_ROUNDS && !found; i++)
    {
      BN_add_word (a, 1);
      BN_sqr (rest, a, context);
      BN_sub (rest, rest, modulus);
      find_root (b, rest, context);
      BN_sqr (b, b, context);
      found = BN_cmp (b, rest) == 0;
    }
  BN_CTX_end (context);
  BN_CTX_free (context);
  return found;
}

static gboolean
has_good_exponent (EVP_PKEY *key)
{
  BIGNUM *exponent = NULL;
  gboolean good = EVP_PKEY_get_bn_param (key, OSSL_PKEY_PARAM_RSA_E, &exponent) == 1 &&
                  BN_is_word (exponent, EXPONENT);

  BN_free (exponent);
  return good;
}

static gboolean
has_good_modulus (EVP_PKEY *key)
{
  BIGNUM *modulus = NULL;
  gboolean good = EVP_PKEY_get_bits (key) >= MIN_RSA_BITS &&
                  EVP_PKEY_get_bits (key) <= MAX_RSA_BITS &&
                  EVP_PKEY_get_bn_param (key, OSSL_PKEY_PARAM_RSA_N, &modulus) == 1 &&
                  !has_small_factor (modulus) && !is_of_roca (modulus) &&
                  !has_close_primes (modulus);

  BN_free (modulus);
  return good;
}

/* A curve is named (RFC 5480, 2.1.1): what is written out is read as that curve by some, and as one
 * of the sender's own making by others. */
static gboolean
is_strong_ec (EVP_PKEY *key)
{
  char group[32] = "";
  int written_out = 1;

  return EVP_PKEY_get_int_param (key, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS,
                                 &written_out) == 1 &&
         !written_out && EVP_PKEY_get_group_name (key, group, sizeof group, NULL) == 1 &&
         (g_str_equal (group, "prime256v1") || g_str_equal (group, "secp384r1") ||
          g_str_equal (group, "secp521r1"));
}

/**
 * pki_key_is_strong:
 * @key: a public key from outside
 *
 * Asks whether a key may be certified: RSA from 2,048 bits that is not known to be easily broken,
 * the NIST curves, EdDSA; what this program signs and verifies with. That one of its primes is in
 * somebody else's key is not looked for.
 *
 * Returns: FALSE for a weak one, or one of another kind
 */
gboolean
pki_key_is_strong (EVP_PKEY *key)
{
  if (EVP_PKEY_is_a (key, "RSA"))
    return has_good_exponent (key) && has_good_modulus (key);
  if (EVP_PKEY_is_a (key, "EC"))
    return is_strong_ec (key);
  return EVP_PKEY_is_a (key, "ED25519") || EVP_PKEY_is_a (key, "ED448");
}
