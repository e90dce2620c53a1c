/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-key-kind.h"

#include <glib/gi18n.h>

#include "cli-error.h"

static const char *const kinds[] = {"p256", "rsa2048", "rsa3072", "p384", "ed25519", "ed448", NULL};

/**
 * cli_key_kind_settle:
 * @kind: (inout): what was asked for; the usual one is put in where nothing was
 * @error: return location for a %CLI_ERROR_USAGE
 *
 * Makes sure, before anybody is asked for a password, that there is such a kind of key.
 *
 * Returns: whether there is
 */
gboolean
cli_key_kind_settle (char **kind, GError **error)
{
  if (*kind == NULL)
    *kind = g_strdup (kinds[0]);
  if (g_strv_contains (kinds, *kind))
    return TRUE;
  g_set_error_literal (error, CLI_ERROR, CLI_ERROR_USAGE,
                       _ ("--kind is rsa2048, rsa3072, p256, p384, ed25519 or ed448"));
  return FALSE;
}

/**
 * cli_key_kind_is_for_tokens:
 * @kind: of a key that is to be made
 * @error: return location for a %CLI_ERROR_USAGE
 *
 * Makes sure, before anybody is asked for a PIN, that tokens make such keys.
 *
 * Returns: whether they do
 */
gboolean
cli_key_kind_is_for_tokens (const char *kind, GError **error)
{
  if (!g_str_has_prefix (kind, "ed"))
    return TRUE;
  g_set_error_literal (error, CLI_ERROR, CLI_ERROR_USAGE,
                       _ ("tokens make keys of the kinds rsa2048, rsa3072, p256 and p384"));
  return FALSE;
}
