/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-selfcheck.h"

#include <string.h>

#include "pades-error.h"
#include "pades-exam.h"
#include "pades-restraint.h"

/* Two of these stay in a core's own cache. */
#define CHUNK ((gsize) 128 << 10)

static gboolean
set_failed (GError **error, const char *what)
{
  g_set_error (error, PADES_ERROR, PADES_ERROR_SELF_CHECK, "%s", what);
  return FALSE;
}

static void
tell (const PadesSelfcheck *self, gsize done, gsize total)
{
  if (self->job->progress != NULL)
    self->job->progress ((double) done / (double) MAX (total, 1), self->job->user_data);
}

/* The output begins with all bytes of the base. Where that was not seen while they were written, it
 * is now that they are on the disk; to compare them takes a fifth of what hashing them again would.
 */
static gboolean
check_base (const PadesSelfcheck *self, PdfFile *file, GCancellable *cancellable, GError **error)
{
  g_autofree guint8 *buffers = g_malloc (2 * CHUNK);
  gsize total = 0;
  gsize length = 0;
  gsize done;

  pdf_file_get_data (self->base, &total);
  pdf_file_get_data (file, &length);
  if (length < total)
    return set_failed (error, "the output is shorter than the input");
  if (self->seen)
    return TRUE;
  for (done = 0; done < total; done += length)
    {
      const guint8 *before = NULL;
      const guint8 *now = NULL;

      length = MIN (CHUNK, total - done);
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      before = pdf_file_read (self->base, buffers, done, length, error);
      now = before != NULL ? pdf_file_read (file, buffers + CHUNK, done, length, error) : NULL;
      if (now == NULL)
        return FALSE;
      if (memcmp (before, now, length) != 0)
        return set_failed (error, "the output does not begin with the input");
      tell (self, done + length, total);
    }
  return TRUE;
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
  PadesHashJob job = {.start = self->job->start, .certificates = self->job->certificates};
  g_autoptr (GPtrArray) exams = pades_exam_list (dictionaries, file, &job, cancellable, error);
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

/* Its numbers may stand in objects of their own. One that was over bytes which the file had not,
 * as what is left of another file's signature is, was no signature; as the file grows it has them.
 */
static gboolean
is_same_range (const PadesDictionary *before, const PadesDictionary *now)
{
  if (!before->has_range)
    return TRUE;
  return before->has_range == now->has_range && before->gap == now->gap &&
         before->tail == now->tail && before->end == now->end;
}

/* The bytes it is over are the base's, which are there. So it is as good as it was when the output
 * names the same dictionary with the same range, and still finds that it covers a whole revision if
 * it did. */
static gboolean
is_unharmed (const PadesDictionary *before, const PadesDictionary *now)
{
  if (before->number != now->number || g_strcmp0 (before->field, now->field) != 0 ||
      !pdf_object_equal (before->dict, now->dict) || !is_same_range (before, now) ||
      before->kind != now->kind)
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
 * Reads a signed file afresh: it must begin with the base (which is not looked at again where it
 * was seen to), what is new must be intact and over all before it, and every earlier signature as
 * good as it was and permit what was added.
 *
 * Returns: %FALSE with %PADES_ERROR_HARM where an earlier signature does not permit it, with
 *   %PADES_ERROR_SELF_CHECK where anything else is not so
 */
gboolean
pades_selfcheck_run (const PadesSelfcheck *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) dictionaries = NULL;
  g_autoptr (PdfFile) file = pdf_file_open_appended (self->base, self->path, cancellable, &local);

  if (file != NULL && check_base (self, file, cancellable, &local))
    dictionaries = pades_dictionary_list (file, &local);
  if (dictionaries != NULL && take_earlier (self, dictionaries, &local) &&
      check_new (self, file, dictionaries, cancellable, &local) &&
      pades_restraint_check_later (self->base, self->earlier, file, cancellable, &local))
    return TRUE;
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      g_error_matches (local, PADES_ERROR, PADES_ERROR_HARM))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return set_failed (error, local->message);
}
