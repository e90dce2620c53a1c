/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-sign.h"

#include "pades-contents.h"
#include "pades-plan.h"
#include "pades-selfcheck.h"
#include "pdf-output.h"

/* One signing under way. */
typedef struct {
  PdfFile *file;
  const PadesSignRequest *request;
  PadesContents contents;
  PkiDigest *digest;
  GCancellable *cancellable;
} Signing;

static void
tell (const PadesSignRequest *request, PadesStep step, double fraction)
{
  if (request->progress != NULL)
    request->progress (step, fraction, request->progress_data);
}

static void
copied (const guint8 *data, gsize length, gsize done, gsize total, gpointer user_data)
{
  Signing *self = user_data;

  pki_digest_update (self->digest, data, length);
  tell (self->request, PADES_STEP_COPY, total == 0 ? 1.0 : (double) done / (double) total);
}

static void
verified (double fraction, gpointer user_data)
{
  Signing *self = user_data;

  tell (self->request, PADES_STEP_VERIFY, fraction);
}

/* The file is read once: what is copied is hashed on the way. */
static GBytes *
copy_and_hash (Signing *self, PdfOutput *output, GByteArray *bytes, gsize gap, GError **error)
{
  gsize tail = gap + 2 * self->contents.size + 2;

  tell (self->request, PADES_STEP_COPY, 0.0);
  self->digest = pki_digest_new (self->contents.digest);
  if (!pdf_output_copy (output, copied, self, self->cancellable, error))
    return NULL;
  pki_digest_update (self->digest, bytes->data, gap);
  pki_digest_update (self->digest, bytes->data + tail, bytes->len - tail);
  return pki_digest_finish (self->digest);
}

static GBytes *
make_cms (Signing *self, GBytes *digest, GError **error)
{
  g_autoptr (GBytes) cms = NULL;

  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return NULL;
  tell (self->request, PADES_STEP_SIGN, 0.0);
  cms = pades_contents_sign (&self->contents, digest, self->cancellable, error);
  if (cms == NULL)
    return NULL;
  if (self->request->level > PADES_LEVEL_B_B)
    tell (self->request, PADES_STEP_TIMESTAMP, 0.0);
  return pades_contents_timestamp (&self->contents, cms, self->cancellable, error);
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

static gboolean
finish (Signing *self, PdfOutput *output, GByteArray *bytes, GError **error)
{
  PadesHashJob job = {.progress = verified, .user_data = self};

  if (!pdf_output_append (output, bytes->data, bytes->len, error) ||
      !pdf_output_sync (output, error))
    return FALSE;
  tell (self->request, PADES_STEP_VERIFY, 0.0);
  if (!pades_selfcheck_run (self->file, pdf_output_get_path (output), &job, self->cancellable,
                            error) ||
      g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  return pdf_output_commit (output, error);
}

static gboolean
sign_into (Signing *self, PadesPlan *plan, const char *path, GError **error)
{
  gsize gap = 0;
  GByteArray *bytes = pades_plan_build (plan, self->contents.size, &gap, error);
  g_autoptr (PdfOutput) output = NULL;
  g_autoptr (GBytes) digest = NULL;
  g_autoptr (GBytes) cms = NULL;

  if (bytes == NULL)
    return FALSE;
  output = pdf_output_new (self->file, path, self->request->replace, error);
  if (output == NULL)
    return FALSE;
  digest = copy_and_hash (self, output, bytes, gap, error);
  if (digest == NULL)
    return FALSE;
  cms = make_cms (self, digest, error);
  if (cms == NULL)
    return FALSE;
  write_hex (bytes->data + gap + 1, cms);
  return finish (self, output, bytes, error);
}

/**
 * pades_sign:
 * @file: the file to sign
 * @output: path of the signed file; not that of @file
 * @request: how to sign
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Signs a file (EN 319 142-1) by appending one revision to a copy of it: written aside, synced,
 * reopened, verified together with all earlier signatures, and only then renamed.
 *
 * Returns: %FALSE with %PADES_ERROR, %PDF_ERROR, %PKI_ERROR or the signer's own error; then nothing
 *   is left
 */
gboolean
pades_sign (PdfFile *file,
            const char *output,
            const PadesSignRequest *request,
            GCancellable *cancellable,
            GError **error)
{
  Signing self = {.file = file, .request = request, .cancellable = cancellable};
  g_autoptr (PadesPlan) plan = NULL;
  gboolean done = FALSE;

  g_return_val_if_fail (file != NULL && output != NULL, FALSE);
  g_return_val_if_fail (request != NULL && request->signer != NULL, FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  tell (request, PADES_STEP_PREPARE, 0.0);
  if (!pki_certificate_check_signer (pki_signer_get_certificate (request->signer), request->now,
                                     error))
    return FALSE;
  plan = pades_plan_new (file, request, error);
  if (plan == NULL)
    return FALSE;
  self.contents.request = request;
  self.contents.digest = pki_signer_choose_digest (request->signer, request->digest);
  if (!pades_contents_measure (&self.contents, cancellable, error))
    return FALSE;
  done = sign_into (&self, plan, output, error);
  g_clear_pointer (&self.digest, pki_digest_free);
  return done;
}

/**
 * pades_sign_preflight:
 * @file: the file to sign
 * @request: how to sign; the signer may be missing
 * @error: return location for an error
 *
 * Asks what of a request would fail, without key, network or output: fields, certification, pages.
 *
 * Returns: %FALSE with the error that pades_sign() would give
 */
gboolean
pades_sign_preflight (PdfFile *file, const PadesSignRequest *request, GError **error)
{
  g_autoptr (PadesPlan) plan = NULL;

  g_return_val_if_fail (file != NULL && request != NULL, FALSE);

  plan = pades_plan_new (file, request, error);
  return plan != NULL;
}
