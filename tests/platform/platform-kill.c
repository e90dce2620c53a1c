/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Preloaded into a platform's process, it kills that process, as kill -9 does, at a moment of a
 * transaction. Which one stands in the file that KILL_ORDER names, as a word and a number, and
 * holds from when the file appears:
 *
 * write N: before the N-th write to a file; half N: in the middle of it
 * sync N: before the N-th time that a file is brought to the disk; synced N: after it
 * statement N: before the N-th statement to PostgreSQL
 * commit N: before PostgreSQL is told to commit; committed N: after it has, before anybody is told
 * answer N: after the N-th good answer has gone to whoever asked */

#include <dlfcn.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_PREPARED 512

ssize_t pwrite64 (int fd, const void *data, size_t size, off64_t offset);

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char order[32]; /* empty: none */
static int left;
/* Names of the prepared statements that commit; each connection numbers its own. */
static struct {
  PGconn *connection;
  char name[16];
} commits[MAX_PREPARED];
static int n_commits;

#define NEXT(function) ((__typeof__ (&function)) dlsym (RTLD_NEXT, #function))

static void
read_order (void)
{
  const char *path = getenv ("KILL_ORDER");
  FILE *file = path ? fopen (path, "re") : NULL;

  if (!file)
    return;
  if (fscanf (file, "%31s %d", order, &left) != 2)
    order[0] = '\0';
  fclose (file);
  unlink (path);
}

/* Whether the moment is now. */
static int
is_due (const char *what)
{
  int due;

  pthread_mutex_lock (&lock);
  read_order ();
  due = strcmp (order, what) == 0 && --left == 0;
  pthread_mutex_unlock (&lock);
  return due;
}

static void
kill_if (const char *what)
{
  if (is_due (what))
    raise (SIGKILL);
}

ssize_t
pwrite64 (int fd, const void *data, size_t size, off64_t offset)
{
  kill_if ("write");
  if (is_due ("half"))
    {
      NEXT (pwrite64) (fd, data, size / 2, offset);
      raise (SIGKILL);
    }
  return NEXT (pwrite64) (fd, data, size, offset);
}

int
fdatasync (int fd)
{
  int result;

  kill_if ("sync");
  result = NEXT (fdatasync) (fd);
  kill_if ("synced");
  return result;
}

static void
note_answer (const void *data, size_t size)
{
  if (size > 10 && memcmp (data, "HTTP/1.1 2", 10) == 0)
    kill_if ("answer");
}

ssize_t
send (int fd, const void *data, size_t size, int flags)
{
  ssize_t result = NEXT (send) (fd, data, size, flags);

  if (result > 0)
    note_answer (data, size);
  return result;
}

ssize_t
sendmsg (int fd, const struct msghdr *message, int flags)
{
  ssize_t result = NEXT (sendmsg) (fd, message, flags);

  if (result > 0 && message->msg_iovlen > 0)
    note_answer (message->msg_iov[0].iov_base, message->msg_iov[0].iov_len);
  return result;
}

static void
note_statement (PGconn *connection, const char *name, const char *sql)
{
  pthread_mutex_lock (&lock);
  if (strcmp (sql, "COMMIT") == 0 && n_commits < MAX_PREPARED)
    {
      commits[n_commits].connection = connection;
      snprintf (commits[n_commits++].name, sizeof commits[0].name, "%s", name);
    }
  pthread_mutex_unlock (&lock);
}

PGresult *
PQprepare (PGconn *connection, const char *name, const char *sql, int n, const Oid *types)
{
  note_statement (connection, name, sql);
  return NEXT (PQprepare) (connection, name, sql, n, types);
}

int
PQsendPrepare (PGconn *connection, const char *name, const char *sql, int n, const Oid *types)
{
  note_statement (connection, name, sql);
  return NEXT (PQsendPrepare) (connection, name, sql, n, types);
}

static int
is_commit (PGconn *connection, const char *name)
{
  int found = 0;

  pthread_mutex_lock (&lock);
  for (int i = 0; i < n_commits; i++)
    found |= commits[i].connection == connection && strcmp (commits[i].name, name) == 0;
  pthread_mutex_unlock (&lock);
  return found;
}

PGresult *
PQexecPrepared (PGconn *connection,
                const char *name,
                int n,
                const char *const *values,
                const int *lengths,
                const int *formats,
                int format)
{
  int commit = is_commit (connection, name);
  PGresult *result;

  kill_if ("statement");
  if (commit)
    kill_if ("commit");
  result = NEXT (PQexecPrepared) (connection, name, n, values, lengths, formats, format);
  if (commit)
    kill_if ("committed");
  return result;
}

/* Of the pipeline that this thread sends: whether the commit is in it. */
static __thread int commits_with_it;

int
PQsendQueryPrepared (PGconn *connection,
                     const char *name,
                     int n,
                     const char *const *values,
                     const int *lengths,
                     const int *formats,
                     int format)
{
  kill_if ("statement");
  commits_with_it |= is_commit (connection, name);
  return NEXT (PQsendQueryPrepared) (connection, name, n, values, lengths, formats, format);
}

int
PQpipelineSync (PGconn *connection)
{
  if (commits_with_it)
    kill_if ("commit");
  return NEXT (PQpipelineSync) (connection);
}

int
PQexitPipelineMode (PGconn *connection)
{
  if (commits_with_it)
    kill_if ("committed");
  commits_with_it = 0;
  return NEXT (PQexitPipelineMode) (connection);
}
