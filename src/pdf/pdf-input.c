/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How the bytes of a file are come by, and what if they change meanwhile. */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "pdf-error.h"
#include "pdf-file-private.h"

/* Asking for pages of this size makes reading 16 MB three times cheaper: the cost is page faults.
 */
#define LARGE_PAGE (2u << 20)

static gboolean
fail_errno (const char *what, const char *path, GError **error)
{
  int code = errno;
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, PDF_ERROR, PDF_ERROR_UNREADABLE, "%s %s: %s", what, name, g_strerror (code));
  return FALSE;
}

static guint8 *
new_buffer (gsize length)
{
  gpointer buffer;

  if (posix_memalign (&buffer, length < LARGE_PAGE ? sizeof (gpointer) : LARGE_PAGE, length) != 0)
    return NULL;
  if (length >= LARGE_PAGE)
    madvise (buffer, length, MADV_HUGEPAGE);
  return buffer;
}

static GBytes *
read_whole (int fd, const char *path, gsize length, GError **error)
{
  guint8 *data = new_buffer (length);
  gsize done = 0;
  gssize n = 1;

  if (!data)
    {
      errno = ENOMEM;
      fail_errno ("cannot read", path, error);
      return NULL;
    }
  /* Truncated since fstat, it ends early: what is there decides. */
  while (done < length && n != 0)
    {
      n = pread (fd, data + done, length - done, done);
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          fail_errno ("cannot read", path, error);
          free (data);
          return NULL;
        }
      done += n;
    }
  return g_bytes_new_with_free_func (data, done, free, data);
}

static GBytes *
map_whole (PdfFile *self, gsize length, GError **error)
{
  self->mapping = pdf_mapping_new (self->fd, length);
  if (!self->mapping)
    {
      fail_errno ("cannot map", self->path, error);
      return NULL;
    }
  return g_bytes_new_with_free_func (pdf_mapping_peek (self->mapping), length,
                                     (GDestroyNotify) pdf_mapping_free, self->mapping);
}

/**
 * pdf_file_read_path: (skip)
 * @self: a new file
 * @path: where it is
 * @in_memory_up_to: bytes; a file that has more is mapped
 * @error: return location
 *
 * Opens a file and gets at its bytes.
 *
 * Returns: %FALSE with %PDF_ERROR_UNREADABLE or %PDF_ERROR_EMPTY
 */
gboolean
pdf_file_read_path (PdfFile *self, const char *path, gsize in_memory_up_to, GError **error)
{
  self->path = g_strdup (path);
  /* O_NONBLOCK: opening a pipe must not wait for its other end. */
  self->fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (self->fd < 0 || fstat (self->fd, &self->stat) != 0)
    return fail_errno ("cannot open", path, error);
  if (!S_ISREG (self->stat.st_mode))
    {
      g_autofree char *name = g_filename_display_name (path);

      g_set_error (error, PDF_ERROR, PDF_ERROR_UNREADABLE, "%s is %s", name,
                   S_ISDIR (self->stat.st_mode) ? "a folder" : "not an ordinary file");
      return FALSE;
    }
  if (self->stat.st_size == 0)
    {
      g_set_error (error, PDF_ERROR, PDF_ERROR_EMPTY, "the file has no bytes");
      return FALSE;
    }
  if ((gsize) self->stat.st_size > in_memory_up_to)
    self->bytes = map_whole (self, self->stat.st_size, error);
  else
    {
      self->bytes = read_whole (self->fd, path, self->stat.st_size, error);
      close (self->fd);
      self->fd = -1;
    }
  return self->bytes != NULL;
}

/**
 * pdf_file_read:
 * @self: a file
 * @buffer: room for @length bytes
 * @offset: where to begin
 * @length: how many, all of them inside the file
 * @error: return location
 *
 * Looks at some bytes of a file that may be too large to be looked at as a whole: those of a mapped
 * file are read afresh, so that it does not fill the memory, and that a file which somebody
 * truncates is an error and not a SIGBUS.
 *
 * Returns: (transfer none): the bytes, in @buffer or not; %NULL with %PDF_ERROR_CHANGED or
 *   %PDF_ERROR_UNREADABLE
 */
const guint8 *
pdf_file_read (PdfFile *self, guint8 *buffer, gsize offset, gsize length, GError **error)
{
  gsize have = 0;

  g_return_val_if_fail (offset <= self->length && length <= self->length - offset, NULL);

  if (self->fd < 0)
    return self->data + offset;
  while (have < length)
    {
      gssize n = pread (self->fd, buffer + have, length - have, offset + have);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        {
          g_set_error (error, PDF_ERROR, n < 0 ? PDF_ERROR_UNREADABLE : PDF_ERROR_CHANGED,
                       "cannot read the input: %s", n < 0 ? g_strerror (errno) : "it was cut");
          return NULL;
        }
      have += n;
    }
  return buffer;
}

/**
 * pdf_file_check_same:
 * @self: a file
 * @error: return location
 *
 * Asks whether the bytes of a file that is too large to be held in memory are still those that it
 * had when it was opened: what was found out about it may be about two versions otherwise.
 *
 * Returns: %FALSE with %PDF_ERROR_CHANGED
 */
gboolean
pdf_file_check_same (PdfFile *self, GError **error)
{
  const struct stat *before = &self->stat;
  struct stat now;

  if (self->fd < 0)
    return TRUE;
  if (!pdf_mapping_is_lost (self->mapping) && fstat (self->fd, &now) == 0 &&
      now.st_size == before->st_size && now.st_mtim.tv_sec == before->st_mtim.tv_sec &&
      now.st_mtim.tv_nsec == before->st_mtim.tv_nsec)
    return TRUE;
  g_set_error (error, PDF_ERROR, PDF_ERROR_CHANGED, "the input changed while it was read");
  return FALSE;
}

/**
 * pdf_file_blame_change: (skip)
 * @self: a file
 * @error: what reading it came to
 *
 * Puts an error right that is but a consequence: what was read was not in the file any more.
 */
void
pdf_file_blame_change (PdfFile *self, GError **error)
{
  if (!self->mapping || !pdf_mapping_is_lost (self->mapping))
    return;
  g_clear_error (error);
  g_set_error (error, PDF_ERROR, PDF_ERROR_CHANGED, "the input was cut while it was read");
}
