/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-level.h"

#include "pades-date.h"
#include "pades-dss.h"
#include "pades-longterm.h"

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

/* A chain of roots alone needs no answer, but then nobody added anything for the long term. */
static gboolean
is_complete (PadesLevelReader *self, PadesExam *exam, PkiValidationData *store, gint64 used)
{
  g_autoptr (PadesHolder) holder = NULL;

  if (pki_validation_data_get_certificates (store)->len == 0)
    return FALSE;
  holder = pades_holder_new (exam->dictionary);
  return holder != NULL && pades_holder_is_complete (holder, store, self->roots, used);
}

/**
 * pades_level_detect:
 * @self: the file with all its signatures
 * @index: which one
 *
 * Tells the baseline level that a signature has reached (EN 319 142-1, 6.3): B-LT when revocation
 * answers are embedded for every certificate of its chains that needs one, B-LTA when they were by
 * the time of a document time-stamp.
 *
 * Returns: the level, %PADES_LEVEL_NONE for what is no baseline signature
 */
PadesLevel
pades_level_detect (PadesLevelReader *self, guint index)
{
  PadesExam *exam = g_ptr_array_index (self->exams, index);
  PadesExam *first = find_timestamp_after (self->exams, index, FALSE);
  PadesExam *last = find_timestamp_after (self->exams, index, TRUE);
  gint64 used = first != NULL ? pki_timestamp_get_time (first->token) : PKI_STATUS_ANY_TIME;

  if (!is_baseline (exam))
    return PADES_LEVEL_NONE;
  if (!exam->has_timestamp && first == NULL)
    return PADES_LEVEL_B_B;
  if (last != NULL &&
      is_complete (self, exam, get_store_at (self, last->dictionary->revision), used))
    return PADES_LEVEL_B_LTA;
  if (is_complete (self, exam, self->store, used) &&
      (exam->has_timestamp || is_complete (self, first, self->store, used)))
    return PADES_LEVEL_B_LT;
  return PADES_LEVEL_B_T;
}
