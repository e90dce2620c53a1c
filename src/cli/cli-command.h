/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the process says when it ends: the contract with scripts. The numbers 1, 3 and 5 mean
 * something else after `verify` than after the rest. */
typedef enum {
  CLI_EXIT_OK = 0,
  CLI_EXIT_SOME = 1,       /* some of several files not signed */
  CLI_EXIT_FAILED = 1,     /* verify: a signature is total-failed */
  CLI_EXIT_USAGE = 2,
  CLI_EXIT_UNSIGNED = 3,   /* verify: no signature */
  CLI_EXIT_INPUT = 4,
  CLI_EXIT_REFUSED = 5,
  CLI_EXIT_UNCERTAIN = 5,  /* verify: indeterminate */
  CLI_EXIT_KEY = 6,
  CLI_EXIT_SERVICE = 7,
  CLI_EXIT_OUTPUT = 8,
} CliExit;

typedef struct {
  const char *name;
  CliExit   (*run) (char **argv);
  const char *help;
} CliCommand;

CliExit  cli_command_dispatch (const CliCommand   *commands,
                               gsize               n_commands,
                               char              **argv);

/* One row of a command's own options, and the sentence under its usage line. */
gboolean cli_command_parse    (const GOptionEntry *entries,
                               const char         *parameters,
                               const char         *summary,
                               char             ***argv,
                               GError            **error);
/* For GOptionEntry.arg_data: an option of the contract that a later version brings. */
gboolean cli_command_refuse   (const char         *option,
                               const char         *value,
                               gpointer            data,
                               GError            **error);

/* The commands: argv[0] is the command's own name. */
CliExit  cli_sign             (char              **argv);
CliExit  cli_extend           (char              **argv);
CliExit  cli_timestamp        (char              **argv);
CliExit  cli_trust            (char              **argv);
CliExit  cli_verify           (char              **argv);
CliExit  cli_compare          (char              **argv);
CliExit  cli_fields           (char              **argv);
CliExit  cli_add_field        (char              **argv);
CliExit  cli_revisions        (char              **argv);
CliExit  cli_extract          (char              **argv);
CliExit  cli_encrypt          (char              **argv);
CliExit  cli_decrypt          (char              **argv);
CliExit  cli_seal             (char              **argv);
CliExit  cli_seal_clean       (char              **argv);
CliExit  cli_seal_draw        (char              **argv);
CliExit  cli_seal_import      (char              **argv);
CliExit  cli_seal_inspect     (char              **argv);
CliExit  cli_seal_list        (char              **argv);
CliExit  cli_appearance       (char              **argv);
CliExit  cli_appearance_save  (char              **argv);
CliExit  cli_keys             (char              **argv);
CliExit  cli_keys_create      (char              **argv);
CliExit  cli_keys_import      (char              **argv);
CliExit  cli_keys_list        (char              **argv);
CliExit  cli_keys_request     (char              **argv);

G_END_DECLS
