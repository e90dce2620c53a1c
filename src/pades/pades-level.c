/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-level.h"

#include "pades-date.h"
#include "pades-dss.h"
#include "pades-longterm.h"
#include "pki-chain.h"

#define NOT_ETSI "NOT-ETSI"

/* Stores of earlier revisions that are read for one file; honest ones have a time-stamp in a
 * decade. */
#define MAX_STORES 32

/**
 * pades_level_reader_clear:
 * @self: a reader
 *
 * Frees what it remembers.
 */
void
pades_level_reader_clear (PadesLevelReader *self)
{
  g_clear_pointer (&self->older, pki_validation_data_free);
}

/* What was embedded by then. Neighbouring signatures mostly ask for the same revision. */
static PkiValidationData *
get_store_at (PadesLevelReader *self, guint revision)
{
  if (revision == pdf_file_get_n_revisions (self->file))
    return self->store;
  if (self->older != NULL && self->revision == revision)
    return self->older;
  g_clear_pointer (&self->older, pki_validation_data_free);
  self->older = pades_dss_read_at (self->file, revision);
  self->revision = revision;
  return self->older;
}

/* EN 319 142-1, 6.3: ETSI.CAdES.detached, its certificate named, the time claimed in /M and not in
 * the CMS, no /Cert. */
static gboolean
is_baseline (PadesExam *exam)
{
  PdfObject *dict = exam->dictionary->dict;
  g_autofree char *date = pdf_object_dup_text (pdf_object_peek_key (dict, "M"));

  return exam->cms != NULL && exam->dictionary->kind == PADES_KIND_CADES &&
         exam->facts.integrity == PADES_INTEGRITY_INTACT && !exam->facts.unbound &&
         pades_date_parse (date) != PADES_DATE_NONE && pdf_object_peek_key (dict, "Cert") == NULL &&
         pki_cms_get_signing_time (exam->cms) == PADES_DATE_NONE;
}

/* The last sound document time-stamp behind this signature, or the first, or NULL. */
static PadesExam *
find_timestamp_after (GPtrArray *exams, guint index, gboolean last)
{
  PadesExam *found = NULL;
  guint i;

  for (i = index + 1; i < exams->len && (last || found == NULL); i++)
    {
      PadesExam *exam = g_ptr_array_index (exams, i);

      if (exam->token != NULL && exam->facts.integrity == PADES_INTEGRITY_INTACT &&
          exam->facts.coverage <= PADES_COVERAGE_ENTIRE_REVISION)
        found = exam;
    }
  return found;
}

/* Whoever signed the answers: that they are there is the form, what they are worth the verdict. */
static gboolean
has_answer (PkiValidationData *store, PkiCertificate *signer, GPtrArray *others)
{
  GPtrArray *ocsps = pki_validation_data_get_ocsps (store);
  GPtrArray *crls = pki_validation_data_get_crls (store);
  PkiStatusQuestion question = {signer, pki_chain_find_issuer (signer, others), 0, NULL};

  if (question.issuer == NULL)
    question.issuer = pki_chain_find_issuer (signer, pki_validation_data_get_certificates (store));
  for (guint i = 0; i < crls->len; i++)
    if (pki_crl_is_about (g_ptr_array_index (crls, i), signer))
      return TRUE;
  for (guint i = 0; question.issuer != NULL && i < ocsps->len; i++)
    if (pki_ocsp_is_about (g_ptr_array_index (ocsps, i), &question))
      return TRUE;
  return FALSE;
}

/* A chain of roots alone needs no answer, but then nobody added anything for the long term. Which
 * issuers are trusted as they are is another program's secret, so that an answer about the signer
 * will do. */
static gboolean
is_complete (PadesLevelReader *self, PadesExam *exam, PkiValidationData *store, gint64 used)
{
  PkiCertificate *signer = exam->cms != NULL ? pki_cms_get_signer (exam->cms)
                                             : pki_timestamp_get_signer (exam->token);
  GPtrArray *others = exam->cms != NULL ? pki_cms_get_certificates (exam->cms)
                                        : pki_timestamp_get_certificates (exam->token);
  g_autoptr (PadesHolder) holder = NULL;

  if (pki_validation_data_get_certificates (store)->len == 0)
    return FALSE;
  if (signer != NULL && has_answer (store, signer, others))
    return TRUE;
  holder = pades_holder_new (exam->dictionary);
  return holder != NULL && pades_holder_is_complete (holder, store, self->roots, used);
}

/* Whether its proofs were there by the time of the last document time-stamp, or of the first: what
 * the store lost in between is still in the file, under that time-stamp. */
static gboolean
is_archived (PadesLevelReader *self, guint index, PadesExam *first, gint64 used)
{
  PadesExam *exam = g_ptr_array_index (self->exams, index);
  PadesExam *last = find_timestamp_after (self->exams, index, TRUE);

  if (last == NULL)
    return FALSE;
  if (is_complete (self, exam, get_store_at (self, last->dictionary->revision), used))
    return TRUE;
  return first != last && self->n_stores++ < MAX_STORES &&
         is_complete (self, exam, get_store_at (self, first->dictionary->revision), used);
}

/* How far it was kept, whatever kind it is. */
static PadesLevel
read_stage (PadesLevelReader *self, guint index)
{
  PadesExam *exam = g_ptr_array_index (self->exams, index);
  PadesExam *first = find_timestamp_after (self->exams, index, FALSE);
  gint64 used = first != NULL ? pki_timestamp_get_time (first->token) : PKI_STATUS_ANY_TIME;

  if (!exam->has_timestamp && first == NULL)
    return PADES_LEVEL_B_B;
  if (is_archived (self, index, first, used))
    return PADES_LEVEL_B_LTA;
  if (is_complete (self, exam, self->store, used) &&
      (exam->has_timestamp || is_complete (self, first, self->store, used)))
    return PADES_LEVEL_B_LT;
  return PADES_LEVEL_B_T;
}

/**
 * pades_level_detect:
 * @self: the file with all its signatures
 * @index: which one
 *
 * Tells the baseline level whose form a signature has (EN 319 142-1, 6.3): B-T with a time-stamp,
 * B-LT when certificates and revocation answers are embedded, B-LTA when they were by the time of a
 * document time-stamp. Whether any of it holds is not a matter of the form.
 *
 * Returns: the level, %PADES_LEVEL_NONE for what is no baseline signature
 */
PadesLevel
pades_level_detect (PadesLevelReader *self, guint index)
{
  return is_baseline (g_ptr_array_index (self->exams, index)) ? read_stage (self, index)
                                                              : PADES_LEVEL_NONE;
}

/* EN 319 142-2, 5: what an extended PAdES signature has; one that names no policy is a BES, and one
 * kept for the long term an LTV. */
static const char *
name_extended (PadesLevelReader *self, guint index)
{
  PadesExam *exam = g_ptr_array_index (self->exams, index);

  if (exam->facts.unbound)
    return NOT_ETSI;
  if (find_timestamp_after (self->exams, index, FALSE) != NULL &&
      (pki_validation_data_get_crls (self->store)->len > 0 ||
       pki_validation_data_get_ocsps (self->store)->len > 0))
    return "PAdES-LTV";
  return pki_cms_has_policy (exam->cms) ? "PAdES-EPES" : "PAdES-BES";
}

/**
 * pades_level_name_form:
 * @self: the file with all its signatures
 * @index: which one
 *
 * Names the form of a signature in the words of the EU's validation library: a baseline level; the
 * same stages of a PKCS #7 signature as in ISO 32000-1 (PKCS7-B to PKCS7-LTA); PAdES-BES,
 * PAdES-EPES or PAdES-LTV for what is CAdES and no baseline (EN 319 142-2); or NOT-ETSI.
 *
 * Returns: (transfer none) (nullable): the name; %NULL for a time-stamp
 */
const char *
pades_level_name_form (PadesLevelReader *self, guint index)
{
  static const char *const baseline[] = {"B-B", "B-T", "B-LT", "B-LTA"};
  static const char *const pkcs7[] = {"PKCS7-B", "PKCS7-T", "PKCS7-LT", "PKCS7-LTA"};
  PadesExam *exam = g_ptr_array_index (self->exams, index);
  PadesKind kind = exam->dictionary->kind;

  if (kind == PADES_KIND_TIMESTAMP)
    return NULL;
  if (exam->cms == NULL || pki_cms_get_n_signers (exam->cms) != 1 ||
      !pki_cms_has_attributes (exam->cms))
    return NOT_ETSI;
  if (is_baseline (exam))
    return baseline[read_stage (self, index) - PADES_LEVEL_B_B];
  if (kind == PADES_KIND_CADES)
    return name_extended (self, index);
  return kind == PADES_KIND_PKCS7 && pki_cms_get_signer (exam->cms) != NULL
             ? pkcs7[read_stage (self, index) - PADES_LEVEL_B_B]
             : NOT_ETSI;
}
