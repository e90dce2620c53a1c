/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <libpq-fe.h>
#include <string.h>

#include "platform-db.h"
#include "platform.h"

/* What nobody waits for goes out with the next statement that somebody waits for: the way to a
 * database and back, not its work, is most of what a small transaction costs (PostgreSQL, 34.5). */
typedef struct {
  char *address;
  PGconn *handle;
  GHashTable *statements; /* SQL text → name of the prepared statement */
  guint n_named;
  GPtrArray
      *sent; /* (nullable elements): of each answer that is due, the SQL that it makes known */
  gboolean begins; /* a transaction that nothing was done in yet */
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
  g_ptr_array_unref (connection->sent);
  PQfinish (connection->handle);
  g_free (connection->address);
  g_free (connection);
}

static void
ignore_notice (void *data, const char *message)
{
}

/* A server that went away without a word, its network with it, is not waited for until tomorrow;
 * the address may say otherwise (PostgreSQL, 34.1.2). PQreset() would send the password that was
 * right once: this reads it anew. */
static gboolean
connect_to (Connection *connection)
{
  static const char *const names[] = {"connect_timeout",  "tcp_user_timeout", "keepalives_idle",
                                      "keepalives_count", "dbname",           NULL};
  const char *const values[] = {"10", "30000", "30", "3", connection->address, NULL};

  PQfinish (connection->handle);
  connection->handle = PQconnectdbParams (names, values, 1);
  if (PQstatus (connection->handle) != CONNECTION_OK)
    return FALSE;
  PQsetNoticeProcessor (connection->handle, ignore_notice, NULL);
  PQsetClientEncoding (connection->handle, "UTF8");
  return TRUE;
}

/* A server that was restarted is found again, outside transactions: a transaction that something
 * was done in is lost, and its next statement fails. */
static gboolean
is_connected (Connection *connection, GError **error)
{
  if (PQstatus (connection->handle) == CONNECTION_OK)
    return TRUE;
  g_ptr_array_set_size (connection->sent, 0);
  if (!connection->in_transaction)
    {
      g_hash_table_remove_all (connection->statements);
      if (connect_to (connection))
        return TRUE;
    }
  return fail (connection->handle, NULL, error);
}

static const char *
name_statement (Connection *connection, const char *sql)
{
  char *name = g_strdup_printf ("s%u", connection->n_named++);

  g_hash_table_insert (connection->statements, g_strdup (sql), name);
  return name;
}

static const char *
prepare (Connection *connection, const char *sql, GError **error)
{
  const char *name = g_hash_table_lookup (connection->statements, sql);
  PGresult *result;

  if (name)
    return name;
  name = name_statement (connection, sql);
  result = PQprepare (connection->handle, name, sql, 0, NULL);
  if (PQresultStatus (result) != PGRES_COMMAND_OK)
    {
      fail (connection->handle, result, error);
      g_hash_table_remove (connection->statements, sql);
      name = NULL;
    }
  PQclear (result);
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
take_answer (PGconn *handle, PGresult *result, PlatformRows *rows, guint64 *changed, GError **error)
{
  ExecStatusType status = PQresultStatus (result);

  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
    return fail (handle, result, error);
  if (rows)
    take_rows (result, rows);
  if (changed)
    *changed = g_ascii_strtoull (PQcmdTuples (result), NULL, 10);
  return TRUE;
}

static gboolean
run_alone (Connection *connection,
           const char *sql,
           GArray *values,
           PlatformRows *rows,
           guint64 *changed,
           GError **error)
{
  g_autofree Parameters *parameters = g_new0 (Parameters, 1);
  const char *name = prepare (connection, sql, error);
  PGresult *result;
  gboolean done;

  if (!name)
    return FALSE;
  fill_parameters (parameters, values);
  result = PQexecPrepared (connection->handle, name, values->len, parameters->texts,
                           parameters->lengths, parameters->formats, 0);
  done = take_answer (connection->handle, result, rows, changed, error);
  PQclear (result);
  return done;
}

/* Puts a statement among those that are on their way, the first one into a pipeline of its own. */
static gboolean
send_statement (Connection *connection, const char *sql, GArray *values)
{
  g_autofree Parameters *parameters = g_new0 (Parameters, 1);
  const char *name = g_hash_table_lookup (connection->statements, sql);

  if (connection->sent->len == 0 && !PQenterPipelineMode (connection->handle))
    return FALSE;
  if (!name)
    {
      name = name_statement (connection, sql);
      g_ptr_array_add (connection->sent, (gpointer) sql);
      if (!PQsendPrepare (connection->handle, name, sql, 0, NULL))
        return FALSE;
    }
  fill_parameters (parameters, values);
  g_ptr_array_add (connection->sent, NULL);
  return PQsendQueryPrepared (connection->handle, name, values->len, parameters->texts,
                              parameters->lengths, parameters->formats, 0);
}

/* One of those on their way. After one that failed the others are not carried out (34.5.1.3), and
 * what would have been prepared by them is not. */
static gboolean
take_next (Connection *connection,
           const char *prepares,
           PlatformRows *rows,
           guint64 *changed,
           GError **error)
{
  PGresult *result = PQgetResult (connection->handle);
  gboolean done = take_answer (connection->handle, result, rows, changed, error);

  PQclear (result);
  if (!done && prepares)
    g_hash_table_remove (connection->statements, prepares);
  if (result)
    PQclear (PQgetResult (connection->handle)); /* nothing more of this one */
  return done;
}

/* The answer to the last one is what is wanted; of failures the first one tells why. */
static gboolean
take_all (Connection *connection, PlatformRows *rows, guint64 *changed, GError **error)
{
  guint n = connection->sent->len;
  gboolean done = TRUE;

  if (!PQpipelineSync (connection->handle))
    return fail (connection->handle, NULL, error);
  for (guint i = 0; i < n && PQstatus (connection->handle) == CONNECTION_OK; i++)
    if (!take_next (connection, connection->sent->pdata[i], i + 1 == n ? rows : NULL,
                    i + 1 == n ? changed : NULL, done ? error : NULL))
      done = FALSE;
  g_ptr_array_set_size (connection->sent, 0);
  if (PQstatus (connection->handle) != CONNECTION_OK)
    return done ? fail (connection->handle, NULL, error) : FALSE;
  PQclear (PQgetResult (connection->handle)); /* the end of the pipeline */
  PQexitPipelineMode (connection->handle);
  return done;
}

static gboolean
begin_first (Connection *connection)
{
  g_autoptr (GArray) nothing = g_array_new (FALSE, FALSE, sizeof (PlatformValue));

  return !connection->begins || send_statement (connection, "BEGIN", nothing);
}

/* With neither @rows nor @changed, nobody waits for it before the end of the transaction. */
static gboolean
run_statement (Connection *connection,
               const char *sql,
               GArray *values,
               PlatformRows *rows,
               guint64 *changed,
               GError **error)
{
  gboolean waits = rows || changed || !(connection->begins || connection->in_transaction);

  if (!is_connected (connection, error))
    return FALSE;
  if (waits && !connection->begins && connection->sent->len == 0)
    return run_alone (connection, sql, values, rows, changed, error);
  if (!begin_first (connection) || !send_statement (connection, sql, values))
    return fail (connection->handle, NULL, error);
  return !waits || take_all (connection, rows, changed, error);
}

/* Asking twice changes nothing, and nothing of a transaction is lost before it has begun. */
static gboolean
may_ask_again (Connection *connection, const char *sql)
{
  return PQstatus (connection->handle) != CONNECTION_OK && !connection->in_transaction &&
         (connection->begins || g_str_has_prefix (sql, "SELECT "));
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

/* A transaction begins with its first statement. */
static gboolean
run_in_transaction (Connection *connection,
                    const char *sql,
                    GArray *values,
                    PlatformRows *rows,
                    guint64 *changed,
                    GError **error)
{
  gboolean done = run_or_again (connection, sql, values, rows, changed, error);

  connection->in_transaction |= connection->begins;
  connection->begins = FALSE;
  return done;
}

static gboolean
end_transaction (Connection *connection, const char *sql, GArray *values, GError **error)
{
  guint64 changed = 0;
  gboolean done = connection->begins ||
                  run_statement (connection, sql, values, NULL, &changed, error);

  connection->begins = connection->in_transaction = FALSE;
  return done;
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

  if (g_str_equal (sql, "BEGIN"))
    return connection->begins = TRUE;
  if (g_str_equal (sql, "COMMIT") || g_str_equal (sql, "ROLLBACK"))
    return end_transaction (connection, sql, values, error);
  return run_in_transaction (connection, sql, values, rows, changed, error);
}

/* A script is no part of a pipeline: a transaction begins before it. */
static gboolean
begin_now (Connection *connection, GError **error)
{
  g_autoptr (GArray) nothing = g_array_new (FALSE, FALSE, sizeof (PlatformValue));
  guint64 one = 0;

  return !connection->begins ||
         run_in_transaction (connection, "SELECT 1", nothing, NULL, &one, error);
}

static gboolean
postgresql_script (gpointer data, const char *sql, GError **error)
{
  Connection *connection = data;
  PGresult *result;
  ExecStatusType status;
  gboolean done;

  if (!begin_now (connection, error))
    return FALSE;
  result = PQexec (connection->handle, sql);
  status = PQresultStatus (result);
  done = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
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
    .moment = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
    .alone = "SELECT pg_advisory_xact_lock (7301)", /* a number of our own, the same everywhere */
    .serial_key = "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    .dialect = "postgresql",
    .defers = TRUE,
};

/* Everybody on the machine reads the command line of a process. */
static gboolean
has_password (const PQconninfoOption *parts)
{
  for (; parts->keyword; parts++)
    if (parts->val && g_str_has_suffix (parts->keyword, "password"))
      return TRUE;
  return FALSE;
}

/**
 * platform_check_database:
 * @address: from a command line
 * @error: where to put a %PLATFORM_ERROR_OPTIONS
 *
 * Checks an address of a PostgreSQL database as libpq takes it, with several hosts perhaps, and
 * that no password is in it.
 *
 * Returns: FALSE if it is none
 */
gboolean
platform_check_database (const char *address, GError **error)
{
  gboolean is_url = g_str_has_prefix (address, "postgresql://") ||
                    g_str_has_prefix (address, "postgres://");
  char *why = NULL;
  PQconninfoOption *parts = is_url ? PQconninfoParse (address, &why) : NULL;
  gboolean readable = parts != NULL;
  gboolean secret = readable && has_password (parts);

  if (!is_url)
    g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_OPTIONS,
                 "the database is such as postgresql://name@host/database; without one it is a "
                 "file in the data folder");
  else if (!readable)
    g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_OPTIONS, "the database's address: %s",
                 why ? g_strchomp (why) : "it cannot be read");
  else if (secret)
    g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_OPTIONS,
                 "a password on the command line is seen by others; put it into ~/.pgpass, or into "
                 "the file that PGPASSFILE names");
  PQconninfoFree (parts);
  PQfreemem (why);
  return readable && !secret;
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
  connection->sent = g_ptr_array_new ();
  connection->address = g_strdup (address);
  if (!connect_to (connection))
    {
      fail (connection->handle, NULL, error);
      postgresql_close (connection);
      return NULL;
    }
  return platform_db_new (&postgresql_kind, connection);
}
