/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "cli-error.h"
#include "cli-folder.h"
#include "cli-password.h"
#include "pdf-error.h"
#include "pdf-output.h"

static gboolean
extract (PdfFile *file, guint number, const char *output, GError **error)
{
  const char *input = pdf_file_get_path (file);

  if (number > pdf_file_get_n_revisions (file))
    {
      g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE,
                   _ ("the last revision of this file is number %u"),
                   pdf_file_get_n_revisions (file));
      return FALSE;
    }
  /* A revision has no path by which PdfOutput could know its file again. */
  if (cli_folder_is_same (input, output))
    {
      g_set_error (error, PDF_ERROR, PDF_ERROR_SAME_FILE, "%s and %s are the same file", input,
                   output);
      return FALSE;
    }
  g_autoptr (PdfFile) revision = pdf_file_new_for_revision (file, number, error);
  g_autoptr (PdfOutput) result = revision != NULL ? pdf_output_new (revision, output, TRUE, error)
                                                  : NULL;
  return result != NULL && pdf_output_copy (result, NULL, NULL, NULL, error) &&
         pdf_output_sync (result, error) && pdf_output_commit (result, error);
}

/**
 * cli_extract:
 * @argv: the arguments
 *
 * Writes a revision of a file as the file that it was.
 *
 * Returns: the exit status
 */
CliExit
cli_extract (char **argv)
{
  int number = 0;
  g_autofree char *output = NULL;
  g_autofree char *password_file = NULL;
  g_autoptr (CliPassword) password = NULL;
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "revision", 0, 0, G_OPTION_ARG_INT, &number, N_("which version, from 1; “revisions” lists them"), "N" },
    { "pdf-password-file", 0, 0, G_OPTION_ARG_FILENAME, &password_file, N_("the password of an encrypted PDF is the first line of this file, - for standard input"), N_("FILE") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, N_("write it here"), "OUT.pdf" },
    { NULL },
  };
  /* clang-format on */
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);

  if (!cli_command_parse (entries, "IN.pdf",
                          _ ("Writes one version of a PDF file, byte for byte as it was."), &rest,
                          &error))
    return cli_error_print (NULL, error);
  if (g_strv_length (rest) != 2)
    return cli_error_usage (_ ("give one PDF file"));
  if (number < 1 || output == NULL)
    return cli_error_usage (_ ("give --revision, counted from 1, and -o"));
  if (!cli_password_get_optional (password_file, &password, &error))
    return cli_error_print (NULL, error);
  g_autoptr (PdfFile) file = pdf_file_open_with_password (rest[1], password, NULL, &error);
  if (file == NULL || !extract (file, (guint) number, output, &error))
    return cli_error_print (rest[1], error);
  g_print (_ ("%s: revision %d written to %s\n"), rest[1], number, output);
  return CLI_EXIT_OK;
}
