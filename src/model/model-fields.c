/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-fields.h"

#include "pdf-fields.h"

/* Nobody ticks one of more; every file of a batch keeps its own. */
#define MAX_FIELDS 5000

/**
 * model_fields_list:
 * @file: a document
 *
 * Lists what a signature may lock: all but signatures that are there, which are locked as it is.
 * Of a form that is larger than anybody fills in, the beginning.
 *
 * Returns: (transfer full): names, in the order of the form
 */
char **
model_fields_list (PdfFile *file)
{
  g_autoptr (GPtrArray) fields = pdf_fields_list (file, NULL);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  guint n = fields != NULL ? MIN (fields->len, MAX_FIELDS) : 0;

  for (guint i = 0; i < n; i++)
    {
      const PdfField *field = g_ptr_array_index (fields, i);
      gboolean done = g_strcmp0 (field->type, "Sig") == 0 && field->value != NULL;

      if (!done && field->name != NULL && *field->name != '\0')
        g_strv_builder_add (names, field->name);
    }
  return g_strv_builder_end (names);
}

static gboolean
is_there (const char *const *fields, const char *name)
{
  g_autoptr (PadesLock) one = pades_lock_new_include (name);

  for (guint i = 0; fields[i] != NULL; i++)
    if (pades_lock_covers (one, fields[i]))
      return TRUE;
  return FALSE;
}

/**
 * model_fields_list_absent:
 * @fields: names, as model_fields_list() has them
 * @lock: a lock
 *
 * Finds what a lock names in vain.
 *
 * Returns: (transfer full): names that are no field's, nor the beginning of one's
 */
char **
model_fields_list_absent (const char *const *fields, const PadesLock *lock)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < lock->names->len; i++)
    if (!is_there (fields, g_ptr_array_index (lock->names, i)))
      g_strv_builder_add (names, g_ptr_array_index (lock->names, i));
  return g_strv_builder_end (names);
}
