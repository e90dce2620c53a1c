/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Preloaded into a program under test: what the disk, the user or another program may do to it, at
 * the n-th call that changes something in one folder.
 *
 * FAULT_FOLDER  the folder, as the program spells it
 * FAULT_AT      which call, from 1
 * FAULT_KIND    kill: the process is gone before the call
 *               kill-half: gone after half of what was to be written
 *               short: half is written, and the program is told so
 *               garble: one byte is written wrong, or spoilt by somebody else before the sync
 *               an error's number: the call fails with it
 *               truncate, touch, replace: FAULT_INPUT is cut to half, gets other bytes of the same
 *               length, or another file stands in its place
 * FAULT_READS   1: what counts is each time FAULT_INPUT is mapped or read from instead
 * FAULT_NAMED   1: the folder's file system has no files without a name
 *
 * Says "fault N at CALL" when it strikes. */

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_FDS 1024

#define WRITTEN 1
#define INPUT 2

static char tracked[MAX_FDS];
static int calls;

/* What the program would have called. */
#define REAL(name) ((__typeof__ (&name)) dlsym (RTLD_NEXT, #name))

static const char *
get (const char *name)
{
  const char *value = getenv (name);

  return value ? value : "";
}

static int
is_inside (const char *path)
{
  const char *folder = get ("FAULT_FOLDER");

  return *folder && strncmp (path, folder, strlen (folder)) == 0;
}

static int
is_tracked (int fd)
{
  return fd >= 0 && fd < MAX_FDS && tracked[fd] == WRITTEN;
}

static void
change_input (const char *kind)
{
  const char *input = get ("FAULT_INPUT");
  char other[4096];
  struct stat status;
  int fd;

  if (stat (input, &status) != 0)
    abort ();
  if (strcmp (kind, "truncate") == 0)
    {
      if (truncate (input, status.st_size / 2) != 0)
        abort ();
      return;
    }
  snprintf (other, sizeof other, "%s.other", input);
  fd = REAL (open64) (strcmp (kind, "replace") == 0 ? other : input, O_WRONLY | O_CREAT, 0600);
  if (fd < 0 || REAL (pwrite64) (fd, "other", 5, status.st_size / 2) != 5)
    abort ();
  REAL (close) (fd);
  if (strcmp (kind, "replace") == 0 && REAL (rename) (other, input) != 0)
    abort ();
}

enum { FAIL = -1, GO_ON, HALF, WRONG };

/* What the call shall do; where it fails, errno says why. */
static int
strike (const char *call)
{
  const char *kind = get ("FAULT_KIND");

  if (++calls != atoi (get ("FAULT_AT")))
    return 0;
  fprintf (stderr, "fault %d at %s\n", calls, call);
  if (strcmp (kind, "kill") == 0)
    raise (SIGKILL);
  if (strcmp (kind, "kill-half") == 0 || strcmp (kind, "short") == 0)
    return HALF;
  if (strcmp (kind, "garble") == 0)
    return WRONG;
  if (atoi (kind) > 0)
    {
      errno = atoi (kind);
      return FAIL;
    }
  change_input (kind);
  return GO_ON;
}

static void
track (int fd, char what)
{
  if (fd >= 0 && fd < MAX_FDS)
    tracked[fd] = what;
}

/* Of changes of the input only: a read does not fail. */
static void
look (int fd, const char *call)
{
  if (fd >= 0 && fd < MAX_FDS && tracked[fd] == INPUT)
    strike (call);
}

static void
after_half (void)
{
  if (strcmp (get ("FAULT_KIND"), "kill-half") == 0)
    raise (SIGKILL);
}

static int
is_nameless (int flags)
{
  return (flags & O_TMPFILE) == O_TMPFILE;
}

int
open64 (const char *path, int flags, ...)
{
  va_list arguments;
  mode_t mode;
  int how;
  int fd;

  va_start (arguments, flags);
  mode = flags & O_CREAT || is_nameless (flags) ? va_arg (arguments, mode_t) : 0;
  va_end (arguments);
  if (is_nameless (flags) && is_inside (path) && atoi (get ("FAULT_NAMED")))
    {
      errno = EOPNOTSUPP;
      return -1;
    }
  if (atoi (get ("FAULT_READS")))
    {
      fd = REAL (open64) (path, flags, mode);
      if (strcmp (path, get ("FAULT_INPUT")) == 0 && !(flags & O_CREAT))
        track (fd, INPUT);
      return fd;
    }
  if (!is_inside (path) || !(flags & (O_CREAT | O_DIRECTORY)))
    return REAL (open64) (path, flags, mode);
  how = strike (is_nameless (flags) ? "create-nameless"
                : flags & O_CREAT   ? "create"
                                    : "open-folder");
  if (how)
    after_half ();
  if (how < 0)
    return -1;
  fd = REAL (open64) (path, flags, mode);
  track (fd, WRITTEN);
  return fd;
}

static ssize_t
write_wrong (int fd, const void *data, size_t length)
{
  char *other = malloc (length);
  ssize_t n;

  memcpy (other, data, length);
  other[length / 2] ^= 1;
  n = REAL (write) (fd, other, length);
  free (other);
  return n;
}

/* After more time than the clock of a file system takes for a tick. */
static void
spoil (int fd)
{
  char byte;

  usleep (50000);
  if (REAL (pread64) (fd, &byte, 1, 100) != 1)
    return;
  byte ^= 1;
  if (REAL (pwrite64) (fd, &byte, 1, 100) != 1)
    abort ();
}

ssize_t
pread64 (int fd, void *data, size_t length, off64_t offset)
{
  look (fd, "read");
  return REAL (pread64) (fd, data, length, offset);
}

void *
mmap64 (void *at, size_t length, int protection, int flags, int fd, off64_t offset)
{
  void *data = REAL (mmap64) (at, length, protection, flags, fd, offset);

  look (fd, "map");
  return data;
}

ssize_t
write (int fd, const void *data, size_t length)
{
  int how = is_tracked (fd) ? strike ("write") : GO_ON;
  ssize_t n;

  if (how == FAIL)
    return -1;
  if (how == WRONG)
    return write_wrong (fd, data, length);
  n = REAL (write) (fd, data, how == HALF ? (length + 1) / 2 : length);
  if (how == HALF)
    after_half ();
  return n;
}

int
fsync (int fd)
{
  int how = is_tracked (fd) ? strike ("fsync") : GO_ON;

  if (how == WRONG)
    spoil (fd);
  if (how)
    after_half ();
  return how < 0 ? -1 : REAL (fsync) (fd);
}

int
close (int fd)
{
  int how = is_tracked (fd) ? strike ("close") : 0;

  if (how > 0)
    after_half ();
  track (fd, 0);
  return REAL (close) (fd) == 0 && how >= 0 ? 0 : -1;
}

int
rename (const char *from, const char *to)
{
  int how = is_inside (to) ? strike ("rename") : 0;

  if (how)
    after_half ();
  return how < 0 ? -1 : REAL (rename) (from, to);
}

int
renameat2 (int from_folder, const char *from, int to_folder, const char *to, unsigned int flags)
{
  int how = is_inside (to) ? strike ("renameat2") : 0;

  if (how)
    after_half ();
  return how < 0 ? -1 : REAL (renameat2) (from_folder, from, to_folder, to, flags);
}

int
link (const char *from, const char *to)
{
  int how = is_inside (to) ? strike ("link") : 0;

  if (how)
    after_half ();
  return how < 0 ? -1 : REAL (link) (from, to);
}

int
linkat (int from_folder, const char *from, int to_folder, const char *to, int flags)
{
  int how = is_inside (to) ? strike ("linkat") : 0;

  if (how)
    after_half ();
  return how < 0 ? -1 : REAL (linkat) (from_folder, from, to_folder, to, flags);
}

int
unlink (const char *path)
{
  int how = is_inside (path) ? strike ("unlink") : 0;

  if (how)
    after_half ();
  return how < 0 ? -1 : REAL (unlink) (path);
}
