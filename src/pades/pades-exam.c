/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-exam.h"

#include "pki-algorithm.h"

/* A chain is a handful. */
#define MAX_CERTIFICATES 64

/**
 * pades_exam_free:
 * @self: (nullable): an exam
 *
 * Frees it.
 */
void
pades_exam_free (PadesExam *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->tokens, g_ptr_array_unref);
  g_clear_pointer (&self->cms, pki_cms_free);
  g_clear_pointer (&self->token, pki_timestamp_free);
  g_free (self);
}

static void
fail (PadesExam *self, PadesIntegrity integrity, PadesSub flaw)
{
  self->facts.integrity = integrity;
  self->facts.flaw = flaw;
}

static void
read_error (PadesExam *self, const GError *error)
{
  if (g_error_matches (error, PKI_ERROR, PKI_ERROR_UNSUPPORTED))
    fail (self, PADES_INTEGRITY_UNSUPPORTED, PADES_SUB_CRYPTO_CONSTRAINTS_FAILURE);
  else
    fail (self, PADES_INTEGRITY_UNPARSEABLE, PADES_SUB_FORMAT_FAILURE);
}

/* Behind the CMS is padding, and nobody signed it: other than zeros it hides something. */
static gboolean
is_padded (const guint8 *contents, gsize length, gsize used)
{
  gsize i;

  for (i = used; i < length; i++)
    if (contents[i] != 0)
      return FALSE;
  return TRUE;
}

static void
read_contents (PadesExam *self, const guint8 *contents, gsize length, PkiCertificatePool *pool)
{
  g_autoptr (GError) error = NULL;
  /* A time-stamp token is a CMS too, which tells how long it is. */
  g_autoptr (PkiCms) cms = pki_cms_new_pooled (contents, length, pool, &error);

  if (cms == NULL)
    {
      read_error (self, error);
      return;
    }
  if (!is_padded (contents, length, pki_cms_get_size (cms)))
    self->facts.coverage = PADES_COVERAGE_MALFORMED;
  if (self->dictionary->kind == PADES_KIND_TIMESTAMP)
    {
      self->token = pki_timestamp_new (contents, pki_cms_get_size (cms), &error);
      if (self->token == NULL)
        read_error (self, error);
      else
        self->facts.digest = pki_timestamp_get_digest (self->token);
    }
  else if (self->dictionary->kind == PADES_KIND_PKCS7_SHA1 && !pki_cms_has_content (cms))
    {
      fail (self, PADES_INTEGRITY_UNPARSEABLE, PADES_SUB_FORMAT_FAILURE);
    }
  else
    {
      self->cms = g_steal_pointer (&cms);
      self->facts.digest = self->dictionary->kind == PADES_KIND_PKCS7_SHA1
                               ? PKI_DIGEST_SHA1
                               : pki_cms_get_digest (self->cms);
      /* EN 319 142-1, 6.3: the signing-certificate attribute is mandatory there. */
      self->facts.unbound = self->dictionary->kind == PADES_KIND_CADES &&
                            !pki_cms_has_signing_certificate (self->cms);
    }
}

static void
add_certificate (GPtrArray *certificates, PdfObject *object)
{
  gsize length = 0;
  const guint8 *der = pdf_object_get_string (object, &length);
  PkiCertificate *certificate = der != NULL ? pki_certificate_new_from_der (der, length, NULL)
                                            : NULL;

  if (certificate != NULL)
    g_ptr_array_add (certificates, certificate);
}

/* ISO 32000-1, table 252: one certificate, or the signer's and those of its issuers. */
static GPtrArray *
list_certificates (PdfFile *file, PdfObject *dict)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_certificate_unref);
  g_autoptr (PdfObject) cert = pdf_file_get_key (file, dict, "Cert", NULL);
  guint i;

  add_certificate (list, cert);
  for (i = 0; i < MIN (pdf_object_get_length (cert), MAX_CERTIFICATES); i++)
    {
      g_autoptr (PdfObject) each = pdf_file_resolve (file, pdf_object_peek_index (cert, i), NULL);

      add_certificate (list, each);
    }
  return list;
}

static void
read_bare (PadesExam *self, PdfFile *file, const guint8 *contents, gsize length)
{
  g_autoptr (GPtrArray) certificates = list_certificates (file, self->dictionary->dict);
  g_autoptr (GError) error = NULL;
  gsize used = 0;

  if (certificates->len == 0)
    {
      fail (self, PADES_INTEGRITY_UNSUPPORTED, PADES_SUB_NO_SIGNING_CERTIFICATE_FOUND);
      return;
    }
  self->cms = pki_cms_new_bare (contents, length, certificates, &used, &error);
  if (self->cms == NULL)
    {
      read_error (self, error);
      return;
    }
  if (!is_padded (contents, length, used))
    self->facts.coverage = PADES_COVERAGE_MALFORMED;
  self->facts.digest = PKI_DIGEST_SHA1;
}

static void
read_tokens (PadesExam *self)
{
  if (self->cms == NULL)
    return;
  self->tokens = pades_token_list (self->cms);
  for (guint i = 0; i < self->tokens->len; i++)
    {
      const PadesToken *token = g_ptr_array_index (self->tokens, i);

      self->has_timestamp |= token->kind == PKI_TOKEN_SIGNATURE && token->token != NULL;
    }
}

/* ISO 32000-2, table 255: /Type may be missing, but no signature is of another one. */
static gboolean
is_of_other_type (const PadesDictionary *dictionary, PdfFile *file)
{
  g_autoptr (PdfObject) type = pdf_file_get_key (file, dictionary->dict, "Type", NULL);

  return dictionary->kind != PADES_KIND_TIMESTAMP && type != NULL &&
         pdf_object_get_type (type) != PDF_TYPE_NULL && !pdf_object_is_name (type, "Sig");
}

static PadesExam *
exam_new (PadesDictionary *dictionary, PdfFile *file, PkiCertificatePool *pool)
{
  PadesExam *self = g_new0 (PadesExam, 1);
  gsize length = 0;
  const guint8 *contents = pdf_object_get_string (dictionary->contents, &length);

  self->dictionary = dictionary;
  self->facts.coverage = dictionary->coverage;
  self->facts.mismatched = is_of_other_type (dictionary, file);
  fail (self, PADES_INTEGRITY_UNSUPPORTED, PADES_SUB_CRYPTO_CONSTRAINTS_FAILURE);
  if (contents == NULL || (!dictionary->has_range && dictionary->pieces == NULL))
    fail (self, PADES_INTEGRITY_UNPARSEABLE, PADES_SUB_FORMAT_FAILURE);
  else if (dictionary->kind == PADES_KIND_BARE)
    read_bare (self, file, contents, length);
  else if (dictionary->kind != PADES_KIND_UNSUPPORTED)
    read_contents (self, contents, length, pool);
  read_tokens (self);
  return self;
}

static void
add_hash (PadesExam *self, GArray *hashes)
{
  PadesHash hash = {self->dictionary->gap, self->dictionary->tail, self->dictionary->end};

  if (self->dictionary->has_range && (self->cms != NULL || self->token != NULL))
    hash.digest = self->facts.digest;
  g_array_append_val (hashes, hash);
}

/* Where the digest of this signature's bytes that a token asks for will be: the signature's own,
 * one that another token asked for, or a new one. */
static guint
find_place (PadesExam *self, const PadesToken *token, guint own, guint first, GArray *hashes)
{
  PadesHash hash = {self->dictionary->gap, self->dictionary->tail, self->dictionary->end};

  if (g_array_index (hashes, PadesHash, own).digest == token->digest)
    return own;
  for (guint i = first; i < hashes->len; i++)
    if (g_array_index (hashes, PadesHash, i).digest == token->digest)
      return i;
  hash.digest = token->digest;
  hash.again = TRUE;
  g_array_append_val (hashes, hash);
  return hashes->len - 1;
}

/* In adbe.pkcs7.sha1 the content is the digest that lies inside. */
static gboolean
needs_hash (const PadesExam *self, const PadesToken *token)
{
  return token->digest != PKI_DIGEST_NONE && self->dictionary->kind != PADES_KIND_PKCS7_SHA1;
}

static void
add_token_hashes (PadesExam *self, guint own, GArray *hashes)
{
  guint first = hashes->len;

  for (guint i = 0; self->tokens != NULL && i < self->tokens->len; i++)
    {
      PadesToken *token = g_ptr_array_index (self->tokens, i);

      if (needs_hash (self, token))
        token->place = find_place (self, token, own, first, hashes);
    }
}

static void
check_tokens (PadesExam *self, GArray *hashes)
{
  g_autoptr (GBytes) inner = NULL;

  if (self->tokens != NULL && self->dictionary->kind == PADES_KIND_PKCS7_SHA1)
    inner = pki_cms_dup_content (self->cms);
  for (guint i = 0; self->tokens != NULL && i < self->tokens->len; i++)
    {
      PadesToken *token = g_ptr_array_index (self->tokens, i);
      g_autoptr (GBytes) digest = NULL;

      if (needs_hash (self, token))
        {
          GBytes *value = g_array_index (hashes, PadesHash, token->place).value;

          digest = value != NULL ? g_bytes_ref (value) : NULL;
        }
      else if (token->digest != PKI_DIGEST_NONE && inner != NULL)
        digest = pki_digest_bytes (token->digest, g_bytes_get_data (inner, NULL),
                                   g_bytes_get_size (inner));
      pades_token_check (token, self->cms, digest);
    }
}

/* The digest of the file is what was signed, and signed like any content. */
static PkiCmsCheck
check_inner (PadesExam *self, GBytes *digest)
{
  g_autoptr (GBytes) content = pki_cms_dup_content (self->cms);
  PkiDigestType type = pki_cms_get_digest (self->cms);
  g_autoptr (GBytes) value = NULL;

  if (type == PKI_DIGEST_NONE)
    return PKI_CMS_UNSUPPORTED;
  if (!g_bytes_equal (content, digest))
    return PKI_CMS_DIGEST_MISMATCH;
  value = pki_digest_bytes (type, g_bytes_get_data (content, NULL), g_bytes_get_size (content));
  return pki_cms_check (self->cms, value);
}

/* Where a detached signature carries a content (ISO 32000-2, table 255: it must not), readers check
 * one or the other: no format at all when they differ, and else not one that counts. */
static void
judge_enveloped (PadesExam *self, GBytes *digest)
{
  g_autoptr (GBytes) content = pki_cms_dup_content (self->cms);
  PkiDigestType type = pki_cms_get_digest (self->cms);
  g_autoptr (GBytes) value = NULL;

  if (content != NULL && type != PKI_DIGEST_NONE)
    value = pki_digest_bytes (type, g_bytes_get_data (content, NULL), g_bytes_get_size (content));
  if (value == NULL || !g_bytes_equal (value, digest))
    fail (self, PADES_INTEGRITY_UNPARSEABLE, PADES_SUB_FORMAT_FAILURE);
  else if (self->facts.integrity == PADES_INTEGRITY_INTACT)
    fail (self, PADES_INTEGRITY_UNSUPPORTED, PADES_SUB_SIG_CONSTRAINTS_FAILURE);
}

static void
check_cms (PadesExam *self, GBytes *digest)
{
  gboolean by_digest = self->dictionary->kind == PADES_KIND_PKCS7_SHA1;
  PkiCmsCheck result = by_digest ? check_inner (self, digest) : pki_cms_check (self->cms, digest);
  PkiDigestType other = pki_cms_get_value_digest (self->cms);

  pades_verdict_read_check (result, pki_cms_get_n_signers (self->cms), &self->facts);
  if (!by_digest && pki_cms_has_content (self->cms))
    judge_enveloped (self, digest);
  self->facts.mismatched |= !pki_cms_takes_digest (self->cms);
  if (other != PKI_DIGEST_NONE && pki_algorithm_end_of_digest (other).until <
                                      pki_algorithm_end_of_digest (self->facts.digest).until)
    self->facts.digest = other;
}

static void
check (PadesExam *self, GBytes *digest)
{
  if (self->cms == NULL && self->token == NULL)
    return;
  if (digest == NULL)
    fail (self, PADES_INTEGRITY_UNSUPPORTED, PADES_SUB_CRYPTO_CONSTRAINTS_FAILURE);
  else if (self->token != NULL)
    pades_verdict_read_check (pki_timestamp_check (self->token, digest), 1, &self->facts);
  else
    check_cms (self, digest);
}

/* Over a range that is none, to tell what was altered from what was only signed in an odd way. */
static void
check_pieces (PadesExam *self, PdfFile *file, gsize *room)
{
  const GArray *pieces = self->dictionary->pieces;
  g_autoptr (PkiDigest) digest = NULL;
  g_autoptr (GBytes) value = NULL;
  gsize size;
  const guint8 *data = pdf_file_get_data (file, &size);
  guint i;

  if (self->facts.digest != PKI_DIGEST_NONE)
    digest = pki_digest_new (self->facts.digest);
  for (i = 0; digest != NULL && i + 1 < pieces->len; i += 2)
    {
      gsize length = g_array_index (pieces, gsize, i + 1);

      if (length > *room)
        g_clear_pointer (&digest, pki_digest_free);
      else
        pki_digest_update (digest, data + g_array_index (pieces, gsize, i), length);
      *room -= MIN (length, *room);
    }
  value = digest != NULL ? pki_digest_finish (digest) : NULL;
  check (self, value);
}

static void
hash_clear (PadesHash *hash)
{
  g_clear_pointer (&hash->value, g_bytes_unref);
}

/**
 * pades_exam_list:
 * @dictionaries: (element-type PadesDictionary): signatures of @file; must outlive the result
 * @file: the file
 * @job: what else to hash and whom to tell; its hashes are filled in here
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Checks the digest and the CMS of each signature, with one pass over the file.
 *
 * Returns: (transfer full) (element-type PadesExam): one exam each, in the same order; %NULL when
 *   cancelled, or when the file was cut while it was read
 */
GPtrArray *
pades_exam_list (GPtrArray *dictionaries,
                 PdfFile *file,
                 PadesHashJob *job,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (GPtrArray) exams = g_ptr_array_new_with_free_func ((GDestroyNotify) pades_exam_free);
  g_autoptr (GArray) hashes = g_array_new (FALSE, TRUE, sizeof (PadesHash));
  g_autoptr (PkiCertificatePool) pool = pki_certificate_pool_new ();
  gsize room = 0;
  guint i;

  g_return_val_if_fail (dictionaries != NULL && file != NULL && job != NULL, NULL);

  pdf_file_get_data (file, &room);

  g_array_set_clear_func (hashes, (GDestroyNotify) hash_clear);
  for (i = 0; job->certificates != NULL && i < job->certificates->len; i++)
    pki_certificate_pool_add (pool, g_ptr_array_index (job->certificates, i));
  for (i = 0; i < dictionaries->len; i++)
    {
      PadesExam *exam = exam_new (g_ptr_array_index (dictionaries, i), file, pool);

      g_ptr_array_add (exams, exam);
      add_hash (exam, hashes);
    }
  for (i = 0; i < exams->len; i++)
    add_token_hashes (g_ptr_array_index (exams, i), i, hashes);
  job->hashes = hashes;
  if (!pades_hash_run (file, job, cancellable, error))
    return NULL;
  job->hashes = NULL;
  for (i = 0; i < exams->len; i++)
    {
      if (((PadesDictionary *) g_ptr_array_index (dictionaries, i))->pieces != NULL)
        check_pieces (g_ptr_array_index (exams, i), file, &room);
      else
        check (g_ptr_array_index (exams, i), g_array_index (hashes, PadesHash, i).value);
      check_tokens (g_ptr_array_index (exams, i), hashes);
    }
  return g_steal_pointer (&exams);
}
