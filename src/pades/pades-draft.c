/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-draft.h"

#include "pades-mac.h"
#include "pades-selfcheck.h"

/**
 * pades_draft_new:
 * @base: what is copied
 * @path: the final name
 * @request: whether it may replace something, and whom to tell how far it is; lent
 * @cancellable: (nullable): a cancellable; lent
 * @error: return location for an error
 *
 * Starts an output; nothing is copied yet.
 *
 * Returns: (transfer full): the draft; %NULL with %PDF_ERROR or %PADES_ERROR_INTEGRITY_CODE
 */
PadesDraft *
pades_draft_new (PdfFile *base,
                 const char *path,
                 const PadesSignRequest *request,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (PadesDraft) self = NULL;

  if (!pades_mac_refuse (base, error))
    return NULL;
  self = g_new0 (PadesDraft, 1);
  self->base = pdf_file_ref (base);
  self->request = request;
  self->cancellable = cancellable;
  self->output = pdf_output_new (base, path, request->replace, error);
  return self->output != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * pades_draft_free:
 * @self: (nullable): a draft
 *
 * Frees it, and unless it was finished removes its file.
 */
void
pades_draft_free (PadesDraft *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->file, pdf_file_unref);
  g_clear_pointer (&self->output, pdf_output_free);
  g_clear_pointer (&self->earlier, g_ptr_array_unref);
  g_clear_pointer (&self->base, pdf_file_unref);
  g_clear_pointer (&self->digest, pki_digest_free);
  g_clear_pointer (&self->start.digest, pki_digest_free);
  g_free (self);
}

/**
 * pades_draft_tell:
 * @self: a draft
 * @step: what is done
 * @fraction: how much of it
 *
 * Tells who asked how far it is.
 */
void
pades_draft_tell (PadesDraft *self, PadesStep step, double fraction)
{
  if (self->request->progress != NULL)
    self->request->progress (step, fraction, self->request->progress_data);
}

static void
copied (const guint8 *data, gsize length, gsize done, gsize total, gpointer user_data)
{
  PadesDraft *self = user_data;

  pki_digest_update (self->digest, data, length);
  pades_draft_tell (self, PADES_STEP_COPY, total == 0 ? 1.0 : (double) done / (double) total);
}

/**
 * pades_draft_copy:
 * @self: a draft
 * @digest: the type that all its signatures and time-stamps hash with
 * @error: return location for an error
 *
 * Copies the base and hashes it on the way.
 *
 * Returns: %FALSE with %PDF_ERROR or when cancelled
 */
gboolean
pades_draft_copy (PadesDraft *self, PkiDigestType digest, GError **error)
{
  g_return_val_if_fail (self->digest == NULL, FALSE);

  pades_draft_tell (self, PADES_STEP_COPY, 0.0);
  self->digest = pki_digest_new (digest);
  pdf_file_get_data (self->base, &self->size);
  self->file = pdf_file_ref (self->base);
  if (!pdf_output_copy (self->output, copied, self, self->cancellable, error))
    return FALSE;
  self->start = (PadesHashStart){pki_digest_copy (self->digest), digest, self->size};
  return TRUE;
}

/**
 * pades_draft_get_file:
 * @self: a draft, copied
 * @error: return location for an error
 *
 * Reads the file as it stands by now, under its temporary name.
 *
 * Returns: (transfer none): the file, valid until something is appended; %NULL with %PDF_ERROR
 */
PdfFile *
pades_draft_get_file (PadesDraft *self, GError **error)
{
  if (self->file == NULL)
    self->file = pdf_file_open_appended (self->base, pdf_output_get_path (self->output),
                                         self->cancellable, error);
  return self->file;
}

/**
 * pades_draft_hash:
 * @self: a draft, copied
 * @bytes: a revision that will be appended
 * @gap: where its /Contents is
 * @room: bytes that it can hold
 *
 * Hashes all that is there and a revision to come, but for its /Contents.
 *
 * Returns: (transfer full): the digest
 */
GBytes *
pades_draft_hash (PadesDraft *self, GByteArray *bytes, gsize gap, gsize room)
{
  g_autoptr (PkiDigest) digest = pki_digest_copy (self->digest);
  gsize tail = gap + 2 * room + 2;

  pki_digest_update (digest, bytes->data, gap);
  pki_digest_update (digest, bytes->data + tail, bytes->len - tail);
  return pki_digest_finish (digest);
}

/**
 * pades_draft_append:
 * @self: a draft, copied
 * @bytes: a revision
 * @error: return location for an error
 *
 * Appends a revision.
 *
 * Returns: %FALSE with %PDF_ERROR
 */
gboolean
pades_draft_append (PadesDraft *self, GByteArray *bytes, GError **error)
{
  if (!pdf_output_append (self->output, bytes->data, bytes->len, error))
    return FALSE;
  pki_digest_update (self->digest, bytes->data, bytes->len);
  self->size += bytes->len;
  g_clear_pointer (&self->file, pdf_file_unref);
  return TRUE;
}

static void
write_hex (guint8 *place, GBytes *bytes)
{
  static const char digits[] = "0123456789abcdef";
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  gsize i;

  for (i = 0; i < length; i++)
    {
      place[2 * i] = digits[data[i] >> 4];
      place[2 * i + 1] = digits[data[i] & 15];
    }
}

/**
 * pades_draft_seal:
 * @self: a draft, copied
 * @bytes: the revision of a signature or time-stamp
 * @gap: where its /Contents is
 * @contents: what it shall hold
 * @error: return location for an error
 *
 * Fills /Contents in and appends the revision.
 *
 * Returns: %FALSE with %PDF_ERROR
 */
gboolean
pades_draft_seal (PadesDraft *self, GByteArray *bytes, gsize gap, GBytes *contents, GError **error)
{
  write_hex (bytes->data + gap + 1, contents);
  if (!pades_draft_append (self, bytes, error))
    return FALSE;
  self->n_new++;
  self->covered = self->size;
  return TRUE;
}

static void
verified (double fraction, gpointer user_data)
{
  pades_draft_tell (user_data, PADES_STEP_VERIFY, fraction);
}

/**
 * pades_draft_finish:
 * @self: a draft
 * @error: return location for an error
 *
 * Syncs, reads the file afresh and checks it, and only then gives it its name.
 *
 * Returns: %FALSE with %PDF_ERROR, %PADES_ERROR_SELF_CHECK, %PADES_ERROR_HARM or when cancelled
 */
gboolean
pades_draft_finish (PadesDraft *self, GError **error)
{
  PadesHashJob job = {.start = &self->start, .progress = verified, .user_data = self};
  PadesSelfcheck check = {self->base,  NULL,          pdf_output_get_path (self->output),
                          self->n_new, self->covered, &job};

  if (self->earlier == NULL)
    self->earlier = pades_dictionary_list (self->base, error);
  check.earlier = self->earlier;
  if (self->request->signer != NULL)
    job.certificates = self->request->signer->funcs->get_certificates (self->request->signer);
  if (check.earlier == NULL || !pdf_output_sync (self->output, error))
    return FALSE;
  pades_draft_tell (self, PADES_STEP_VERIFY, 0.0);
  check.seen = pdf_output_saw_copy (self->output);
  if (!pades_selfcheck_run (&check, self->cancellable, error) ||
      g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  return pdf_output_commit (self->output, error);
}

/**
 * pades_draft_timestamp:
 * @self: a draft, copied
 * @contents: a time-stamp service that was tried
 * @error: return location for an error
 *
 * Appends a document time-stamp (EN 319 142-1, 5.4.3) over all so far.
 *
 * Returns: %FALSE with the error of the plan or the service
 */
gboolean
pades_draft_timestamp (PadesDraft *self, PadesContents *contents, GError **error)
{
  PdfFile *file = pades_draft_get_file (self, error);
  gsize room = pades_contents_get_token_size (contents);
  g_autoptr (PadesPlan) plan = NULL;
  g_autoptr (GBytes) imprint = NULL;
  g_autoptr (GBytes) token = NULL;
  GByteArray *bytes = NULL;
  gsize gap = 0;

  if (file == NULL || g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  plan = pades_plan_new_timestamp (file, error);
  bytes = plan != NULL ? pades_plan_build (plan, room, &gap, error) : NULL;
  if (bytes == NULL)
    return FALSE;
  pades_draft_tell (self, PADES_STEP_TIMESTAMP, 0.0);
  imprint = pades_draft_hash (self, bytes, gap, room);
  token = pades_contents_fetch_token (contents, imprint, self->cancellable, error);
  return token != NULL && pades_draft_seal (self, bytes, gap, token, error);
}
