/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli-command.h"

G_BEGIN_DECLS

/**
 * CliError:
 * @CLI_ERROR_USAGE: the arguments are not right; the message is a translated sentence
 * @CLI_ERROR_KEYWORD: the words that a seal is to stand on are not in the document
 * @CLI_ERROR_PASSWORD_FILE: the password file cannot be read
 * @CLI_ERROR_NO_TERMINAL: a password or the like is needed and there is nobody to ask
 * @CLI_ERROR_PASSWORDS_DIFFER: a new password was not repeated alike
 * @CLI_ERROR_TRUST: a file of trusted certificates cannot be read
 * @CLI_ERROR_OUTPUT: a result cannot be written
 * @CLI_ERROR_FIELD_HIDDEN: a seal was to fill a field that has no place on a page
 * @CLI_ERROR_REPAIRABLE: the file is damaged; a repaired copy can be made and signed
 * @CLI_ERROR_EXISTS: something is at the output already; --overwrite replaces it
 * @CLI_ERROR_RESULT: the result of an earlier run cannot be used
 * @CLI_ERROR_ROOT: the platform's root certificate is another one than before
 * @CLI_ERROR_IDENTIFICATION: the identification by phone did not pass
 * @CLI_ERROR_MODULE: a part of the program itself cannot be loaded
 */
typedef enum {
  CLI_ERROR_USAGE,
  CLI_ERROR_KEYWORD,
  CLI_ERROR_PASSWORD_FILE,
  CLI_ERROR_NO_TERMINAL,
  CLI_ERROR_PASSWORDS_DIFFER,
  CLI_ERROR_TRUST,
  CLI_ERROR_OUTPUT,
  CLI_ERROR_FIELD_HIDDEN,
  CLI_ERROR_REPAIRABLE,
  CLI_ERROR_EXISTS,
  CLI_ERROR_RESULT,
  CLI_ERROR_ROOT,
  CLI_ERROR_IDENTIFICATION,
  CLI_ERROR_MODULE,
  CLI_N_ERRORS
} CliError;

#define CLI_ERROR (cli_error_quark ())

/* What to tell a person, in their language; why and remedy may be NULL. */
typedef struct {
  const char *what;
  const char *why;
  const char *remedy;
} CliExplanation;

GQuark         cli_error_quark    (void);
CliExit        cli_error_get_exit (const GError *error);
CliExplanation cli_error_explain  (const GError *error);
CliExit        cli_error_print    (const char   *subject,
                                   const GError *error);
CliExit        cli_error_usage    (const char   *format,
                                   ...) G_GNUC_PRINTF (1, 2);

G_END_DECLS
