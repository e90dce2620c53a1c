/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-secret.h"

#include <math.h>
#include <string.h>

#include "pki-password.h"

static void
wipe (gpointer data)
{
  explicit_bzero (data, strlen (data));
  g_free (data);
}

/**
 * model_secret_new:
 * @text: a password, UTF-8
 *
 * Takes a copy of a password that is wiped when it is let go.
 *
 * Returns: (transfer full): the secret
 */
GBytes *
model_secret_new (const char *text)
{
  char *copy = g_strdup (text);

  return g_bytes_new_with_free_func (copy, strlen (copy) + 1, wipe, copy);
}

/**
 * model_secret_peek:
 * @secret: (nullable): from model_secret_new()
 *
 * Returns: (transfer none) (nullable): the password, to be handed on and not kept
 */
const char *
model_secret_peek (GBytes *secret)
{
  return secret != NULL ? g_bytes_get_data (secret, NULL) : NULL;
}

/* How many characters such a one is drawn from, roughly; any but ASCII counts as a thousand. */
static guint
alphabet_of (const char *text)
{
  guint lower = 0, upper = 0, digit = 0, other = 0, wide = 0;

  for (const char *p = text; *p != '\0'; p++)
    {
      lower |= g_ascii_islower (*p) ? 26 : 0;
      upper |= g_ascii_isupper (*p) ? 26 : 0;
      digit |= g_ascii_isdigit (*p) ? 10 : 0;
      other |= g_ascii_ispunct (*p) || *p == ' ' ? 30 : 0;
      wide |= (guchar) *p >= 0x80 ? 1000 : 0;
    }
  return lower + upper + digit + other + wide;
}

/**
 * model_secret_rate:
 * @text: a new password
 *
 * Tells how hard a password is to guess by whoever has the file that it locks: by what it would
 * take at most, so that only the weak end of the scale is certain.
 *
 * Returns: 0 for one that must not be taken, 1 weak, 2 good, 3 strong
 */
guint
model_secret_rate (const char *text)
{
  double bits = g_utf8_strlen (text, -1) * log2 (MAX (alphabet_of (text), 2));

  if (pki_password_is_weak (text, ""))
    return 0;
  return bits < 50 ? 1 : bits < 75 ? 2 : 3;
}
