/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "cli-error.h"
#include "cli-folder.h"
#include "cli-password.h"
#include "keys-folder.h"

static CliExit
import (const char *path, const char *certificates, const char *password_file)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *prompt = g_strdup_printf (_ ("Password of %s: "), path);
  g_autofree char *folder = cli_folder_keys ();
  g_autoptr (CliPassword) password = NULL;
  g_autoptr (KeysEntry) entry = NULL;

  /* A key in the clear gets one. */
  password = keys_open_needs_password (path) ? cli_password_get (password_file, prompt, &error)
                                             : cli_password_get_new (password_file, &error);
  if (password != NULL)
    entry = keys_folder_import (folder, &(KeysSource){path, certificates, password}, &error);
  if (entry == NULL)
    return cli_error_print (path, error);
  g_print (_ ("%s: the key of %s is now among yours as %s\n"), path,
           pki_certificate_get_name (entry->certificate), entry->id);
  return CLI_EXIT_OK;
}

/**
 * cli_keys_import:
 * @argv: the arguments
 *
 * Takes a key file among the user's keys; its password stays what it is, and a key without gets
 * one.
 *
 * Returns: the exit status
 */
CliExit
cli_keys_import (char **argv)
{
  g_autofree char *password_file = NULL;
  g_autofree char *certificates = NULL;
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "certificate", 0, 0, G_OPTION_ARG_FILENAME, &certificates, N_("of a key in PEM: its certificate and issuers, where they are in a file of their own"), N_("FILE") },
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &password_file, N_("its password is the first line of this file, - for standard input; without it the terminal asks"), N_("FILE") },
    { NULL },
  };
  /* clang-format on */
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);

  if (!cli_command_parse (entries, "FILE.p12|FILE.pem",
                          _ ("Takes a key file, PKCS#12 or PEM, among your keys; its password "
                             "stays what it is, and a key without one gets one."),
                          &rest, &error))
    return cli_error_print (NULL, error);
  if (g_strv_length (rest) != 2)
    return cli_error_usage (_ ("give one key file"));
  return import (rest[1], certificates, password_file);
}
