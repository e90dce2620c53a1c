/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-db.h"

#include <string.h>

struct _PlatformDb {
  const PlatformDbKind *kind;
  gpointer connection;
};

/* All of a result, cell after cell, each terminated. Statements bound their results with LIMIT. */
struct _PlatformRows {
  guint n_columns;
  GPtrArray *cells; /* GBytes, or NULL */
};

static void
clear_cell (gpointer cell)
{
  if (cell)
    g_bytes_unref (cell);
}

static PlatformRows *
rows_new (void)
{
  PlatformRows *rows = g_new0 (PlatformRows, 1);

  rows->cells = g_ptr_array_new_with_free_func (clear_cell);
  return rows;
}

/**
 * platform_rows_set_columns:
 * @rows: a result that is being filled
 * @n_columns: of each row
 *
 * Says how many cells a row has; a kind of database calls it before the first cell.
 */
void
platform_rows_set_columns (PlatformRows *rows, guint n_columns)
{
  rows->n_columns = n_columns;
}

/**
 * platform_rows_add:
 * @rows: a result that is being filled
 * @text: the cell; numbers as decimal text
 * @length: in bytes
 * @is_null: whether the cell is NULL
 *
 * Adds the next cell.
 */
void
platform_rows_add (PlatformRows *rows, const char *text, gsize length, gboolean is_null)
{
  char *copy;

  if (is_null)
    {
      g_ptr_array_add (rows->cells, NULL);
      return;
    }
  /* One byte more, so that it can be read as a string. */
  copy = g_malloc (length + 1);
  if (length > 0)
    memcpy (copy, text, length);
  copy[length] = '\0';
  g_ptr_array_add (rows->cells, g_bytes_new_with_free_func (copy, length, g_free, copy));
}

/**
 * platform_rows_free:
 * @rows: (transfer full): a result
 *
 * Frees it.
 */
void
platform_rows_free (PlatformRows *rows)
{
  g_ptr_array_unref (rows->cells);
  g_free (rows);
}

/**
 * platform_rows_length:
 * @rows: a result
 *
 * Counts its rows.
 *
 * Returns: how many
 */
guint
platform_rows_length (PlatformRows *rows)
{
  return rows->n_columns == 0 ? 0 : rows->cells->len / rows->n_columns;
}

static GBytes *
cell_at (PlatformRows *rows, guint row, guint column)
{
  g_return_val_if_fail (column < rows->n_columns && row < platform_rows_length (rows), NULL);

  return rows->cells->pdata[row * rows->n_columns + column];
}

/**
 * platform_rows_text:
 * @rows: a result
 * @row: from 0
 * @column: from 0
 *
 * Lends a cell as text.
 *
 * Returns: (transfer none) (nullable): the text, or NULL where the cell is NULL
 */
const char *
platform_rows_text (PlatformRows *rows, guint row, guint column)
{
  GBytes *cell = cell_at (rows, row, column);

  return cell ? g_bytes_get_data (cell, NULL) : NULL;
}

/**
 * platform_rows_dup:
 * @rows: a result
 * @row: from 0
 * @column: from 0
 *
 * Copies a cell as text.
 *
 * Returns: (transfer full) (nullable): the text, or NULL where the cell is NULL
 */
char *
platform_rows_dup (PlatformRows *rows, guint row, guint column)
{
  return g_strdup (platform_rows_text (rows, row, column));
}

/**
 * platform_rows_dup_column:
 * @rows: a result
 * @column: from 0
 *
 * Copies a column as texts.
 *
 * Returns: (transfer full) (element-type utf8): the texts, one for each row
 */
GPtrArray *
platform_rows_dup_column (PlatformRows *rows, guint column)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < platform_rows_length (rows); i++)
    g_ptr_array_add (texts, platform_rows_dup (rows, i, column));
  return texts;
}

/**
 * platform_rows_number:
 * @rows: a result
 * @row: from 0
 * @column: from 0
 *
 * Reads a cell as a whole number.
 *
 * Returns: the number, 0 where the cell is NULL
 */
gint64
platform_rows_number (PlatformRows *rows, guint row, guint column)
{
  const char *text = platform_rows_text (rows, row, column);

  return text ? g_ascii_strtoll (text, NULL, 10) : 0;
}

/**
 * platform_rows_bytes:
 * @rows: a result
 * @row: from 0
 * @column: from 0
 *
 * Gives a cell as bytes.
 *
 * Returns: (transfer full) (nullable): the bytes, or NULL where the cell is NULL
 */
GBytes *
platform_rows_bytes (PlatformRows *rows, guint row, guint column)
{
  GBytes *cell = cell_at (rows, row, column);

  return cell ? g_bytes_ref (cell) : NULL;
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
  return platform_db_run (db, NULL, error, db->kind->begin, "");
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
 * platform_db_rollback:
 * @db: a database
 *
 * Undoes the transaction. It cannot fail: a connection that is gone has undone it too.
 */
void
platform_db_rollback (PlatformDb *db)
{
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

  return db->kind->script (db->connection, text, error);
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
  done = db->kind->statement (db->connection, sql, values, NULL, &touched, error);
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
  return db->kind->statement (db->connection, sql, values, NULL, NULL, error);
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
  return db->kind->statement (db->connection, sql, array, NULL, &touched, error);
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
  g_autoptr (PlatformRows) rows = rows_new ();
  g_autoptr (GArray) values = NULL;
  va_list list;

  va_start (list, kinds);
  values = collect_values (kinds, list);
  va_end (list);
  if (!db->kind->statement (db->connection, sql, values, rows, NULL, error))
    return NULL;
  return g_steal_pointer (&rows);
}
