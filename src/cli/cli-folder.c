/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-folder.h"

#include <glib/gstdio.h>

#include "cli-error.h"
#include "pdf-error.h"

/**
 * cli_folder_own:
 *
 * Names the folder of all that is the user's own here.
 *
 * Returns: (transfer full): its path, whether or not it is there yet
 */
char *
cli_folder_own (void)
{
  return g_build_filename (g_get_user_data_dir (), "vermilion", NULL);
}

/**
 * cli_folder_keys:
 *
 * Names the folder of the user's own keys.
 *
 * Returns: (transfer full): its path, whether or not it is there yet
 */
char *
cli_folder_keys (void)
{
  return g_build_filename (g_get_user_data_dir (), "vermilion", "keys", NULL);
}

/**
 * cli_folder_seals:
 *
 * Names the folder of the user's own seals.
 *
 * Returns: (transfer full): its path, whether or not it is there yet
 */
char *
cli_folder_seals (void)
{
  return g_build_filename (g_get_user_data_dir (), "vermilion", "seals", NULL);
}

/**
 * cli_folder_trust:
 *
 * Names the folder of the roots that the user trusts, one PEM file each.
 *
 * Returns: (transfer full): its path, whether or not it is there yet
 */
char *
cli_folder_trust (void)
{
  return g_build_filename (g_get_user_data_dir (), "vermilion", "trust", NULL);
}

/**
 * cli_folder_styles:
 *
 * Names the file of the appearances that the user saved.
 *
 * Returns: (transfer full): its path, whether or not it is there yet
 */
char *
cli_folder_styles (void)
{
  return g_build_filename (g_get_user_data_dir (), "vermilion", "appearances.ini", NULL);
}

/**
 * cli_folder_is_same:
 * @path: where a result shall go
 * @other: what it is made of
 *
 * Asks whether both are one file, whatever they are called.
 *
 * Returns: whether they are; not, where one of them is not there
 */
gboolean
cli_folder_is_same (const char *path, const char *other)
{
  GStatBuf one, two;

  return g_stat (path, &one) == 0 && g_stat (other, &two) == 0 && one.st_dev == two.st_dev &&
         one.st_ino == two.st_ino;
}

/* A device, a pipe, or a name for one such as /dev/stdout. */
static gboolean
is_stream (const char *path)
{
  return g_file_test (path, G_FILE_TEST_IS_SYMLINK) ||
         (g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (path, G_FILE_TEST_IS_REGULAR));
}

static gboolean
write_into (const char *path, const char *data, gsize length, GError **error)
{
  FILE *stream = g_fopen (path, "we");
  gboolean written = stream && fwrite (data, 1, length, stream) == length;

  if (stream && fclose (stream) == 0 && written)
    return TRUE;
  g_set_error (error, CLI_ERROR, CLI_ERROR_OUTPUT, "%s: %s", path, g_strerror (errno));
  return FALSE;
}

static gboolean
write_file (const char *path, GBytes *bytes, GFileSetContentsFlags flags, int mode, GError **error)
{
  g_autoptr (GError) cause = NULL;
  gsize length = 0;
  const char *data = g_bytes_get_data (bytes, &length);

  if (is_stream (path))
    return write_into (path, data, length, error);
  if (g_file_set_contents_full (path, data != NULL ? data : "", (gssize) length, flags, mode,
                                &cause))
    return TRUE;
  g_set_error_literal (error, CLI_ERROR, CLI_ERROR_OUTPUT, cause->message);
  return FALSE;
}

/**
 * cli_folder_write:
 * @path: where to
 * @bytes: what
 * @error: return location for a %CLI_ERROR_OUTPUT
 *
 * Writes a result as a whole or not at all; into what is no ordinary file, which stays what it is.
 *
 * Returns: whether it is there
 */
gboolean
cli_folder_write (const char *path, GBytes *bytes, GError **error)
{
  return write_file (
      path, bytes, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_ONLY_EXISTING, 0666, error);
}

/**
 * cli_folder_write_private:
 * @path: where to
 * @bytes: what nobody else is to read
 * @error: return location for a %CLI_ERROR_OUTPUT
 *
 * Writes a result as cli_folder_write() does, readable by its owner only.
 *
 * Returns: whether it is there
 */
gboolean
cli_folder_write_private (const char *path, GBytes *bytes, GError **error)
{
  return write_file (path, bytes, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

/**
 * cli_folder_may_write:
 * @input: a file that is read
 * @output: where the result is to be
 * @overwrite: whether something may be there already
 * @error: return location for a %PDF_ERROR_SAME_FILE or %CLI_ERROR_EXISTS
 *
 * Looks whether a result would take the place of something.
 *
 * Returns: whether it may be written
 */
gboolean
cli_folder_may_write (const char *input, const char *output, gboolean overwrite, GError **error)
{
  if (cli_folder_is_same (input, output))
    {
      g_set_error (error, PDF_ERROR, PDF_ERROR_SAME_FILE, "%s and %s are the same file", input,
                   output);
      return FALSE;
    }
  if (overwrite || is_stream (output) || !g_file_test (output, G_FILE_TEST_EXISTS))
    return TRUE;
  g_set_error_literal (error, CLI_ERROR, CLI_ERROR_EXISTS, output);
  return FALSE;
}
