/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-caption.h"

#include "pades-hash.h"

/**
 * model_caption_init:
 * @self: (out): takes the words
 * @terms: of the signature
 * @signer: (nullable): who signs, once the key is open
 *
 * Says what there is to say now.
 */
void
model_caption_init (ModelCaption *self, const ModelTerms *terms, PkiSigner *signer)
{
  PkiCertificate *certificate = signer != NULL ? pki_signer_get_certificate (signer) : NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  *self = (ModelCaption){
      .words = {
          .name = certificate != NULL ? pki_certificate_get_name (certificate) : NULL,
          .reason = terms->reason,
          .location = terms->location,
          .time = g_date_time_to_unix (now),
          .utc_offset = (int) (g_date_time_get_utc_offset (now) / G_TIME_SPAN_SECOND),
          .signer = certificate != NULL ? pki_certificate_get_sha256 (certificate) : NULL,
      }};
}

/**
 * model_caption_set_file:
 * @self: the words
 * @style: what is shown of them
 * @file: what is signed
 * @cancellable: (nullable): to give up
 * @error: return location for a %PDF_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Says which file it is about, where that is shown.
 *
 * Returns: whether the file could be read
 */
gboolean
model_caption_set_file (ModelCaption *self,
                        const SealStyle *style,
                        PdfFile *file,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (PadesHash));
  PadesHashJob hash = {.hashes = none, .with_file = TRUE};
  gsize size = 0;

  if ((style->parts & SEAL_PART_CODE) == 0)
    return TRUE;
  if (!pades_hash_run (file, &hash, cancellable, error))
    return FALSE;
  pdf_file_get_data (file, &size);
  g_free (self->document);
  self->document = hash.file_sha256;
  self->words.document = self->document;
  self->words.size = size;
  return TRUE;
}

/**
 * model_caption_clear:
 * @self: the words
 *
 * Frees what they hold.
 */
void
model_caption_clear (ModelCaption *self)
{
  g_clear_pointer (&self->document, g_free);
}
