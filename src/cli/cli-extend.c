/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "cli-error.h"
#include "cli-interrupt.h"
#include "cli-json.h"
#include "cli-level.h"
#include "cli-module.h"
#include "cli-password.h"
#include "cli-trust.h"
#include "cli-tsa.h"
#include "pades-extend.h"
#include "report-words.h"

/* Seconds; services answer in well under one, and several may have to be tried in turn. */
#define FETCH_TIMEOUT 20

typedef struct {
  char *input;
  char *output;
  char *level_name;
  PadesLevel level; /* PADES_LEVEL_NONE for a time-stamp alone */
  char **tsa;
  char *tsa_password_file;
  char **trust;
  char *password_file;
  CliPassword *password; /* of the PDF, or NULL */
  gboolean overwrite;
  gboolean json;
} Options;

static void
options_clear (Options *self)
{
  g_clear_pointer (&self->input, g_free);
  g_clear_pointer (&self->output, g_free);
  g_clear_pointer (&self->level_name, g_free);
  g_clear_pointer (&self->tsa, g_strfreev);
  g_clear_pointer (&self->tsa_password_file, g_free);
  g_clear_pointer (&self->trust, g_strfreev);
  g_clear_pointer (&self->password_file, g_free);
  g_clear_pointer (&self->password, cli_password_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* clang-format off */
#define ENTRY_OUTPUT(self) { "output", 'o', 0, G_OPTION_ARG_FILENAME, &(self)->output, N_("write the new file here"), "OUT.pdf" }
#define ENTRY_OVERWRITE(self) { "overwrite", 0, 0, G_OPTION_ARG_NONE, &(self)->overwrite, N_("replace a file that is at the output already; never the input"), NULL }
#define ENTRY_TSA(self) { "tsa", 0, 0, G_OPTION_ARG_STRING_ARRAY, &(self)->tsa, N_("address of a time-stamp service; several are tried in turn"), "URL" }
#define ENTRY_TSA_PASSWORD(self) { "tsa-password-file", 0, 0, G_OPTION_ARG_FILENAME, &(self)->tsa_password_file, N_("NAME:PASSWORD for the time-stamp services is the first line of this file, - for standard input"), N_("FILE") }
#define ENTRY_PASSWORD(self) { "pdf-password-file", 0, 0, G_OPTION_ARG_FILENAME, &(self)->password_file, N_("the password of an encrypted PDF is the first line of this file, - for standard input"), N_("FILE") }
#define ENTRY_JSON(self) { "json", 0, 0, G_OPTION_ARG_NONE, &(self)->json, N_("print the result as JSON"), NULL }
/* clang-format on */

static gboolean
usage (GError **error, const char *message)
{
  g_set_error_literal (error, CLI_ERROR, CLI_ERROR_USAGE, message);
  return FALSE;
}

static gboolean
take_files (Options *self, char **rest, GError **error)
{
  if (g_strv_length (rest) != 2)
    return usage (error, _ ("give one PDF file"));
  if (self->output == NULL)
    return usage (error, _ ("where to? Give -o"));
  self->input = g_strdup (rest[1]);
  return cli_password_get_optional (self->password_file, &self->password, error) &&
         cli_tsa_add_login (self->tsa, self->tsa_password_file, error);
}

static gboolean
parse_extend (Options *self, char **argv, GError **error)
{
  /* clang-format off */
  const GOptionEntry entries[] = {
    ENTRY_OUTPUT (self),
    ENTRY_OVERWRITE (self),
    { "level", 0, 0, G_OPTION_ARG_STRING, &self->level_name, N_("B-T, B-LT or B-LTA; a file at B-LTA gets another time-stamp"), N_("LEVEL") },
    ENTRY_TSA (self),
    ENTRY_TSA_PASSWORD (self),
    { "trust", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->trust, N_("from B-LT on: chains of certificates end at those in this file; repeatable"), "PEM" },
    ENTRY_PASSWORD (self),
    ENTRY_JSON (self),
    { NULL },
  };
  /* clang-format on */
  g_auto (GStrv) rest = g_strdupv (argv);

  if (!cli_command_parse (
          entries, "IN.pdf",
          _ ("Makes all signatures of a file provable for longer by appending to it; "
             "the input stays as it is."),
          &rest, error) ||
      !take_files (self, rest, error))
    return FALSE;
  if (self->level_name == NULL || !cli_level_parse (self->level_name, &self->level) ||
      self->level < PADES_LEVEL_B_T)
    return usage (error, _ ("which level? --level is B-T, B-LT or B-LTA"));
  if (self->tsa == NULL && self->level != PADES_LEVEL_B_LT)
    return usage (error, _ ("this level needs a time-stamp service: give its address with --tsa"));
  return TRUE;
}

static gboolean
parse_timestamp (Options *self, char **argv, GError **error)
{
  const GOptionEntry entries[] = {ENTRY_OUTPUT (self),
                                  ENTRY_OVERWRITE (self),
                                  ENTRY_TSA (self),
                                  ENTRY_TSA_PASSWORD (self),
                                  ENTRY_PASSWORD (self),
                                  ENTRY_JSON (self),
                                  {NULL}};
  g_auto (GStrv) rest = g_strdupv (argv);

  if (!cli_command_parse (entries, "IN.pdf",
                          _ ("Appends a time-stamp over the whole file; the input stays as it is."),
                          &rest, error) ||
      !take_files (self, rest, error))
    return FALSE;
  if (self->tsa == NULL)
    return usage (error, _ ("which time-stamp service? Give its address with --tsa"));
  return TRUE;
}

/* Said before any service is asked; pades_extend() makes sure once more when it renames. */
static gboolean
is_free (const Options *options, GError **error)
{
  if (options->overwrite || !g_file_test (options->output, G_FILE_TEST_EXISTS))
    return TRUE;
  g_set_error (error, CLI_ERROR, CLI_ERROR_EXISTS, "%s", options->output);
  return FALSE;
}

static gboolean
run (const Options *options, GError **error)
{
  g_autoptr (PdfFile)
      file = is_free (options, error)
                 ? pdf_file_open_with_password (options->input, options->password, NULL, error)
                 : NULL;
  g_autoptr (PkiTrust) trust = file != NULL ? cli_trust_gather (options->trust, error) : NULL;
  g_autoptr (PkiFetch) fetch = trust != NULL ? cli_module_new_fetch (FETCH_TIMEOUT, error) : NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  PadesSignRequest request = {
      .level = options->level,
      .digest = PKI_DIGEST_SHA256,
      .fetch = fetch,
      .tsa = (const char *const *) options->tsa,
      .roots = trust,
      .now = g_get_real_time () / G_USEC_PER_SEC,
      .replace = options->overwrite,
      .progress = cli_interrupt_heed,
      .progress_data = cancellable,
  };

  if (fetch == NULL)
    return FALSE;
  if (options->level == PADES_LEVEL_NONE)
    return pades_timestamp (file, options->output, &request, cancellable, error);
  return pades_extend (file, options->output, &request, cancellable, error);
}

static void
print_json (const Options *options, const GError *error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  cli_json_string (builder, "file", options->input);
  cli_json_string (builder, "output", error == NULL ? options->output : NULL);
  if (options->level != PADES_LEVEL_NONE)
    cli_json_string (builder, "level", error == NULL ? report_words_level (options->level) : NULL);
  cli_json_error (builder, "error", error);
  json_builder_end_object (builder);
  cli_json_print (builder);
}

static CliExit
run_and_tell (const Options *options)
{
  g_autoptr (GError) error = NULL;

  cli_interrupt_watch ();
  run (options, &error);
  cli_interrupt_obey ();
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return CLI_EXIT_OUTPUT;
  if (options->json)
    print_json (options, error);
  else if (error != NULL)
    return cli_error_print (options->input, error);
  else if (options->level == PADES_LEVEL_NONE)
    g_print (_ ("%s: time-stamped, written to %s\n"), options->input, options->output);
  else
    g_print (_ ("%s: extended to level %s, written to %s\n"), options->input,
             report_words_level (options->level), options->output);
  return error == NULL ? CLI_EXIT_OK : cli_error_get_exit (error);
}

/**
 * cli_extend:
 * @argv: the arguments
 *
 * Raises the signatures of a file to a level.
 *
 * Returns: the exit status
 */
CliExit
cli_extend (char **argv)
{
  g_auto (Options) options = {0};
  g_autoptr (GError) error = NULL;

  if (!parse_extend (&options, argv, &error))
    return cli_error_print (NULL, error);
  return run_and_tell (&options);
}

/**
 * cli_timestamp:
 * @argv: the arguments
 *
 * Gives a file a time-stamp of its own.
 *
 * Returns: the exit status
 */
CliExit
cli_timestamp (char **argv)
{
  g_auto (Options) options = {0};
  g_autoptr (GError) error = NULL;

  if (!parse_timestamp (&options, argv, &error))
    return cli_error_print (NULL, error);
  return run_and_tell (&options);
}
