/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <unistd.h>

#include "platform-checkpointer.h"
#include "platform-db.h"

/* A writer waits this long for another process's transaction; ours are milliseconds. */
#define BUSY_MILLISECONDS 10000

typedef struct {
  sqlite3 *handle;
  GHashTable *statements;             /* SQL text (its address stays) → sqlite3_stmt */
  PlatformCheckpointer *checkpointer; /* (nullable): of one that writes much */
} Connection;

static gboolean
fail (sqlite3 *handle, int result, GError **error)
{
  PlatformError code = PLATFORM_ERROR_STORE;

  if (result == SQLITE_CONSTRAINT)
    code = PLATFORM_ERROR_CONSTRAINT;
  else if (result == SQLITE_BUSY || result == SQLITE_LOCKED)
    code = PLATFORM_ERROR_BUSY;
  else if (result == SQLITE_CORRUPT || result == SQLITE_NOTADB)
    code = PLATFORM_ERROR_DAMAGED;
  g_set_error (error, PLATFORM_ERROR, code, "SQLite: %s", sqlite3_errmsg (handle));
  return FALSE;
}

static void
sqlite_close (gpointer data)
{
  Connection *connection = data;

  g_clear_pointer (&connection->checkpointer, platform_checkpointer_free);
  g_hash_table_unref (connection->statements);
  sqlite3_close (connection->handle);
  g_free (connection);
}

static void
finalize_statement (gpointer statement)
{
  sqlite3_finalize (statement);
}

static sqlite3_stmt *
prepare (Connection *connection, const char *sql, GError **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (connection->statements, sql);
  int result;

  if (statement)
    return statement;
  result = sqlite3_prepare_v3 (connection->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement,
                               NULL);
  if (result != SQLITE_OK)
    {
      fail (connection->handle, result, error);
      return NULL;
    }
  g_hash_table_insert (connection->statements, g_strdup (sql), statement);
  return statement;
}

/* SQLite takes $1 for the name of a parameter and numbers names as it meets them. */
static void
bind (sqlite3_stmt *statement, guint number, const PlatformValue *value)
{
  static const char names[PLATFORM_DB_MAX_VALUES][4] = {
      "$1",  "$2",  "$3",  "$4",  "$5",  "$6",  "$7",  "$8",  "$9",  "$10", "$11", "$12",
      "$13", "$14", "$15", "$16", "$17", "$18", "$19", "$20", "$21", "$22", "$23", "$24",
  };
  int index = sqlite3_bind_parameter_index (statement, names[number]);

  g_assert (index > 0);
  if (value->is_number)
    sqlite3_bind_int64 (statement, index, value->number);
  else if (value->text)
    sqlite3_bind_text (statement, index, value->text, -1, SQLITE_STATIC);
  else if (value->bytes)
    {
      gsize size;
      const void *data = g_bytes_get_data (value->bytes, &size);

      /* No bytes are not NULL. */
      sqlite3_bind_blob64 (statement, index, data ? data : "", size, SQLITE_STATIC);
    }
  else
    sqlite3_bind_null (statement, index);
}

static void
take_row (sqlite3_stmt *statement, PlatformRows *rows)
{
  int n = sqlite3_column_count (statement);

  for (int i = 0; i < n; i++)
    {
      gboolean is_null = sqlite3_column_type (statement, i) == SQLITE_NULL;
      /* Bytes of a BLOB come through unchanged, numbers as text. */
      const void *data = sqlite3_column_type (statement, i) == SQLITE_BLOB
                             ? sqlite3_column_blob (statement, i)
                             : sqlite3_column_text (statement, i);

      platform_rows_add (rows, data, sqlite3_column_bytes (statement, i), is_null);
    }
}

static gboolean
step (Connection *connection, sqlite3_stmt *statement, PlatformRows *rows, GError **error)
{
  int result;

  if (rows)
    platform_rows_set_columns (rows, sqlite3_column_count (statement));
  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    if (rows)
      take_row (statement, rows);
  return result == SQLITE_DONE || fail (connection->handle, result, error);
}

static gboolean
sqlite_statement (gpointer data,
                  const char *sql,
                  GArray *values,
                  PlatformRows *rows,
                  guint64 *changed,
                  GError **error)
{
  Connection *connection = data;
  sqlite3_stmt *statement = prepare (connection, sql, error);
  gboolean done;

  if (!statement)
    return FALSE;
  for (guint i = 0; i < values->len; i++)
    bind (statement, i, &g_array_index (values, PlatformValue, i));
  done = step (connection, statement, rows, error);
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
  if (changed)
    *changed = sqlite3_changes64 (connection->handle);
  return done;
}

static gboolean
sqlite_script (gpointer data, const char *sql, GError **error)
{
  Connection *connection = data;
  int result = sqlite3_exec (connection->handle, sql, NULL, NULL, NULL);

  return result == SQLITE_OK || fail (connection->handle, result, error);
}

static const PlatformDbKind sqlite_kind = {
    .close = sqlite_close,
    .statement = sqlite_statement,
    .script = sqlite_script,
    /* Immediate: two that read first and write later could never both succeed. */
    .begin = "BEGIN IMMEDIATE",
    .alone = "SELECT 1", /* it is alone already */
    .serial_key = "INTEGER PRIMARY KEY AUTOINCREMENT",
    .dialect = "sqlite",
};

static Connection *
connect_to (const char *path, GError **error)
{
  Connection *connection;
  sqlite3 *handle = NULL;
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX |
              SQLITE_OPEN_NOFOLLOW;

  if (sqlite3_open_v2 (path, &handle, flags, NULL) != SQLITE_OK)
    {
      g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_STORE, "SQLite cannot open %s: %s", path,
                   sqlite3_errmsg (handle));
      sqlite3_close (handle);
      return NULL;
    }
  sqlite3_busy_timeout (handle, BUSY_MILLISECONDS);
  sqlite3_limit (handle, SQLITE_LIMIT_ATTACHED, 0);
  connection = g_new0 (Connection, 1);
  connection->handle = handle;
  connection->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                  finalize_statement);
  return connection;
}

/* SQLite makes its files with the rights of the first one. Failing here shows in the opening. A
 * file that is there is not opened: to close it would drop the locks that this process has on it
 * through other connections (fcntl(2)), and whoever looked in from outside would take the log away
 * with all that is written to it afterwards. */
static void
make_private (const char *path)
{
  int fd = g_open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd >= 0)
    close (fd);
}

static Connection *
open_connection (const char *path, GError **error)
{
  Connection *connection;

  make_private (path);
  connection = connect_to (path, error);
  if (!connection)
    return NULL;
  if (!sqlite_script (connection,
                      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                      "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;"
                      "PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;",
                      error))
    {
      sqlite_close (connection);
      return NULL;
    }
  return connection;
}

/**
 * platform_db_open_sqlite:
 * @path: of the database file, made if it is not there
 * @error: where to put a #PlatformError
 *
 * Opens a database of this computer: write-ahead log, each transaction synced, foreign keys held.
 *
 * Returns: (transfer full): the database, or NULL on error
 */
PlatformDb *
platform_db_open_sqlite (const char *path, GError **error)
{
  Connection *connection = open_connection (path, error);

  return connection ? platform_db_new (&sqlite_kind, connection) : NULL;
}

/**
 * platform_db_open_sqlite_writer:
 * @path: of a database file
 * @error: where to put a #PlatformError
 *
 * Opens a database as platform_db_open_sqlite() does, for the one that writes to it most: its
 * commits wait for the log alone, which a thread of its own copies into the database.
 *
 * Returns: (transfer full): the database, or NULL on error
 */
PlatformDb *
platform_db_open_sqlite_writer (const char *path, GError **error)
{
  Connection *connection = open_connection (path, error);

  if (!connection)
    return NULL;
  connection->checkpointer = platform_checkpointer_new (path, connection->handle, error);
  if (connection->checkpointer)
    return platform_db_new (&sqlite_kind, connection);
  sqlite_close (connection);
  return NULL;
}
