/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "cli-error.h"
#include "cli-folder.h"
#include "cli-json.h"
#include "seal-styles.h"

static void
print_style (const char *name, const SealStyle *style, gboolean saved, gboolean json)
{
  g_autofree char *text = seal_style_to_text (style);
  g_autoptr (JsonBuilder) builder = NULL;

  if (!json)
    {
      g_print ("%s\t%s\n", name, text);
      return;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  cli_json_string (builder, "name", name);
  cli_json_boolean (builder, "saved", saved);
  cli_json_string (builder, "style", text);
  json_builder_end_object (builder);
  cli_json_print (builder);
}

static void
print_builtins (gboolean json)
{
  gboolean chinese = g_str_has_prefix (g_get_language_names ()[0], "zh");
  SealLanguage language = chinese ? SEAL_LANGUAGE_CHINESE : SEAL_LANGUAGE_ENGLISH;
  const char *name = NULL;
  SealStyle style;

  for (guint i = 0; (name = seal_style_builtin_name (i)) != NULL; i++)
    if (seal_style_builtin_find (name, language, &style))
      print_style (name, &style, FALSE, json);
}

static CliExit
list (char **argv)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
      {"json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("print one JSON object for each appearance"),
       NULL},
      {NULL},
  };
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);

  if (!cli_command_parse (entries, NULL,
                          _ ("Lists appearances: those that are always there, and yours."), &rest,
                          &error))
    return cli_error_print (NULL, error);
  if (rest[1] != NULL)
    return cli_error_usage (_ ("“%s” is too much"), rest[1]);
  g_autofree char *path = cli_folder_styles ();
  g_autoptr (GPtrArray) styles = seal_styles_list (path, &error);
  if (styles == NULL)
    return cli_error_print (NULL, error);
  print_builtins (json);
  for (guint i = 0; i < styles->len; i++)
    {
      const SealNamedStyle *named = g_ptr_array_index (styles, i);
      print_style (named->name, &named->style, TRUE, json);
    }
  return CLI_EXIT_OK;
}

static CliExit
forget (char **argv)
{
  const GOptionEntry entries[] = {{NULL}};
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);

  if (!cli_command_parse (entries, _ ("NAME"), _ ("Forgets an appearance that you saved."), &rest,
                          &error))
    return cli_error_print (NULL, error);
  if (g_strv_length (rest) != 2)
    return cli_error_usage (_ ("give the name of one appearance"));
  g_autofree char *path = cli_folder_styles ();
  if (!seal_styles_remove (path, rest[1], &error))
    return cli_error_print (NULL, error);
  return CLI_EXIT_OK;
}

static const CliCommand commands[] = {
    {"list", list, N_ ("list appearances")},
    {"save", cli_appearance_save, N_ ("save an appearance under a name")},
    {"remove", forget, N_ ("forget an appearance that was saved")},
};

/**
 * cli_appearance:
 * @argv: the arguments
 *
 * The group of commands about what visible signatures show.
 *
 * Returns: the exit status
 */
CliExit
cli_appearance (char **argv)
{
  return cli_command_dispatch (commands, G_N_ELEMENTS (commands), argv + 1);
}
