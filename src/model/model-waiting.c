/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-waiting.h"

#include <glib/gstdio.h>

#include "keys-file.h"

#define FILE_NAME "token.place"
#define GROUP "token"

static char *
path_in (const char *drafts)
{
  return g_build_filename (drafts, FILE_NAME, NULL);
}

/**
 * model_waiting_find:
 * @drafts: where keys wait
 *
 * Looks whether a key waits on a token, plugged in or not.
 *
 * Returns: (transfer full) (nullable): the token, for model_token_place_free(); of one that is not
 *   plugged in nobody knows whether it has a PIN pad
 */
ModelTokenPlace *
model_waiting_find (const char *drafts)
{
  g_autofree char *path = path_in (drafts);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  ModelTokenPlace place = {NULL};
  g_autofree char *name = NULL, *uri = NULL, *driver = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return NULL;
  place.name = name = g_key_file_get_string (file, GROUP, "name", NULL);
  place.uri = uri = g_key_file_get_string (file, GROUP, "uri", NULL);
  place.driver = driver = g_key_file_get_string (file, GROUP, "driver", NULL);
  return name != NULL && uri != NULL ? model_token_place_copy (&place) : NULL;
}

/**
 * model_waiting_remember:
 * @drafts: where keys wait; made if need be
 * @place: the token
 * @error: %KEYS_ERROR_STORE
 *
 * Remembers that a key was made on the token, before anybody else hears of it.
 *
 * Returns: whether it was written
 */
gboolean
model_waiting_remember (const char *drafts, const ModelTokenPlace *place, GError **error)
{
  g_autofree char *path = path_in (drafts);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GBytes) bytes = NULL;
  char *text;
  gsize size;

  g_key_file_set_string (file, GROUP, "name", place->name);
  g_key_file_set_string (file, GROUP, "uri", place->uri);
  if (place->driver != NULL)
    g_key_file_set_string (file, GROUP, "driver", place->driver);
  text = g_key_file_to_data (file, &size, NULL);
  bytes = g_bytes_new_take (text, size);
  /* If it cannot be made, the file says why. */
  g_mkdir_with_parents (drafts, 0700);
  return keys_file_write (path, bytes, TRUE, error);
}

/**
 * model_waiting_forget:
 * @drafts: where keys wait
 *
 * The key has its certificate, or nobody wants one: on the token it stays.
 */
void
model_waiting_forget (const char *drafts)
{
  g_autofree char *path = path_in (drafts);

  g_unlink (path);
}
