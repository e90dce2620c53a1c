/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "cli-error.h"
#include "cli-folder.h"
#include "cli-json.h"
#include "cli-key-state.h"
#include "cli-token.h"
#include "keys-folder.h"

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
  cli_json_string (builder, "state", cli_key_state_name (certificate));
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
           cli_key_state_words (entry->certificate));
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
