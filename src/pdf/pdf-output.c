/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pdf-output.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "pdf-error.h"
#include "pdf-file-private.h"

/* Small enough to stay in a core's own cache from reading to hashing, together with what is read
 * back of it, and for the kernel not to
 * look for large free pages at every write, which at times doubles the cost of the whole copy. */
#define CHUNK (64u << 10)

/* Of the final name, so that the temporary one stays below the 255 bytes of most file systems. */
#define MAX_STEM 200

/* Left-overs of killed programs with the same process number are passed over. */
#define MAX_TRIES 1000

struct _PdfOutput {
  PdfFile *base;
  char *path;      /* final */
  char *folder;    /* of both */
  char *temporary; /* where its bytes can be read; NULL once it has its name */
  gboolean named;  /* the temporary one is a name in the folder */
  gboolean replace;
  int fd;
  gboolean local;
  gboolean seen;      /* what was copied was read back, and nobody else wrote to the file since */
  struct stat latest; /* of the file as we left it, where it was seen */
};

/* File systems of this very machine: what is read back before they sync is what they keep. */
static const guint32 local_kinds[] = {
    BTRFS_SUPER_MAGIC,     EXT4_SUPER_MAGIC, F2FS_SUPER_MAGIC,
    OVERLAYFS_SUPER_MAGIC, TMPFS_MAGIC,      XFS_SUPER_MAGIC,
};

static gboolean
fail_errno (int code, const char *what, const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  PdfError kind = PDF_ERROR_OUTPUT;

  if (code == ENOSPC || code == EDQUOT || code == EFBIG)
    kind = PDF_ERROR_DISK_FULL;
  else if (code == EEXIST)
    kind = PDF_ERROR_EXISTS;
  g_set_error (error, PDF_ERROR, kind, "%s %s: %s", what, name, g_strerror (code));
  return FALSE;
}

/* Whether a path still leads to the same file, and nobody wrote to that. */
static gboolean
is_unchanged (const char *path, const struct stat *before)
{
  struct stat now;

  return stat (path, &now) == 0 && now.st_dev == before->st_dev && now.st_ino == before->st_ino &&
         now.st_size == before->st_size && now.st_mtim.tv_sec == before->st_mtim.tv_sec &&
         now.st_mtim.tv_nsec == before->st_mtim.tv_nsec;
}

/* Whether the input, where there is one, is still the file that was opened. */
static gboolean
check_base (PdfOutput *self, GError **error)
{
  if (!self->base || !self->base->path || is_unchanged (self->base->path, &self->base->stat))
    return TRUE;
  g_set_error (error, PDF_ERROR, PDF_ERROR_CHANGED, "the input changed since it was opened");
  return FALSE;
}

/* What is written takes the place of what was there: a device, a pipe, or a name for one such as
 * /dev/stdout, would be gone for everybody. */
static gboolean
is_ordinary (const char *path, const struct stat *target)
{
  g_autofree char *link = g_file_read_link (path, NULL);

  return S_ISREG (target->st_mode) &&
         !(link && (g_str_has_prefix (link, "/proc/") || g_str_has_prefix (link, "/dev/")));
}

static gboolean
check_target (PdfOutput *self, GError **error)
{
  struct stat target;

  if (stat (self->path, &target) != 0)
    {
      if (errno == ENAMETOOLONG)
        return fail_errno (errno, "cannot write", self->path, error);
      /* A dangling link is there too. */
      if (lstat (self->path, &target) == 0 && !self->replace)
        return fail_errno (EEXIST, "cannot write", self->path, error);
      return TRUE;
    }
  if (self->base && self->base->path && target.st_dev == self->base->stat.st_dev &&
      target.st_ino == self->base->stat.st_ino)
    {
      g_set_error (error, PDF_ERROR, PDF_ERROR_SAME_FILE, "output and input are the same file");
      return FALSE;
    }
  if (S_ISDIR (target.st_mode))
    return fail_errno (EISDIR, "cannot write", self->path, error);
  if (!is_ordinary (self->path, &target))
    {
      g_set_error (error, PDF_ERROR, PDF_ERROR_OUTPUT, "%s is no ordinary file", self->path);
      return FALSE;
    }
  if (!self->replace)
    return fail_errno (EEXIST, "cannot write", self->path, error);
  return TRUE;
}

/* A file that has no name goes with the process, however that ends. Not every file system has such
 * files, and without /proc they cannot be read again or given a name. */
static gboolean
create_nameless (PdfOutput *self)
{
  g_autofree char *path = NULL;

  self->fd = open (self->folder, O_RDWR | O_TMPFILE | O_CLOEXEC, 0666);
  if (self->fd < 0)
    return FALSE;
  path = g_strdup_printf ("/proc/self/fd/%d", self->fd);
  if (access (path, R_OK) == 0)
    {
      self->temporary = g_steal_pointer (&path);
      return TRUE;
    }
  close (self->fd);
  self->fd = -1;
  return FALSE;
}

static char *
make_hidden_path (PdfOutput *self, guint i)
{
  g_autofree char *name = g_path_get_basename (self->path);
  g_autofree char *hidden = NULL;

  if (strlen (name) > MAX_STEM)
    name[MAX_STEM] = 0;
  hidden = g_strdup_printf (".%s.%06x.part", name, ((guint) getpid () * 1000 + i) & 0xffffff);
  return g_build_filename (self->folder, hidden, NULL);
}

/* Not mkstemp, whose files only their owner may read: the signed file is as any other the user
 * makes. The name needs to be free, not secret, for O_EXCL refuses whatever stands there. */
static gboolean
create_named (PdfOutput *self, GError **error)
{
  for (guint i = 0; i < MAX_TRIES && self->fd < 0; i++)
    {
      g_autofree char *path = make_hidden_path (self, i);

      self->fd = open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
      if (self->fd >= 0)
        self->temporary = g_steal_pointer (&path);
      else if (errno != EEXIST)
        break;
    }
  self->named = self->fd >= 0;
  return self->named || fail_errno (errno, "cannot write in", self->folder, error);
}

/**
 * pdf_output_new:
 * @base: (nullable): what is copied; %NULL for a file that is written anew
 * @path: the final name
 * @replace: whether something may be there already
 * @error: return location
 *
 * Creates a file without a name in the folder of @path; where the file system has none such, one
 * with a temporary name.
 *
 * Returns: (transfer full): an output; %NULL with %PDF_ERROR_OUTPUT, %PDF_ERROR_DISK_FULL,
 *   %PDF_ERROR_EXISTS or %PDF_ERROR_SAME_FILE
 */
PdfOutput *
pdf_output_new (PdfFile *base, const char *path, gboolean replace, GError **error)
{
  g_autoptr (PdfOutput) self = g_new0 (PdfOutput, 1);

  self->base = base ? pdf_file_ref (base) : NULL;
  self->path = g_strdup (path);
  self->folder = g_path_get_dirname (path);
  self->replace = replace;
  self->fd = -1;
  if (!check_target (self, error) || (!create_nameless (self) && !create_named (self, error)))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * pdf_output_free:
 * @self: (nullable): an output
 *
 * Frees an output, and unless it was committed removes its file.
 */
void
pdf_output_free (PdfOutput *self)
{
  if (!self)
    return;
  if (self->fd >= 0)
    close (self->fd);
  if (self->temporary && self->named)
    unlink (self->temporary);
  pdf_file_unref (self->base);
  g_free (self->temporary);
  g_free (self->folder);
  g_free (self->path);
  g_free (self);
}

static gboolean
write_all (PdfOutput *self, const guint8 *data, gsize length, GError **error)
{
  while (length > 0)
    {
      gssize n = write (self->fd, data, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return fail_errno (errno, "cannot write", self->path, error);
      data += n;
      length -= n;
    }
  return TRUE;
}

static gboolean
is_local (PdfOutput *self)
{
  struct statfs system;

  if (fstatfs (self->fd, &system) != 0)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (local_kinds); i++)
    if ((guint32) system.f_type == local_kinds[i])
      return TRUE;
  return FALSE;
}

/* Looks at a piece where the file now has it, while it is still in the core's own cache: a tenth of
 * what it costs to come back for it when all is written. */
static gboolean
read_back (PdfOutput *self, const guint8 *data, gsize at, gsize length, GError **error)
{
  guint8 buffer[CHUNK];
  gsize have = 0;

  while (have < length)
    {
      gssize n = pread (self->fd, buffer + have, length - have, at + have);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return fail_errno (n < 0 ? errno : EIO, "cannot read back", self->path, error);
      have += n;
    }
  return memcmp (data, buffer, length) == 0 ||
         fail_errno (EIO, "cannot read back what was written to", self->path, error);
}

static gboolean
is_blank (const guint8 *data, gsize length)
{
  return data[0] == 0 && memcmp (data, data + 1, length - 1) == 0;
}

/* What reads as zeros without being written needs no room on the disk, and no look at what became
 * of it: a hole of the base stays one. The file gets its whole length with the first, so that one
 * at the end counts too. */
static gboolean
leave_out (PdfOutput *self, gsize at, gsize length, GError **error)
{
  struct stat now;
  gsize total = self->base->length;

  if (fstat (self->fd, &now) == 0 &&
      ((gsize) now.st_size == total || ftruncate (self->fd, (off_t) total) == 0) &&
      lseek (self->fd, (off_t) (at + length), SEEK_SET) >= 0)
    return TRUE;
  return fail_errno (errno, "cannot write", self->path, error);
}

static gboolean
copy_piece (PdfOutput *self, const guint8 *data, gsize at, gsize length, GError **error)
{
  if (length == CHUNK && is_blank (data, length))
    return leave_out (self, at, length, error);
  return write_all (self, data, length, error) &&
         (!self->local || read_back (self, data, at, length, error));
}

/**
 * pdf_output_get_path:
 * @self: an output
 *
 * Tells where the bytes can be read: before the commit only by this process, after it under the
 * final name.
 *
 * Returns: (transfer none): a path
 */
const char *
pdf_output_get_path (PdfOutput *self)
{
  return self->temporary ? self->temporary : self->path;
}

/**
 * pdf_output_saw_copy:
 * @self: an output
 *
 * Tells whether the file was seen to hold what was copied, and nobody else wrote to it since. What
 * is handed to a file system of this machine stays in the kernel's memory, where every later reader
 * finds it too, and is what goes to the disk: to read it again after the sync would tell nothing
 * that its success does not tell. A server, or a program behind FUSE, may keep something else, so
 * that its answer is %FALSE and the file has to be read as a whole when it is finished.
 *
 * Returns: whether it is so
 */
gboolean
pdf_output_saw_copy (PdfOutput *self)
{
  return self->seen && is_unchanged (pdf_output_get_path (self), &self->latest);
}

/**
 * pdf_output_append:
 * @self: an output
 * @data: bytes
 * @length: how many
 * @error: return location
 *
 * Writes bytes behind those already there.
 *
 * Returns: %FALSE with %PDF_ERROR_DISK_FULL or %PDF_ERROR_OUTPUT
 */
gboolean
pdf_output_append (PdfOutput *self, const guint8 *data, gsize length, GError **error)
{
  self->seen = pdf_output_saw_copy (self);
  if (!write_all (self, data, length, error))
    return FALSE;
  self->seen = self->seen && fstat (self->fd, &self->latest) == 0;
  return TRUE;
}

/**
 * pdf_output_copy:
 * @self: an output, nothing written yet
 * @chunk: (nullable) (scope call): called with each piece
 * @user_data: handed to @chunk
 * @cancellable: (nullable): asked before each piece
 * @error: return location
 *
 * Copies the base piece by piece, and makes sure that it did not change since it was opened. On a
 * file system of this machine each piece is read back and compared before the next one. Pieces of
 * nothing but zeros become holes.
 *
 * Returns: %FALSE with %PDF_ERROR_CHANGED, %PDF_ERROR_UNREADABLE, %PDF_ERROR_DISK_FULL,
 *   %PDF_ERROR_OUTPUT or %G_IO_ERROR_CANCELLED
 */
gboolean
pdf_output_copy (PdfOutput *self,
                 PdfOutputChunk chunk,
                 gpointer user_data,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autofree guint8 *buffer = self->base->fd >= 0 ? g_malloc (CHUNK) : NULL;
  gsize total = self->base->length;

  self->local = is_local (self);
  if (!check_base (self, error))
    return FALSE;
  for (gsize done = 0; done < total;)
    {
      gsize length = MIN (total - done, CHUNK);
      const guint8 *data;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      data = pdf_file_read (self->base, buffer, done, length, error);
      if (!data || !copy_piece (self, data, done, length, error))
        return FALSE;
      done += length;
      if (chunk)
        chunk (data, length, done, total, user_data);
    }
  self->seen = self->local && fstat (self->fd, &self->latest) == 0;
  return check_base (self, error);
}

/**
 * pdf_output_sync:
 * @self: an output
 * @error: return location
 *
 * Waits until the bytes are on the disk.
 *
 * Returns: %FALSE with %PDF_ERROR_DISK_FULL or %PDF_ERROR_OUTPUT
 */
gboolean
pdf_output_sync (PdfOutput *self, GError **error)
{
  if (fsync (self->fd) == 0)
    return TRUE;
  return fail_errno (errno, "cannot write", self->path, error);
}

/* Without RENAME_NOREPLACE, which some network and FUSE file systems lack, a hard link gives the
 * same promise. */
static int
rename_new (const char *from, const char *to)
{
  if (renameat2 (AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
    return 0;
  if (errno != EINVAL && errno != ENOSYS)
    return -1;
  return link (from, to) == 0 ? unlink (from) : -1;
}

static int
link_nameless (PdfOutput *self, const char *path)
{
  return linkat (AT_FDCWD, self->temporary, AT_FDCWD, path, AT_SYMLINK_FOLLOW);
}

/* A link never replaces anything. So what replaces an earlier file has a temporary name for as long
 * as it takes to rename it; it is whole then. */
static int
link_to_replace (PdfOutput *self)
{
  int status = -1;

  for (guint i = 0; i < MAX_TRIES && status != 0; i++)
    {
      g_autofree char *path = make_hidden_path (self, i);

      status = link_nameless (self, path);
      if (status != 0 && errno != EEXIST)
        return status;
      if (status != 0)
        continue;
      g_free (self->temporary);
      self->temporary = g_steal_pointer (&path);
      self->named = TRUE;
    }
  return status == 0 ? rename (self->temporary, self->path) : status;
}

static int
put_into_place (PdfOutput *self)
{
  int status;

  if (self->named)
    return self->replace ? rename (self->temporary, self->path)
                         : rename_new (self->temporary, self->path);
  status = link_nameless (self, self->path);
  return status != 0 && errno == EEXIST && self->replace ? link_to_replace (self) : status;
}

/* So that the name, too, survives a power cut. File systems that cannot are forgiven. */
static void
sync_folder (const char *folder)
{
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    return;
  fsync (fd);
  close (fd);
}

/**
 * pdf_output_commit:
 * @self: an output, synced
 * @error: return location
 *
 * Gives the file its final name, all or nothing.
 *
 * Returns: %FALSE with %PDF_ERROR_EXISTS when something came there in the meantime,
 *   %PDF_ERROR_CHANGED when the input did not stay as it was, or %PDF_ERROR_OUTPUT
 */
gboolean
pdf_output_commit (PdfOutput *self, GError **error)
{
  g_return_val_if_fail (self->temporary, FALSE);
  if (!check_base (self, error))
    return FALSE;
  if (put_into_place (self) != 0)
    return fail_errno (errno, "cannot write", self->path, error);
  g_clear_pointer (&self->temporary, g_free);
  sync_folder (self->folder);
  return TRUE;
}
