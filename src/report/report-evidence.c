/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-evidence.h"

#include "pades-dictionary.h"
#include "pades-dss.h"
#include "pades-hash.h"
#include "pki-timestamp.h"

static void
proof_free (ReportProof *self)
{
  g_clear_pointer (&self->signature, g_bytes_unref);
  g_clear_pointer (&self->token, g_bytes_unref);
  g_free (self->digest);
  g_free (self);
}

static void
hash_clear (PadesHash *hash)
{
  g_clear_pointer (&hash->value, g_bytes_unref);
}

static void
read_contents (ReportProof *self, const PadesDictionary *dictionary)
{
  gsize length = 0;
  const guint8 *contents = pdf_object_get_string (dictionary->contents, &length);
  g_autoptr (PkiCms) cms = contents != NULL ? pki_cms_new (contents, length, NULL) : NULL;

  if (cms == NULL)
    return;
  if (dictionary->kind == PADES_KIND_TIMESTAMP)
    self->token = g_bytes_new (contents, pki_cms_get_size (cms));
  else
    {
      GBytes *token = pki_cms_get_timestamp (cms);
      self->token = token != NULL ? g_bytes_ref (token) : NULL;
    }
  self->signature = g_bytes_ref (pki_cms_get_signature (cms));
}

static ReportProof *
proof_new (const PadesDictionary *dictionary)
{
  ReportProof *self = g_new0 (ReportProof, 1);

  if (dictionary == NULL)
    return self;
  read_contents (self, dictionary);
  if (dictionary->has_range)
    {
      self->range[1] = dictionary->gap;
      self->range[2] = dictionary->tail;
      self->range[3] = dictionary->end - dictionary->tail;
    }
  return self;
}

/* The verdict has them in the file's order, and so has the list; a file that was replaced since may
 * have others. */
static const PadesDictionary *
find (GPtrArray *dictionaries, const PadesSignature *signature, guint place)
{
  const PadesDictionary *found = dictionaries != NULL && place < dictionaries->len
                                     ? g_ptr_array_index (dictionaries, place)
                                     : NULL;

  return found != NULL && g_strcmp0 (found->field, signature->field) == 0 ? found : NULL;
}

/* All in one pass over the file. */
static void
hash_all (ReportEvidence *self, PdfFile *file, const PadesReport *report)
{
  g_autoptr (GArray) hashes = g_array_new (FALSE, TRUE, sizeof (PadesHash));
  PadesHashJob job = {.hashes = hashes};

  g_array_set_clear_func (hashes, (GDestroyNotify) hash_clear);
  for (guint i = 0; i < self->proofs->len; i++)
    {
      const ReportProof *proof = g_ptr_array_index (self->proofs, i);
      const PadesSignature *signature = g_ptr_array_index (report->signatures, i);
      PadesHash hash = {proof->range[1], proof->range[2], proof->range[2] + proof->range[3]};

      if (proof->range[2] > 0)
        hash.digest = signature->digest;
      g_array_append_val (hashes, hash);
    }
  if (!pades_hash_run (file, &job, NULL, NULL))
    return;
  for (guint i = 0; i < self->proofs->len; i++)
    {
      ReportProof *proof = g_ptr_array_index (self->proofs, i);
      GBytes *value = g_array_index (hashes, PadesHash, i).value;

      if (value != NULL)
        proof->digest = g_base64_encode (g_bytes_get_data (value, NULL), g_bytes_get_size (value));
    }
}

/**
 * report_evidence_read:
 * @file: a file
 * @report: the verdict on it
 *
 * Takes from the file what a report has to quote: digests of what was signed, signature values,
 * time-stamp tokens, and the proofs in the document's store. What cannot be read is left out.
 *
 * Returns: (transfer full): the evidence
 */
ReportEvidence *
report_evidence_read (PdfFile *file, const PadesReport *report)
{
  ReportEvidence *self = g_new0 (ReportEvidence, 1);
  g_autoptr (GPtrArray) dictionaries = pades_dictionary_list (file, NULL);

  self->proofs = g_ptr_array_new_with_free_func ((GDestroyNotify) proof_free);
  for (guint i = 0; i < report->signatures->len; i++)
    g_ptr_array_add (self->proofs,
                     proof_new (find (dictionaries, g_ptr_array_index (report->signatures, i), i)));
  self->data = pades_dss_read (file);
  hash_all (self, file, report);
  return self;
}

/**
 * report_evidence_free:
 * @self: (nullable): evidence
 *
 * Frees it.
 */
void
report_evidence_free (ReportEvidence *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->proofs, g_ptr_array_unref);
  g_clear_pointer (&self->data, pki_validation_data_free);
  g_free (self);
}
