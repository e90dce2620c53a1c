/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-level.h"

#include "pades-date.h"

/* Revocation answers embedded in a document security store (ISO 32000-2, 12.8.4.3). */
static guint
count_revocation (PdfFile *file)
{
  g_autoptr (PdfObject) catalog = pdf_file_get_catalog (file, NULL);
  g_autoptr (PdfObject) dss = pdf_file_get_key (file, catalog, "DSS", NULL);
  g_autoptr (PdfObject) ocsps = pdf_file_get_key (file, dss, "OCSPs", NULL);
  g_autoptr (PdfObject) crls = pdf_file_get_key (file, dss, "CRLs", NULL);

  return pdf_object_get_length (ocsps) + pdf_object_get_length (crls);
}

static guint
count_revocation_at (PdfFile *file, guint revision)
{
  g_autoptr (PdfFile) old = NULL;

  if (revision == pdf_file_get_n_revisions (file))
    return count_revocation (file);
  old = pdf_file_new_for_revision (file, revision, NULL);
  return old == NULL ? 0 : count_revocation (old);
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

/* The last document time-stamp behind this signature, or NULL. */
static PadesExam *
find_timestamp_after (GPtrArray *exams, guint index)
{
  guint i;

  for (i = exams->len - 1; i > index; i--)
    {
      PadesExam *exam = g_ptr_array_index (exams, i);

      if (exam->token != NULL && exam->facts.integrity == PADES_INTEGRITY_INTACT &&
          exam->facts.coverage <= PADES_COVERAGE_ENTIRE_REVISION)
        return exam;
    }
  return NULL;
}

/**
 * pades_level_detect:
 * @file: the file
 * @exams: (element-type PadesExam): of all its signatures, oldest first
 * @index: which one
 *
 * Tells the baseline level that a signature has reached. Long-term levels are granted when
 * revocation answers were embedded after the signature was made; whether these are the right ones
 * is for a validation that reads them.
 *
 * Returns: the level, %PADES_LEVEL_NONE for what is no baseline signature
 */
PadesLevel
pades_level_detect (PdfFile *file, GPtrArray *exams, guint index)
{
  PadesExam *exam = g_ptr_array_index (exams, index);
  PadesExam *timestamp = NULL;
  guint before = 0;

  if (!is_baseline (exam))
    return PADES_LEVEL_NONE;
  timestamp = find_timestamp_after (exams, index);
  if (!exam->has_timestamp && timestamp == NULL)
    return PADES_LEVEL_B_B;
  before = count_revocation_at (file, exam->dictionary->revision);
  if (timestamp != NULL && count_revocation_at (file, timestamp->dictionary->revision) > before)
    return PADES_LEVEL_B_LTA;
  return count_revocation (file) > before ? PADES_LEVEL_B_LT : PADES_LEVEL_B_T;
}
