/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "cli-command.h"

static const CliCommand commands[] = {
    {"draw", cli_seal_draw, N_ ("draw a round seal from a name")},
    {"clean", cli_seal_clean, N_ ("write the ink of a picture without its paper")},
    {"import", cli_seal_import, N_ ("make a seal of a picture, its paper made transparent")},
    {"list", cli_seal_list, N_ ("list your seals")},
    {"inspect", cli_seal_inspect, N_ ("measure a seal before it is used")},
};

/**
 * cli_seal:
 * @argv: the arguments
 *
 * The group of commands about seals.
 *
 * Returns: the exit status
 */
CliExit
cli_seal (char **argv)
{
  return cli_command_dispatch (commands, G_N_ELEMENTS (commands), argv + 1);
}
