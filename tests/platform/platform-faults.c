/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-faults.h"

#include <libpq-fe.h>
#include <sqlite3.h>

static GMutex lock;
static PlatformFault kind;
static guint left; /* 0: not armed */
static gboolean struck;
static char *server; /* of PostgreSQL, to end its processes by */

/* Is it this call's turn? */
static gboolean
strikes (void)
{
  gboolean now = FALSE;

  g_mutex_lock (&lock);
  if (left > 0 && --left == 0)
    now = struck = TRUE;
  else if (struck && kind == PLATFORM_FAULT_STAYS && !server)
    now = TRUE;
  g_mutex_unlock (&lock);
  return now;
}

void
platform_faults_arm (PlatformFault fault, guint at)
{
  g_mutex_lock (&lock);
  kind = fault;
  left = at;
  struck = FALSE;
  g_mutex_unlock (&lock);
}

gboolean
platform_faults_disarm (void)
{
  gboolean did;

  g_mutex_lock (&lock);
  did = struck;
  left = 0;
  struck = FALSE;
  g_mutex_unlock (&lock);
  return did;
}

/* SQLite's own methods of a file, and ours in front of them. The database and its log have
 * different ones. */
typedef struct {
  sqlite3_io_methods faulty; /* first: a file points to it */
  const sqlite3_io_methods *real;
} Methods;

static Methods methods[8];

static const sqlite3_io_methods *
real_of (sqlite3_file *file)
{
  return ((const Methods *) file->pMethods)->real;
}

static int
faulty_write (sqlite3_file *file, const void *data, int size, sqlite3_int64 offset)
{
  return strikes () ? SQLITE_FULL : real_of (file)->xWrite (file, data, size, offset);
}

static int
faulty_sync (sqlite3_file *file, int flags)
{
  return strikes () ? SQLITE_IOERR_FSYNC : real_of (file)->xSync (file, flags);
}

static int
faulty_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  return strikes () ? SQLITE_IOERR_TRUNCATE : real_of (file)->xTruncate (file, size);
}

static const sqlite3_io_methods *
find_methods (const sqlite3_io_methods *real)
{
  guint i = 0;

  g_mutex_lock (&lock);
  while (methods[i].real && methods[i].real != real)
    g_assert_cmpuint (++i, <, G_N_ELEMENTS (methods));
  if (!methods[i].real)
    {
      methods[i].faulty = *real;
      methods[i].faulty.xWrite = faulty_write;
      methods[i].faulty.xSync = faulty_sync;
      methods[i].faulty.xTruncate = faulty_truncate;
      methods[i].real = real;
    }
  g_mutex_unlock (&lock);
  return &methods[i].faulty;
}

static int
faulty_open (sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *out)
{
  sqlite3_vfs *system = vfs->pAppData;
  int result;

  /* Pictures and names do not belong into a temporary file, and its disk may be full. */
  g_assert_nonnull (name);
  result = system->xOpen (system, name, file, flags, out);
  if (file->pMethods)
    file->pMethods = find_methods (file->pMethods);
  return result;
}

void
platform_faults_install (const char *postgresql)
{
  static sqlite3_vfs vfs;

  if (postgresql)
    {
      g_free (server);
      server = g_strdup (postgresql);
    }
  else if (!vfs.pAppData)
    {
      vfs = *sqlite3_vfs_find (NULL);
      vfs.pAppData = sqlite3_vfs_find (NULL);
      vfs.zName = "faulty";
      vfs.xOpen = faulty_open;
      sqlite3_vfs_register (&vfs, 1);
    }
}

/* The linker puts these in the place of libpq's own (--wrap). */
PGresult *__real_PQexecPrepared (PGconn *connection,
                                 const char *name,
                                 int n,
                                 const char *const *values,
                                 const int *lengths,
                                 const int *formats,
                                 int result_format);
PGresult *__wrap_PQexecPrepared (PGconn *connection,
                                 const char *name,
                                 int n,
                                 const char *const *values,
                                 const int *lengths,
                                 const int *formats,
                                 int result_format);
int __real_PQpipelineSync (PGconn *connection);
int __wrap_PQpipelineSync (PGconn *connection);
PGresult *__real_PQexec (PGconn *connection, const char *sql);
PGresult *__wrap_PQexec (PGconn *connection, const char *sql);

static gboolean
is_true (PGconn *connection, const char *sql)
{
  PGresult *result = __real_PQexec (connection, sql);
  gboolean answer;

  g_assert_cmpint (PQresultStatus (result), ==, PGRES_TUPLES_OK);
  answer = g_str_equal (PQgetvalue (result, 0, 0), "t");
  PQclear (result);
  return answer;
}

/* Ends the process that serves a connection, and waits until it has gone. PostgreSQL would wait
 * too, a tenth of a second at least. */
static void
end_server (PGconn *connection)
{
  PGconn *other = PQconnectdb (server);
  int process = PQbackendPID (connection);
  g_autofree char *end = g_strdup_printf ("SELECT pg_terminate_backend (%d)", process);
  g_autofree char *is_there = g_strdup_printf (
      "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE pid = %d)", process);

  is_true (other, end);
  while (is_true (other, is_there))
    g_usleep (G_USEC_PER_SEC / 1000);
  PQfinish (other);
}

static PGresult *
lose (PGconn *connection, PGresult *result)
{
  PQclear (result);
  end_server (connection);
  PQconsumeInput (connection); /* notices that nobody is there */
  return PQmakeEmptyPGresult (connection, PGRES_FATAL_ERROR);
}

PGresult *
__wrap_PQexecPrepared (PGconn *connection,
                       const char *name,
                       int n,
                       const char *const *values,
                       const int *lengths,
                       const int *formats,
                       int result_format)
{
  gboolean now = strikes ();
  PGresult *result;

  if (now && kind == PLATFORM_FAULT_ONCE)
    end_server (connection);
  result = __real_PQexecPrepared (connection, name, n, values, lengths, formats, result_format);
  return now && kind == PLATFORM_FAULT_STAYS ? lose (connection, result) : result;
}

/* The statements of a pipeline are carried out, and nobody hears of it. */
static void
lose_all (PGconn *connection)
{
  ExecStatusType status = PGRES_EMPTY_QUERY;

  while (status != PGRES_PIPELINE_SYNC)
    {
      PGresult *result = PQgetResult (connection);

      if (result)
        status = PQresultStatus (result);
      PQclear (result);
    }
  end_server (connection);
  PQconsumeInput (connection);
}

int
__wrap_PQpipelineSync (PGconn *connection)
{
  gboolean now = strikes ();
  int done;

  if (now && kind == PLATFORM_FAULT_ONCE)
    end_server (connection);
  done = __real_PQpipelineSync (connection);
  if (now && kind == PLATFORM_FAULT_STAYS)
    lose_all (connection);
  return done;
}

PGresult *
__wrap_PQexec (PGconn *connection, const char *sql)
{
  gboolean now = strikes ();
  PGresult *result;

  if (now && kind == PLATFORM_FAULT_ONCE)
    end_server (connection);
  result = __real_PQexec (connection, sql);
  return now && kind == PLATFORM_FAULT_STAYS ? lose (connection, result) : result;
}
