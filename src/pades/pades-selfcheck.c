/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-selfcheck.h"

#include "pades-error.h"
#include "pades-exam.h"

/* All signatures of a file with their checks. */
typedef struct {
  GPtrArray *dictionaries;
  GPtrArray *exams;
} Checked;

static void
checked_clear (Checked *self)
{
  g_clear_pointer (&self->exams, g_ptr_array_unref);
  g_clear_pointer (&self->dictionaries, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Checked, checked_clear)

static gboolean
checked_read (
    Checked *self, PdfFile *file, PadesHashJob *job, GCancellable *cancellable, GError **error)
{
  self->dictionaries = pades_dictionary_list (file, error);
  if (self->dictionaries == NULL)
    return FALSE;
  self->exams = pades_exam_list (self->dictionaries, file, job, cancellable, error);
  return self->exams != NULL;
}

static gboolean
is_good (const PadesExam *exam)
{
  return exam->facts.integrity == PADES_INTEGRITY_INTACT &&
         exam->facts.coverage <= PADES_COVERAGE_ENTIRE_REVISION;
}

/* The new signature covers every byte before it, those of the base included: that it is intact in
 * what was read back from the disk proves that all of them are there as they were hashed. */
static gboolean
take_new (const PadesSelfcheck *self, Checked *output)
{
  gsize base = 0;
  gsize covered = 0;
  guint n = 0;
  guint i;

  pdf_file_get_data (self->base, &base);
  for (i = output->exams->len; i-- > 0;)
    {
      const PadesExam *exam = g_ptr_array_index (output->exams, i);

      if (!is_good (exam) || exam->dictionary->end <= base)
        continue;
      covered = MAX (covered, exam->dictionary->end);
      g_ptr_array_remove_index (output->exams, i);
      n++;
    }
  return n == self->n_new && covered == self->covered;
}

static gboolean
is_unharmed (const Checked *before, const Checked *after)
{
  guint i;

  if (before->exams->len != after->exams->len)
    return FALSE;
  for (i = 0; i < before->exams->len; i++)
    {
      const PadesExam *old = g_ptr_array_index (before->exams, i);
      const PadesExam *now = g_ptr_array_index (after->exams, i);

      if (is_good (old) && (!is_good (now) || old->dictionary->number != now->dictionary->number))
        return FALSE;
    }
  return TRUE;
}

static gboolean
all_good (const Checked *checked)
{
  guint i;

  for (i = 0; i < checked->exams->len; i++)
    if (!is_good (g_ptr_array_index (checked->exams, i)))
      return FALSE;
  return TRUE;
}

static gboolean
set_failed (GError **error, const char *what)
{
  g_set_error (error, PADES_ERROR, PADES_ERROR_SELF_CHECK, "%s", what);
  return FALSE;
}

/* Only where a signature is bad now, it matters whether it was good before. */
static gboolean
check_earlier (PdfFile *base, const Checked *output, GCancellable *cancellable, GError **error)
{
  g_auto (Checked) before = {0};
  PadesHashJob job = {0};
  g_autoptr (GPtrArray) listed = pades_dictionary_list (base, error);

  if (listed == NULL)
    return FALSE;
  if (listed->len != output->exams->len)
    return set_failed (error, "the output has not the signatures that it should have");
  if (all_good (output))
    return TRUE;
  if (!checked_read (&before, base, &job, cancellable, error))
    return FALSE;
  if (!is_unharmed (&before, output))
    return set_failed (error, "an earlier signature is no longer intact");
  return TRUE;
}

/**
 * pades_selfcheck_run:
 * @self: what to check
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Reads a signed file afresh: what is new must be intact and over all before it, and every earlier
 * signature as good as it was.
 *
 * Returns: %FALSE with %PADES_ERROR_SELF_CHECK where it is not so
 */
gboolean
pades_selfcheck_run (const PadesSelfcheck *self, GCancellable *cancellable, GError **error)
{
  g_auto (Checked) output = {0};
  g_autoptr (GError) local = NULL;
  g_autoptr (PdfFile) file = pdf_file_open_appended (self->base, self->path, cancellable, &local);

  if (file == NULL || !checked_read (&output, file, self->job, cancellable, &local))
    {
      if (!g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return set_failed (error, local->message);
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (!take_new (self, &output))
    return set_failed (error, "the new signature is not intact");
  return check_earlier (self->base, &output, cancellable, error);
}
