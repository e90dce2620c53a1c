/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-selfcheck.h"

#include "pades-error.h"
#include "pades-exam.h"

static gboolean
set_failed (GError **error, const char *what)
{
  g_set_error (error, PADES_ERROR, PADES_ERROR_SELF_CHECK, "%s", what);
  return FALSE;
}

static gboolean
is_good (const PadesExam *exam)
{
  return exam->facts.integrity == PADES_INTEGRITY_INTACT &&
         exam->facts.coverage <= PADES_COVERAGE_ENTIRE_REVISION;
}

/* Each is over every byte before it, those of the base included: that it is intact proves that all
 * of them are there as they were hashed. */
static gboolean
check_new (const PadesSelfcheck *self,
           PdfFile *file,
           GPtrArray *dictionaries,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (GPtrArray) exams = pades_exam_list (dictionaries, file, self->job, cancellable, error);
  gsize covered = 0;
  guint i;

  if (exams == NULL)
    return FALSE;
  for (i = 0; i < exams->len; i++)
    {
      const PadesExam *exam = g_ptr_array_index (exams, i);

      if (!is_good (exam))
        return set_failed (error, "the new signature is not intact");
      covered = MAX (covered, exam->dictionary->end);
    }
  if (exams->len != self->n_new || covered != self->covered)
    return set_failed (error, "the output has not the signatures that it should have");
  return TRUE;
}

/* The bytes it is over are the base's, which are there. So it is as good as it was when the output
 * names the same dictionary, and still finds that it covers a whole revision if it did. */
static gboolean
is_unharmed (const PadesDictionary *before, const PadesDictionary *now)
{
  if (before->number != now->number || g_strcmp0 (before->field, now->field) != 0 ||
      !pdf_object_equal (before->dict, now->dict))
    return FALSE;
  return before->coverage > PADES_COVERAGE_ENTIRE_REVISION ||
         now->coverage == PADES_COVERAGE_ENTIRE_REVISION;
}

static gboolean
take_one (GPtrArray *dictionaries, const PadesDictionary *before)
{
  guint i;

  for (i = 0; i < dictionaries->len; i++)
    if (is_unharmed (before, g_ptr_array_index (dictionaries, i)))
      {
        g_ptr_array_remove_index (dictionaries, i);
        return TRUE;
      }
  return FALSE;
}

/* Leaves those that are new. */
static gboolean
take_earlier (const PadesSelfcheck *self, GPtrArray *dictionaries, GError **error)
{
  guint i;

  for (i = 0; i < self->earlier->len; i++)
    if (!take_one (dictionaries, g_ptr_array_index (self->earlier, i)))
      return set_failed (error, "an earlier signature is not what it was");
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
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) dictionaries = NULL;
  g_autoptr (PdfFile) file = pdf_file_open_appended (self->base, self->path, cancellable, &local);

  if (file != NULL)
    dictionaries = pades_dictionary_list (file, &local);
  if (dictionaries != NULL && take_earlier (self, dictionaries, &local) &&
      check_new (self, file, dictionaries, cancellable, &local))
    return TRUE;
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return set_failed (error, local->message);
}
