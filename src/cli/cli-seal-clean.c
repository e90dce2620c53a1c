/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "cli-error.h"
#include "cli-folder.h"
#include "seal-picture.h"

static gboolean
clean (const char *path, double width, const char *output, GError **error)
{
  const SealPictureSpec spec = {.width = width};
  g_autoptr (SealDrawing) drawing = seal_picture_load (path, &spec, error);
  g_autoptr (GBytes) bytes = drawing != NULL ? seal_drawing_picture_to_png (drawing) : NULL;

  return bytes != NULL && cli_folder_write (output, bytes, error);
}

/**
 * cli_seal_clean:
 * @argv: the arguments
 *
 * Writes the ink of a picture as a picture without its paper.
 *
 * Returns: the exit status
 */
CliExit
cli_seal_clean (char **argv)
{
  g_autofree char *output = NULL;
  double width = 0;
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, N_("write it here: .png"), "FILE.png" },
    { "width", 0, 0, G_OPTION_ARG_DOUBLE, &width, N_("its width on paper in millimetres; 40 otherwise"), "MM" },
    { NULL },
  };
  /* clang-format on */
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);

  if (!cli_command_parse (entries, _ ("PICTURE"),
                          _ ("Makes the paper of a scanned or photographed seal or signature "
                             "transparent, evens out the light, and cuts the picture to the ink."),
                          &rest, &error))
    return cli_error_print (NULL, error);
  if (g_strv_length (rest) != 2)
    return cli_error_usage (_ ("give one picture"));
  if (output == NULL || !g_str_has_suffix (output, ".png"))
    return cli_error_usage (_ ("say with -o where to write it; the name ends in .png"));
  if (cli_folder_is_same (rest[1], output))
    return cli_error_usage (_ ("the picture itself stays as it is: give another name with -o"));
  if (!(width >= 0 && width <= 1000))
    return cli_error_usage (_ ("--width is in millimetres, at most 1000"));
  if (!clean (rest[1], width, output, &error))
    return cli_error_print (rest[1], error);
  g_print (_ ("%s: its ink, written to %s\n"), rest[1], output);
  return CLI_EXIT_OK;
}
