/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-step.h"

#include <math.h>
#include <string.h>

#include "pdf-error.h"

/* Comparisons of one step: ten form fields for each of a hundred thousand pages are fewer. */
#define MAX_WORK 6000000

/* Values are compared this deep at most; what is deeper counts as different. */
#define MAX_DEPTH 48
/* Relative: single precision has 24 bits. */
#define PRECISION 2e-7

/**
 * pades_step_add:
 * @self: a step
 * @kind: what was changed
 * @effect: how far it reaches
 * @name: (nullable): of the field, the entry or the kind of annotation, any bytes
 *
 * Lists a change.
 *
 * Returns: (transfer none): the change, to be told more
 */
PadesChange *
pades_step_add (PadesStep *self, PadesChangeKind kind, PadesEffect effect, const char *name)
{
  PadesChange *change = pades_change_new (kind, effect, self->revision);

  change->name = name != NULL ? g_utf8_make_valid (name, -1) : NULL;
  g_ptr_array_add (self->items, change);
  return change;
}

/**
 * pades_step_is_pending:
 * @self: a step
 * @number: an object number
 *
 * Asks whether an object was written over and is not explained yet.
 *
 * Returns: whether it is so
 */
gboolean
pades_step_is_pending (PadesStep *self, guint32 number)
{
  return g_hash_table_contains (self->pending, GUINT_TO_POINTER (number));
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  guint32 one = *(const guint32 *) a;
  guint32 two = *(const guint32 *) b;

  return one < two ? -1 : one > two;
}

/**
 * pades_step_list_pending:
 * @self: a step
 *
 * Lists what is not explained yet.
 *
 * Returns: (transfer full) (element-type guint32): object numbers, ascending
 */
GArray *
pades_step_list_pending (PadesStep *self)
{
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (guint32));
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->pending);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      guint32 number = GPOINTER_TO_UINT (key);

      g_array_append_val (numbers, number);
    }
  g_array_sort (numbers, compare_numbers);
  return numbers;
}

/**
 * pades_step_is_spent:
 * @self: a step
 *
 * Asks whether it took more comparisons than a document is worth; then nothing that is found out
 * counts any more.
 *
 * Returns: whether it did
 */
gboolean
pades_step_is_spent (PadesStep *self)
{
  return self->work > MAX_WORK;
}

/**
 * pades_step_is_told:
 * @self: a step
 * @kind: a kind of change
 * @name: (nullable): a name, or %NULL for any
 *
 * Asks whether this revision's list has such a change.
 *
 * Returns: whether it has
 */
gboolean
pades_step_is_told (PadesStep *self, PadesChangeKind kind, const char *name)
{
  guint i;

  for (i = self->items->len; i-- > 0;)
    {
      const PadesChange *change = g_ptr_array_index (self->items, i);

      self->work++;
      if (change->revision != self->revision)
        return FALSE;
      if (change->kind == kind && (name == NULL || g_strcmp0 (change->name, name) == 0))
        return TRUE;
    }
  return FALSE;
}

/**
 * pades_step_explain:
 * @self: a step
 * @number: an object number
 *
 * Says that each difference in an object is explained.
 */
void
pades_step_explain (PadesStep *self, guint32 number)
{
  g_hash_table_remove (self->pending, GUINT_TO_POINTER (number));
}

/**
 * pades_step_stands_in:
 * @self: a step
 * @number: an object number
 * @place: where it should be
 *
 * Asks whether what led to an object was just what is expected. What is in one place a setting may
 * be the content of a page in another; and what nothing led to was not this.
 *
 * Returns: whether it is so
 */
gboolean
pades_step_stands_in (PadesStep *self, guint32 number, const PadesPlace *place)
{
  PdfReferenceIter iter;
  guint32 container;
  const char *key;

  if (!pdf_references_has (self->references, number))
    return FALSE;
  pdf_reference_iter_init (&iter, self->references, number);
  while (pdf_reference_iter_next (&iter, &container, &key))
    if (++self->work > MAX_WORK || !place->holds (self, container) ||
        (key != NULL && !pades_step_is_any (key, place->keys)))
      return FALSE;
  return TRUE;
}

/**
 * pades_step_explain_value:
 * @self: a step
 * @value: (nullable): an entry of an old dictionary, as it stands
 * @place: where the object it refers to should be
 *
 * Explains an object whose differences a rule has judged, provided it is of use nowhere else.
 */
void
pades_step_explain_value (PadesStep *self, PdfObject *value, const PadesPlace *place)
{
  guint32 number = pdf_object_get_ref (value, NULL);

  if (number != 0 && pades_step_is_pending (self, number) &&
      pades_step_stands_in (self, number, place))
    pades_step_explain (self, number);
}

static gboolean
same_data (PadesStep *self, PdfObject *old, PdfObject *new)
{
  gsize old_start, old_end, new_start, new_end, size;

  if (!pdf_file_get_stream_span (self->old, old, &old_start, &old_end, NULL) ||
      !pdf_file_get_stream_span (self->new, new, &new_start, &new_end, NULL) ||
      old_end - old_start != new_end - new_start)
    return FALSE;
  return old_start == new_start ||
         memcmp (pdf_file_get_data (self->old, &size) + old_start,
                 pdf_file_get_data (self->new, &size) + new_start, old_end - old_start) == 0;
}

static gboolean same_value (PadesStep *self, PdfObject *old, PdfObject *new, guint depth);

/* A null entry is as good as none (ISO 32000-2, 7.3.7); the length of a stream is in its data. */
static gboolean
same_dict (PadesStep *self, PdfObject *old, PdfObject *new, guint depth)
{
  gboolean is_stream = pdf_object_get_type (old) == PDF_TYPE_STREAM;
  const char *key;
  PdfObject *value;
  guint i;

  for (i = 0; pdf_object_peek_entry (old, i, &key, &value); i++)
    if (!(is_stream && strcmp (key, "Length") == 0) &&
        !same_value (self, value, pdf_object_peek_key (new, key), depth + 1))
      return FALSE;
  for (i = 0; pdf_object_peek_entry (new, i, &key, &value); i++)
    if (!(is_stream && strcmp (key, "Length") == 0) && pdf_object_peek_key (old, key) == NULL &&
        pdf_object_get_type (value) != PDF_TYPE_NULL)
      return FALSE;
  return !is_stream || same_data (self, old, new);
}

static gboolean
same_array (PadesStep *self, PdfObject *old, PdfObject *new, guint depth)
{
  guint n = pdf_object_get_length (old);
  guint i;

  if (pdf_object_get_length (new) != n)
    return FALSE;
  for (i = 0; i < n; i++)
    if (!same_value (self, pdf_object_peek_index (old, i), pdf_object_peek_index (new, i),
                     depth + 1))
      return FALSE;
  return TRUE;
}

/* Whether an object is written inline or of its own is no difference; a reference to what is not
 * there may be left out (ISO 32000-2, 7.3.10), but none comes that something could fill later. */
static gboolean
same_resolved (PadesStep *self, PdfObject *old, PdfObject *new, guint depth)
{
  g_autoptr (PdfObject) old_value = pdf_file_resolve (self->old, old, NULL);
  g_autoptr (PdfObject) new_value = pdf_file_resolve (self->new, new, NULL);

  if (new == NULL)
    return old_value != NULL && pdf_object_get_type (old_value) == PDF_TYPE_NULL;
  return old_value != NULL && new_value != NULL &&
         same_value (self, old_value, new_value, depth + 1);
}

/* Programs that keep reals in single precision (ISO 32000-2, annex C.1) write them anew with other
 * last digits: of a page's height that is less than a thousandth of a point. */
static gboolean
same_number (PdfObject *old, PdfObject *new)
{
  double a = pdf_object_get_number (old), b = pdf_object_get_number (new);
  gboolean whole = pdf_object_get_type (old) == PDF_TYPE_INTEGER &&
                   pdf_object_get_type (new) == PDF_TYPE_INTEGER;

  return a == b || (!whole && fabs (a - b) <= PRECISION * MAX (fabs (a), fabs (b)));
}

static gboolean
same_value (PadesStep *self, PdfObject *old, PdfObject *new, guint depth)
{
  PdfType type = pdf_object_get_type (old);
  guint32 number = pdf_object_get_ref (old, NULL);

  if (++self->work > MAX_WORK || depth > MAX_DEPTH)
    return FALSE;
  if (number != 0 && number == pdf_object_get_ref (new, NULL))
    return TRUE;
  if (type == PDF_TYPE_REF || pdf_object_get_type (new) == PDF_TYPE_REF)
    return same_resolved (self, old, new, depth);
  if (pdf_object_is_number (old) && pdf_object_is_number (new))
    return same_number (old, new);
  if (type != pdf_object_get_type (new))
    return FALSE;
  switch (type)
    {
    case PDF_TYPE_ARRAY:
      return same_array (self, old, new, depth);
    case PDF_TYPE_DICT:
    case PDF_TYPE_STREAM:
      return same_dict (self, old, new, depth);
    default:
      return pdf_object_equal (old, new);
    }
}

/**
 * pades_step_same:
 * @self: a step
 * @old: (nullable): a value as it stands in the old revision
 * @new: (nullable): as it stands in the new one
 *
 * Asks whether two values mean the same, however they are written. A reference to an object that
 * both revisions number alike is the same: whether that was written over is a question of its own.
 *
 * Returns: whether they do
 */
gboolean
pades_step_same (PadesStep *self, PdfObject *old, PdfObject *new)
{
  return same_value (self, old, new, 0);
}

/**
 * pades_step_diff:
 * @self: a step
 * @old: (nullable): a dictionary of the old revision
 * @new: (nullable): and one of the new
 *
 * Lists the keys whose values differ.
 *
 * Returns: (transfer full) (element-type utf8): keys, lent by the dictionaries
 */
GPtrArray *
pades_step_diff (PadesStep *self, PdfObject *old, PdfObject *new)
{
  GPtrArray *keys = g_ptr_array_new ();
  const char *key;
  PdfObject *value;
  guint i;

  for (i = 0; pdf_object_peek_entry (old, i, &key, &value); i++)
    if (!pades_step_same (self, value, pdf_object_peek_key (new, key)))
      g_ptr_array_add (keys, (gpointer) key);
  for (i = 0; pdf_object_peek_entry (new, i, &key, &value); i++)
    if (pdf_object_peek_key (old, key) == NULL && !pades_step_same (self, NULL, value))
      g_ptr_array_add (keys, (gpointer) key);
  return keys;
}

/**
 * pades_step_get_old:
 * @self: a step
 * @dict: (nullable): a dictionary of the old revision
 * @key: a key
 *
 * Reads an entry there.
 *
 * Returns: (transfer full) (nullable): the value
 */
PdfObject *
pades_step_get_old (PadesStep *self, PdfObject *dict, const char *key)
{
  return pdf_file_get_key (self->old, dict, key, NULL);
}

/**
 * pades_step_get_new:
 * @self: a step
 * @dict: (nullable): a dictionary of the new revision
 * @key: a key
 *
 * Reads an entry there.
 *
 * Returns: (transfer full) (nullable): the value
 */
PdfObject *
pades_step_get_new (PadesStep *self, PdfObject *dict, const char *key)
{
  return pdf_file_get_key (self->new, dict, key, NULL);
}

/**
 * pades_step_is_any:
 * @word: (nullable): a word
 * @words: NULL-terminated
 *
 * Asks whether it is one of them.
 *
 * Returns: whether it is
 */
gboolean
pades_step_is_any (const char *word, const char *const *words)
{
  return word != NULL && g_strv_contains (words, word);
}

/**
 * pades_step_locate:
 * @self: a step
 * @change: a change
 * @page: object number of a page, or 0
 *
 * Says on which page the change is; all of it, unless it says more of its place.
 */
void
pades_step_locate (PadesStep *self, PadesChange *change, guint32 page)
{
  guint n = page != 0 ? pdf_file_get_n_pages (self->new, NULL) : 0;
  guint i;

  for (i = 0; i < n && self->work <= MAX_WORK; i++)
    {
      g_autoptr (PdfPage) each = pdf_file_get_page (self->new, i, NULL);

      self->work++;
      if (each == NULL || each->number != page)
        continue;
      change->page = i;
      if (change->rect.x1 <= change->rect.x0)
        change->rect = each->box.crop;
      return;
    }
}

/**
 * pades_step_read_rect:
 * @self: a step
 * @annotation: an annotation of the new revision
 * @rect: (out): where it is, user space
 *
 * Asks how much room an annotation takes (ISO 32000-2, table 166).
 *
 * Returns: whether it takes any
 */
gboolean
pades_step_read_rect (PadesStep *self, PdfObject *annotation, PdfRect *rect)
{
  g_autoptr (PdfObject) list = pades_step_get_new (self, annotation, "Rect");
  double side[4] = {0};
  guint i;

  for (i = 0; i < 4; i++)
    {
      g_autoptr (PdfObject)
          number = pdf_file_resolve (self->new, pdf_object_peek_index (list, i), NULL);

      side[i] = pdf_object_get_number (number);
    }
  *rect = (PdfRect){MIN (side[0], side[2]), MIN (side[1], side[3]), MAX (side[0], side[2]),
                    MAX (side[1], side[3])};
  return rect->x1 - rect->x0 > 0 && rect->y1 - rect->y0 > 0;
}

/**
 * pades_step_place_widget:
 * @self: a step
 * @change: a signature or its field
 * @widget: a widget of it
 * @page: object number of a page that has it, or says so; or 0
 *
 * Notes where a signature shows something: on the first page that is told, and over all the room
 * that its widgets take.
 */
void
pades_step_place_widget (PadesStep *self, PadesChange *change, PdfObject *widget, guint32 page)
{
  PadesChange place = {.page = G_MAXUINT32};
  PdfRect rect;

  if (!pades_step_read_rect (self, widget, &rect))
    return;
  if (change->visible)
    rect = (PdfRect){MIN (rect.x0, change->rect.x0), MIN (rect.y0, change->rect.y0),
                     MAX (rect.x1, change->rect.x1), MAX (rect.y1, change->rect.y1)};
  change->visible = TRUE;
  change->rect = rect;
  pades_step_locate (self, &place, page);
  if (change->page == G_MAXUINT32)
    change->page = place.page;
  change->scattered |= place.page != G_MAXUINT32 && place.page != change->page;
}

static gboolean
is_in_use (PdfFile *file, guint32 number, PdfEntry *entry)
{
  return pdf_file_lookup (file, number, entry) && entry->kind != PDF_ENTRY_FREE;
}

/**
 * pades_step_is_catalog:
 * @self: a step
 * @container: an object number
 *
 * Asks whether it is the catalog.
 *
 * Returns: whether it is
 */
gboolean
pades_step_is_catalog (PadesStep *self, guint32 container)
{
  return container == self->catalog;
}

/**
 * pades_step_is_page:
 * @self: a step
 * @container: an object number
 *
 * Asks whether it was a page of the old revision.
 *
 * Returns: whether it was
 */
gboolean
pades_step_is_page (PadesStep *self, guint32 container)
{
  g_autoptr (PdfObject) object = pdf_file_load (self->old, container, NULL);

  return pdf_object_is_name (pdf_object_peek_key (object, "Type"), "Page");
}

/**
 * pades_step_is_node:
 * @self: a step
 * @container: an object number
 *
 * Asks whether it was a field, a group of them or a widget in the old form.
 *
 * Returns: whether it was
 */
gboolean
pades_step_is_node (PadesStep *self, guint32 container)
{
  return pades_form_tree_find (self->old_form, container) != NULL;
}

/**
 * pades_step_is_fresh:
 * @self: a step
 * @number: an object number
 *
 * Asks whether the old revision had no object of that number: what stood in the signed document
 * is nobody's new signature.
 *
 * Returns: whether it had none
 */
gboolean
pades_step_is_fresh (PadesStep *self, guint32 number)
{
  PdfEntry entry;

  return !is_in_use (self->old, number, &entry);
}

/* A cross-reference stream, which nothing in a document refers to. */
static gboolean
is_section (PadesStep *self, guint32 number, PdfObject *object)
{
  return pdf_object_get_type (object) == PDF_TYPE_STREAM &&
         pdf_object_is_name (pdf_object_peek_key (object, "Type"), "XRef") &&
         !pdf_references_has (self->references, number);
}

/* Where the trailer has a word of somebody's own for what is not there, nobody reads it. */
static gboolean
is_foreign (PadesStep *self, guint32 number)
{
  static const char *const known[] = {"Root", "Info", "Encrypt", "ID", NULL};
  PdfReferenceIter iter;
  guint32 container;
  const char *key;

  pdf_reference_iter_init (&iter, self->references, number);
  while (pdf_reference_iter_next (&iter, &container, &key))
    if (container != 0 || pades_step_is_any (key, known))
      return FALSE;
  return TRUE;
}

/* In an object stream it is always 0. */
static guint16
generation_of (const PdfEntry *entry)
{
  return entry->kind == PDF_ENTRY_OFFSET ? entry->generation : 0;
}

/* Whatever was there must be explained, used or not: what is new is only where nothing was, and
 * nothing waited for it. */
static gboolean
is_changed (PadesStep *self, guint32 number)
{
  PdfEntry old_entry, new_entry;
  gboolean was = is_in_use (self->old, number, &old_entry);
  gboolean is = is_in_use (self->new, number, &new_entry);
  g_autoptr (PdfObject) old = NULL;
  g_autoptr (PdfObject) new = NULL;

  if (!was)
    return is && !is_foreign (self, number);
  if (!is)
    return TRUE;
  if (old_entry.kind == PDF_ENTRY_OFFSET && new_entry.kind == PDF_ENTRY_OFFSET &&
      old_entry.where == new_entry.where)
    return FALSE;
  old = pdf_file_load (self->old, number, NULL);
  new = pdf_file_load (self->new, number, NULL);
  if (is_section (self, number, old) && is_section (self, number, new))
    return FALSE;
  return old == NULL || new == NULL || !pades_step_same (self, old, new);
}

/* References to the old generation lead to nothing any more (ISO 32000-2, 7.3.10). */
static gboolean
is_lost (PadesStep *self, guint32 number)
{
  PdfEntry old_entry, new_entry;

  return is_in_use (self->old, number, &old_entry) && is_in_use (self->new, number, &new_entry) &&
         generation_of (&old_entry) != generation_of (&new_entry);
}

static void
list_pending (PadesStep *self)
{
  guint i;

  for (i = 0; i < self->written->len; i++)
    {
      guint32 number = g_array_index (self->written, guint32, i);

      if (number != 0 && is_lost (self, number))
        g_hash_table_add (self->lost, GUINT_TO_POINTER (number));
      else if (number != 0 && is_changed (self, number))
        g_hash_table_add (self->pending, GUINT_TO_POINTER (number));
    }
}

/* The page count is part of every reader's first look; what moved is told once. */
static void
compare_page_counts (PadesStep *self)
{
  guint before = pdf_file_get_n_pages (self->old, NULL);
  guint after = pdf_file_get_n_pages (self->new, NULL);
  PadesChange *change;

  if (before == after)
    return;
  change = pades_step_add (self, PADES_CHANGE_PAGES, PADES_EFFECT_CONTENT, NULL);
  change->before = g_strdup_printf ("%u", before);
  change->after = g_strdup_printf ("%u", after);
}

/**
 * pades_step_analyse:
 * @self: a step with everything but its sets
 * @error: return location for an error
 *
 * Lists what a revision changed.
 *
 * Returns: %FALSE with %PDF_ERROR_LIMIT when it is too much to be judged
 */
gboolean
pades_step_analyse (PadesStep *self, GError **error)
{
  g_autoptr (GHashTable) pending = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) lost = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) proofs = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) widgets = g_hash_table_new (NULL, NULL);

  self->pending = pending;
  self->lost = lost;
  self->proofs = proofs;
  self->widgets = widgets;
  self->work = 0;
  list_pending (self);
  compare_page_counts (self);
  pades_step_judge_catalog (self);
  pades_step_judge_proofs (self);
  pades_step_judge_form (self);
  pades_step_judge_looks (self);
  pades_step_judge_pages (self);
  pades_step_judge_structure (self);
  pades_step_judge_rest (self);
  pades_step_judge_twofold (self);
  self->pending = self->lost = self->proofs = self->widgets = NULL;
  if (self->work <= MAX_WORK)
    return TRUE;
  g_set_error (error, PDF_ERROR, PDF_ERROR_LIMIT, "too much was changed to be judged");
  return FALSE;
}
