/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-csv.h"

#include <string.h>

/* What begins a formula in some spreadsheet: the ASCII signs, what is skipped before them, and the
 * full-width forms that Chinese and Japanese versions take for the same. The apostrophe itself is
 * there so that reading knows which ones were added. */
static const char *const risky[] = {"=", "+", "-", "@",  "\t", "\r", "\n",
                                    "|", "%", "'", "＝", "＋", "－", "＠"};

static gboolean
is_risky (const char *cell)
{
  for (guint i = 0; i < G_N_ELEMENTS (risky); i++)
    if (g_str_has_prefix (cell, risky[i]))
      return TRUE;
  return FALSE;
}

static void
write_cell (GString *out, const char *cell)
{
  g_string_append_c (out, '"');
  if (is_risky (cell))
    g_string_append_c (out, '\'');
  for (const char *c = cell; *c != '\0'; c++)
    {
      if (*c == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *c);
    }
  g_string_append_c (out, '"');
}

/**
 * pades_csv_write_row:
 * @out: a table so far
 * @cells: UTF-8, %NULL-terminated
 *
 * Appends a row. Every cell is quoted.
 */
void
pades_csv_write_row (GString *out, const char *const *cells)
{
  for (guint i = 0; cells[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      write_cell (out, cells[i]);
    }
  g_string_append (out, "\r\n");
}

typedef struct {
  const char *at;
  const char *end;
} Reader;

/* The rest of a quoted cell; NULL where its end is missing. */
static GString *
read_quoted (Reader *self)
{
  GString *cell = g_string_new (NULL);

  for (; self->at < self->end; self->at++)
    {
      if (*self->at != '"')
        g_string_append_c (cell, *self->at);
      else if (self->at + 1 < self->end && self->at[1] == '"')
        g_string_append_c (cell, *self->at++);
      else
        {
          self->at++;
          return cell;
        }
    }
  g_string_free (cell, TRUE);
  return NULL;
}

static GString *
read_plain (Reader *self)
{
  const char *start = self->at;

  while (self->at < self->end && strchr (",\r\n", *self->at) == NULL)
    self->at++;
  return g_string_new_len (start, self->at - start);
}

static char *
read_cell (Reader *self)
{
  gboolean quoted = self->at < self->end && *self->at == '"';
  GString *cell = NULL;

  if (quoted)
    self->at++;
  cell = quoted ? read_quoted (self) : read_plain (self);
  if (cell == NULL)
    return NULL;
  if (cell->str[0] == '\'' && is_risky (cell->str + 1))
    g_string_erase (cell, 0, 1);
  return g_string_free (cell, FALSE);
}

static gboolean
skip_line_end (Reader *self)
{
  if (self->at < self->end && *self->at == '\r')
    self->at++;
  if (self->at == self->end)
    return TRUE;
  return *self->at++ == '\n';
}

static char **
read_row (Reader *self)
{
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);

  for (;;)
    {
      char *cell = read_cell (self);

      if (cell == NULL)
        return NULL;
      g_ptr_array_add (cells, cell);
      if (self->at == self->end || *self->at != ',')
        break;
      self->at++;
    }
  if (!skip_line_end (self))
    return NULL;
  g_ptr_array_add (cells, NULL);
  return (char **) g_ptr_array_steal (cells, NULL);
}

/**
 * pades_csv_parse:
 * @text: a table, with or without a byte order mark
 * @length: its bytes, none of them zero
 *
 * Reads what pades_csv_write_row() wrote, also after a spreadsheet saved it again.
 *
 * Returns: (transfer full) (nullable) (element-type GStrv): the rows; %NULL where it is no table
 */
GPtrArray *
pades_csv_parse (const char *text, gsize length)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  Reader reader = {text, text + length};

  if (memchr (text, '\0', length) != NULL || !g_utf8_validate_len (text, length, NULL))
    return NULL;
  if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    reader.at += 3;
  while (reader.at < reader.end)
    {
      char **row = read_row (&reader);

      if (row == NULL)
        return NULL;
      g_ptr_array_add (rows, row);
    }
  return g_steal_pointer (&rows);
}
