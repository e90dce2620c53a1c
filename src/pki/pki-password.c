/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-password.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

#include "pki-random.h"

/* scrypt (RFC 7914) with N=2^15, r=8, p=1: 32 MiB and some 60 ms a guess, after OWASP's password
 * storage advice. The text is $scrypt$ln=15,r=8,p=1$SALT$KEY in hexadecimal. */
#define LOG_N 15
#define BLOCK_SIZE 8
#define PARALLEL 1
#define MAX_LOG_N 20
#define SALT_SIZE 16
#define KEY_SIZE 32
#define MAX_MEMORY (256 * 1024 * 1024)

/* NIST SP 800-63B §5.1.1.2 asks for eight and no rules of composition. */
#define MIN_LENGTH 8

static char *
to_hex (const guint8 *bytes, gsize length)
{
  char *text = g_malloc0 (2 * length + 1);

  for (gsize i = 0; i < length; i++)
    g_snprintf (text + 2 * i, 3, "%02x", bytes[i]);
  return text;
}

static gboolean
from_hex (const char *text, guint8 *bytes, gsize length)
{
  if (strlen (text) != 2 * length)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      int high = g_ascii_xdigit_value (text[2 * i]);
      int low = g_ascii_xdigit_value (text[2 * i + 1]);

      if (high < 0 || low < 0)
        return FALSE;
      bytes[i] = 16 * high + low;
    }
  return TRUE;
}

/* The same password typed by two input methods is the same password: NFKC, as RFC 8265 has it. */
static gboolean
derive (const char *password, const guint8 *salt, guint log_n, guint8 *key)
{
  char *text = g_utf8_normalize (password, -1, G_NORMALIZE_ALL_COMPOSE);
  gboolean done;

  if (!text)
    return FALSE;
  done = EVP_PBE_scrypt (text, strlen (text), salt, SALT_SIZE, G_GUINT64_CONSTANT (1) << log_n,
                         BLOCK_SIZE, PARALLEL, MAX_MEMORY, key, KEY_SIZE) == 1;
  OPENSSL_cleanse (text, strlen (text));
  g_free (text);
  return done;
}

/**
 * pki_password_hash:
 * @password: UTF-8
 *
 * Makes what is kept of a password: a salted scrypt key (RFC 7914) with its parameters.
 *
 * Returns: (transfer full): text to hand to pki_password_verify()
 */
char *
pki_password_hash (const char *password)
{
  guint8 salt[SALT_SIZE], key[KEY_SIZE];
  g_autofree char *salt_text = NULL, *key_text = NULL;

  pki_random_bytes (salt, sizeof salt);
  if (!derive (password, salt, LOG_N, key))
    g_error ("scrypt is not there");
  salt_text = to_hex (salt, sizeof salt);
  key_text = to_hex (key, sizeof key);
  OPENSSL_cleanse (key, sizeof key);
  return g_strdup_printf ("$scrypt$ln=%d,r=%d,p=%d$%s$%s", LOG_N, BLOCK_SIZE, PARALLEL, salt_text,
                          key_text);
}

/**
 * pki_password_verify:
 * @hash: what pki_password_hash() made
 * @password: UTF-8, from outside
 *
 * Compares in constant time.
 *
 * Returns: TRUE if they belong together
 */
gboolean
pki_password_verify (const char *hash, const char *password)
{
  g_auto (GStrv) parts = g_strsplit (hash, "$", 6);
  guint8 salt[SALT_SIZE], wanted[KEY_SIZE], key[KEY_SIZE];
  guint log_n;
  gboolean equal;

  if (g_strv_length (parts) != 5 || !g_str_equal (parts[1], "scrypt") ||
      sscanf (parts[2], "ln=%u,r=8,p=1", &log_n) != 1 || log_n < 10 || log_n > MAX_LOG_N ||
      !from_hex (parts[3], salt, sizeof salt) || !from_hex (parts[4], wanted, sizeof wanted))
    return FALSE;
  equal = derive (password, salt, log_n, key) && CRYPTO_memcmp (key, wanted, sizeof key) == 0;
  OPENSSL_cleanse (key, sizeof key);
  return equal;
}

/**
 * pki_password_is_outdated:
 * @hash: what pki_password_hash() made, perhaps of an earlier version of this program
 *
 * Tells whether a guess at it takes less work than at one that is made now.
 *
 * Returns: whether it is to be made anew, once the password is at hand
 */
gboolean
pki_password_is_outdated (const char *hash)
{
  guint log_n;

  return sscanf (hash, "$scrypt$ln=%u,r=8,p=1$", &log_n) == 1 && log_n < LOG_N;
}

static gboolean
is_one_run (const char *password)
{
  gboolean same = TRUE, rising = TRUE, falling = TRUE;

  for (const char *p = password, *q; *p && *(q = g_utf8_next_char (p)); p = q)
    {
      gunichar this = g_utf8_get_char (p), next = g_utf8_get_char (q);

      same = same && this == next;
      rising = rising && this + 1 == next;
      falling = falling && this - 1 == next;
    }
  return same || rising || falling;
}

static gboolean
is_common (const char *folded)
{
  static const char *const common[] = {
      "password", "password1", "12345678", "123456789",  "1234567890", "qwertyuiop", "11223344",
      "iloveyou", "1qaz2wsx",  "a1234567", "woaini1314", "5201314520", "qq123456",   "abc12345",
  };

  for (guint i = 0; i < G_N_ELEMENTS (common); i++)
    if (g_str_equal (folded, common[i]))
      return TRUE;
  return FALSE;
}

static void
wipe (char *text)
{
  OPENSSL_cleanse (text, strlen (text));
  g_free (text);
}

/**
 * pki_password_is_weak:
 * @password: a new password
 * @login: whose it will be
 *
 * Refuses what is guessed first: short ones, runs such as 12345678, the login itself, and the few
 * that head every list. It is judged as it is kept, in NFKC: full-width digits are digits.
 *
 * Returns: TRUE if it must not be taken
 */
gboolean
pki_password_is_weak (const char *password, const char *login)
{
  char *normal = g_utf8_normalize (password, -1, G_NORMALIZE_ALL_COMPOSE);
  g_autofree char *folded_login = g_utf8_casefold (login, -1);
  char *folded;
  gboolean weak;

  if (!normal)
    return TRUE;
  folded = g_utf8_casefold (normal, -1);
  weak = g_utf8_strlen (normal, -1) < MIN_LENGTH || is_one_run (normal) ||
         g_str_equal (folded, folded_login) || is_common (folded);
  wipe (folded);
  wipe (normal);
  return weak;
}
