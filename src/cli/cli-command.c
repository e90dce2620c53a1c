/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-command.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli-error.h"

static void
print_commands (const CliCommand *commands, gsize n_commands)
{
  g_print (_ ("Usage: %s COMMAND [OPTION…]\n\nCommands:\n"), g_get_prgname ());
  for (gsize i = 0; i < n_commands; i++)
    g_print ("  %-12s %s\n", commands[i].name, _ (commands[i].help));
  g_print (_ ("\n“%s COMMAND --help” tells about one of them.\n"), g_get_prgname ());
}

/**
 * cli_command_dispatch:
 * @commands: the table
 * @n_commands: its rows
 * @argv: what follows the program's or the group's name, %NULL-terminated
 *
 * Runs the command that @argv names first, under a program name that includes it.
 *
 * Returns: the exit status of the process
 */
CliExit
cli_command_dispatch (const CliCommand *commands, gsize n_commands, char **argv)
{
  const char *name = argv[0];

  if (name == NULL || g_str_equal (name, "--help") || g_str_equal (name, "-h") ||
      g_str_equal (name, "help"))
    {
      print_commands (commands, n_commands);
      return name == NULL ? CLI_EXIT_USAGE : CLI_EXIT_OK;
    }
  for (gsize i = 0; i < n_commands; i++)
    if (g_str_equal (commands[i].name, name))
      {
        g_autofree char *program = g_strdup_printf ("%s %s", g_get_prgname (), name);
        g_set_prgname (program);
        return commands[i].run (argv);
      }
  return cli_error_usage (_ ("there is no command “%s”"), name);
}

/**
 * cli_command_parse:
 * @entries: the command's options
 * @parameters: what follows the options on the usage line
 * @summary: one sentence or more under it
 * @argv: (inout): the arguments with the command's name first; the options are taken out
 *
 * Parses a command's arguments; `--help` is answered here and ends the process.
 *
 * Returns: %FALSE with a %G_OPTION_ERROR when they are not right
 */
gboolean
cli_command_parse (const GOptionEntry *entries,
                   const char *parameters,
                   const char *summary,
                   char ***argv,
                   GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (parameters);

  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, summary);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse_strv (context, argv, error))
    return FALSE;
  /* GOption leaves the separator when an operand that looks like an option follows it. */
  if ((*argv)[0] != NULL && (*argv)[1] != NULL && g_str_equal ((*argv)[1], "--"))
    {
      g_free ((*argv)[1]);
      memmove (*argv + 1, *argv + 2, sizeof (char *) * g_strv_length (*argv + 2) + sizeof (char *));
    }
  return TRUE;
}

/**
 * cli_command_refuse:
 * @option: the option as written
 * @value: (nullable): its value
 * @data: unused
 *
 * A #GOptionArgFunc for options whose meaning is settled but which this version cannot carry out:
 * better a clear refusal than a signature without what was asked for.
 *
 * Returns: %FALSE
 */
gboolean
cli_command_refuse (const char *option, const char *value, gpointer data, GError **error)
{
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, _ ("%s is not available yet"), option);
  return FALSE;
}
