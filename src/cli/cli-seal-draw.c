/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "cli-error.h"
#include "cli-folder.h"
#include "seal-folder.h"
#include "seal-round.h"

/* Dots an inch of a PNG: what sealing software and printers of seals expect. */
#define PNG_DPI 600.0

typedef struct {
  char *output;
  char *row;
  char *code;
  char *font;
  char *title;
  double diameter;
  gboolean no_star;
} Options;

static void
options_clear (Options *self)
{
  g_clear_pointer (&self->output, g_free);
  g_clear_pointer (&self->row, g_free);
  g_clear_pointer (&self->code, g_free);
  g_clear_pointer (&self->font, g_free);
  g_clear_pointer (&self->title, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options *self, char ***argv, GError **error)
{
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &self->output, N_("write it here: .svg, .png or .pdf"), N_("FILE") },
    { "save", 0, 0, G_OPTION_ARG_STRING, &self->title, N_("put it among your seals under this title"), N_("TITLE") },
    { "row", 0, 0, G_OPTION_ARG_STRING, &self->row, N_("words under the star, such as 合同专用章"), N_("TEXT") },
    { "code", 0, 0, G_OPTION_ARG_STRING, &self->code, N_("the 13 digits along the bottom"), N_("DIGITS") },
    { "diameter", 0, 0, G_OPTION_ARG_DOUBLE, &self->diameter, N_("30, 38, 40, 42 or 45; 40 otherwise"), "MM" },
    { "no-star", 0, 0, G_OPTION_ARG_NONE, &self->no_star, N_("leave the star out"), NULL },
    { "font", 0, 0, G_OPTION_ARG_STRING, &self->font, N_("a font family; the first Chinese serif otherwise"), N_("FAMILY") },
    { NULL },
  };
  /* clang-format on */
  return cli_command_parse (
      entries, _ ("NAME"),
      _ ("Draws a round seal as vector graphics: the name round the ring, a star "
         "in the middle."),
      argv, error);
}

static const struct {
  const char *suffix;
  GBytes *(*convert) (SealDrawing *drawing);
} forms[] = {
    {".svg", seal_drawing_to_svg},
    {".pdf", seal_drawing_to_pdf},
    {".png", NULL},
};

static gboolean
write_file (const char *path, SealDrawing *drawing, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    if (g_str_has_suffix (path, forms[i].suffix))
      {
        g_autoptr (GBytes) bytes = forms[i].convert != NULL
                                       ? forms[i].convert (drawing)
                                       : seal_drawing_to_png (drawing, PNG_DPI);
        return cli_folder_write (path, bytes, error);
      }
  g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE, _ ("“%s” does not end in .svg, .png or .pdf"),
               path);
  return FALSE;
}

static gboolean
save (const char *title, SealDrawing *drawing, GError **error)
{
  g_autofree char *folder = cli_folder_seals ();
  g_autoptr (SealEntry) entry = seal_folder_add (folder, title, SEAL_ORIGIN_GENERATED, drawing,
                                                 g_get_real_time () / G_USEC_PER_SEC, error);

  if (entry == NULL)
    return FALSE;
  g_print (_ ("%s: now among your seals as %s\n"), title, entry->id);
  return TRUE;
}

static gboolean
draw (const char *name, const Options *options, GError **error)
{
  const SealRoundSpec spec = {
      .name = name,
      .row = options->row,
      .code = options->code,
      .diameter = options->diameter,
      .star = !options->no_star,
      .font = options->font,
  };
  g_autoptr (SealDrawing) drawing = seal_round_draw (&spec, error);

  if (drawing == NULL)
    return FALSE;
  if (options->output != NULL)
    {
      if (!write_file (options->output, drawing, error))
        return FALSE;
      g_print (_ ("%s: %.1f × %.1f mm, written to %s\n"), name, seal_drawing_get_width (drawing),
               seal_drawing_get_height (drawing), options->output);
    }
  return options->title == NULL || save (options->title, drawing, error);
}

static gboolean
is_known_code (const char *code)
{
  return strlen (code) == 13 && strspn (code, "0123456789") == 13;
}

static gboolean
is_known_diameter (double diameter)
{
  static const double known[] = {0.0, 30.0, 38.0, 40.0, 42.0, 45.0};

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (!(diameter < known[i]) && !(diameter > known[i]))
      return TRUE;
  return FALSE;
}

/**
 * cli_seal_draw:
 * @argv: the arguments
 *
 * Draws a round seal into a file, among the user's seals, or both.
 *
 * Returns: the exit status
 */
CliExit
cli_seal_draw (char **argv)
{
  g_auto (Options) options = {NULL};
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);

  if (!parse (&options, &rest, &error))
    return cli_error_print (NULL, error);
  if (g_strv_length (rest) != 2)
    return cli_error_usage (_ ("give the name that goes round the seal"));
  if (options.output == NULL && options.title == NULL)
    return cli_error_usage (_ ("where to? Give -o, --save or both"));
  if (options.code != NULL && !is_known_code (options.code))
    return cli_error_usage (_ ("a seal’s code has 13 digits"));
  if (!is_known_diameter (options.diameter))
    return cli_error_usage (_ ("--diameter is 30, 38, 40, 42 or 45"));
  if (!draw (rest[1], &options, &error))
    return cli_error_print (rest[1], error);
  return CLI_EXIT_OK;
}
