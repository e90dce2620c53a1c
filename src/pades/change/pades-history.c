/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-history.h"

#include "pades-step.h"

/* Where one revision ends and the next is compared with it. */
typedef struct {
  PdfFile *file;
  PadesFormTree *form;
} Stand;

static void
stand_clear (Stand *stand)
{
  g_clear_pointer (&stand->form, pades_form_tree_free);
  g_clear_pointer (&stand->file, pdf_file_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Stand, stand_clear)

/* The bytes up to a revision's end must read as that revision: what was signed was read by them
 * alone, from their own startxref on. */
static gboolean
stand_open (Stand *stand, PdfFile *file, guint number, GError **error)
{
  guint n = pdf_file_get_n_revisions (file);
  const PdfRevision *own;

  stand->file = number == n ? pdf_file_ref (file) : pdf_file_new_for_revision (file, number, error);
  if (stand->file == NULL)
    return FALSE;
  own = pdf_file_get_revision (stand->file, pdf_file_get_n_revisions (stand->file));
  if (own->xref != pdf_file_get_revision (file, number)->xref)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "revision %u is not what it was",
                   number);
      return FALSE;
    }
  stand->form = pades_form_tree_new (stand->file, error);
  return stand->form != NULL;
}

static gboolean
analyse (PadesHistory *self,
         Stand *old,
         Stand *new,
         PdfReferences *references,
         GArray *written,
         guint revision,
         GError **error)
{
  g_autoptr (PdfObject) old_catalog = pdf_file_get_catalog (old->file, error);
  g_autoptr (PdfObject) new_catalog = NULL;
  PadesStep step = {.old = old->file,
                    .new = new->file,
                    .revision = revision,
                    .old_form = old->form,
                    .new_form = new->form,
                    .references = references,
                    .written = written,
                    .items = self->changes};

  if (old_catalog == NULL)
    return FALSE;
  new_catalog = pdf_file_get_catalog (new->file, error);
  if (new_catalog == NULL)
    return FALSE;
  step.old_catalog = old_catalog;
  step.new_catalog = new_catalog;
  step.catalog = pdf_object_get_ref (
      pdf_object_peek_key (pdf_file_peek_trailer (old->file), "Root"), NULL);
  return pades_step_analyse (&step, error);
}

static gboolean
go_on (PadesHistory *self, PdfFile *file, Stand *at, PdfReferences *references, GError **error)
{
  guint revision = self->judged + 1;
  g_auto (Stand) next = {NULL, NULL};
  g_autoptr (GArray) written = pdf_file_list_written (file, revision);

  if (!stand_open (&next, file, revision, error) ||
      !analyse (self, at, &next, references, written, revision, error) ||
      !pdf_references_update (references, next.file, written, error))
    return FALSE;
  stand_clear (at);
  *at = next;
  next = (Stand){NULL, NULL};
  self->judged = revision;
  return TRUE;
}

static PadesHistory *
history_begin (guint first)
{
  PadesHistory *self = g_new0 (PadesHistory, 1);

  self->first = self->judged = first;
  self->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) pades_change_free);
  return self;
}

/* Some services make the store of proofs anew for each archive time-stamp. What it had before is
 * still in the file, under the time-stamp before: nothing is lost, unless the new one is missing.
 */
static void
accept_renewals (PadesHistory *self)
{
  g_autoptr (GHashTable) stamped = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < self->changes->len; i++)
    {
      PadesChange *change = g_ptr_array_index (self->changes, i);

      if (change->kind == PADES_CHANGE_TIMESTAMP)
        g_hash_table_add (stamped, GUINT_TO_POINTER (change->revision));
    }
  for (guint i = 0; i < self->changes->len; i++)
    {
      PadesChange *change = g_ptr_array_index (self->changes, i);

      if (!change->remade ||
          (!g_hash_table_contains (stamped, GUINT_TO_POINTER (change->revision)) &&
           !g_hash_table_contains (stamped, GUINT_TO_POINTER (change->revision + 1))))
        continue;
      change->kind = PADES_CHANGE_PROOFS;
      change->effect = PADES_EFFECT_UPKEEP;
      g_clear_pointer (&change->name, g_free);
    }
}

/* From where @at stands to the end. */
static gboolean
go_on_to_end (
    PadesHistory *self, PdfFile *file, Stand *at, GCancellable *cancellable, GError **error)
{
  g_autoptr (PdfReferences) references = pdf_references_new (at->file, NULL);

  while (references != NULL && self->judged < pdf_file_get_n_revisions (file))
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (!go_on (self, file, at, references, NULL))
        break;
    }
  accept_renewals (self);
  return TRUE;
}

/**
 * pades_history_new:
 * @file: a file
 * @first: the oldest revision of interest, from 1
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Compares each revision after the first with the one before it, so that what one changed and the
 * next changed back is seen too. The work is that of reading the first revision once and of what
 * was appended. What is too large or too damaged to be compared ends it early, with nothing said
 * of what comes after.
 *
 * Returns: (transfer full): the history; %NULL only when cancelled
 */
PadesHistory *
pades_history_new (PdfFile *file, guint first, GCancellable *cancellable, GError **error)
{
  g_autoptr (PadesHistory) self = history_begin (first);
  g_auto (Stand) at = {NULL, NULL};

  g_return_val_if_fail (pdf_file_get_revision (file, first) != NULL, NULL);

  if (first == pdf_file_get_n_revisions (file) || !stand_open (&at, file, first, NULL))
    return g_steal_pointer (&self);
  return go_on_to_end (self, file, &at, cancellable, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * pades_history_new_since:
 * @old: the first revision by itself, as it was read before anything was appended
 * @file: what was made by appending to it
 * @first: which revision of that it is
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Compares as pades_history_new() does, without reading the first revision anew.
 *
 * Returns: (transfer full): the history; %NULL only when cancelled
 */
PadesHistory *
pades_history_new_since (
    PdfFile *old, PdfFile *file, guint first, GCancellable *cancellable, GError **error)
{
  g_autoptr (PadesHistory) self = history_begin (first);
  g_auto (Stand) at = {pdf_file_ref (old), pades_form_tree_new (old, NULL)};

  if (at.form == NULL)
    return g_steal_pointer (&self);
  return go_on_to_end (self, file, &at, cancellable, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * pades_history_free:
 * @self: (nullable): a history
 *
 * Frees it.
 */
void
pades_history_free (PadesHistory *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_free (self);
}
