/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-permission.h"

#include "pades-lock.h"
#include "pades-restraint.h"

/* What a certification permits, and no more (ISO 32000-2, table 257). */
#define PERMITS_NOTHING 1
#define PERMITS_FORMS 2

static int
stricter (int a, int b)
{
  return a == 0 ? b : b == 0 ? a : MIN (a, b);
}

/* The certification, and what signed fields' /Lock dictionaries restrict (table 236). */
static int
read_docmdp (PadesPlan *plan)
{
  g_autoptr (PdfObject) catalog = pdf_file_get_catalog (plan->file, NULL);
  g_autoptr (PdfObject) permissions = pdf_file_get_key (plan->file, catalog, "Perms", NULL);
  g_autoptr (PdfObject) signature = pdf_file_get_key (plan->file, permissions, "DocMDP", NULL);
  int docmdp = pades_lock_get_docmdp (plan->file, signature);
  guint i;

  for (i = 0; i < plan->earlier->len; i++)
    {
      PadesDictionary *each = g_ptr_array_index (plan->earlier, i);
      g_autoptr (PdfObject) lock = pdf_file_get_key (plan->file, each->field_dict, "Lock", NULL);
      g_autoptr (PdfObject) permission = pdf_file_get_key (plan->file, lock, "P", NULL);
      gint64 p = pdf_object_get_integer (permission);

      if (p >= PERMITS_NOTHING && p <= 3)
        docmdp = stricter (docmdp, (int) p);
    }
  return docmdp;
}

/* A signature field of its own is form filling; a stamp beside it is an annotation. Validation data
 * and document time-stamps are permitted to everybody (ISO 32000-2, 12.8.2.2.2). */
/**
 * pades_permission_check_certification:
 * @plan: a plan
 * @error: return location for an error
 *
 * Asks whether earlier signatures permit what is planned (ISO 32000-2, 12.8.2.2).
 *
 * Returns: %FALSE with %PADES_ERROR_CERTIFIED
 */
gboolean
pades_permission_check_certification (PadesPlan *plan, GError **error)
{
  int docmdp = plan->timestamp ? 0 : read_docmdp (plan);

  if (docmdp == PERMITS_NOTHING)
    {
      g_set_error (error, PADES_ERROR, PADES_ERROR_CERTIFIED,
                   "the document is certified: no changes are permitted (DocMDP 1)");
      return FALSE;
    }
  if (docmdp == PERMITS_FORMS && plan->request->marks != NULL && plan->request->marks->len > 1)
    {
      g_set_error (error, PADES_ERROR, PADES_ERROR_CERTIFIED,
                   "the document is certified: one mark is permitted, further ones are "
                   "annotations (DocMDP 2)");
      return FALSE;
    }
  return TRUE;
}

/**
 * pades_permission_check_new_field:
 * @plan: a plan with its field chosen
 * @error: return location for an error
 *
 * Asks whether a certification permits the field. To fill in forms and to sign is to use the fields
 * that its author left: a new one that shows something would break it, a new one that shows nothing
 * does not.
 *
 * Returns: %FALSE with %PADES_ERROR_CERTIFIED
 */
gboolean
pades_permission_check_new_field (PadesPlan *plan, GError **error)
{
  guint n_marks = plan->request->marks != NULL ? plan->request->marks->len : 0;
  guint i;

  for (i = 0; plan->field == NULL && n_marks > 0 && i < plan->earlier->len; i++)
    {
      g_auto (PadesRestraint) restraint = {0, FALSE, NULL};

      pades_restraint_read (&restraint, plan->file, g_ptr_array_index (plan->earlier, i));
      if (!restraint.certified || restraint.docmdp != PERMITS_FORMS)
        continue;
      g_set_error (error, PADES_ERROR, PADES_ERROR_CERTIFIED,
                   "the document is certified: a mark is permitted in a field that it has, not in "
                   "a new one (DocMDP 2)");
      return FALSE;
    }
  return TRUE;
}

/**
 * pades_permission_check_locks:
 * @plan: a plan with its field chosen
 * @error: return location for an error
 *
 * Asks whether an earlier signature locks the field (ISO 32000-2, 12.8.2.4). A new field without a
 * mark changes nothing that anybody sees and is exempt.
 *
 * Returns: %FALSE with %PADES_ERROR_LOCKED
 */
gboolean
pades_permission_check_locks (PadesPlan *plan, GError **error)
{
  guint i;

  if (plan->field == NULL && (plan->request->marks == NULL || plan->request->marks->len == 0))
    return TRUE;
  for (i = 0; i < plan->earlier->len; i++)
    {
      PadesDictionary *each = g_ptr_array_index (plan->earlier, i);
      g_auto (PadesRestraint) restraint = {0, FALSE, NULL};

      pades_restraint_read (&restraint, plan->file, each);
      if (restraint.lock == NULL || !pades_lock_covers (restraint.lock, plan->name))
        continue;
      g_set_error (error, PADES_ERROR, PADES_ERROR_LOCKED,
                   "the signature in field “%s” locks field “%s”", each->field, plan->name);
      return FALSE;
    }
  return TRUE;
}

/**
 * pades_permission_check_author:
 * @plan: a plan with its field chosen
 * @error: return location for an error
 *
 * Asks whether the author of an encrypted file permits what is planned (ISO 32000-2, table 22): to
 * fill in a field takes less than to make or to move one; a stamp beside it is an annotation.
 *
 * Returns: %FALSE with %PADES_ERROR_PERMISSION
 */
gboolean
pades_permission_check_author (PadesPlan *plan, GError **error)
{
  guint n_marks = plan->request->marks != NULL ? plan->request->marks->len : 0;
  gboolean fills = plan->field != NULL && (n_marks == 0 || plan->in_place);
  gboolean annotate = pdf_file_permits (plan->file, PDF_PERMIT_ANNOTATE);
  gboolean may = fills ? annotate || pdf_file_permits (plan->file, PDF_PERMIT_FILL)
                       : annotate && pdf_file_permits (plan->file, PDF_PERMIT_MODIFY);

  if (may && (n_marks <= 1 || annotate))
    return TRUE;
  g_set_error (error, PADES_ERROR, PADES_ERROR_PERMISSION, "the author does not permit to %s",
               fills && n_marks <= 1 ? "sign a field"
               : may                 ? "stamp pages"
                                     : "make or move a signature field");
  return FALSE;
}
