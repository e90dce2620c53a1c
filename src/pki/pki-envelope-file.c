/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-envelope-file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pki-envelope.h"
#include "pki-error.h"

static gboolean
fail (const char *path, GError **error)
{
  g_set_error (error, PKI_ERROR, PKI_ERROR_ENVELOPE_UNREADABLE, "%s: %s", path, g_strerror (errno));
  return FALSE;
}

static gboolean
find_size (int fd, const char *path, gsize *size, GError **error)
{
  struct stat status;

  if (fstat (fd, &status) != 0)
    return fail (path, error);
  if (!S_ISREG (status.st_mode))
    {
      g_set_error (error, PKI_ERROR, PKI_ERROR_ENVELOPE_UNREADABLE, "%s is not a file", path);
      return FALSE;
    }
  *size = (gsize) status.st_size;
  if (*size <= PKI_ENVELOPE_MAX_SIZE)
    return TRUE;
  g_set_error (error, PKI_ERROR, PKI_ERROR_ENVELOPE_SIZE, "%s: %" G_GSIZE_FORMAT " bytes", path,
               *size);
  return FALSE;
}

/* As many bytes as it had; one that grows meanwhile is cut, one that shrinks is what is left. */
static GBytes *
read_all (int fd, gsize size, const char *path, GError **error)
{
  guint8 *data = g_try_malloc (size + 1);
  gsize done = 0;
  gssize n = 1;

  if (data == NULL)
    {
      errno = ENOMEM;
      fail (path, error);
      return NULL;
    }
  while (n > 0 && done < size)
    {
      n = TEMP_FAILURE_RETRY (read (fd, data + done, size - done));
      done += (gsize) MAX (n, 0);
    }
  if (n >= 0)
    return g_bytes_new_take (data, done);
  fail (path, error);
  g_free (data);
  return NULL;
}

/**
 * pki_envelope_read_file:
 * @path: a file to be encrypted, or one that is
 * @error: %PKI_ERROR_ENVELOPE_UNREADABLE or %PKI_ERROR_ENVELOPE_SIZE
 *
 * Reads all of it into memory; what is no ordinary file is refused.
 *
 * Returns: (transfer full): its bytes, or %NULL with @error set
 */
GBytes *
pki_envelope_read_file (const char *path, GError **error)
{
  /* Non-blocking, lest a pipe under that name wait for a writer. */
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  GBytes *bytes = NULL;
  gsize size = 0;

  if (fd < 0)
    {
      fail (path, error);
      return NULL;
    }
  if (find_size (fd, path, &size, error))
    bytes = read_all (fd, size, path, error);
  close (fd);
  return bytes;
}
