/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-lock.h"

/* Honest files have one or two; the bound is against hostile ones. */
#define MAX_REFERENCES 64
#define MAX_NAMES 100000

static PadesLock *
lock_new (PadesLockAction action)
{
  PadesLock *self = g_new0 (PadesLock, 1);

  self->action = action;
  self->names = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static void
read_names (PadesLock *self, PdfFile *file, PdfObject *params)
{
  g_autoptr (PdfObject) fields = pdf_file_get_key (file, params, "Fields", NULL);
  guint n = MIN (pdf_object_get_length (fields), MAX_NAMES);
  guint i;

  for (i = 0; i < n; i++)
    {
      g_autoptr (PdfObject) name = pdf_file_resolve (file, pdf_object_peek_index (fields, i), NULL);
      char *text = pdf_object_dup_text (name);

      if (text != NULL)
        g_ptr_array_add (self->names, text);
    }
}

/**
 * pades_lock_new:
 * @file: the file it is in
 * @params: (nullable): a FieldMDP's transform parameters, or a /Lock dictionary
 *
 * Reads which fields are locked. An /Action that is none of the three is taken for the strictest.
 *
 * Returns: (transfer full) (nullable): the lock; %NULL where @params is no dictionary
 */
PadesLock *
pades_lock_new (PdfFile *file, PdfObject *params)
{
  g_autoptr (PadesLock) self = NULL;
  g_autoptr (PdfObject) action = NULL;

  if (pdf_object_get_type (params) != PDF_TYPE_DICT)
    return NULL;
  self = lock_new (PADES_LOCK_ALL);
  action = pdf_file_get_key (file, params, "Action", NULL);
  if (pdf_object_is_name (action, "Include"))
    self->action = PADES_LOCK_INCLUDE;
  else if (pdf_object_is_name (action, "Exclude"))
    self->action = PADES_LOCK_EXCLUDE;
  if (self->action != PADES_LOCK_ALL)
    read_names (self, file, params);
  return g_steal_pointer (&self);
}

/**
 * pades_lock_new_include:
 * @name: a fully qualified field name
 *
 * Makes a lock of one field and its children.
 *
 * Returns: (transfer full): the lock
 */
PadesLock *
pades_lock_new_include (const char *name)
{
  PadesLock *self = lock_new (PADES_LOCK_INCLUDE);

  g_ptr_array_add (self->names, g_strdup (name));
  return self;
}

/**
 * pades_lock_parse:
 * @text: `all`, `include:A,B` or `exclude:A`, as pades_lock_to_string() spells it
 *
 * Understands a lock as the command line spells it.
 *
 * Returns: (transfer full) (nullable): the lock; %NULL where the text is none
 */
PadesLock *
pades_lock_parse (const char *text)
{
  g_autoptr (PadesLock) self = NULL;
  g_auto (GStrv) names = NULL;
  guint i;

  g_return_val_if_fail (text != NULL, NULL);

  if (g_str_equal (text, "all"))
    return lock_new (PADES_LOCK_ALL);
  if (!g_str_has_prefix (text, "include:") && !g_str_has_prefix (text, "exclude:"))
    return NULL;
  self = lock_new (text[0] == 'i' ? PADES_LOCK_INCLUDE : PADES_LOCK_EXCLUDE);
  names = g_strsplit (text + strlen ("include:"), ",", -1);
  for (i = 0; names[i] != NULL; i++)
    {
      if (names[i][0] == '\0' || !g_utf8_validate (names[i], -1, NULL))
        return NULL;
      g_ptr_array_add (self->names, g_strdup (names[i]));
    }
  return self->names->len > 0 ? g_steal_pointer (&self) : NULL;
}

/**
 * pades_lock_copy:
 * @self: a lock
 *
 * Copies it.
 *
 * Returns: (transfer full): the copy
 */
PadesLock *
pades_lock_copy (const PadesLock *self)
{
  PadesLock *copy = lock_new (self->action);
  guint i;

  for (i = 0; i < self->names->len; i++)
    g_ptr_array_add (copy->names, g_strdup (g_ptr_array_index (self->names, i)));
  return copy;
}

/**
 * pades_lock_free:
 * @self: (nullable): a lock
 *
 * Frees it.
 */
void
pades_lock_free (PadesLock *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_free (self);
}

static gboolean
is_listed (const PadesLock *self, const char *name)
{
  guint i;

  for (i = 0; i < self->names->len; i++)
    {
      const char *listed = g_ptr_array_index (self->names, i);
      gsize length = strlen (listed);

      /* A name stands for its children too, but "a" is no parent of "ab". */
      if (strncmp (name, listed, length) == 0 && (name[length] == '\0' || name[length] == '.'))
        return TRUE;
    }
  return FALSE;
}

/**
 * pades_lock_covers:
 * @self: a lock
 * @name: a fully qualified field name
 *
 * Asks whether this field is frozen.
 */
gboolean
pades_lock_covers (const PadesLock *self, const char *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, TRUE);

  switch (self->action)
    {
    case PADES_LOCK_INCLUDE:
      return is_listed (self, name);
    case PADES_LOCK_EXCLUDE:
      return !is_listed (self, name);
    case PADES_LOCK_ALL:
    default:
      return TRUE;
    }
}

/**
 * pades_lock_to_string:
 * @self: a lock
 *
 * Spells it as the command line does: `all`, `include:A,B` or `exclude:A`.
 *
 * Returns: (transfer full): the text
 */
char *
pades_lock_to_string (const PadesLock *self)
{
  GString *text = NULL;
  guint i;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->action == PADES_LOCK_ALL)
    return g_strdup ("all");
  text = g_string_new (self->action == PADES_LOCK_INCLUDE ? "include:" : "exclude:");
  for (i = 0; i < self->names->len; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      g_string_append (text, g_ptr_array_index (self->names, i));
    }
  return g_string_free (text, FALSE);
}

/**
 * pades_lock_to_object:
 * @self: a lock
 * @form: which dictionary
 *
 * Makes FieldMDP transform parameters of it (ISO 32000-2, table 259), or a field's /Lock
 * (table 236).
 *
 * Returns: (transfer full): the dictionary
 */
PdfObject *
pades_lock_to_object (const PadesLock *self, PadesLockForm form)
{
  static const char *const actions[] = {"All", "Include", "Exclude"};
  PdfObject *params = pdf_object_new_dict ();
  PdfObject *fields = NULL;
  guint i;

  if (form == PADES_LOCK_FIELD)
    {
      pdf_object_take (params, "Type", pdf_object_new_name ("SigFieldLock"));
    }
  else
    {
      pdf_object_take (params, "Type", pdf_object_new_name ("TransformParams"));
      pdf_object_take (params, "V", pdf_object_new_name ("1.2"));
    }
  pdf_object_take (params, "Action", pdf_object_new_name (actions[self->action]));
  if (self->action == PADES_LOCK_ALL)
    return params;
  fields = pdf_object_new_array ();
  for (i = 0; i < self->names->len; i++)
    pdf_object_take_append (fields, pdf_object_new_text (g_ptr_array_index (self->names, i)));
  pdf_object_take (params, "Fields", fields);
  return params;
}

/**
 * pades_lock_find_params:
 * @file: the file it is in
 * @signature: (nullable): a signature dictionary
 * @method: `DocMDP` or `FieldMDP`
 *
 * Finds the transform parameters of the first signature reference with that method
 * (ISO 32000-2, table 256).
 *
 * Returns: (transfer full) (nullable): the parameters; an empty dictionary where the reference has
 *   none; %NULL where there is no such reference
 */
PdfObject *
pades_lock_find_params (PdfFile *file, PdfObject *signature, const char *method)
{
  g_autoptr (PdfObject) references = pdf_file_get_key (file, signature, "Reference", NULL);
  guint n = MIN (pdf_object_get_length (references), MAX_REFERENCES);
  guint i;

  if (pdf_object_get_type (references) != PDF_TYPE_ARRAY)
    return NULL;
  for (i = 0; i < n; i++)
    {
      g_autoptr (PdfObject)
          reference = pdf_file_resolve (file, pdf_object_peek_index (references, i), NULL);
      g_autoptr (PdfObject) name = pdf_file_get_key (file, reference, "TransformMethod", NULL);
      g_autoptr (PdfObject) params = NULL;

      if (!pdf_object_is_name (name, method))
        continue;
      params = pdf_file_get_key (file, reference, "TransformParams", NULL);
      if (pdf_object_get_type (params) == PDF_TYPE_DICT)
        return g_steal_pointer (&params);
      return pdf_object_new_dict ();
    }
  return NULL;
}

/**
 * pades_lock_get_docmdp:
 * @file: the file it is in
 * @signature: (nullable): a signature dictionary
 *
 * Tells what a certification signature permits (ISO 32000-2, table 257). A value out of range
 * counts as the strictest.
 *
 * Returns: 1, 2 or 3; 0 where the signature certifies nothing
 */
int
pades_lock_get_docmdp (PdfFile *file, PdfObject *signature)
{
  g_autoptr (PdfObject) params = pades_lock_find_params (file, signature, "DocMDP");
  g_autoptr (PdfObject) permission = NULL;
  gint64 value = 0;

  if (params == NULL)
    return 0;
  permission = pdf_file_get_key (file, params, "P", NULL);
  if (!pdf_object_is_number (permission))
    return 2; /* the default */
  value = pdf_object_get_integer (permission);
  return value >= 1 && value <= 3 ? (int) value : 1;
}
