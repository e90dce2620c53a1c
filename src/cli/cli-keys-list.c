/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "cli-error.h"
#include "cli-folder.h"
#include "cli-json.h"
#include "cli-token.h"
#include "keys-folder.h"
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

static void
print_json (const KeysEntry *entry)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  PkiCertificate *certificate = entry->certificate;

  json_builder_begin_object (builder);
  cli_json_string (builder, "id", entry->id);
  cli_json_string (builder, "path", entry->path);
  cli_json_string (builder, "subject", pki_certificate_get_subject (certificate));
  cli_json_string (builder, "issuer", pki_certificate_get_issuer (certificate));
  cli_json_string (builder, "serial", pki_certificate_get_serial (certificate));
  cli_json_string (builder, "key", pki_certificate_get_key_type (certificate));
  cli_json_time (builder, "not_before", pki_certificate_get_not_before (certificate));
  cli_json_time (builder, "not_after", pki_certificate_get_not_after (certificate));
  cli_json_string (builder, "state", names[state_of (certificate)]);
  json_builder_end_object (builder);
  cli_json_print (builder);
}

static void
print_text (const KeysEntry *entry)
{
  g_autoptr (GDateTime)
      end = g_date_time_new_from_unix_utc (pki_certificate_get_not_after (entry->certificate));
  g_autofree char *day = end != NULL ? g_date_time_format (end, "%Y-%m-%d") : g_strdup ("?");

  g_print (_ ("%s\t%s\t%s\tissued by %s\tvalid until %s\t%s\n"), entry->id,
           pki_certificate_get_name (entry->certificate),
           pki_certificate_get_key_type (entry->certificate),
           pki_certificate_get_issuer_name (entry->certificate), day,
           _ (states[state_of (entry->certificate)]));
}

/**
 * cli_keys_list:
 * @argv: the arguments
 *
 * Lists the user's keys, or those on tokens, which needs no password.
 *
 * Returns: the exit status
 */
CliExit
cli_keys_list (char **argv)
{
  gboolean json = FALSE;
  gboolean tokens = FALSE;
  g_autofree char *module = NULL;
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("print one JSON object for each key"), NULL },
    { "tokens", 0, 0, G_OPTION_ARG_NONE, &tokens, N_("list the certificates on smart cards and other tokens instead"), NULL },
    { "module", 0, 0, G_OPTION_ARG_FILENAME, &module, N_("with --tokens: a PKCS#11 driver that is not registered with p11-kit"), N_("FILE") },
    { NULL },
  };
  /* clang-format on */
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);

  if (!cli_command_parse (
          entries, NULL,
          _ ("Lists your keys: id, name, kind, issuer, validity, and whether they can sign."),
          &rest, &error))
    return cli_error_print (NULL, error);
  if (rest[1] != NULL)
    return cli_error_usage (_ ("“%s” is too much"), rest[1]);
  if (module != NULL && !tokens)
    return cli_error_usage (_ ("--module is the driver of a token: it goes with --tokens"));
  if (tokens)
    return cli_token_list (module, json);
  g_autofree char *folder = cli_folder_keys ();
  g_autoptr (GPtrArray) keys = keys_folder_list (folder, &error);
  if (keys == NULL)
    return cli_error_print (NULL, error);
  for (guint i = 0; i < keys->len; i++)
    if (json)
      print_json (g_ptr_array_index (keys, i));
    else
      print_text (g_ptr_array_index (keys, i));
  return CLI_EXIT_OK;
}
