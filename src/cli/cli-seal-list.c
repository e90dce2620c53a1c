/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "cli-error.h"
#include "cli-folder.h"
#include "cli-json.h"
#include "seal-folder.h"

static void
print_json (const SealEntry *entry)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  cli_json_string (builder, "id", entry->id);
  cli_json_string (builder, "title", entry->title);
  cli_json_string (builder, "origin",
                   entry->origin == SEAL_ORIGIN_GENERATED ? "generated" : "picture");
  cli_json_time (builder, "created", entry->created);
  json_builder_set_member_name (builder, "width");
  json_builder_add_double_value (builder, seal_drawing_get_width (entry->drawing));
  json_builder_set_member_name (builder, "height");
  json_builder_add_double_value (builder, seal_drawing_get_height (entry->drawing));
  json_builder_end_object (builder);
  cli_json_print (builder);
}

/**
 * cli_seal_list:
 * @argv: the arguments
 *
 * Lists the user's seals.
 *
 * Returns: the exit status
 */
CliExit
cli_seal_list (char **argv)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
      {"json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("print one JSON object for each seal"), NULL},
      {NULL},
  };
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);

  if (!cli_command_parse (entries, NULL, _ ("Lists your seals: id, title, size."), &rest, &error))
    return cli_error_print (NULL, error);
  if (rest[1] != NULL)
    return cli_error_usage (_ ("“%s” is too much"), rest[1]);
  g_autofree char *folder = cli_folder_seals ();
  g_autoptr (GPtrArray) seals = seal_folder_list (folder, &error);
  if (seals == NULL)
    return cli_error_print (NULL, error);
  for (guint i = 0; i < seals->len; i++)
    {
      const SealEntry *entry = g_ptr_array_index (seals, i);
      if (json)
        print_json (entry);
      else
        g_print ("%s\t%s\t%.1f × %.1f mm\n", entry->id, entry->title,
                 seal_drawing_get_width (entry->drawing), seal_drawing_get_height (entry->drawing));
    }
  return CLI_EXIT_OK;
}
