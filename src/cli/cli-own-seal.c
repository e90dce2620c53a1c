/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-own-seal.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli-error.h"
#include "cli-folder.h"

/**
 * cli_own_seal_is_file:
 * @name: what somebody calls a seal
 *
 * Tells a picture from a seal in the user's folder: a file of that name goes before a seal of that
 * id or title.
 *
 * Returns: whether it is to be opened as a file
 */
gboolean
cli_own_seal_is_file (const char *name)
{
  return g_file_test (name, G_FILE_TEST_EXISTS) || strchr (name, G_DIR_SEPARATOR) != NULL;
}

/**
 * cli_own_seal_find:
 * @name: id or title
 * @error: return location for an error of the domain %SEAL_ERROR, or %CLI_ERROR_USAGE
 *
 * Finds one of the user's seals. An id names one; a title may name several, and which is meant is
 * not to be guessed.
 *
 * Returns: (transfer full): the seal
 */
SealEntry *
cli_own_seal_find (const char *name, GError **error)
{
  g_autofree char *folder = cli_folder_seals ();
  g_autoptr (GError) no_id = NULL;
  g_autoptr (GPtrArray) seals = NULL;
  g_autoptr (SealEntry) found = seal_folder_load (folder, name, &no_id);

  if (found != NULL || !g_error_matches (no_id, SEAL_ERROR, SEAL_ERROR_NO_SEAL))
    {
      if (found == NULL)
        g_propagate_error (error, g_steal_pointer (&no_id));
      return g_steal_pointer (&found);
    }
  seals = seal_folder_list (folder, error);
  for (guint i = 0; seals != NULL && i < seals->len; i++)
    {
      const SealEntry *entry = g_ptr_array_index (seals, i);

      if (!g_str_equal (entry->title, name))
        continue;
      if (found != NULL)
        {
          g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE,
                       _ ("several of your seals are called “%s”: give the id of one"), name);
          return NULL;
        }
      found = seal_folder_load (folder, entry->id, error);
      if (found == NULL)
        return NULL;
    }
  if (found == NULL && seals != NULL)
    g_propagate_error (error, g_steal_pointer (&no_id));
  return g_steal_pointer (&found);
}
