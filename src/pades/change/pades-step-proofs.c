/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-step.h"

/* The document security store (ISO 32000-2, 12.8.4.3): proofs may be added to it at any time. */

static const char *const store_keys[] = {"Type", "VRI", "Certs", "CRLs", "OCSPs", NULL};
static const char *const vri_keys[] = {"Type", "TU", "TS", "Cert", "CRL", "OCSP", NULL};
static const char *const dss_key[] = {"DSS", NULL};

static void
mark (PadesStep *step, PdfObject *at)
{
  guint32 number = pdf_object_get_ref (at, NULL);

  if (number != 0)
    g_hash_table_add (step->proofs, GUINT_TO_POINTER (number));
}

/* An array of references to streams; what is missing is nothing. */
static gboolean
is_list (PadesStep *step, PdfObject *list)
{
  guint i;

  if (list == NULL)
    return TRUE;
  if (pdf_object_get_type (list) != PDF_TYPE_ARRAY)
    return FALSE;
  for (i = 0; i < pdf_object_get_length (list); i++)
    {
      PdfObject *at = pdf_object_peek_index (list, i);
      g_autoptr (PdfObject) item = pdf_file_resolve (step->new, at, NULL);

      step->work++;
      if (item == NULL || (pdf_object_get_type (item) != PDF_TYPE_NULL &&
                           (pdf_object_get_type (at) != PDF_TYPE_REF ||
                            pdf_object_get_type (item) != PDF_TYPE_STREAM)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
has_only (PdfObject *dict, const char *const *keys)
{
  const char *key;
  PdfObject *value;
  guint i;

  for (i = 0; pdf_object_peek_entry (dict, i, &key, &value); i++)
    if (!pades_step_is_any (key, keys))
      return FALSE;
  return TRUE;
}

/* The name is the SHA-1 of the signature it is for, in hexadecimal. */
static gboolean
is_vri_name (const char *name)
{
  guint i;

  for (i = 0; g_ascii_isalnum (name[i]); i++)
    continue;
  return i == 40 && name[i] == '\0';
}

static gboolean
check_lists (PadesStep *step, PdfObject *dict, const char *const *names)
{
  guint i;

  for (i = 0; names[i] != NULL; i++)
    {
      g_autoptr (PdfObject) list = pades_step_get_new (step, dict, names[i]);

      mark (step, pdf_object_peek_key (dict, names[i]));
      if (!is_list (step, list))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_vri_entry (PadesStep *step, PdfObject *at, const char *name)
{
  static const char *const lists[] = {"Cert", "CRL", "OCSP", NULL};
  g_autoptr (PdfObject) entry = pdf_file_resolve (step->new, at, NULL);

  mark (step, at);
  return pdf_object_get_type (entry) == PDF_TYPE_DICT && is_vri_name (name) &&
         has_only (entry, vri_keys) && check_lists (step, entry, lists);
}

/* What stood there stays; it may be written anew with more in it. */
static gboolean
loses_entries (PadesStep *step, PdfObject *old_store, PdfObject *new_store)
{
  g_autoptr (PdfObject) old = pades_step_get_old (step, old_store, "VRI");
  g_autoptr (PdfObject) new = pades_step_get_new (step, new_store, "VRI");
  const char *name;
  PdfObject *value;
  guint i;

  for (i = 0; pdf_object_peek_entry (old, i, &name, &value); i++)
    if (pdf_object_peek_key (new, name) == NULL)
      return TRUE;
  return FALSE;
}

static gboolean
check_vri (PadesStep *step, PdfObject *new_store)
{
  g_autoptr (PdfObject) new = pades_step_get_new (step, new_store, "VRI");
  const char *name;
  PdfObject *value;
  guint i;

  mark (step, pdf_object_peek_key (new_store, "VRI"));
  if (new != NULL && pdf_object_get_type (new) != PDF_TYPE_DICT)
    return FALSE;
  for (i = 0; pdf_object_peek_entry (new, i, &name, &value); i++)
    if (!(pdf_object_get_type (value) == PDF_TYPE_NAME) && !check_vri_entry (step, value, name))
      return FALSE;
  return TRUE;
}

static gboolean
check_store (PadesStep *step, PdfObject *new)
{
  static const char *const lists[] = {"Certs", "CRLs", "OCSPs", NULL};

  return pdf_object_get_type (new) == PDF_TYPE_DICT && has_only (new, store_keys) &&
         check_lists (step, new, lists) && check_vri (step, new);
}

/* Only what stood in the store before, and nowhere else, may be written over. */
static gboolean
is_proof_only (PadesStep *step, guint32 number)
{
  PdfReferenceIter iter;
  guint32 container;
  const char *key;

  if (!pdf_references_has (step->references, number))
    return FALSE;
  pdf_reference_iter_init (&iter, step->references, number);
  while (pdf_reference_iter_next (&iter, &container, &key))
    {
      step->work++;
      if (g_hash_table_contains (step->proofs, GUINT_TO_POINTER (container)) ||
          (pades_step_is_catalog (step, container) && pades_step_is_any (key, dss_key)))
        continue;
      return FALSE;
    }
  return TRUE;
}

static gboolean
has_pending (PadesStep *step)
{
  GHashTableIter iter;
  gpointer number;

  g_hash_table_iter_init (&iter, step->proofs);
  while (g_hash_table_iter_next (&iter, &number, NULL))
    if (pades_step_is_pending (step, GPOINTER_TO_UINT (number)))
      return TRUE;
  return FALSE;
}

static void
explain_store (PadesStep *step)
{
  GHashTableIter iter;
  gpointer number;

  g_hash_table_iter_init (&iter, step->proofs);
  while (g_hash_table_iter_next (&iter, &number, NULL))
    if (pades_step_is_pending (step, GPOINTER_TO_UINT (number)) &&
        is_proof_only (step, GPOINTER_TO_UINT (number)))
      pades_step_explain (step, GPOINTER_TO_UINT (number));
}

/**
 * pades_step_judge_proofs:
 * @step: a step
 *
 * Judges the document security store (ISO 32000-2, 12.8.4.3). What it says of a signature stays;
 * lists may grow and shrink; nothing but lists of streams is let in.
 */
void
pades_step_judge_proofs (PadesStep *step)
{
  PdfObject *old_at = pdf_object_peek_key (step->old_catalog, "DSS");
  PdfObject *new_at = pdf_object_peek_key (step->new_catalog, "DSS");
  g_autoptr (PdfObject) old = pdf_file_resolve (step->old, old_at, NULL);
  g_autoptr (PdfObject) new = pdf_file_resolve (step->new, new_at, NULL);
  gboolean sound;

  if (old_at == NULL && new_at == NULL)
    return;
  mark (step, new_at);
  sound = check_store (step, new);
  if (pades_step_same (step, old_at, new_at) && !has_pending (step))
    return;
  if (!sound)
    {
      pades_step_add (step, PADES_CHANGE_SETTING, PADES_EFFECT_CONTENT, "DSS");
      return;
    }
  if (loses_entries (step, old, new))
    pades_step_add (step, PADES_CHANGE_SETTING, PADES_EFFECT_CONTENT, "DSS")->remade = TRUE;
  else
    pades_step_add (step, PADES_CHANGE_PROOFS, PADES_EFFECT_UPKEEP, NULL);
  explain_store (step);
}
