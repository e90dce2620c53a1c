/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-batch-table.h"

#include "pades-csv.h"
#include "pdf-error.h"

struct _ModelBatchTable {
  GString *text;
};

/**
 * model_batch_table_new:
 *
 * Makes a table without rows.
 *
 * Returns: (transfer full): the table
 */
ModelBatchTable *
model_batch_table_new (void)
{
  ModelBatchTable *self = g_new0 (ModelBatchTable, 1);

  self->text = g_string_new (PADES_CSV_MARK);
  return self;
}

/**
 * model_batch_table_free:
 * @self: (transfer full): a table
 *
 * Frees it.
 */
void
model_batch_table_free (ModelBatchTable *self)
{
  g_string_free (self->text, TRUE);
  g_free (self);
}

/**
 * model_batch_table_add:
 * @self: a table
 * @cells: UTF-8, %NULL-terminated
 *
 * Adds a row.
 */
void
model_batch_table_add (ModelBatchTable *self, const char *const *cells)
{
  pades_csv_write_row (self->text, cells);
}

/**
 * model_batch_table_write:
 * @self: a table
 * @path: where to; a file chooser asked before something there is replaced
 * @error: return location for a %PDF_ERROR_OUTPUT
 *
 * Writes it as a whole or not at all.
 *
 * Returns: whether it is there
 */
gboolean
model_batch_table_write (ModelBatchTable *self, const char *path, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (g_file_set_contents (path, self->text->str, (gssize) self->text->len, &cause))
    return TRUE;
  g_set_error_literal (error, PDF_ERROR, PDF_ERROR_OUTPUT, cause->message);
  return FALSE;
}
