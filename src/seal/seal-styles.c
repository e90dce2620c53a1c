/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "seal-styles.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define KEY "style"

#define MAX_NAME 60
#define MAX_BYTES (1024 * 1024)

static void
named_style_free (gpointer data)
{
  SealNamedStyle *named = data;

  g_free (named->name);
  g_free (named);
}

/* A FIFO or device put in the file's place must not hang the program. */
static GKeyFile *
load (const char *path, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) problem = NULL;
  GStatBuf status;

  if (g_stat (path, &status) != 0 && errno == ENOENT)
    return g_steal_pointer (&file);
  if (g_stat (path, &status) != 0 || !S_ISREG (status.st_mode) || status.st_size > MAX_BYTES)
    {
      g_set_error (error, SEAL_ERROR, SEAL_ERROR_STORE, "will not read “%s”", path);
      return NULL;
    }
  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_KEEP_COMMENTS, &problem) &&
      problem->domain != G_KEY_FILE_ERROR)
    {
      g_set_error (error, SEAL_ERROR, SEAL_ERROR_STORE, "cannot read “%s”: %s", path,
                   problem->message);
      return NULL;
    }
  return g_steal_pointer (&file);
}

static gboolean
store (GKeyFile *file, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) problem = NULL;
  gsize length = 0;
  g_autofree char *data = g_key_file_to_data (file, &length, NULL);

  if (g_mkdir_with_parents (folder, 0700) == 0 &&
      g_file_set_contents_full (path, data, (gssize) length,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                &problem))
    return TRUE;
  g_set_error (error, SEAL_ERROR, SEAL_ERROR_STORE, "cannot write “%s”: %s", path,
               problem != NULL ? problem->message : g_strerror (errno));
  return FALSE;
}

static gboolean
read_style (GKeyFile *file, const char *name, SealStyle *style)
{
  g_autofree char *text = g_key_file_get_string (file, name, KEY, NULL);

  return text != NULL && seal_style_parse (text, style);
}

/**
 * seal_styles_is_name:
 * @name: what somebody wants to call a style
 *
 * Returns: whether a style can be saved under it
 */
gboolean
seal_styles_is_name (const char *name)
{
  SealStyle style;

  g_return_val_if_fail (name != NULL, FALSE);

  if (!g_utf8_validate (name, -1, NULL) || *name == '\0' || g_utf8_strlen (name, -1) > MAX_NAME ||
      g_ascii_isspace (name[0]) || g_ascii_isspace (name[strlen (name) - 1]))
    return FALSE;
  for (const char *at = name; *at != '\0'; at = g_utf8_next_char (at))
    if (strchr ("[]", *at) != NULL || !g_unichar_isprint (g_utf8_get_char (at)))
      return FALSE;
  return !seal_style_builtin_find (name, SEAL_LANGUAGE_ENGLISH, &style);
}

/**
 * seal_styles_list:
 * @path: the file
 *
 * Reads all styles, in the order they were saved first.
 *
 * Fails with %SEAL_ERROR_STORE.
 *
 * Returns: (transfer full) (element-type SealNamedStyle): the styles
 */
GPtrArray *
seal_styles_list (const char *path, GError **error)
{
  g_autoptr (GPtrArray) styles = g_ptr_array_new_with_free_func (named_style_free);
  g_autoptr (GKeyFile) file = NULL;
  g_auto (GStrv) names = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  file = load (path, error);
  if (file == NULL)
    return NULL;
  names = g_key_file_get_groups (file, NULL);
  for (guint i = 0; names[i] != NULL; i++)
    {
      SealStyle style;
      SealNamedStyle *named;

      if (!seal_styles_is_name (names[i]) || !read_style (file, names[i], &style))
        continue;
      named = g_new0 (SealNamedStyle, 1);
      named->name = g_strdup (names[i]);
      named->style = style;
      g_ptr_array_add (styles, named);
    }
  return g_steal_pointer (&styles);
}

/**
 * seal_styles_find:
 * @path: the file
 * @name: of a saved style
 * @style: (out): the style
 *
 * Looks a style up.
 *
 * Returns: %FALSE with %SEAL_ERROR_NO_STYLE or %SEAL_ERROR_STORE
 */
gboolean
seal_styles_find (const char *path, const char *name, SealStyle *style, GError **error)
{
  g_autoptr (GKeyFile) file = NULL;

  g_return_val_if_fail (path != NULL && name != NULL, FALSE);

  file = load (path, error);
  if (file == NULL)
    return FALSE;
  if (seal_styles_is_name (name) && read_style (file, name, style))
    return TRUE;
  g_set_error (error, SEAL_ERROR, SEAL_ERROR_NO_STYLE, "no appearance “%s”", name);
  return FALSE;
}

/**
 * seal_styles_save:
 * @path: the file; made with its folder where it is missing
 * @name: what to call it
 * @style: what to keep
 *
 * Saves a style, in the place of one that has this name.
 *
 * Returns: %FALSE with %SEAL_ERROR_STORE
 */
gboolean
seal_styles_save (const char *path, const char *name, const SealStyle *style, GError **error)
{
  g_autoptr (GKeyFile) file = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (path != NULL && style != NULL, FALSE);
  g_return_val_if_fail (seal_styles_is_name (name), FALSE);

  file = load (path, error);
  if (file == NULL)
    return FALSE;
  text = seal_style_to_text (style);
  g_key_file_set_string (file, name, KEY, text);
  return store (file, path, error);
}

/**
 * seal_styles_remove:
 * @path: the file
 * @name: of a saved style
 *
 * Forgets a style.
 *
 * Returns: %FALSE with %SEAL_ERROR_NO_STYLE or %SEAL_ERROR_STORE
 */
gboolean
seal_styles_remove (const char *path, const char *name, GError **error)
{
  g_autoptr (GKeyFile) file = NULL;

  g_return_val_if_fail (path != NULL && name != NULL, FALSE);

  file = load (path, error);
  if (file == NULL)
    return FALSE;
  if (!g_key_file_remove_group (file, name, NULL))
    {
      g_set_error (error, SEAL_ERROR, SEAL_ERROR_NO_STYLE, "no appearance “%s”", name);
      return FALSE;
    }
  return store (file, path, error);
}
