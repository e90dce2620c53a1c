/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <libpq-fe.h>
#include <string.h>

#include "platform-db.h"

typedef struct {
  PGconn *handle;
  GHashTable *statements; /* SQL text → name of the prepared statement */
  gboolean in_transaction;
} Connection;

/* SQLSTATE class 23 is a violated constraint, 40 a transaction that is to be tried again
 * (PostgreSQL, Appendix A). */
static gboolean
fail (PGconn *handle, PGresult *result, GError **error)
{
  const char *state = result ? PQresultErrorField (result, PG_DIAG_SQLSTATE) : NULL;
  const char *text = result ? PQresultErrorField (result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
  PlatformError code = PLATFORM_ERROR_STORE;

  if (state && g_str_has_prefix (state, "23"))
    code = PLATFORM_ERROR_CONSTRAINT;
  else if (state && g_str_has_prefix (state, "40"))
    code = PLATFORM_ERROR_BUSY;
  g_set_error (error, PLATFORM_ERROR, code, "PostgreSQL: %s",
               text ? text : PQerrorMessage (handle));
  return FALSE;
}

static void
postgresql_close (gpointer data)
{
  Connection *connection = data;

  g_hash_table_unref (connection->statements);
  PQfinish (connection->handle);
  g_free (connection);
}

/* A server that was restarted is found again, outside transactions: a transaction that was open is
 * lost, and its next statement fails. */
static gboolean
is_connected (Connection *connection, GError **error)
{
  if (PQstatus (connection->handle) == CONNECTION_OK)
    return TRUE;
  if (!connection->in_transaction)
    {
      g_hash_table_remove_all (connection->statements);
      PQreset (connection->handle);
      PQsetClientEncoding (connection->handle, "UTF8");
      if (PQstatus (connection->handle) == CONNECTION_OK)
        return TRUE;
    }
  return fail (connection->handle, NULL, error);
}

static void
note_transaction (Connection *connection, const char *sql, gboolean done)
{
  if (done && g_str_equal (sql, "BEGIN"))
    connection->in_transaction = TRUE;
  else if (g_str_equal (sql, "COMMIT") || g_str_equal (sql, "ROLLBACK"))
    connection->in_transaction = FALSE;
}

static const char *
prepare (Connection *connection, const char *sql, GError **error)
{
  const char *known = g_hash_table_lookup (connection->statements, sql);
  char *name;
  PGresult *result;

  if (known)
    return known;
  name = g_strdup_printf ("s%u", g_hash_table_size (connection->statements));
  result = PQprepare (connection->handle, name, sql, 0, NULL);
  if (PQresultStatus (result) != PGRES_COMMAND_OK)
    {
      fail (connection->handle, result, error);
      PQclear (result);
      g_free (name);
      return NULL;
    }
  PQclear (result);
  g_hash_table_insert (connection->statements, g_strdup (sql), name);
  return name;
}

/* What PQexecPrepared() takes: texts as they are, bytes as they are, numbers as text. */
typedef struct {
  const char *texts[PLATFORM_DB_MAX_VALUES];
  int lengths[PLATFORM_DB_MAX_VALUES];
  int formats[PLATFORM_DB_MAX_VALUES];
  char numbers[PLATFORM_DB_MAX_VALUES][24];
} Parameters;

static void
fill_parameters (Parameters *parameters, GArray *values)
{
  for (guint i = 0; i < values->len; i++)
    {
      const PlatformValue *value = &g_array_index (values, PlatformValue, i);

      parameters->texts[i] = value->text;
      if (value->is_number)
        {
          g_snprintf (parameters->numbers[i], sizeof parameters->numbers[i], "%" G_GINT64_FORMAT,
                      value->number);
          parameters->texts[i] = parameters->numbers[i];
        }
      else if (value->bytes)
        {
          parameters->texts[i] = g_bytes_get_data (value->bytes, NULL);
          parameters->lengths[i] = g_bytes_get_size (value->bytes);
          parameters->formats[i] = 1;
          /* An empty GBytes has no data, which would be NULL here. */
          if (!parameters->texts[i])
            parameters->texts[i] = "";
        }
    }
}

#define BYTEA_OID 17

static void
take_cell (PGresult *result, int row, int column, PlatformRows *rows)
{
  const char *text = PQgetvalue (result, row, column);
  gsize length = PQgetlength (result, row, column);

  if (PQftype (result, column) == BYTEA_OID && !PQgetisnull (result, row, column))
    {
      unsigned char *bytes = PQunescapeBytea ((const unsigned char *) text, &length);

      platform_rows_add (rows, (const char *) bytes, length, bytes == NULL);
      PQfreemem (bytes);
    }
  else
    platform_rows_add (rows, text, length, PQgetisnull (result, row, column));
}

static void
take_rows (PGresult *result, PlatformRows *rows)
{
  platform_rows_set_columns (rows, PQnfields (result));
  for (int row = 0; row < PQntuples (result); row++)
    for (int column = 0; column < PQnfields (result); column++)
      take_cell (result, row, column, rows);
}

static gboolean
run_statement (Connection *connection,
               const char *sql,
               GArray *values,
               PlatformRows *rows,
               guint64 *changed,
               GError **error)
{
  g_autofree Parameters *parameters = g_new0 (Parameters, 1);
  const char *name;
  PGresult *result;
  ExecStatusType status;
  gboolean done;

  if (!is_connected (connection, error) || !(name = prepare (connection, sql, error)))
    return FALSE;
  fill_parameters (parameters, values);
  result = PQexecPrepared (connection->handle, name, values->len, parameters->texts,
                           parameters->lengths, parameters->formats, 0);
  status = PQresultStatus (result);
  done = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
  if (!done)
    fail (connection->handle, result, error);
  else if (rows)
    take_rows (result, rows);
  if (done && changed)
    *changed = g_ascii_strtoull (PQcmdTuples (result), NULL, 10);
  PQclear (result);
  return done;
}

/* Asking twice changes nothing, and nothing of a transaction is lost before it has begun. */
static gboolean
may_ask_again (Connection *connection, const char *sql)
{
  return !connection->in_transaction && PQstatus (connection->handle) != CONNECTION_OK &&
         (g_str_equal (sql, "BEGIN") || g_str_has_prefix (sql, "SELECT "));
}

/* A connection that died while nobody used it is noticed by its next statement only. */
static gboolean
run_or_again (Connection *connection,
              const char *sql,
              GArray *values,
              PlatformRows *rows,
              guint64 *changed,
              GError **error)
{
  GError *local = NULL;

  if (run_statement (connection, sql, values, rows, changed, &local))
    return TRUE;
  if (may_ask_again (connection, sql))
    {
      g_clear_error (&local);
      return run_statement (connection, sql, values, rows, changed, error);
    }
  g_propagate_error (error, local);
  return FALSE;
}

static gboolean
postgresql_statement (gpointer data,
                      const char *sql,
                      GArray *values,
                      PlatformRows *rows,
                      guint64 *changed,
                      GError **error)
{
  Connection *connection = data;
  gboolean done = run_or_again (connection, sql, values, rows, changed, error);

  note_transaction (connection, sql, done);
  return done;
}

static gboolean
postgresql_script (gpointer data, const char *sql, GError **error)
{
  Connection *connection = data;
  PGresult *result = PQexec (connection->handle, sql);
  ExecStatusType status = PQresultStatus (result);
  gboolean done = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ||
                  status == PGRES_EMPTY_QUERY;

  if (!done)
    fail (connection->handle, result, error);
  PQclear (result);
  return done;
}

static const PlatformDbKind postgresql_kind = {
    .close = postgresql_close,
    .statement = postgresql_statement,
    .script = postgresql_script,
    /* Read committed: every change of state is a conditional update of its own, which is exact at
     * this level. */
    .begin = "BEGIN",
    .alone = "SELECT pg_advisory_xact_lock (7301)", /* a number of our own, the same everywhere */
    .serial_key = "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    .dialect = "postgresql",
};

static void
ignore_notice (void *data, const char *message)
{
}

/* A server that went away without a word, its network with it, is not waited for until tomorrow;
 * the address may say otherwise (PostgreSQL, 34.1.2). */
static PGconn *
connect_to (const char *address)
{
  static const char *const names[] = {"connect_timeout",  "tcp_user_timeout", "keepalives_idle",
                                      "keepalives_count", "dbname",           NULL};
  const char *const values[] = {"10", "30000", "30", "3", address, NULL};

  return PQconnectdbParams (names, values, 1);
}

/**
 * platform_db_open_postgresql:
 * @address: postgresql://…, as libpq takes it
 * @error: where to put a #PlatformError
 *
 * Connects to a PostgreSQL database. The message of a failure names no password.
 *
 * Returns: (transfer full): the database, or NULL on error
 */
PlatformDb *
platform_db_open_postgresql (const char *address, GError **error)
{
  Connection *connection = g_new0 (Connection, 1);

  connection->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  connection->handle = connect_to (address);
  if (PQstatus (connection->handle) != CONNECTION_OK)
    {
      fail (connection->handle, NULL, error);
      postgresql_close (connection);
      return NULL;
    }
  PQsetNoticeProcessor (connection->handle, ignore_notice, NULL);
  PQsetClientEncoding (connection->handle, "UTF8");
  return platform_db_new (&postgresql_kind, connection);
}
