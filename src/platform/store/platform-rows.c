/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-rows.h"

#include <string.h>

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

/**
 * platform_rows_new:
 *
 * Makes a result without rows.
 *
 * Returns: (transfer full): the result
 */
PlatformRows *
platform_rows_new (void)
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
