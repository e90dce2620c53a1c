/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-covered.h"

#include "pades-cover.h"
#include "pdf-fields.h"

/* Pages drawn for one file: contracts are sealed on every page by everybody, and ten seconds' work
 * are better than not to know. */
#define MAX_DRAWN 1000
/* More additions than that are not held against each other: pages are drawn instead. */
#define MAX_PAIRED 3000
/* Of one field: a form of a thousand pages that repeats it on each has as many. */
#define MAX_WIDGETS 2000

typedef struct {
  PadesReport *report;
  PdfFile *file;
  PadesRender *render; /* NULL: it cannot be drawn */
  guint left;          /* pages that may still be drawn */
} Work;

/* It puts something on a page. */
static gboolean
is_laid_on (const PadesChange *change)
{
  switch (change->kind)
    {
    case PADES_CHANGE_MARK:
    case PADES_CHANGE_COMMENT_ADDED:
    case PADES_CHANGE_COMMENT_CHANGED:
    case PADES_CHANGE_FIELD_VALUE:
    case PADES_CHANGE_FIELD_LOOK:
    case PADES_CHANGE_FIELD_UNCLEAR:
      return TRUE;
    case PADES_CHANGE_SIGNATURE:
    case PADES_CHANGE_TIMESTAMP:
    case PADES_CHANGE_EMPTY_FIELD:
      return change->visible;
    default:
      return FALSE;
    }
}

/* What is forbidden has been said already. */
static gboolean
is_in_question (const PadesReport *report, const PadesSignature *signature)
{
  if (signature->changes != PADES_CHANGES_PERMITTED ||
      signature->integrity != PADES_INTEGRITY_INTACT)
    return FALSE;
  for (guint i = 0; i < report->changes->len; i++)
    {
      const PadesChange *change = g_ptr_array_index (report->changes, i);

      if (pades_signature_precedes (signature, change) && is_laid_on (change))
        return TRUE;
    }
  return FALSE;
}

static gboolean
can_overlap (const PadesChange *a, const PadesChange *b)
{
  const PdfRect *one = &a->rect, *other = &b->rect;

  if (a->page == G_MAXUINT32 || b->page == G_MAXUINT32 || a->scattered || b->scattered)
    return TRUE;
  return a->page == b->page && one->x0 < other->x1 && other->x0 < one->x1 && one->y0 < other->y1 &&
         other->y0 < one->y1;
}

/* Nothing that came after the later of two signatures lies where something came between them: of
 * what the second signed it then hides what it hides of what the first signed. */
static gboolean
is_like (const PadesReport *report, const PadesSignature *first, const PadesSignature *second)
{
  g_autoptr (GPtrArray) laid = g_ptr_array_new ();

  for (guint i = 0; i < report->changes->len; i++)
    {
      PadesChange *change = g_ptr_array_index (report->changes, i);

      if (pades_signature_precedes (first, change) && is_laid_on (change))
        g_ptr_array_add (laid, change);
    }
  for (guint i = 0; i < laid->len && laid->len <= MAX_PAIRED; i++)
    for (guint k = i + 1; k < laid->len; k++)
      {
        const PadesChange *a = g_ptr_array_index (laid, i);
        const PadesChange *b = g_ptr_array_index (laid, k);

        if (pades_signature_precedes (second, a) != pades_signature_precedes (second, b) &&
            can_overlap (a, b))
          return FALSE;
      }
  return laid->len <= MAX_PAIRED;
}

/* Poppler reads all widgets of a field for each of them, and seeks each chosen one in all choices.
 */
static gboolean
is_crowded (PdfFile *file)
{
  g_autoptr (GPtrArray) fields = pdf_fields_list (file, NULL);

  for (guint i = 0; fields != NULL && i < fields->len; i++)
    {
      const PdfField *field = g_ptr_array_index (fields, i);
      g_autoptr (PdfObject) kids = pdf_file_get_key (file, field->dict, "Kids", NULL);

      if (pdf_object_get_length (kids) > MAX_WIDGETS ||
          pdf_object_get_length (field->value) > MAX_WIDGETS)
        return TRUE;
    }
  return FALSE;
}

static gboolean
compare (Work *work, PadesSignature *signature, GCancellable *cancellable, GError **error)
{
  const PadesCompareRequest request = {.before = signature->revision, .max_drawn = work->left};
  g_autoptr (GPtrArray) covers = g_ptr_array_new_with_free_func ((GDestroyNotify) pades_cover_free);
  g_autoptr (PadesComparison) comparison = NULL;

  if (work->render != NULL && work->left > 0)
    comparison = pades_compare (work->file, &request, work->render, cancellable, NULL);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  signature->unseen = comparison == NULL;
  for (guint i = 0; comparison != NULL && i < comparison->pages->len; i++)
    {
      PadesPageLook *page = g_ptr_array_index (comparison->pages, i);

      signature->unseen |= page->look == PADES_LOOK_UNKNOWN;
      while (page->covers->len > 0)
        g_ptr_array_add (covers, g_ptr_array_steal_index (page->covers, 0));
    }
  if (comparison != NULL)
    work->left -= MIN (work->left, comparison->n_drawn);
  if (covers->len > 0)
    signature->covers = g_steal_pointer (&covers);
  return TRUE;
}

/* The latest that it can be: several fields may share a place. */
static gboolean
came_after (const PadesReport *report, const PadesCover *cover, const PadesSignature *signature)
{
  gboolean known = FALSE;

  for (guint i = 0; i < report->changes->len; i++)
    {
      const PadesChange *change = g_ptr_array_index (report->changes, i);
      const PdfRect *room = &change->rect, *own = &cover->user;

      if (!is_laid_on (change) || (change->page != cover->page && !change->scattered) ||
          room->x0 > own->x0 || room->y0 > own->y0 || room->x1 < own->x1 || room->y1 < own->y1)
        continue;
      known = TRUE;
      if (pades_signature_precedes (signature, change))
        return TRUE;
    }
  return !known;
}

static void
take_over (const PadesReport *report, const PadesSignature *first, PadesSignature *signature)
{
  g_autoptr (GPtrArray) covers = g_ptr_array_new_with_free_func ((GDestroyNotify) pades_cover_free);

  for (guint i = 0; first->covers != NULL && i < first->covers->len; i++)
    if (came_after (report, g_ptr_array_index (first->covers, i), signature))
      g_ptr_array_add (covers, pades_cover_copy (g_ptr_array_index (first->covers, i)));
  if (covers->len > 0)
    signature->covers = g_steal_pointer (&covers);
}

static gboolean
judge (Work *work, GCancellable *cancellable, GError **error)
{
  const PadesSignature *first = NULL;

  for (guint i = 0; i < work->report->signatures->len; i++)
    {
      PadesSignature *signature = g_ptr_array_index (work->report->signatures, i);

      if (!is_in_question (work->report, signature))
        continue;
      if (first != NULL && first->revision <= signature->revision &&
          is_like (work->report, first, signature))
        take_over (work->report, first, signature);
      else if (!compare (work, signature, cancellable, error))
        return FALSE;
      if (first == NULL && !signature->unseen)
        first = signature;
    }
  return TRUE;
}

/**
 * pades_covered_judge:
 * @report: a report whose changes are judged
 * @file: the file
 * @request: who draws its pages
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Looks whether anything that signatures permit hides what they signed: the pages are drawn as they
 * were and as they are, only those where something was added, and never more than a
 * thousand. A form that would take Poppler minutes is not drawn.
 *
 * Returns: %FALSE only when cancelled
 */
gboolean
pades_covered_judge (PadesReport *report,
                     PdfFile *file,
                     const PadesVerifyRequest *request,
                     GCancellable *cancellable,
                     GError **error)
{
  Work work = {report, file, NULL, MAX_DRAWN};
  gboolean done, needed = FALSE;

  for (guint i = 0; i < report->signatures->len && !needed; i++)
    needed = is_in_question (report, g_ptr_array_index (report->signatures, i));
  if (!needed || request->see == NULL)
    return TRUE;
  if (!is_crowded (file))
    work.render = request->see (file, request->see_data);
  done = judge (&work, cancellable, error);
  pades_render_free (work.render);
  return done;
}
