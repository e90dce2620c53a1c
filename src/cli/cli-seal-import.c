/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <string.h>

#include "cli-error.h"
#include "cli-folder.h"
#include "seal-folder.h"
#include "seal-picture.h"

typedef struct {
  char *title;
  double width;
  gboolean keep;
} Options;

/* The file's name without its suffix, for lack of a better title. */
static char *
make_title (const char *path)
{
  char *name = g_path_get_basename (path);
  char *dot = strrchr (name, '.');

  if (dot != NULL && dot != name)
    *dot = '\0';
  return name;
}

static CliExit
import (const char *path, const Options *options)
{
  const SealPictureSpec spec = {.width = options->width, .keep_background = options->keep};
  g_autofree char *folder = cli_folder_seals ();
  g_autofree char *name = make_title (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (SealDrawing) drawing = seal_picture_load (path, &spec, &error);
  g_autoptr (SealEntry) entry = NULL;

  if (drawing != NULL)
    entry = seal_folder_add (folder, options->title != NULL ? options->title : name,
                             SEAL_ORIGIN_PICTURE, drawing, g_get_real_time () / G_USEC_PER_SEC,
                             &error);
  if (entry == NULL)
    return cli_error_print (path, error);
  g_print (_ ("%s: now among your seals as %s\n"), path, entry->id);
  return CLI_EXIT_OK;
}

/**
 * cli_seal_import:
 * @argv: the arguments
 *
 * Puts a picture of a seal among the user's seals.
 *
 * Returns: the exit status
 */
CliExit
cli_seal_import (char **argv)
{
  Options options = {NULL, 0.0, FALSE};
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "title", 0, 0, G_OPTION_ARG_STRING, &options.title, N_("what to call it; the file’s name otherwise"), N_("TEXT") },
    { "width", 0, 0, G_OPTION_ARG_DOUBLE, &options.width, N_("its width on paper in millimetres; 40 otherwise"), "MM" },
    { "keep-background", 0, 0, G_OPTION_ARG_NONE, &options.keep, N_("take the picture as it is, paper included"), NULL },
    { NULL },
  };
  /* clang-format on */
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);
  CliExit result = CLI_EXIT_USAGE;

  if (!cli_command_parse (entries, _ ("PICTURE"),
                          _ ("Makes a seal of a scanned or photographed one: its paper becomes "
                             "transparent."),
                          &rest, &error))
    result = cli_error_print (NULL, error);
  else if (g_strv_length (rest) != 2)
    result = cli_error_usage (_ ("give one picture"));
  else if (!(options.width >= 0.0 && options.width <= 1000.0))
    result = cli_error_usage (_ ("--width is in millimetres, at most 1000"));
  else
    result = import (rest[1], &options);
  g_free (options.title);
  return result;
}
