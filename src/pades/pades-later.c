/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-later.h"

#include <string.h>

#include "pades-history.h"

/* A revision that only adds white space adds nothing. */
static gboolean
is_blank_from (PdfFile *file, gsize offset)
{
  gsize size = 0;
  const guint8 *data = pdf_file_get_data (file, &size);

  while (offset < size && (data[offset] == '\0' || g_ascii_isspace (data[offset])))
    offset++;
  return offset == size;
}

/* What stands behind the last revision is read by nobody, unless some reader looks for objects;
 * without any it is not judged. */
static gboolean
add_tail (PadesReport *report, PdfFile *file)
{
  static const char *const words[] = {"obj", "startxref", "trailer"};
  guint last = pdf_file_get_n_revisions (file);
  gsize end = pdf_file_get_revision (file, last)->end;
  gsize size = 0;
  const guint8 *data = pdf_file_get_data (file, &size);
  PadesEffect effect = PADES_EFFECT_UPKEEP;
  guint i;

  if (is_blank_from (file, end))
    return FALSE;
  for (i = 0; i < G_N_ELEMENTS (words); i++)
    if (memmem (data + end, size - end, words[i], strlen (words[i])) != NULL)
      effect = PADES_EFFECT_CONTENT;
  g_ptr_array_add (report->changes, pades_change_new (PADES_CHANGE_TAIL, effect, last + 1));
  return TRUE;
}

static PadesChanges
judge_changes (const PadesReport *report, const PadesSignature *signature, guint judged)
{
  PadesChanges verdict = PADES_CHANGES_NONE;
  guint i;

  for (i = 0; i < report->changes->len; i++)
    {
      const PadesChange *change = g_ptr_array_index (report->changes, i);

      if (!pades_signature_precedes (signature, change))
        continue;
      if (!pades_signature_permits (signature, change))
        return PADES_CHANGES_FORBIDDEN;
      verdict = PADES_CHANGES_PERMITTED;
    }
  return judged < report->revisions->len ? PADES_CHANGES_NOT_ANALYSED : verdict;
}

/* Of a signature that covers no whole revision nobody can say what came after it. */
static gboolean
is_comparable (const PadesSignature *signature)
{
  return signature->coverage == PADES_COVERAGE_ENTIRE_FILE ||
         signature->coverage == PADES_COVERAGE_ENTIRE_REVISION;
}

static guint
find_oldest (const PadesReport *report)
{
  guint oldest = report->revisions->len;
  guint i;

  for (i = 0; i < report->signatures->len; i++)
    {
      const PadesSignature *signature = g_ptr_array_index (report->signatures, i);

      if (is_comparable (signature))
        oldest = MIN (oldest, signature->revision);
    }
  return oldest;
}

/* Proofs and time-stamps, which the signer's own program adds: no reader calls that a change. */
static gboolean
are_proofs (const PadesReport *report, const PadesSignature *signature)
{
  guint i;

  if (signature->changes != PADES_CHANGES_PERMITTED)
    return FALSE;
  for (i = 0; i < report->changes->len; i++)
    {
      const PadesChange *change = g_ptr_array_index (report->changes, i);

      if (pades_signature_precedes (signature, change) && change->kind != PADES_CHANGE_PROOFS &&
          change->kind != PADES_CHANGE_TIMESTAMP && change->kind != PADES_CHANGE_EXTENSIONS)
        return FALSE;
    }
  return TRUE;
}

/**
 * pades_later_judge:
 * @report: a report with its signatures and revisions
 * @file: the file
 * @exams: (element-type PadesExam): what was found out about each signature
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Lists what was changed after the oldest signature, and says of each whether it permits all that
 * came after it.
 *
 * Returns: %FALSE only when cancelled
 */
gboolean
pades_later_judge (
    PadesReport *report, PdfFile *file, GPtrArray *exams, GCancellable *cancellable, GError **error)
{
  g_autoptr (PadesHistory)
      history = pades_history_new (file, find_oldest (report), cancellable, error);
  guint judged;
  guint i;

  if (history == NULL)
    return FALSE;
  report->changes = g_ptr_array_ref (history->changes);
  judged = add_tail (report, file) ? 0 : history->judged;
  for (i = 0; i < exams->len; i++)
    {
      PadesExam *exam = g_ptr_array_index (exams, i);
      PadesSignature *signature = g_ptr_array_index (report->signatures, i);

      signature->changes = is_comparable (signature) ? judge_changes (report, signature, judged)
                                                     : PADES_CHANGES_NOT_ANALYSED;
      signature->only_proofs = are_proofs (report, signature);
      exam->facts.changes = signature->changes;
    }
  return TRUE;
}
