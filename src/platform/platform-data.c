/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-data.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pki-random.h"
#include "platform-error.h"

#define MAX_SECRET 512
#define BYTE_ORDER_MARK "\xef\xbb\xbf"
#define RESTORE_MARK ".restoring"

static gboolean
fail (GError **error, const char *verb, const char *path)
{
  int saved = errno;

  g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_DATA, "cannot %s %s: %s", verb, path,
               g_strerror (saved));
  return FALSE;
}

/**
 * platform_data_real_path:
 * @directory: where the platform's files are
 *
 * Returns: (transfer full): its path without links; @directory as long as it is not there
 */
char *
platform_data_real_path (const char *directory)
{
  char *real = realpath (directory, NULL);
  char *path = g_strdup (real ? real : directory);

  free (real);
  return path;
}

/**
 * platform_data_prepare:
 * @directory: where the platform's files are
 * @error: where to put a #PlatformError
 *
 * Makes the directory, for its owner alone; one that others may enter is closed to them.
 *
 * Returns: FALSE on error
 */
gboolean
platform_data_prepare (const char *directory, GError **error)
{
  struct stat status;

  if (g_mkdir_with_parents (directory, 0700) != 0 || g_stat (directory, &status) != 0)
    return fail (error, "make", directory);
  if ((status.st_mode & 0077) != 0 && g_chmod (directory, 0700) != 0)
    return fail (error, "close to others", directory);
  return TRUE;
}

/**
 * platform_data_write:
 * @directory: where the platform's files are
 * @name: of the file
 * @bytes: what it holds
 * @error: where to put the error
 *
 * Writes a file as a whole: aside, synced, then renamed.
 *
 * Returns: FALSE on error; then the old one is as it was
 */
gboolean
platform_data_write (const char *directory, const char *name, GBytes *bytes, GError **error)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return fail (error, "make", folder);
  return g_file_set_contents_full (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, error);
}

/**
 * platform_data_key:
 * @directory: where the platform's files are
 * @name: of the file
 * @size: of the key in bytes
 * @error: where to put the error
 *
 * Reads a secret key; the first time it is made.
 *
 * Returns: (transfer full): the key, or NULL on error
 */
GBytes *
platform_data_key (const char *directory, const char *name, gsize size, GError **error)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  g_autoptr (GBytes) bytes = NULL;
  char *contents;
  gsize length;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      contents = g_malloc (size);
      pki_random_bytes (contents, size);
      bytes = g_bytes_new_take (contents, size);
      return platform_data_write (directory, name, bytes, error) ? g_steal_pointer (&bytes) : NULL;
    }
  if (!g_file_get_contents (path, &contents, &length, error))
    return NULL;
  bytes = g_bytes_new_take (contents, length);
  if (length == size)
    return g_steal_pointer (&bytes);
  g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_DATA, "%s is damaged", path);
  return NULL;
}

/**
 * platform_data_read_number:
 * @directory: where the platform's files are
 * @name: of the file
 *
 * Reads a remembered number.
 *
 * Returns: the number, 0 if there is none
 */
guint
platform_data_read_number (const char *directory, const char *name)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  g_autofree char *text = NULL;
  guint64 number = 0;

  if (!g_file_get_contents (path, &text, NULL, NULL) ||
      !g_ascii_string_to_unsigned (g_strstrip (text), 10, 0, G_MAXUINT16, &number, NULL))
    return 0;
  return number;
}

/**
 * platform_data_write_number:
 * @directory: where the platform's files are
 * @name: of the file
 * @number: to be remembered
 * @error: where to put the error
 *
 * Remembers a number.
 *
 * Returns: FALSE on error
 */
gboolean
platform_data_write_number (const char *directory, const char *name, guint number, GError **error)
{
  char *text = g_strdup_printf ("%u\n", number);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

  return platform_data_write (directory, name, bytes, error);
}

/**
 * platform_data_begin_restore:
 * @directory: where the platform's files are to be
 * @error: where to put the error
 *
 * Notes that keys are put there whose database is not yet.
 *
 * Returns: FALSE on error
 */
gboolean
platform_data_begin_restore (const char *directory, GError **error)
{
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);

  return platform_data_write (directory, RESTORE_MARK, nothing, error);
}

/**
 * platform_data_end_restore:
 * @directory: where the platform's files are
 *
 * Notes that all of it is there, or nothing.
 */
void
platform_data_end_restore (const char *directory)
{
  g_autofree char *path = g_build_filename (directory, RESTORE_MARK, NULL);

  g_unlink (path);
}

/**
 * platform_data_check_whole:
 * @directory: where the platform's files are
 * @error: where to put a #PlatformError
 *
 * Looks whether a restore was broken off there: with its keys and no database another platform
 * would begin, which knows of nothing that was revoked.
 *
 * Returns: FALSE if one was
 */
gboolean
platform_data_check_whole (const char *directory, GError **error)
{
  g_autofree char *path = g_build_filename (directory, RESTORE_MARK, NULL);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_DATA,
               "a restore was broken off in %s: remove that folder, and restore again", directory);
  return FALSE;
}

/**
 * platform_data_is_name:
 * @name: from outside
 *
 * Tells names of files that hold keys and certificates from the database, what a process keeps for
 * itself, and paths that lead elsewhere. One folder deep.
 *
 * Returns: TRUE if it is one
 */
gboolean
platform_data_is_name (const char *name)
{
  const char *slash = strchr (name, '/');
  const char *base = slash ? slash + 1 : name;

  if (strlen (name) > 128 || !*base || strchr (base, '/') || name[0] == '.' || base[0] == '.' ||
      name[0] == '/')
    return FALSE;
  for (const char *p = name; *p; p++)
    if (!g_ascii_isalnum (*p) && !strchr ("-_./", *p))
      return FALSE;
  return !g_str_has_prefix (name, "platform.db") && !g_str_equal (name, "port") &&
         !g_str_has_suffix (name, ".lock");
}

static gboolean
list_folder (const char *directory, const char *folder, GStrvBuilder *names, GError **error)
{
  g_autofree char *path = g_build_filename (directory, folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, error);
  const char *entry;

  if (!dir)
    return FALSE;
  while ((entry = g_dir_read_name (dir)))
    {
      g_autofree char *name = folder ? g_strjoin ("/", folder, entry, NULL) : g_strdup (entry);
      g_autofree char *full = g_build_filename (directory, name, NULL);

      if (!folder && g_file_test (full, G_FILE_TEST_IS_DIR))
        {
          if (!list_folder (directory, entry, names, error))
            return FALSE;
        }
      else if (platform_data_is_name (name) && g_file_test (full, G_FILE_TEST_IS_REGULAR))
        g_strv_builder_add (names, name);
    }
  return TRUE;
}

/**
 * platform_data_list:
 * @directory: where the platform's files are
 * @error: where to put the error
 *
 * Lists the files with keys and certificates.
 *
 * Returns: (transfer full): their names, or NULL on error
 */
char **
platform_data_list (const char *directory, GError **error)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  return list_folder (directory, NULL, names, error) ? g_strv_builder_end (names) : NULL;
}

/**
 * platform_data_read:
 * @directory: where the platform's files are
 * @name: of the file
 * @error: where to put the error
 *
 * Reads a file.
 *
 * Returns: (transfer full): what it holds, or NULL on error
 */
GBytes *
platform_data_read (const char *directory, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  char *contents;
  gsize length;

  return g_file_get_contents (path, &contents, &length, error) ? g_bytes_new_take (contents, length)
                                                               : NULL;
}

/**
 * platform_data_sync:
 * @path: of a file
 * @error: where to put a #PlatformError
 *
 * Waits until a file is on the disk.
 *
 * Returns: FALSE on error
 */
gboolean
platform_data_sync (const char *path, GError **error)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  gboolean done = fd >= 0 && fsync (fd) == 0;

  if (!done)
    fail (error, "write", path);
  if (fd >= 0)
    close (fd);
  return done;
}

/* Line ends, and the mark before the first line, are an editor's. */
static char *
read_first_line (int fd)
{
  char text[MAX_SECRET + 1];
  gssize length = read (fd, text, MAX_SECRET);
  char *line;

  text[MAX (length, 0)] = '\0';
  text[strcspn (text, "\r\n")] = '\0';
  line = g_strdup (g_str_has_prefix (text, BYTE_ORDER_MARK) ? text + strlen (BYTE_ORDER_MARK)
                                                            : text);
  explicit_bzero (text, sizeof text);
  return line;
}

/* What a service manager hands over is root's, and the one program may read it: by an entry of its
 * own, which looks like a group's (acl(5)). */
static gboolean
is_for_one (const struct stat *status)
{
  gboolean is_handed = status->st_uid == 0 && geteuid () != 0 && (status->st_mode & 0222) == 0;

  return (status->st_mode & (is_handed ? 0037 : 0077)) == 0;
}

/**
 * platform_data_read_secret:
 * @path: of a file for its owner alone
 * @what: it is, such as "the portal's secret"
 * @error: where to put a %PLATFORM_ERROR_OPTIONS
 *
 * Reads the first line of a file.
 *
 * Returns: (transfer full): it, for platform_data_free_secret(), or NULL if there is none or others
 *   may read it
 */
char *
platform_data_read_secret (const char *path, const char *what, GError **error)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  struct stat status;
  char *secret = NULL;

  if (fd < 0)
    g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_OPTIONS, "%s cannot be read from %s: %s",
                 what, path, g_strerror (errno));
  else if (fstat (fd, &status) != 0 || !is_for_one (&status))
    g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_OPTIONS, "others may read %s: chmod 600 %s",
                 what, path);
  else if (!*(secret = read_first_line (fd)))
    {
      g_clear_pointer (&secret, g_free);
      g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_OPTIONS, "%s is empty", what);
    }
  if (fd >= 0)
    close (fd);
  return secret;
}

/**
 * platform_data_free_secret:
 * @secret: (transfer full) (nullable): a text
 *
 * Wipes and frees it.
 */
void
platform_data_free_secret (char *secret)
{
  if (secret)
    explicit_bzero (secret, strlen (secret));
  g_free (secret);
}
