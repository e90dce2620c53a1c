/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "cli-error.h"
#include "cli-interrupt.h"
#include "cli-json.h"
#include "cli-password.h"
#include "cli-place.h"
#include "pades-add-field.h"

/* Millimetres: room for a company seal of 42 mm. */
#define DEFAULT_SIZE 45.0

typedef struct {
  char *output;
  char *name;
  char *at;
  double height;
  char *lock_text;
  char *password_file;
  gboolean overwrite;
  gboolean json;
  CliPlace *place; /* or NULL: the field shows nothing */
  PadesLock *lock; /* or NULL */
} Options;

static void
options_clear (Options *self)
{
  g_clear_pointer (&self->output, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->at, g_free);
  g_clear_pointer (&self->lock_text, g_free);
  g_clear_pointer (&self->password_file, g_free);
  g_clear_pointer (&self->place, cli_place_free);
  g_clear_pointer (&self->lock, pades_lock_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
usage (GError **error, const char *message)
{
  g_set_error_literal (error, CLI_ERROR, CLI_ERROR_USAGE, message);
  return FALSE;
}

static gboolean
parse (Options *self, char ***argv, GError **error)
{
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &self->output, N_("write the new file here"), "OUT.pdf" },
    { "overwrite", 0, 0, G_OPTION_ARG_NONE, &self->overwrite, N_("replace a file that is at the output already; never the input"), NULL },
    { "field", 0, 0, G_OPTION_ARG_STRING, &self->name, N_("what the field is called; otherwise Signature1 and so on"), N_("NAME") },
    { "at", 0, 0, G_OPTION_ARG_STRING, &self->at, N_("where: a page; millimetres from its top left to the field’s; without it the field shows nothing"), N_("PAGE:X,Y[,WIDTH]") },
    { "height", 0, 0, G_OPTION_ARG_DOUBLE, &self->height, N_("its height in millimetres; as wide as high otherwise"), "MM" },
    { "lock", 0, 0, G_OPTION_ARG_STRING, &self->lock_text, N_("form fields that may not change any more once it is signed: all, include:A,B or exclude:A,B"), N_("FIELDS") },
    { "pdf-password-file", 0, 0, G_OPTION_ARG_FILENAME, &self->password_file, N_("the password of an encrypted PDF is the first line of this file, - for standard input"), N_("FILE") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->json, N_("print the result as JSON"), NULL },
    { NULL },
  };
  /* clang-format on */

  if (!cli_command_parse (entries, "IN.pdf",
                          _ ("Leaves an empty signature field, in which somebody signs later with "
                             "--field; the input stays as it is."),
                          argv, error))
    return FALSE;
  if (g_strv_length (*argv) != 2)
    return usage (error, _ ("give one PDF file"));
  if (self->output == NULL)
    return usage (error, _ ("where to? Give -o"));
  if (self->at != NULL && !(self->place = cli_place_parse (self->at, error)))
    return FALSE;
  if (self->height < 0 || (self->height > 0 && self->place == NULL))
    return usage (error, _ ("--height goes with --at, and is more than nothing"));
  if (self->lock_text == NULL || (self->lock = pades_lock_parse (self->lock_text)) != NULL)
    return TRUE;
  return usage (error, _ ("--lock is all, include:A,B or exclude:A,B with names of fields"));
}

/* The one page on which the field stands. */
static gboolean
put_mark (const Options *options, PdfFile *file, PadesMark *mark, GError **error)
{
  const CliPlace *place = options->place;
  double width = place->width > 0 ? place->width : DEFAULT_SIZE;
  guint n_pages = pdf_file_get_n_pages (file, error);
  g_autoptr (GArray) pages = n_pages > 0 ? cli_place_pages (options->place, n_pages, error) : NULL;

  if (pages == NULL)
    return FALSE;
  if (pages->len != 1)
    return usage (error, _ ("a signature field stands on one page"));
  mark->placement = (PdfPlacement){.page = g_array_index (pages, guint, 0),
                                   .x = place->x,
                                   .y = place->y,
                                   .width = width,
                                   .height = options->height > 0 ? options->height : width};
  return TRUE;
}

static gboolean
run (const Options *options, const char *input, GError **error)
{
  g_autoptr (CliPassword) password = NULL;
  g_autoptr (PdfFile) file = NULL;
  g_autoptr (GPtrArray) marks = g_ptr_array_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  PadesMark mark = {.appearance = NULL};
  PadesSignRequest request = {
      .field = options->name,
      .marks = marks,
      .lock = options->lock,
      .replace = options->overwrite,
      .progress = cli_interrupt_heed,
      .progress_data = cancellable,
  };

  if (!cli_password_get_optional (options->password_file, &password, error) ||
      !(file = pdf_file_open_with_password (input, password, NULL, error)))
    return FALSE;
  if (options->place != NULL)
    {
      if (!put_mark (options, file, &mark, error))
        return FALSE;
      g_ptr_array_add (marks, &mark);
    }
  return pades_add_field (file, options->output, &request, cancellable, error);
}

static void
print_json (const Options *options, const char *input, const GError *error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  cli_json_string (builder, "file", input);
  cli_json_string (builder, "output", error == NULL ? options->output : NULL);
  cli_json_error (builder, "error", error);
  json_builder_end_object (builder);
  cli_json_print (builder);
}

/**
 * cli_add_field:
 * @argv: the arguments
 *
 * Adds an empty signature field to a file.
 *
 * Returns: the exit status
 */
CliExit
cli_add_field (char **argv)
{
  g_auto (Options) options = {NULL};
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);

  if (!parse (&options, &rest, &error))
    return cli_error_print (NULL, error);
  cli_interrupt_watch ();
  run (&options, rest[1], &error);
  cli_interrupt_obey ();
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return CLI_EXIT_OUTPUT;
  if (options.json)
    print_json (&options, rest[1], error);
  else if (error != NULL)
    return cli_error_print (rest[1], error);
  else
    g_print (_ ("%s: with a field to sign in, written to %s\n"), rest[1], options.output);
  return error == NULL ? CLI_EXIT_OK : cli_error_get_exit (error);
}
