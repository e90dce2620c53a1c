/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-report-folder.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "cli-error.h"

/**
 * cli_report_folder_is:
 * @path: where reports shall go
 *
 * Asks whether that is a folder, be it there or only written as one.
 *
 * Returns: whether each file gets a report of its own
 */
gboolean
cli_report_folder_is (const char *path)
{
  return g_str_has_suffix (path, G_DIR_SEPARATOR_S) || g_file_test (path, G_FILE_TEST_IS_DIR);
}

/* As long as no other file took it: documents of one name come from several folders. */
static char *
choose_name (const char *input, GHashTable *taken)
{
  g_autofree char *name = g_path_get_basename (input);
  char *dot = strrchr (name, '.');
  char *chosen;

  if (dot != NULL && dot != name && g_ascii_strcasecmp (dot, ".pdf") == 0)
    *dot = '\0';
  chosen = g_strdup_printf ("%s.report.pdf", name);
  for (guint number = 2; !g_hash_table_add (taken, g_strdup (chosen)); number++)
    {
      g_free (chosen);
      chosen = g_strdup_printf ("%s.report-%u.pdf", name, number);
    }
  return chosen;
}

/**
 * cli_report_folder_list:
 * @folder: where reports shall go
 * @inputs: the files that are judged
 *
 * Names what will be written there.
 *
 * Returns: (transfer full) (element-type filename): for each file its report, then the table of all
 */
GPtrArray *
cli_report_folder_list (const char *folder, char **inputs)
{
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);

  for (; *inputs != NULL; inputs++)
    {
      g_autofree char *name = choose_name (*inputs, taken);

      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
    }
  g_ptr_array_add (paths, g_build_filename (folder, CLI_REPORT_FOLDER_TABLE, NULL));
  return paths;
}

/**
 * cli_report_folder_make:
 * @folder: where reports shall go
 * @error: return location for a %CLI_ERROR_OUTPUT
 *
 * Makes the folder where it is not there yet.
 *
 * Returns: whether it is there
 */
gboolean
cli_report_folder_make (const char *folder, GError **error)
{
  if (g_mkdir_with_parents (folder, 0777) == 0)
    return TRUE;
  g_set_error (error, CLI_ERROR, CLI_ERROR_OUTPUT, "%s: %s", folder, g_strerror (errno));
  return FALSE;
}
