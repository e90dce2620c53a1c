/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-key-state.h"

#include <glib/gi18n.h>

#include "cli-folder.h"
#include "keys-standing.h"
#include "pki-error.h"

/* As far as is known here, without a network. */
static const char *const states[] = {
    N_ ("usable"),          N_ ("expired"),   N_ ("not valid yet"),
    N_ ("not for signing"), N_ ("suspended"), N_ ("revoked"),
};
static const char *const names[] = {
    "usable", "expired", "not-yet-valid", "not-for-signing", "suspended", "revoked",
};

static guint
state_of (PkiCertificate *certificate)
{
  g_autofree char *folder = cli_folder_keys ();
  KeysStanding standing = keys_standing_get (folder, certificate);
  g_autoptr (GError) error = NULL;

  if (standing == KEYS_STANDING_REVOKED)
    return 5;
  if (pki_certificate_check_signer (certificate, g_get_real_time () / G_USEC_PER_SEC, &error))
    return standing == KEYS_STANDING_SUSPENDED ? 4 : 0;
  if (g_error_matches (error, PKI_ERROR, PKI_ERROR_EXPIRED))
    return 1;
  return g_error_matches (error, PKI_ERROR, PKI_ERROR_NOT_YET_VALID) ? 2 : 3;
}

/**
 * cli_key_state_words:
 * @certificate: of a key, in a file or on a token
 *
 * Returns: (transfer none): whether one can sign with it, for people; as far as is known here
 */
const char *
cli_key_state_words (PkiCertificate *certificate)
{
  return _ (states[state_of (certificate)]);
}

/**
 * cli_key_state_name:
 * @certificate: of a key, in a file or on a token
 *
 * Returns: (transfer none): whether one can sign with it, for programs; as far as is known here
 */
const char *
cli_key_state_name (PkiCertificate *certificate)
{
  return names[state_of (certificate)];
}
