/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-restriction.h"

/**
 * pades_restriction_check_certify:
 * @plan: a plan
 * @error: return location for an error
 *
 * Asks whether the signature may certify: only the first of its document may (ISO 32000-2,
 * 12.8.2.2.1).
 *
 * Returns: %FALSE with %PADES_ERROR_NOT_FIRST
 */
gboolean
pades_restriction_check_certify (PadesPlan *plan, GError **error)
{
  if (plan->request->certify == 0 || plan->earlier->len == 0)
    return TRUE;
  g_set_error (error, PADES_ERROR, PADES_ERROR_NOT_FIRST,
               "the document has %u signatures: it can no longer be certified", plan->earlier->len);
  return FALSE;
}

static gboolean
names_field (PadesPlan *plan, const char *name)
{
  g_autoptr (PadesLock) one = pades_lock_new_include (name);
  guint i;

  if (pades_lock_covers (one, plan->name))
    return TRUE;
  for (i = 0; i < plan->fields->len; i++)
    {
      const char *known = ((PdfField *) g_ptr_array_index (plan->fields, i))->name;

      if (known != NULL && pades_lock_covers (one, known))
        return TRUE;
    }
  return FALSE;
}

/* A misspelt name would lock nothing, and nobody would notice. What is excluded may still come: the
 * field of the next signer. */
static gboolean
check_names (PadesPlan *plan, GError **error)
{
  const PadesLock *lock = plan->request->lock;
  g_autoptr (GString) absent = g_string_new (NULL);
  guint i;

  for (i = 0; lock->action == PADES_LOCK_INCLUDE && i < lock->names->len; i++)
    {
      const char *name = g_ptr_array_index (lock->names, i);

      if (!names_field (plan, name))
        g_string_append_printf (absent, "%s“%s”", absent->len > 0 ? ", " : "", name);
    }
  if (absent->len == 0)
    return TRUE;
  g_set_error (error, PADES_ERROR, PADES_ERROR_NO_LOCKABLE, "there is no field %s to lock",
               absent->str);
  return FALSE;
}

/**
 * pades_restriction_choose_lock:
 * @plan: a plan with its field chosen
 * @error: return location for an error
 *
 * Decides what the signature locks; a field's author may have decided it already (ISO 32000-2,
 * 12.7.5.5).
 *
 * Returns: %FALSE with %PADES_ERROR_NO_LOCKABLE for a lock on a field that is not there, or
 *   %PADES_ERROR_SEED where the field's author demands another lock
 */
gboolean
pades_restriction_choose_lock (PadesPlan *plan, GError **error)
{
  const PadesLock *asked = plan->request->lock;
  PdfObject *field = plan->field != NULL ? plan->field->dict : NULL;
  g_autoptr (PdfObject) params = pdf_file_get_key (plan->file, field, "Lock", NULL);
  g_autofree char *wanted = asked != NULL ? pades_lock_to_string (asked) : NULL;
  g_autofree char *demanded = NULL;

  plan->lock = pades_lock_new (plan->file, params);
  if (asked == NULL)
    return TRUE;
  if (plan->lock == NULL)
    {
      plan->lock = pades_lock_copy (asked);
      return check_names (plan, error);
    }
  demanded = pades_lock_to_string (plan->lock);
  if (g_str_equal (demanded, wanted))
    return TRUE;
  g_set_error (error, PADES_ERROR, PADES_ERROR_SEED,
               "field “%s” demands the lock %s, not %s (/Lock)", plan->name, demanded, wanted);
  return FALSE;
}

static PdfObject *
add_reference (PdfObject *references, const char *method, PdfObject *params)
{
  PdfObject *reference = pdf_object_new_dict ();

  pdf_object_take (reference, "Type", pdf_object_new_name ("SigRef"));
  pdf_object_take (reference, "TransformMethod", pdf_object_new_name (method));
  pdf_object_take (reference, "TransformParams", params);
  pdf_object_take_append (references, reference);
  return reference;
}

/* ISO 32000-2, table 257. */
static void
add_docmdp (PadesPlan *plan, PdfObject *references)
{
  PdfObject *params = pdf_object_new_dict ();

  pdf_object_take (params, "Type", pdf_object_new_name ("TransformParams"));
  pdf_object_take (params, "P", pdf_object_new_integer (plan->request->certify));
  pdf_object_take (params, "V", pdf_object_new_name ("1.2"));
  add_reference (references, "DocMDP", params);
}

/* ISO 32000-2, 12.8.6: what the permissions grant besides, such as usage rights, stays. */
static void
set_permissions (PadesPlan *plan, guint32 number)
{
  g_autoptr (PdfObject) old = pdf_file_get_key (plan->file, plan->catalog, "Perms", NULL);
  PdfObject *permissions = pdf_object_get_type (old) == PDF_TYPE_DICT ? pdf_object_copy (old)
                                                                      : pdf_object_new_dict ();

  pdf_object_take (permissions, "DocMDP", pdf_writer_new_ref (plan->writer, number));
  pdf_object_take (plan->catalog, "Perms", permissions);
  plan->catalog_changed = TRUE;
}

/**
 * pades_restriction_write:
 * @plan: a plan with writer and catalog
 * @number: the object number of the signature
 * @signature: its dictionary
 *
 * Writes the signature references (ISO 32000-2, 12.8.2) that certify and lock. A /Lock's /P needs
 * no transform of its own: readers find it in the field, which the signature covers.
 */
void
pades_restriction_write (PadesPlan *plan, guint32 number, PdfObject *signature)
{
  g_autoptr (PdfObject) references = pdf_object_new_array ();

  if (plan->request->certify != 0)
    {
      add_docmdp (plan, references);
      set_permissions (plan, number);
    }
  if (plan->lock != NULL)
    {
      PdfObject *params = pades_lock_to_object (plan->lock, PADES_LOCK_TRANSFORM);
      PdfObject *reference = add_reference (references, "FieldMDP", params);

      pdf_object_take (reference, "Data", pdf_writer_new_ref (plan->writer, plan->catalog_number));
    }
  if (pdf_object_get_length (references) > 0)
    pdf_object_set (signature, "Reference", references);
}
