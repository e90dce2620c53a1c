/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "cli-compare-write.h"
#include "cli-error.h"
#include "cli-password.h"
#include "report-render.h"

typedef struct {
  int revision;
  int with;
  gboolean json;
  char *pictures;
  char *password_file;
  char *path;
} Options;

static void
options_clear (Options *self)
{
  g_clear_pointer (&self->pictures, g_free);
  g_clear_pointer (&self->password_file, g_free);
  g_clear_pointer (&self->path, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options *self, char **argv, GError **error)
{
  g_auto (GStrv) rest = g_strdupv (argv);
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "revision", 0, 0, G_OPTION_ARG_INT, &self->revision, N_("which version, from 1; “revisions” lists them"), "N" },
    { "with", 0, 0, G_OPTION_ARG_INT, &self->with, N_("with this later version instead of the last"), "M" },
    { "pictures", 0, 0, G_OPTION_ARG_FILENAME, &self->pictures, N_("write pictures of the pages that differ to this folder: before, after and both over each other"), N_("DIR") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->json, N_("print one JSON object for each file"), NULL },
    { "pdf-password-file", 0, 0, G_OPTION_ARG_FILENAME, &self->password_file, N_("the password of an encrypted PDF is the first line of this file, - for standard input"), N_("FILE") },
    { NULL },
  };
  /* clang-format on */
  if (!cli_command_parse (
          entries, "IN.pdf",
          _ ("Compares two versions of a PDF file page by page, as they are seen. Exits 0 when "
             "every page\nlooks the same, 1 when one differs, 5 when one could not be compared, "
             "4 when unreadable."),
          &rest, error))
    return FALSE;
  if (g_strv_length (rest) != 2)
    g_set_error_literal (error, CLI_ERROR, CLI_ERROR_USAGE, _ ("give one PDF file"));
  else if (self->revision < 1 || self->with < 0 || (self->with > 0 && self->with < self->revision))
    g_set_error_literal (error, CLI_ERROR, CLI_ERROR_USAGE,
                         _ ("give --revision, counted from 1, and --with not before it"));
  else
    self->path = g_strdup (rest[1]);
  return self->path != NULL;
}

static gboolean
check_revision (PdfFile *file, const Options *options, GError **error)
{
  if ((guint) MAX (options->revision, options->with) <= pdf_file_get_n_revisions (file))
    return TRUE;
  g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE, _ ("the last revision of this file is number %u"),
               pdf_file_get_n_revisions (file));
  return FALSE;
}

static CliExit
get_exit (const PadesComparison *comparison)
{
  CliExit status = CLI_EXIT_OK;

  for (guint i = 0; i < comparison->pages->len; i++)
    {
      const PadesPageLook *page = g_ptr_array_index (comparison->pages, i);

      if (page->look == PADES_LOOK_UNKNOWN)
        status = CLI_EXIT_UNCERTAIN;
      else if (page->look != PADES_LOOK_SAME || page->before != page->after)
        return CLI_EXIT_FAILED;
    }
  return status;
}

/* A file whose last version Poppler cannot open would pass for one where nothing can be compared.
 */
static gboolean
can_draw (PadesRender *render, const PadesCompareRequest *request, GError **error)
{
  g_auto (PadesPicture) picture = {0};

  return pades_render_draw (render, request->before, 0, 0.1, &picture, error);
}

/**
 * cli_compare:
 * @argv: the arguments
 *
 * Compares two revisions of a file by what is seen of them.
 *
 * Returns: the exit status
 */
CliExit
cli_compare (char **argv)
{
  g_auto (Options) options = {0};
  g_autoptr (CliPassword) password = NULL;
  g_autoptr (GError) error = NULL;

  if (!parse (&options, argv, &error) ||
      !cli_password_get_optional (options.password_file, &password, &error))
    return cli_error_print (NULL, error);
  g_autoptr (PdfFile) file = pdf_file_open_with_password (options.path, password, NULL, &error);
  if (file == NULL || !check_revision (file, &options, &error))
    return cli_error_print (options.path, error);
  const PadesCompareRequest request = {.before = (guint) options.revision,
                                       .after = (guint) options.with};
  g_autoptr (PadesRender) render = report_render_new (file, password);
  g_autoptr (PadesComparison) comparison = NULL;
  if (can_draw (render, &request, &error))
    comparison = pades_compare (file, &request, render, NULL, &error);
  if (comparison == NULL || (options.pictures != NULL &&
                             !cli_compare_draw (comparison, render, options.pictures, &error)))
    return cli_error_print (options.path, error);
  if (options.json)
    cli_compare_print_json (options.path, comparison);
  else
    cli_compare_print (options.path, comparison);
  return get_exit (comparison);
}
