/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "cli-error.h"
#include "cli-folder.h"
#include "cli-password.h"
#include "keys-folder.h"

static CliExit
import (const char *path, const char *password_file)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *prompt = g_strdup_printf (_ ("Password of %s: "), path);
  g_autoptr (CliPassword) password = cli_password_get (password_file, prompt, &error);
  g_autofree char *folder = cli_folder_keys ();
  g_autoptr (KeysEntry)
      entry = password != NULL ? keys_folder_import (folder, path, password, &error) : NULL;

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
 * Takes a PKCS#12 file among the user's keys; its password stays what it is.
 *
 * Returns: the exit status
 */
CliExit
cli_keys_import (char **argv)
{
  g_autofree char *password_file = NULL;
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &password_file, N_("its password is the first line of this file, - for standard input; without it the terminal asks"), N_("FILE") },
    { NULL },
  };
  /* clang-format on */
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);

  if (!cli_command_parse (
          entries, "FILE.p12",
          _ ("Takes a PKCS#12 file among your keys; its password stays what it is."), &rest,
          &error))
    return cli_error_print (NULL, error);
  if (g_strv_length (rest) != 2)
    return cli_error_usage (_ ("give one PKCS#12 file"));
  return import (rest[1], password_file);
}
