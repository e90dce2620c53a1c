/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "cli-command.h"

static const CliCommand commands[] = {
    {"request", cli_keys_request,
     N_ ("make a key, and the request for an authority to certify it")},
    {"create", cli_keys_create, N_ ("make a self-signed identity to try things with")},
    {"import", cli_keys_import, N_ ("take a key file among your keys")},
    {"list", cli_keys_list, N_ ("list your keys")},
};

/**
 * cli_keys:
 * @argv: the arguments
 *
 * The group of commands about keys.
 *
 * Returns: the exit status
 */
CliExit
cli_keys (char **argv)
{
  return cli_command_dispatch (commands, G_N_ELEMENTS (commands), argv + 1);
}
