/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "cli-error.h"
#include "cli-password.h"
#include "cli-platform.h"

typedef struct {
  char *url;
  char *old_file;
  char *new_file;
  gboolean keep;
} Options;

static void
options_clear (Options *self)
{
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->old_file, g_free);
  g_clear_pointer (&self->new_file, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
change (const Options *options, GError **error)
{
  g_autoptr (CliPlatform) platform = cli_platform_open (options->url, error);
  g_autoptr (CliPassword) old_password = NULL;
  g_autoptr (CliPassword) new_password = NULL;

  if (platform == NULL ||
      !(old_password = cli_password_get (options->old_file, _ ("Password until now: "), error)) ||
      !(new_password = cli_password_get_new (options->new_file, error)))
    return FALSE;
  const WirePasswordChange body = {
      .old_password = old_password, .new_password = new_password, .keep_sessions = options->keep};
  return client_platform_ask (platform->client,
                              &(ClientQuestion){.operation = WIRE_CHANGE_PASSWORD, .body = &body},
                              NULL, error);
}

/**
 * cli_platform_password:
 * @argv: the arguments
 *
 * Changes the password of the account that is logged in.
 *
 * Returns: the exit status
 */
CliExit
cli_platform_password (char **argv)
{
  g_auto (Options) options = {NULL};
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);
  const GOptionEntry entries[] = {
      {"url", 0, 0, G_OPTION_ARG_STRING, &options.url,
       N_ ("where the platform is; the one of the last time otherwise"), "URL"},
      {"password-file", 0, 0, G_OPTION_ARG_FILENAME, &options.old_file,
       N_ ("the password until now is the first line of this file, - for standard input"),
       N_ ("FILE")},
      {"new-password-file", 0, 0, G_OPTION_ARG_FILENAME, &options.new_file,
       N_ ("the new password is the first line of this file"), N_ ("FILE")},
      {"keep-sessions", 0, 0, G_OPTION_ARG_NONE, &options.keep,
       N_ ("stay logged in on other computers"), NULL},
      {NULL},
  };

  if (!cli_command_parse (
          entries, NULL,
          _ ("Changes the password of your account, and logs you out on every other "
             "computer."),
          &rest, &error))
    return cli_error_print (NULL, error);
  if (g_strv_length (rest) != 1)
    return cli_error_usage (_ ("this takes options only"));
  if (!change (&options, &error))
    return cli_error_print (NULL, error);
  g_print (options.keep ? _ ("password changed\n")
                        : _ ("password changed; you are logged out everywhere else\n"));
  return CLI_EXIT_OK;
}
