/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-sign.h"

#include "pades-draft.h"
#include "pades-longterm.h"
#include "pdf-error.h"

/* One signing under way. */
typedef struct {
  GCancellable *cancellable;
  PadesDraft *draft;
  PadesContents contents;
  PadesLongterm longterm;
} Signing;

static void
signing_clear (Signing *self)
{
  g_clear_pointer (&self->draft, pades_draft_free);
  pades_contents_clear (&self->contents);
  pades_longterm_clear (&self->longterm);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Signing, signing_clear)

static GBytes *
make_cms (Signing *self, GBytes *digest, GError **error)
{
  PadesDraft *draft = self->draft;
  g_autoptr (GBytes) cms = NULL;

  if (g_cancellable_set_error_if_cancelled (draft->cancellable, error))
    return NULL;
  pades_draft_tell (draft, PADES_STEP_SIGN, 0.0);
  cms = pades_contents_sign (&self->contents, digest, draft->cancellable, error);
  if (cms == NULL)
    return NULL;
  if (draft->request->level > PADES_LEVEL_B_B)
    pades_draft_tell (draft, PADES_STEP_TIMESTAMP, 0.0);
  return pades_contents_timestamp (&self->contents, cms, draft->cancellable, error);
}

/* What the levels above B-T add behind the signature. */
static gboolean
append_more (Signing *self, GError **error)
{
  PadesLevel level = self->draft->request->level;

  if (level >= PADES_LEVEL_B_LT &&
      !pades_longterm_append (&self->longterm, self->draft, FALSE, error))
    return FALSE;
  return level < PADES_LEVEL_B_LTA || pades_draft_timestamp (self->draft, &self->contents, error);
}

static gboolean
sign_into (Signing *self, PadesPlan *plan, GError **error)
{
  gsize room = self->contents.size;
  gsize gap = 0;
  GByteArray *bytes = pades_plan_build (plan, room, &gap, error);
  g_autoptr (GBytes) digest = NULL;
  g_autoptr (GBytes) cms = NULL;

  if (bytes == NULL || !pades_draft_copy (self->draft, self->contents.digest, error))
    return FALSE;
  digest = pades_draft_hash (self->draft, bytes, gap, room);
  cms = make_cms (self, digest, error);
  return cms != NULL && pades_draft_seal (self->draft, bytes, gap, cms, error) &&
         append_more (self, error) && pades_draft_finish (self->draft, error);
}

/* What would forbid the time-stamp behind the signature is to be known before. */
static PadesPlan *
plan_all (PdfFile *file, const PadesSignRequest *request, GError **error)
{
  g_autoptr (PadesPlan) plan = pades_plan_new (file, request, error);
  g_autoptr (PadesPlan) timestamp = NULL;

  if (plan == NULL || request->level < PADES_LEVEL_B_LTA)
    return g_steal_pointer (&plan);
  timestamp = pades_plan_new_timestamp (file, error);
  return timestamp != NULL ? g_steal_pointer (&plan) : NULL;
}

/* How much room to keep, and whether the services that the level needs help at all: before the key
 * is used. */
static gboolean
prepare (Signing *self, PadesPlan *plan, GCancellable *cancellable, GError **error)
{
  const PadesSignRequest *request = plan->request;

  self->contents.request = request;
  self->contents.digest = pki_signer_choose_digest (request->signer, plan->digest);
  if (!pades_contents_measure (&self->contents, cancellable, error))
    return FALSE;
  if (request->level < PADES_LEVEL_B_LT)
    return TRUE;
  pades_longterm_init (&self->longterm, request, cancellable);
  return pades_longterm_try (&self->longterm, &self->contents, error);
}

static gboolean
sign_file (Signing *self,
           PdfFile *file,
           const char *output,
           const PadesSignRequest *request,
           GError **error)
{
  GCancellable *cancellable = self->cancellable;
  g_autoptr (PadesPlan) plan = plan_all (file, request, error);

  if (plan == NULL || !prepare (self, plan, cancellable, error))
    return FALSE;
  self->draft = pades_draft_new (file, output, request, cancellable, error);
  if (self->draft == NULL)
    return FALSE;
  self->draft->earlier = g_ptr_array_ref (plan->earlier);
  return sign_into (self, plan, error);
}

/* What is odd about a file that changed meanwhile says nothing about either version of it. */
static void
blame_change (PdfFile *file, GError **error)
{
  GError *change = NULL;

  if (error == NULL || ((*error)->domain != PADES_ERROR && (*error)->domain != PDF_ERROR) ||
      pdf_file_check_same (file, &change))
    return;
  g_clear_error (error);
  g_propagate_error (error, change);
}

/**
 * pades_sign:
 * @file: the file to sign
 * @output: path of the signed file; not that of @file
 * @request: how to sign
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Signs a file (EN 319 142-1) by appending revisions to a copy of it, one for the signature and one
 * for each that its level adds: written aside, synced, reopened, verified together with all earlier
 * signatures, and only then renamed.
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
  g_auto (Signing) self = {0};

  g_return_val_if_fail (file != NULL && output != NULL, FALSE);
  g_return_val_if_fail (request != NULL && request->signer != NULL, FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (request->progress != NULL)
    request->progress (PADES_STEP_PREPARE, 0.0, request->progress_data);
  if (!pki_certificate_check_signer (pki_signer_get_certificate (request->signer), request->now,
                                     error))
    return FALSE;
  self.cancellable = cancellable;
  if (sign_file (&self, file, output, request, error))
    return TRUE;
  blame_change (file, error);
  return FALSE;
}

/**
 * pades_sign_preflight_all:
 * @file: the file to sign
 * @request: how to sign; the signer may be missing
 *
 * Asks what of a request would fail, without key, network or output: fields, certification,
 * what a field's author demands, pages. It goes on after a problem, so that all of them can be
 * mended at once.
 *
 * Returns: (transfer full) (element-type GError): the errors, of which pades_sign() would give the
 *   first; none where nothing stands against signing
 */
GPtrArray *
pades_sign_preflight_all (PdfFile *file, const PadesSignRequest *request)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);

  g_return_val_if_fail (file != NULL && request != NULL, NULL);

  pades_plan_try (file, request, problems);
  if (request->level >= PADES_LEVEL_B_LTA && problems->len == 0)
    pades_plan_try (file, NULL, problems);
  return g_steal_pointer (&problems);
}

/**
 * pades_sign_preflight:
 * @file: the file to sign
 * @request: how to sign; the signer may be missing
 * @error: return location for an error
 *
 * Asks as pades_sign_preflight_all() does, for one problem.
 *
 * Returns: %FALSE with the error that pades_sign() would give
 */
gboolean
pades_sign_preflight (PdfFile *file, const PadesSignRequest *request, GError **error)
{
  g_autoptr (PadesPlan) plan = NULL;

  g_return_val_if_fail (file != NULL && request != NULL, FALSE);

  plan = plan_all (file, request, error);
  return plan != NULL;
}
