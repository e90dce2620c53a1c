/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "cli-error.h"
#include "cli-folder.h"
#include "cli-key.h"
#include "keys-folder.h"
#include "pki-envelope-file.h"
#include "pki-envelope.h"
#include "pki-error.h"

/* Which of one's own keys opens it: the one that is not named. */
static char *
find_key (PkiEnvelope *envelope)
{
  g_autofree char *folder = cli_folder_keys ();
  g_autoptr (GPtrArray) keys = keys_folder_list (folder, NULL);

  for (guint i = 0; keys != NULL && i < keys->len; i++)
    {
      const KeysEntry *entry = g_ptr_array_index (keys, i);

      if (pki_envelope_is_for (envelope, entry->certificate))
        return g_strdup (entry->path);
    }
  return NULL;
}

static gboolean
choose_key (CliSignOptions *options, PkiEnvelope *envelope, GError **error)
{
  if (options->p12 != NULL || options->pem != NULL || options->token != NULL)
    return TRUE;
  options->p12 = find_key (envelope);
  if (options->p12 == NULL)
    g_set_error_literal (error, PKI_ERROR, PKI_ERROR_NOT_RECIPIENT,
                         "it is for none of the keys that “keys list” shows; name another one with "
                         "--p12, --pem or --token");
  return options->p12 != NULL;
}

static GBytes *
decrypt (CliSignOptions *options, const char *input, GError **error)
{
  g_autoptr (GBytes) bytes = pki_envelope_read_file (input, error);
  g_autoptr (PkiEnvelope) envelope = bytes != NULL ? pki_envelope_new (bytes, error) : NULL;
  g_autoptr (CliKey) key = NULL;

  if (envelope == NULL || !choose_key (options, envelope, error) ||
      !(key = cli_key_open (options, error)))
    return NULL;
  if (!pki_envelope_is_guarded (envelope))
    g_printerr (_ ("Warning: nobody can tell whether this file was changed on its way; its sender "
                   "encrypted it in an old way.\n"));
  return pki_signer_open (cli_key_get_signer (key), envelope, error);
}

/**
 * cli_decrypt:
 * @argv: the arguments
 *
 * Opens a file that was encrypted to a certificate.
 *
 * Returns: the exit status
 */
CliExit
cli_decrypt (char **argv)
{
  g_autoptr (CliSignOptions) options = g_new0 (CliSignOptions, 1);
  g_autofree char *output = NULL;
  gboolean overwrite = FALSE;
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "p12", 0, 0, G_OPTION_ARG_FILENAME, &options->p12, N_("your key, a PKCS#12 file; without one, the one of yours that fits"), N_("FILE") },
    { "pem", 0, 0, G_OPTION_ARG_FILENAME, &options->pem, N_("your key and its certificate, a PEM file"), N_("FILE") },
    { "token", 0, 0, G_OPTION_ARG_STRING, &options->token, N_("your key on a token"), "PKCS11-URI" },
    { "module", 0, 0, G_OPTION_ARG_FILENAME, &options->module, N_("the token’s PKCS#11 driver"), N_("FILE") },
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &options->password_file, N_("the password or PIN is the first line of this file, - for standard input"), N_("FILE") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, N_("write it here"), N_("OUT") },
    { "overwrite", 0, 0, G_OPTION_ARG_NONE, &overwrite, N_("replace what is there"), NULL },
    { NULL },
  };
  /* clang-format on */
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);

  if (!cli_command_parse (entries, "IN.p7m",
                          _ ("Opens a file that was encrypted to your certificate."), &rest,
                          &error))
    return cli_error_print (NULL, error);
  if (g_strv_length (rest) != 2)
    return cli_error_usage (_ ("give one file"));
  if (output == NULL)
    return cli_error_usage (_ ("give -o"));
  if (!cli_folder_may_write (rest[1], output, overwrite, &error) ||
      !(content = decrypt (options, rest[1], &error)) ||
      !cli_folder_write_private (output, content, &error))
    return cli_error_print (rest[1], error);
  g_print (_ ("%s: decrypted to %s\n"), rest[1], output);
  return CLI_EXIT_OK;
}
