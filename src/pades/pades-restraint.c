/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-restraint.h"

#include "pades-history.h"

/**
 * pades_restraint_read:
 * @self: (out caller-allocates): what the signature forbids
 * @file: the file it stands in
 * @signature: a signature
 *
 * Reads a signature's certification and lock. A /Lock with /P restricts the document as a
 * certification does (ISO 32000-2, table 236).
 */
void
pades_restraint_read (PadesRestraint *self, PdfFile *file, const PadesDictionary *signature)
{
  g_autoptr (PdfObject) params = pades_lock_find_params (file, signature->dict, "FieldMDP");
  g_autoptr (PdfObject) field_lock = pdf_file_get_key (file, signature->field_dict, "Lock", NULL);
  g_autoptr (PdfObject) permission = pdf_file_get_key (file, field_lock, "P", NULL);
  gint64 p = pdf_object_get_integer (permission);

  self->lock = pades_lock_new (file, params != NULL ? params : field_lock);
  self->docmdp = pades_lock_get_docmdp (file, signature->dict);
  self->certified = self->docmdp != 0;
  if (p >= 1 && p <= 3 && (self->docmdp == 0 || p < self->docmdp))
    self->docmdp = (int) p;
}

/**
 * pades_restraint_clear:
 * @self: what a signature forbids
 *
 * Frees what it holds.
 */
void
pades_restraint_clear (PadesRestraint *self)
{
  g_clear_pointer (&self->lock, pades_lock_free);
}

/* Where a file's last revision is in one that was made by appending to it. */
static guint
find_revision (PdfFile *base, PdfFile *file)
{
  guint number = pdf_file_get_n_revisions (base);
  gsize xref = pdf_file_get_revision (base, number)->xref;

  for (; number <= pdf_file_get_n_revisions (file); number++)
    if (pdf_file_get_revision (file, number)->xref == xref)
      return number;
  return 0;
}

static gboolean
check_one (PdfFile *base, const PadesDictionary *signature, GPtrArray *changes, GError **error)
{
  g_auto (PadesRestraint) restraint = {0, FALSE, NULL};
  guint i;

  pades_restraint_read (&restraint, base, signature);
  for (i = 0; i < changes->len; i++)
    {
      const PadesChange *change = g_ptr_array_index (changes, i);
      const char *text = pades_change_template (change);
      g_autofree char *sentence = NULL;

      if (pades_change_permitted (change, restraint.docmdp, restraint.certified, restraint.lock))
        continue;
      sentence = pades_change_fill (change, text, pades_change_noun (change));
      g_set_error (error, PADES_ERROR, PADES_ERROR_HARM, "the signature in field “%s”: %s",
                   signature->field, sentence);
      return FALSE;
    }
  return TRUE;
}

/* Of a signature that covers no whole revision nobody can say what came after it. */
static GPtrArray *
list_comparable (GPtrArray *signatures)
{
  GPtrArray *comparable = g_ptr_array_new ();
  guint i;

  for (i = 0; i < signatures->len; i++)
    {
      PadesDictionary *signature = g_ptr_array_index (signatures, i);

      if (signature->coverage <= PADES_COVERAGE_ENTIRE_REVISION)
        g_ptr_array_add (comparable, signature);
    }
  return comparable;
}

/**
 * pades_restraint_check_later:
 * @base: a file
 * @earlier: (element-type PadesDictionary): its signatures
 * @file: what was made by appending to it
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Asks each earlier signature whether it permits all that was appended, with the rules by which
 * whoever verifies the file will judge it. What was changed before is not asked about again, and
 * without a signature nothing is read.
 *
 * Returns: %FALSE with %PADES_ERROR_HARM, or when cancelled
 */
gboolean
pades_restraint_check_later (
    PdfFile *base, GPtrArray *earlier, PdfFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) signatures = list_comparable (earlier);
  g_autoptr (PadesHistory) history = NULL;
  guint first;
  guint i;

  if (signatures->len == 0)
    return TRUE;
  first = find_revision (base, file);
  if (first == 0)
    {
      g_set_error (error, PADES_ERROR, PADES_ERROR_HARM, "the last revision is not what it was");
      return FALSE;
    }
  history = pades_history_new_since (base, file, first, cancellable, error);
  if (history == NULL)
    return FALSE;
  for (i = 0; i < signatures->len; i++)
    if (!check_one (base, g_ptr_array_index (signatures, i), history->changes, error))
      return FALSE;
  return TRUE;
}
