/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keys-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keys-error.h"
#include "keys-secret.h"

/* A PKCS#12 with a long chain is under 100 kB. */
#define MAX_SIZE (8 * 1024 * 1024)

static void
set_errno (GError **error, int code, const char *verb, const char *path)
{
  int saved = errno;

  g_set_error (error, KEYS_ERROR, code, "cannot %s %s: %s", verb, path, g_strerror (saved));
}

static gboolean
is_small_file (int fd, const char *path, GError **error)
{
  struct stat status;

  if (fstat (fd, &status) != 0)
    {
      set_errno (error, KEYS_ERROR_UNREADABLE, "read", path);
      return FALSE;
    }
  if (!S_ISREG (status.st_mode))
    {
      g_set_error (error, KEYS_ERROR, KEYS_ERROR_UNREADABLE, "%s is not a file", path);
      return FALSE;
    }
  if (status.st_size > MAX_SIZE)
    {
      g_set_error (error, KEYS_ERROR, KEYS_ERROR_NOT_KEY_FILE, "%s is too large for a key file",
                   path);
      return FALSE;
    }
  return TRUE;
}

/**
 * keys_file_read:
 * @path: a small file
 * @error: return location for %KEYS_ERROR_UNREADABLE
 *
 * Reads all of a small file; whatever else stands under that name is refused. The bytes are wiped
 * when the last reference to them goes.
 *
 * Returns: (transfer full): the bytes, or %NULL with @error set
 */
GBytes *
keys_file_read (const char *path, GError **error)
{
  /* Non-blocking, lest a pipe under that name wait for a writer. */
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  guint8 *data;
  GBytes *bytes = NULL;
  gsize size = 0;
  gssize n = 0;

  if (fd < 0)
    {
      set_errno (error, KEYS_ERROR_UNREADABLE, "open", path);
      return NULL;
    }
  if (!is_small_file (fd, path, error))
    {
      close (fd);
      return NULL;
    }
  data = g_malloc (MAX_SIZE);
  do
    {
      n = TEMP_FAILURE_RETRY (read (fd, data + size, MAX_SIZE - size));
      size += MAX (n, 0);
    }
  while (n > 0 && size < MAX_SIZE);
  if (n < 0)
    set_errno (error, KEYS_ERROR_UNREADABLE, "read", path);
  else
    bytes = keys_secret_new (data, size); /* a key file need not be encrypted */
  close (fd);
  OPENSSL_cleanse (data, size);
  g_free (data);
  return bytes;
}

static gboolean
write_all (int fd, GBytes *bytes)
{
  gsize left;
  const guint8 *data = g_bytes_get_data (bytes, &left);

  while (left > 0)
    {
      gssize n = TEMP_FAILURE_RETRY (write (fd, data, left));

      if (n < 0)
        return FALSE;
      data += n;
      left -= n;
    }
  return fsync (fd) == 0;
}

/* Where the file system cannot refuse an existing target by itself (NFS), asking first leaves a
 * gap that only the user's own second process could hit. */
static gboolean
move (const char *from, const char *to, gboolean replace)
{
  if (replace)
    return rename (from, to) == 0;
  if (renameat2 (AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
    return TRUE;
  if (errno != EINVAL && errno != ENOSYS)
    return FALSE;
  if (access (to, F_OK) == 0)
    {
      errno = EEXIST;
      return FALSE;
    }
  return rename (from, to) == 0;
}

static void
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

  if (fd < 0)
    return;
  fsync (fd);
  close (fd);
}

/**
 * keys_file_write:
 * @path: where to
 * @bytes: what
 * @replace: whether something may be there already
 * @error: return location for %KEYS_ERROR_STORE or %KEYS_ERROR_EXISTS
 *
 * Writes a file whole or not at all, readable by its owner only.
 *
 * Returns: whether it is there
 */
gboolean
keys_file_write (const char *path, GBytes *bytes, gboolean replace, GError **error)
{
  g_autofree char *aside = g_strconcat (path, ".XXXXXX", NULL);
  int fd = g_mkstemp_full (aside, O_WRONLY | O_CLOEXEC, 0600);
  gboolean written;

  if (fd < 0)
    {
      set_errno (error, KEYS_ERROR_STORE, "write", path);
      return FALSE;
    }
  written = write_all (fd, bytes);
  written = close (fd) == 0 && written;
  if (!written || !move (aside, path, replace))
    {
      set_errno (error, errno == EEXIST ? KEYS_ERROR_EXISTS : KEYS_ERROR_STORE, "write", path);
      g_unlink (aside);
      return FALSE;
    }
  sync_folder (path);
  return TRUE;
}
