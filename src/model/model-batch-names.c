/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-batch-names.h"

#include <gio/gio.h>
#include <string.h>

#include "model-signing.h"

/**
 * model_batch_names_init:
 * @self: (out): zeros
 * @suffix: what a signed file's name ends in before ".pdf", as "-signed"
 *
 * Begins without a folder.
 */
void
model_batch_names_init (ModelBatchNames *self, const char *suffix)
{
  self->suffix = g_strdup (suffix);
  self->given = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * model_batch_names_clear:
 * @self: the names
 *
 * Frees what they hold.
 */
void
model_batch_names_clear (ModelBatchNames *self)
{
  g_clear_pointer (&self->suffix, g_free);
  g_clear_pointer (&self->folder, g_free);
  g_clear_pointer (&self->given, g_hash_table_unref);
}

/**
 * model_batch_names_set_folder:
 * @self: the names
 * @folder: (nullable): where signed files go; %NULL or "": beside each document
 *
 * Says where.
 */
void
model_batch_names_set_folder (ModelBatchNames *self, const char *folder)
{
  g_free (self->folder);
  self->folder = folder != NULL && *folder != '\0' ? g_strdup (folder) : NULL;
}

/**
 * model_batch_names_forget:
 * @self: the names
 *
 * Begins a run: what was given before is on the disk, or free again.
 */
void
model_batch_names_forget (ModelBatchNames *self)
{
  g_hash_table_remove_all (self->given);
}

/**
 * model_batch_names_give:
 * @self: the names
 * @input: path of a document
 *
 * Thinks of a name that no file has and none of the run will have. In a folder that the user chose,
 * or nowhere: there is no other that he would look in.
 *
 * Returns: (transfer full): a path
 */
char *
model_batch_names_give (ModelBatchNames *self, const char *input)
{
  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);
  const char *fallback = documents != NULL ? documents : g_get_home_dir ();
  g_autofree char *name = g_path_get_basename (input);
  g_autofree char *wanted = self->folder != NULL ? g_build_filename (self->folder, name, NULL)
                                                 : g_strdup (input);
  char *path = model_signing_suggest (wanted, self->suffix, self->folder != NULL ? NULL : fallback);
  g_autofree char *stem = g_strndup (path, strlen (path) - strlen (".pdf"));

  for (guint n = 2;
       !g_hash_table_add (self->given, g_strdup (path)) || g_file_test (path, G_FILE_TEST_EXISTS);
       n++)
    {
      g_free (path);
      path = g_strdup_printf ("%s-%u.pdf", stem, n);
    }
  return path;
}
