/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-secret.h"

#include <string.h>

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
