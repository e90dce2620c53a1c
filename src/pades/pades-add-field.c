/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-add-field.h"

#include "pades-draft.h"

/**
 * pades_add_field:
 * @file: a file, signed or not
 * @output: path of the file with the field; not that of @file
 * @request: what the field is called, where it stands, and what signing in it locks
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Adds an empty signature field (ISO 32000-2, 12.7.5.5) by appending a revision to a copy of the
 * file, where earlier signatures permit it.
 *
 * Returns: %FALSE with %PADES_ERROR or %PDF_ERROR; then nothing is left
 */
gboolean
pades_add_field (PdfFile *file,
                 const char *output,
                 const PadesSignRequest *request,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (PadesPlan) plan = NULL;
  g_autoptr (PadesDraft) draft = NULL;
  GByteArray *bytes;

  g_return_val_if_fail (file != NULL && output != NULL && request != NULL, FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  plan = pades_plan_new_empty (file, request, error);
  bytes = plan != NULL ? pades_plan_build_empty (plan, error) : NULL;
  if (bytes == NULL)
    return FALSE;
  draft = pades_draft_new (file, output, request, cancellable, error);
  return draft != NULL && pades_draft_copy (draft, PKI_DIGEST_SHA256, error) &&
         pades_draft_append (draft, bytes, error) && pades_draft_finish (draft, error);
}
