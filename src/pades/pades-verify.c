/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-report.h"

#include "pades-covered.h"
#include "pades-date.h"
#include "pades-dss.h"
#include "pades-later.h"
#include "pades-mac.h"
#include "pades-level.h"
#include "pades-page.h"
#include "pades-restraint.h"
#include "pades-trust.h"
#include "pki-archival.h"

static char *
dup_text (PdfFile *file, PdfObject *dict, const char *key)
{
  g_autoptr (PdfObject) text = pdf_file_get_key (file, dict, key, NULL);

  return pdf_object_dup_text (text);
}

static void
read_restrictions (PadesSignature *signature, PdfFile *file, PadesDictionary *dictionary)
{
  g_auto (PadesRestraint) restraint = {0, FALSE, NULL};

  pades_restraint_read (&restraint, file, dictionary);
  signature->docmdp = restraint.docmdp;
  signature->certified = restraint.certified;
  signature->lock = g_steal_pointer (&restraint.lock);
  if (signature->lock != NULL)
    signature->locked_fields = pades_lock_to_string (signature->lock);
}

static void
read_claims (PadesSignature *signature, PdfFile *file, PadesExam *exam)
{
  PdfObject *dict = exam->dictionary->dict;
  g_autofree char *date = dup_text (file, dict, "M");

  signature->reason = dup_text (file, dict, "Reason");
  signature->location = dup_text (file, dict, "Location");
  signature->claimed = pades_date_parse (date);
  signature->digest = exam->facts.digest;
  if (exam->token != NULL)
    signature->claimed = pki_timestamp_get_time (exam->token);
  if (exam->cms == NULL)
    return;
  signature->algorithm = g_strdup (pki_cms_get_algorithm (exam->cms));
  if (signature->claimed == PADES_DATE_NONE)
    signature->claimed = pki_cms_get_signing_time (exam->cms);
}

/* A signature that shows nothing stands on no page, whatever page its widget names. */
static guint32
find_page (PdfFile *file, const PadesDictionary *dictionary)
{
  const PdfRect *rect = &dictionary->rect;

  if (rect->x1 - rect->x0 <= 0 || rect->y1 - rect->y0 <= 0)
    return G_MAXUINT32;
  return pades_page_find_index (file, dictionary->page, dictionary->widget);
}

static PadesSignature *
signature_new (PdfFile *file, PadesExam *exam, guint number)
{
  PadesSignature *signature = g_new0 (PadesSignature, 1);
  PadesDictionary *dictionary = exam->dictionary;

  signature->number = number;
  signature->timestamp = dictionary->kind == PADES_KIND_TIMESTAMP;
  signature->field = g_strdup (dictionary->field);
  signature->sub_filter = g_strdup (dictionary->sub_filter);
  signature->revision = dictionary->revision;
  signature->rect = dictionary->rect;
  signature->page = find_page (file, dictionary);
  signature->proven = PADES_DATE_NONE;
  signature->not_before = PADES_DATE_NONE;
  signature->integrity = exam->facts.integrity;
  signature->coverage = exam->facts.coverage;
  read_restrictions (signature, file, dictionary);
  read_claims (signature, file, exam);
  return signature;
}

static GPtrArray *
signatures_new (PdfFile *file, GPtrArray *exams)
{
  GPtrArray *signatures = g_ptr_array_new_with_free_func ((GDestroyNotify) pades_signature_free);
  guint i;

  for (i = 0; i < exams->len; i++)
    g_ptr_array_add (signatures, signature_new (file, g_ptr_array_index (exams, i), i + 1));
  return signatures;
}

/* What was asked for because of one signature may tell of another, and not every list that names a
 * certificate is asked for on its behalf: by all that was heard all are judged again, so that it
 * does not matter who came first. */
static void
judge_trust (PadesReport *report, GPtrArray *exams, PadesTrustWalk *walk)
{
  guint heard;

  do
    {
      heard = pki_judge_get_n_heard (walk->judge);
      pades_trust_begin (walk);
      for (guint i = exams->len; i-- > 0;)
        pades_trust_judge (walk, g_ptr_array_index (exams, i),
                           g_ptr_array_index (report->signatures, i));
    }
  while (pki_judge_get_n_heard (walk->judge) > heard);
}

/* A field was filled in, and nobody can tell by its objects alone that it shows what it holds. */
static gboolean
is_unclear (const PadesReport *report, const PadesSignature *signature)
{
  for (guint i = 0; i < report->changes->len; i++)
    {
      const PadesChange *change = g_ptr_array_index (report->changes, i);

      if (change->kind == PADES_CHANGE_FIELD_UNCLEAR &&
          pades_signature_precedes (signature, change))
        return TRUE;
    }
  return FALSE;
}

static void
judge (PadesReport *report, GPtrArray *exams, PadesTrustWalk *walk, PkiValidationData *store)
{
  PdfFile *file = walk->file;
  PadesLevelReader levels = {file, exams, walk->roots, store, NULL, 0, 0};
  guint i;

  judge_trust (report, exams, walk);
  for (i = exams->len; i-- > 0;)
    {
      PadesExam *exam = g_ptr_array_index (exams, i);
      PadesSignature *signature = g_ptr_array_index (report->signatures, i);
      PadesVerdict verdict;

      exam->facts.covered = signature->covers != NULL;
      signature->unseen |= is_unclear (report, signature);
      exam->facts.unseen = signature->unseen;
      signature->level = pades_level_detect (&levels, i);
      signature->form = pades_level_name_form (&levels, i);
      verdict = pades_verdict_judge (&exam->facts);
      signature->indication = verdict.indication;
      signature->sub_indication = verdict.sub;
      report->indication = pades_verdict_worst (report->indication, verdict.indication);
    }
  pades_level_reader_clear (&levels);
}

static PadesReport *
report_new (PdfFile *file)
{
  PadesReport *report = g_new0 (PadesReport, 1);
  guint n = pdf_file_get_n_revisions (file);
  guint i;

  report->path = g_strdup (pdf_file_get_path (file));
  pdf_file_get_data (file, &report->size);
  report->n_pages = pdf_file_get_n_pages (file, NULL);
  report->revisions = g_array_new (FALSE, FALSE, sizeof (PdfRevision));
  for (i = 1; i <= n; i++)
    g_array_append_vals (report->revisions, pdf_file_get_revision (file, i), 1);
  report->indication = PADES_INDICATION_NO_SIGNATURE;
  report->integrity_code = pades_mac_is_present (file);
  return report;
}

/* What signers put into their signatures. */
static void
gather (GPtrArray *exams, PkiValidationData *data)
{
  g_autoptr (PkiValidationData) held = pki_validation_data_new ();

  for (guint i = 0; i < exams->len; i++)
    {
      PadesExam *exam = g_ptr_array_index (exams, i);

      if (exam->cms == NULL)
        continue;
      pki_archival_read (exam->cms, held);
      pki_archival_read_beside (exam->cms, held);
    }
  pki_validation_data_merge (data, held, PKI_ORIGIN_SIGNATURE);
}

/* What is embedded is kept apart from what is asked for: levels depend on the former alone. */
static void
judge_by (PadesReport *report,
          GPtrArray *exams,
          PdfFile *file,
          const PadesVerifyRequest *request,
          GCancellable *cancellable)
{
  g_autoptr (PkiValidationData) store = pades_dss_read (file);
  g_autoptr (PkiValidationData) data = pki_validation_data_new ();
  g_autoptr (PkiProof) proof = pki_proof_new (request->now);
  g_autoptr (PkiJudge) court = NULL;
  PadesTrustWalk walk = {file, request->trust, NULL, proof, request->now, PADES_DATE_NONE, NULL};

  pki_validation_data_merge (data, store, PKI_ORIGIN_STORE);
  gather (exams, data);
  if (request->service != NULL)
    pki_service_begin (request->service);
  court = pki_judge_new (
      &(PkiJudgeSources){request->trust, data, proof, request->service, request->now, cancellable});
  walk.judge = court;
  judge (report, exams, &walk, store);
}

/**
 * pades_verify_by:
 * @file: the file
 * @request: roots, moment and whom to ask
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Judges every signature and document time-stamp of a file, reading the file once: each as of the
 * time when it is proven to have existed (EN 319 102-1, 5.6.2). Issuers are asked about revocation
 * below the given roots only, and for issuers' certificates that are missing; both only where what
 * is embedded does not tell.
 *
 * Returns: (transfer full): the report; %NULL when the form cannot be read, with
 *   %PDF_ERROR_CHANGED where the file changed meanwhile, or when cancelled
 */
PadesReport *
pades_verify_by (PdfFile *file,
                 const PadesVerifyRequest *request,
                 GCancellable *cancellable,
                 GError **error)
{
  PadesHashJob job = {.with_file = TRUE};
  g_autoptr (PadesReport) report = NULL;
  g_autoptr (GPtrArray) dictionaries = NULL;
  g_autoptr (GPtrArray) exams = NULL;

  g_return_val_if_fail (file != NULL && request != NULL, NULL);

  dictionaries = pades_dictionary_list (file, error);
  if (dictionaries == NULL)
    return NULL;
  exams = pades_exam_list (dictionaries, file, &job, cancellable, error);
  if (exams == NULL)
    return NULL;
  report = report_new (file);
  report->sha256 = job.file_sha256;
  report->signatures = signatures_new (file, exams);
  if (!pades_later_judge (report, file, exams, cancellable, error) ||
      !pades_covered_judge (report, file, request, cancellable, error))
    return NULL;
  judge_by (report, exams, file, request, cancellable);
  if (exams->len == 0)
    report->removed = pades_dictionary_find_removed (file, &report->removed_field);
  return pdf_file_check_same (file, error) ? g_steal_pointer (&report) : NULL;
}

/* A digest that fits is no comfort: which bytes a reader shows nobody can tell any more. */
static void
condemn (PadesExam *exam, PadesSignature *signature)
{
  if (exam->facts.integrity == PADES_INTEGRITY_INTACT)
    exam->facts.integrity = signature->integrity = PADES_INTEGRITY_BROKEN;
  exam->facts.flaw = PADES_SUB_FORMAT_FAILURE;
  exam->facts.coverage = signature->coverage = PADES_COVERAGE_MALFORMED;
  exam->facts.changes = signature->changes = PADES_CHANGES_NOT_ANALYSED;
}

/**
 * pades_verify_recovered:
 * @file: a file opened by pdf_file_open_recovered()
 * @request: roots, moment and whom to ask
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Names the signatures and time-stamps of a file whose structure is damaged: what its fields lead
 * to, each as failed whatever its bytes say.
 *
 * Returns: (transfer full): the report; %NULL when not even the form can be read, or when cancelled
 */
PadesReport *
pades_verify_recovered (PdfFile *file,
                        const PadesVerifyRequest *request,
                        GCancellable *cancellable,
                        GError **error)
{
  PadesHashJob job = {.with_file = TRUE};
  g_autoptr (PadesReport) report = NULL;
  g_autoptr (GPtrArray) dictionaries = NULL;
  g_autoptr (GPtrArray) exams = NULL;
  guint i;

  g_return_val_if_fail (file != NULL && request != NULL, NULL);

  dictionaries = pades_dictionary_list_recovered (file, error);
  if (dictionaries == NULL)
    return NULL;
  exams = pades_exam_list (dictionaries, file, &job, cancellable, error);
  if (exams == NULL)
    return NULL;
  report = report_new (file);
  report->damaged = TRUE;
  report->sha256 = job.file_sha256;
  report->signatures = signatures_new (file, exams);
  report->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) pades_change_free);
  for (i = 0; i < exams->len; i++)
    condemn (g_ptr_array_index (exams, i), g_ptr_array_index (report->signatures, i));
  judge_by (report, exams, file, request, cancellable);
  return pdf_file_check_same (file, error) ? g_steal_pointer (&report) : NULL;
}

/**
 * pades_verify:
 * @file: the file
 * @trust: (nullable): roots that the user trusts
 * @now: the moment of judgement, seconds since 1970, UTC
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Judges as pades_verify_by() does, and asks nobody.
 *
 * Returns: (transfer full): the report; %NULL when the form cannot be read or when cancelled
 */
PadesReport *
pades_verify (PdfFile *file, PkiTrust *trust, gint64 now, GCancellable *cancellable, GError **error)
{
  const PadesVerifyRequest request = {trust, now, NULL};

  return pades_verify_by (file, &request, cancellable, error);
}
