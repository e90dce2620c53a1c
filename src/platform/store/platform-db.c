/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-db.h"

#include <string.h>

struct _PlatformDb {
  const PlatformDbKind *kind;
  gpointer connection;
  GPtrArray *later; /* (nullable): Later of a transaction that the database has not heard of */
};

/* A statement that nobody waits for, with values of its own. */
typedef struct {
  const char *sql;
  GArray *values;
} Later;

static void
value_clear (gpointer data)
{
  PlatformValue *value = data;

  g_free ((char *) value->text);
  g_clear_pointer (&value->bytes, g_bytes_unref);
}

static void
later_free (gpointer data)
{
  Later *later = data;

  g_array_unref (later->values);
  g_free (later);
}

static Later *
later_new (const char *sql, GArray *values)
{
  Later *later = g_new0 (Later, 1);

  later->sql = sql;
  later->values = g_array_copy (values);
  g_array_set_clear_func (later->values, value_clear);
  for (guint i = 0; i < values->len; i++)
    {
      PlatformValue *value = &g_array_index (later->values, PlatformValue, i);

      value->text = g_strdup (value->text);
      if (value->bytes)
        g_bytes_ref (value->bytes);
    }
  return later;
}

/**
 * platform_db_new:
 * @kind: (transfer none): of which kind the database is
 * @connection: (transfer full): what that kind works with
 *
 * Wraps an open connection.
 *
 * Returns: (transfer full): the database
 */
PlatformDb *
platform_db_new (const PlatformDbKind *kind, gpointer connection)
{
  PlatformDb *db = g_new0 (PlatformDb, 1);

  db->kind = kind;
  db->connection = connection;
  return db;
}

/**
 * platform_db_free:
 * @db: (transfer full): a database
 *
 * Closes it; a transaction that was not committed is undone.
 */
void
platform_db_free (PlatformDb *db)
{
  g_clear_pointer (&db->later, g_ptr_array_unref);
  db->kind->close (db->connection);
  g_free (db);
}

/**
 * platform_db_get_dialect:
 * @db: a database
 *
 * Names the kind of the database, for the few scripts that exist once for each.
 *
 * Returns: (transfer none): "sqlite" or "postgresql"
 */
const char *
platform_db_get_dialect (PlatformDb *db)
{
  return db->kind->dialect;
}

static gboolean
begin_now (PlatformDb *db, GError **error)
{
  g_autoptr (GArray) nothing = g_array_new (FALSE, FALSE, sizeof (PlatformValue));
  guint64 changed;

  return db->kind->statement (db->connection, db->kind->begin, nothing, NULL, &changed, error);
}

static gboolean
run_each (PlatformDb *db, GPtrArray *statements, GError **error)
{
  for (guint i = 0; i < statements->len; i++)
    {
      Later *later = statements->pdata[i];

      if (!db->kind->statement (db->connection, later->sql, later->values, NULL, NULL, error))
        return FALSE;
    }
  return TRUE;
}

/* Tells the database of a transaction that goes its own way, since somebody waits within it. */
static gboolean
tell (PlatformDb *db, GError **error)
{
  g_autoptr (GPtrArray) later = g_steal_pointer (&db->later);

  return !later || (begin_now (db, error) && run_each (db, later, error));
}

/**
 * platform_db_run_again:
 * @db: a database with a transaction
 * @statements: what platform_db_leave() gave of another connection
 * @error: where to put a #PlatformError
 *
 * Runs statements as platform_db_run_later() does.
 *
 * Returns: FALSE on error
 */
gboolean
platform_db_run_again (PlatformDb *db, GPtrArray *statements, GError **error)
{
  return tell (db, error) && run_each (db, statements, error);
}

static gboolean
run_statement (PlatformDb *db,
               const char *sql,
               GArray *values,
               PlatformRows *rows,
               guint64 *changed,
               GError **error)
{
  if (!db->later || rows || changed)
    return tell (db, error) &&
           db->kind->statement (db->connection, sql, values, rows, changed, error);
  g_ptr_array_add (db->later, later_new (sql, values));
  return TRUE;
}

/**
 * platform_db_begin:
 * @db: a database
 * @error: where to put a #PlatformError
 *
 * Begins a transaction that will write.
 *
 * Returns: FALSE on error
 */
gboolean
platform_db_begin (PlatformDb *db, GError **error)
{
  if (!db->kind->defers)
    return begin_now (db, error);
  db->later = g_ptr_array_new_with_free_func (later_free);
  return TRUE;
}

/**
 * platform_db_begin_reading:
 * @db: a database
 * @error: where to put a #PlatformError
 *
 * Begins a transaction that changes nothing, and sees of what others write meanwhile nothing
 * either.
 *
 * Returns: FALSE on error
 */
gboolean
platform_db_begin_reading (PlatformDb *db, GError **error)
{
  if (!platform_db_run (db, NULL, error, "BEGIN", ""))
    return FALSE;
  if (!db->kind->moment || platform_db_run (db, NULL, error, db->kind->moment, ""))
    return TRUE;
  platform_db_rollback (db);
  return FALSE;
}

/**
 * platform_db_begin_alone:
 * @db: a database
 * @error: where to put a #PlatformError
 *
 * Begins a transaction that no other begun in this way runs beside: for a change of the tables.
 *
 * Returns: FALSE on error
 */
gboolean
platform_db_begin_alone (PlatformDb *db, GError **error)
{
  if (!platform_db_begin (db, error))
    return FALSE;
  if (platform_db_script (db, db->kind->alone, error))
    return TRUE;
  platform_db_rollback (db);
  return FALSE;
}

/**
 * platform_db_commit:
 * @db: a database
 * @error: where to put a #PlatformError
 *
 * Makes the transaction lasting: when it returns TRUE, it is on the disk.
 *
 * Returns: FALSE on error; then nothing of the transaction is
 */
gboolean
platform_db_commit (PlatformDb *db, GError **error)
{
  if (platform_db_run (db, NULL, error, "COMMIT", ""))
    return TRUE;
  platform_db_rollback (db);
  return FALSE;
}

/**
 * platform_db_leave:
 * @db: a database
 *
 * Ends a transaction that nobody waited for anything within, and leaves it to another connection.
 *
 * Returns: (transfer full) (nullable): its statements for platform_db_run_again(), whose SQL is not
 *   copied; NULL if the database knows of the transaction, which goes on then
 */
GPtrArray *
platform_db_leave (PlatformDb *db)
{
  return g_steal_pointer (&db->later);
}

/**
 * platform_db_rollback:
 * @db: a database
 *
 * Undoes the transaction. It cannot fail: a connection that is gone has undone it too.
 */
void
platform_db_rollback (PlatformDb *db)
{
  g_autoptr (GPtrArray) later = g_steal_pointer (&db->later);

  if (!later)
    platform_db_run (db, NULL, NULL, "ROLLBACK", "");
}

/**
 * platform_db_script:
 * @db: a database
 * @sql: statements; $SERIAL stands for the column type of a key that counts upward
 * @error: where to put a #PlatformError
 *
 * Runs several statements without values.
 *
 * Returns: FALSE on error
 */
gboolean
platform_db_script (PlatformDb *db, const char *sql, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (sql, "$SERIAL", -1);
  g_autofree char *text = g_strjoinv (db->kind->serial_key, parts);

  return tell (db, error) && db->kind->script (db->connection, text, error);
}

/* One letter a value: s text or NULL, i gint64, b GBytes or NULL. */
static GArray *
collect_values (const char *kinds, va_list list)
{
  GArray *values = g_array_sized_new (FALSE, TRUE, sizeof (PlatformValue), strlen (kinds));

  for (const char *kind = kinds; *kind; kind++)
    {
      PlatformValue value = {NULL};

      if (*kind == 's')
        value.text = va_arg (list, const char *);
      else if (*kind == 'b')
        value.bytes = va_arg (list, GBytes *);
      else
        {
          value.number = va_arg (list, gint64);
          value.is_number = TRUE;
        }
      g_array_append_val (values, value);
    }
  g_assert (values->len <= PLATFORM_DB_MAX_VALUES);
  return values;
}

/**
 * platform_db_run:
 * @db: a database
 * @changed: (out) (optional): how many rows it touched
 * @error: where to put a #PlatformError
 * @sql: one statement, a string that stays: it is prepared once for a connection
 * @kinds: a letter for each value: s (text or NULL), i (#gint64), b (#GBytes or NULL)
 * @...: the values of $1, $2 …
 *
 * Runs a statement that gives no rows.
 *
 * Returns: FALSE on error
 */
gboolean
platform_db_run (
    PlatformDb *db, guint64 *changed, GError **error, const char *sql, const char *kinds, ...)
{
  g_autoptr (GArray) values = NULL;
  guint64 touched = 0;
  va_list list;
  gboolean done;

  va_start (list, kinds);
  values = collect_values (kinds, list);
  va_end (list);
  done = run_statement (db, sql, values, NULL, &touched, error);
  if (changed)
    *changed = touched;
  return done;
}

/**
 * platform_db_run_later:
 * @db: a database with a transaction
 * @error: where to put a #PlatformError
 * @sql: as in platform_db_run()
 * @kinds: as in platform_db_run()
 * @...: the values of $1, $2 …
 *
 * Runs a statement that nobody has to wait for: a database in another process is told of it with
 * the next one. What goes wrong with it is then the error of that one, at the latest of
 * platform_db_commit().
 *
 * Returns: FALSE on error
 */
gboolean
platform_db_run_later (PlatformDb *db, GError **error, const char *sql, const char *kinds, ...)
{
  g_autoptr (GArray) values = NULL;
  va_list list;

  va_start (list, kinds);
  values = collect_values (kinds, list);
  va_end (list);
  return run_statement (db, sql, values, NULL, NULL, error);
}

/**
 * platform_db_run_values:
 * @db: a database
 * @sql: one statement, a string that stays
 * @values: (array length=n_values): the values of $1, $2 …; at most PLATFORM_DB_MAX_VALUES
 * @n_values: how many
 * @error: where to put a #PlatformError
 *
 * Runs a statement that gives no rows, with values whose kinds are found out at run time.
 *
 * Returns: FALSE on error
 */
gboolean
platform_db_run_values (
    PlatformDb *db, const char *sql, const PlatformValue *values, guint n_values, GError **error)
{
  g_autoptr (GArray) array = g_array_new (FALSE, TRUE, sizeof (PlatformValue));
  guint64 touched = 0;

  g_assert (n_values <= PLATFORM_DB_MAX_VALUES);
  g_array_append_vals (array, values, n_values);
  return run_statement (db, sql, array, NULL, &touched, error);
}

/**
 * platform_db_query:
 * @db: a database
 * @error: where to put a #PlatformError
 * @sql: one statement, a string that stays
 * @kinds: as in platform_db_run()
 * @...: the values of $1, $2 …
 *
 * Runs a statement and takes its rows.
 *
 * Returns: (transfer full): the rows, or NULL on error
 */
PlatformRows *
platform_db_query (PlatformDb *db, GError **error, const char *sql, const char *kinds, ...)
{
  g_autoptr (PlatformRows) rows = platform_rows_new ();
  g_autoptr (GArray) values = NULL;
  va_list list;

  va_start (list, kinds);
  values = collect_values (kinds, list);
  va_end (list);
  if (!run_statement (db, sql, values, rows, NULL, error))
    return NULL;
  return g_steal_pointer (&rows);
}
