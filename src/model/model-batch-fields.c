/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-batch-fields.h"

static void
clear_field (gpointer data)
{
  g_free (((ModelBatchField *) data)->name);
}

/* Widgets of one name are one field to whoever ticks it, and a file counts once. */
static void
count_file (GArray *fields, GHashTable *places, const char *const *names)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; names[i] != NULL; i++)
    {
      gpointer place;

      if (!g_hash_table_add (seen, (gpointer) names[i]))
        continue;
      if (!g_hash_table_lookup_extended (places, names[i], NULL, &place))
        {
          const ModelBatchField field = {g_strdup (names[i]), 0};

          place = GUINT_TO_POINTER (fields->len);
          g_array_append_val (fields, field);
          g_hash_table_insert (places, field.name, place);
        }
      g_array_index (fields, ModelBatchField, GPOINTER_TO_UINT (place)).n_files++;
    }
}

/**
 * model_batch_fields_list:
 * @batch: a batch whose files were looked at
 *
 * Collects the form fields that signatures may lock, of all files that are still to be signed.
 *
 * Returns: (transfer full) (element-type ModelBatchField): each once, in the order they come
 */
GArray *
model_batch_fields_list (ModelBatch *batch)
{
  GArray *fields = g_array_new (FALSE, FALSE, sizeof (ModelBatchField));
  g_autoptr (GHashTable) places = g_hash_table_new (g_str_hash, g_str_equal);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (batch));

  g_array_set_clear_func (fields, clear_field);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ModelBatchFile) file = g_list_model_get_item (G_LIST_MODEL (batch), i);
      ModelBatchState state = model_batch_file_get_state (file);

      if (state != MODEL_BATCH_SIGNED)
        count_file (fields, places, model_batch_file_get_fields (file));
    }
  return fields;
}
