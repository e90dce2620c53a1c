/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "cli-error.h"
#include "cli-folder.h"
#include "seal-styles.h"

typedef struct {
  char *show;
  char *place;
  char *language;
  char *date;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->show);
  g_free (self->place);
  g_free (self->language);
  g_free (self->date);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* Each word is tried by itself, so that the one that is wrong can be named. */
static gboolean
understand (const Options *options, SealStyle *style)
{
  const char *const words[][2] = {
      {"place", options->place},
      {"language", options->language},
      {"date", options->date},
  };
  g_autoptr (GString) text = g_string_new (NULL);

  if (options->show == NULL)
    {
      cli_error_usage (_ ("what shall it show? Give --show"));
      return FALSE;
    }
  g_string_append_printf (text, "show=%s", options->show);
  if (!seal_style_parse (text->str, style))
    {
      cli_error_usage (_ ("--show is one or several of seal, labels, name, date, reason, location, "
                          "qr with commas between them"));
      return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if (words[i][1] == NULL)
        continue;
      g_string_append_printf (text, " %s=%s", words[i][0], words[i][1]);
      if (!seal_style_parse (text->str, style))
        {
          cli_error_usage (_ ("“%s” is nothing that --%s can be"), words[i][1], words[i][0]);
          return FALSE;
        }
    }
  return TRUE;
}

static CliExit
save (const char *name, const Options *options)
{
  g_autofree char *path = cli_folder_styles ();
  g_autoptr (GError) error = NULL;
  SealStyle style;

  if (!understand (options, &style))
    return CLI_EXIT_USAGE;
  if (!seal_styles_is_name (name))
    return cli_error_usage (_ ("“%s” cannot be the name of an appearance of yours"), name);
  if (!seal_styles_save (path, name, &style, &error))
    return cli_error_print (NULL, error);
  return CLI_EXIT_OK;
}

/**
 * cli_appearance_save:
 * @argv: the arguments
 *
 * Saves an appearance under a name.
 *
 * Returns: the exit status
 */
CliExit
cli_appearance_save (char **argv)
{
  g_auto (Options) options = {NULL};
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "show", 0, 0, G_OPTION_ARG_STRING, &options.show, N_("some of seal, labels, name, date, reason, location, qr"), N_("PARTS") },
    { "place", 0, 0, G_OPTION_ARG_STRING, &options.place, N_("where text and QR code stand: beside the seal or under it"), "beside|under" },
    { "language", 0, 0, G_OPTION_ARG_STRING, &options.language, N_("of labels and long dates"), "zh|en" },
    { "date", 0, 0, G_OPTION_ARG_STRING, &options.date, N_("how the time is written: 2026-11-26 20:31:07 +08:00, in words, or the day alone"), "iso|long|day" },
    { NULL },
  };
  /* clang-format on */
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);

  if (!cli_command_parse (entries, _ ("NAME"),
                          _ ("Saves what a visible signature shows, for “sign --appearance NAME” "
                             "and the window."),
                          &rest, &error))
    return cli_error_print (NULL, error);
  if (g_strv_length (rest) != 2)
    return cli_error_usage (_ ("give the appearance one name"));
  return save (rest[1], &options);
}
