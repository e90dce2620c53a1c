/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "cli-error.h"
#include "cli-json.h"
#include "cli-password.h"
#include "pdf-file.h"

static void
print_text (PdfFile *file)
{
  gsize begin = 0;

  for (guint number = 1; number <= pdf_file_get_n_revisions (file); number++)
    {
      const PdfRevision *revision = pdf_file_get_revision (file, number);
      g_autofree char *end = g_strdup_printf ("%" G_GSIZE_FORMAT, revision->end);
      g_autofree char *added = g_strdup_printf ("%" G_GSIZE_FORMAT, revision->end - begin);
      g_print (_ ("%u\tends at byte %s\tadds %s bytes\n"), number, end, added);
      begin = revision->end;
    }
}

static void
print_json (PdfFile *file, const char *path)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  gsize size = 0;

  pdf_file_get_data (file, &size);
  json_builder_begin_object (builder);
  cli_json_string (builder, "file", path);
  cli_json_int (builder, "size", (gint64) size);
  json_builder_set_member_name (builder, "revisions");
  json_builder_begin_array (builder);
  for (guint number = 1; number <= pdf_file_get_n_revisions (file); number++)
    {
      json_builder_begin_object (builder);
      cli_json_int (builder, "number", number);
      cli_json_int (builder, "end", (gint64) pdf_file_get_revision (file, number)->end);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  cli_json_print (builder);
}

/**
 * cli_revisions:
 * @argv: the arguments
 *
 * Lists the file's revisions, oldest first.
 *
 * Returns: the exit status
 */
CliExit
cli_revisions (char **argv)
{
  gboolean json = FALSE;
  g_autofree char *password_file = NULL;
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "pdf-password-file", 0, 0, G_OPTION_ARG_FILENAME, &password_file, N_("the password of an encrypted PDF is the first line of this file, - for standard input"), N_("FILE") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("print one JSON object for each file"), NULL },
    { NULL },
  };
  /* clang-format on */
  g_autoptr (CliPassword) password = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);

  if (!cli_command_parse (
          entries, "IN.pdf",
          _ ("Lists the versions that a PDF file keeps of itself: each change that was "
             "appended to it made one."),
          &rest, &error))
    return cli_error_print (NULL, error);
  if (g_strv_length (rest) != 2)
    return cli_error_usage (_ ("give one PDF file"));
  if (!cli_password_get_optional (password_file, &password, &error))
    return cli_error_print (NULL, error);
  g_autoptr (PdfFile) file = pdf_file_open_with_password (rest[1], password, NULL, &error);
  if (file == NULL)
    return cli_error_print (rest[1], error);
  if (json)
    print_json (file, rest[1]);
  else
    print_text (file);
  return CLI_EXIT_OK;
}
