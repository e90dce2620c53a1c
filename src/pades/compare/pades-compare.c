/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-compare.h"

#include <math.h>

#include "pades-change.h"
#include "pades-cover.h"
#include "pdf-fields.h"

#define N_(s) (s)

/* 108 dots an inch tell one digit from another; a poster is looked at from further away. */
#define SCALE 1.5
#define MAX_PIXELS 4e6
/* Some minutes' work. */
#define MAX_DRAWN 500

typedef struct {
  PadesComparison *comparison;
  const PadesCompareRequest *request;
  PadesRender *render;
  PadesReach *reach;
  PdfFile *old;
  PdfFile *new;
  GPtrArray *fields; /* PdfField of old, or NULL until they are needed */
} Work;

static void
page_look_free (PadesPageLook *self)
{
  g_clear_pointer (&self->regions, g_array_unref);
  g_clear_pointer (&self->covers, g_ptr_array_unref);
  g_free (self);
}

static PadesPageLook *
add_page (PadesComparison *self, PadesLook look, guint32 before, guint32 after)
{
  PadesPageLook *page = g_new0 (PadesPageLook, 1);

  page->look = look;
  page->before = before;
  page->after = after;
  page->regions = g_array_new (FALSE, FALSE, sizeof (PadesRegion));
  page->covers = g_ptr_array_new_with_free_func ((GDestroyNotify) pades_cover_free);
  g_ptr_array_add (self->pages, page);
  return page;
}

/* The objects that are a file's pages; 0 for one that cannot be read. */
static guint32 *
list_pages (PdfFile *file, guint n)
{
  guint32 *numbers = g_new0 (guint32, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (PdfPage) page = pdf_file_get_page (file, i, NULL);

      numbers[i] = page != NULL ? page->number : 0;
    }
  return numbers;
}

/* By object; a page that is another object now took the place of the one that stood there, unless
 * that went elsewhere. */
static void
match_pages (PadesComparison *self, const guint32 *old, const guint32 *new)
{
  g_autoptr (GHashTable) places = g_hash_table_new (NULL, NULL); /* number to index + 1 */
  g_autofree guint32 *came_from = g_new (guint32, MAX (self->n_after, 1));
  g_autofree gboolean *gone_to = g_new0 (gboolean, MAX (self->n_before, 1));

  for (guint i = self->n_before; i-- > 0;)
    g_hash_table_insert (places, GUINT_TO_POINTER (old[i]), GUINT_TO_POINTER (i + 1));
  for (guint i = 0; i < self->n_after; i++)
    {
      guint place = GPOINTER_TO_UINT (g_hash_table_lookup (places, GUINT_TO_POINTER (new[i])));

      if (i < self->n_before && old[i] == new[i])
        place = i + 1;
      came_from[i] = G_MAXUINT32;
      if (place == 0 || new[i] == 0 || gone_to[place - 1])
        continue;
      came_from[i] = place - 1;
      gone_to[place - 1] = TRUE;
    }
  for (guint i = 0; i < self->n_after; i++)
    {
      if (came_from[i] == G_MAXUINT32 && i < self->n_before && !gone_to[i])
        {
          came_from[i] = i;
          gone_to[i] = TRUE;
        }
      add_page (self, came_from[i] == G_MAXUINT32 ? PADES_LOOK_ADDED : PADES_LOOK_UNKNOWN,
                came_from[i], i);
    }
  for (guint i = 0; i < self->n_before; i++)
    if (!gone_to[i])
      add_page (self, PADES_LOOK_REMOVED, i, G_MAXUINT32);
}

/* Pixels a point at which a page is compared. */
static double
choose_scale (const PdfPage *page)
{
  double width, height;
  PdfPageBox box = page->box;

  box.user_unit = 1;
  pdf_page_box_get_size (&box, &width, &height);
  width = MAX (width / PDF_MM_PER_POINT, 1);
  height = MAX (height / PDF_MM_PER_POINT, 1);
  return MIN (SCALE, sqrt (MAX_PIXELS / (width * height)));
}

static gboolean
look_at (Work *work, PadesPageLook *look, PdfPage *old_page, PdfPage *new_page)
{
  double scale = choose_scale (new_page);
  g_auto (PadesPicture) before = {0};
  g_auto (PadesPicture) after = {0};
  g_auto (PadesPicture) paper = {0};
  PadesSight sight = {work->old, work->new, old_page, new_page, work->reach,
                      NULL,      &before,   &after,   NULL,     scale};

  work->comparison->n_drawn++;
  if (!pades_render_draw (work->render, work->comparison->before, look->before, scale, &before,
                          NULL) ||
      !pades_render_draw (work->render, work->comparison->after, look->after, scale, &after, NULL))
    return FALSE;
  if (pades_cover_is_filled (&sight))
    sight.paper = &paper;
  if (pades_cover_is_blind (&sight) ||
      (sight.paper != NULL && !pades_render_draw_paper (work->render, work->comparison->before,
                                                        look->before, scale, &paper, NULL)))
    return FALSE;
  g_array_unref (look->regions);
  look->regions = pades_regions_find (&before, &after, scale);
  look->look = look->regions->len > 0 ? PADES_LOOK_DIFFERENT : PADES_LOOK_SAME;
  if (look->look == PADES_LOOK_SAME)
    return TRUE;
  if (work->fields == NULL)
    work->fields = pdf_fields_list (work->old, NULL);
  sight.old_fields = work->fields;
  g_ptr_array_unref (look->covers);
  look->covers = pades_cover_list (&sight);
  for (guint i = 0; i < look->covers->len; i++)
    ((PadesCover *) g_ptr_array_index (look->covers, i))->page = look->after;
  return TRUE;
}

static void
compare_page (Work *work, PadesPageLook *look)
{
  guint limit = work->request->max_drawn > 0 ? work->request->max_drawn : MAX_DRAWN;
  g_autoptr (PdfPage) old_page = NULL;
  g_autoptr (PdfPage) new_page = NULL;

  if (look->look != PADES_LOOK_UNKNOWN)
    return;
  old_page = pdf_file_get_page (work->old, look->before, NULL);
  new_page = pdf_file_get_page (work->new, look->after, NULL);
  if (old_page == NULL || new_page == NULL)
    return;
  if (pades_reach_alike (work->reach, old_page, new_page))
    look->look = PADES_LOOK_SAME;
  else if (work->comparison->n_drawn < limit)
    look_at (work, look, old_page, new_page);
}

static gboolean
compare_pages (Work *work, GCancellable *cancellable, GError **error)
{
  GPtrArray *pages = work->comparison->pages;

  for (guint i = 0; i < pages->len; i++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      compare_page (work, g_ptr_array_index (pages, i));
      if (work->request->progress != NULL)
        work->request->progress (i + 1, pages->len, work->request->data);
    }
  return TRUE;
}

static gboolean
compare (Work *work, GCancellable *cancellable, GError **error)
{
  PadesComparison *self = work->comparison;
  g_autofree guint32 *old = NULL;
  g_autofree guint32 *new = NULL;

  self->n_before = pdf_file_get_n_pages (work->old, error);
  if (self->n_before == 0)
    return FALSE;
  self->n_after = pdf_file_get_n_pages (work->new, error);
  if (self->n_after == 0)
    return FALSE;
  old = list_pages (work->old, self->n_before);
  new = list_pages (work->new, self->n_after);
  match_pages (self, old, new);
  work->reach = pades_reach_new (work->old, work->new);
  return compare_pages (work, cancellable, error);
}

static PdfFile *
open_revision (PdfFile *file, guint number, GError **error)
{
  return number == pdf_file_get_n_revisions (file)
             ? pdf_file_ref (file)
             : pdf_file_new_for_revision (file, number, error);
}

/**
 * pades_compare:
 * @file: a file
 * @request: which of its revisions
 * @render: draws its pages
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Compares each page of one revision with what became of it in a later one, by its picture. A page
 * is drawn only when something that it is made of was written again (ISO 32000-2, 7.5.6), and
 * never more of them than the request allows: the others are %PADES_LOOK_UNKNOWN.
 *
 * Returns: (transfer full): the comparison; %NULL when a revision cannot be read, or cancelled
 */
PadesComparison *
pades_compare (PdfFile *file,
               const PadesCompareRequest *request,
               PadesRender *render,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (PadesComparison) self = g_new0 (PadesComparison, 1);
  Work work = {.comparison = self, .request = request, .render = render};
  gboolean done;

  g_return_val_if_fail (pdf_file_get_revision (file, request->before) != NULL, NULL);

  self->before = request->before;
  self->after = request->after > 0 ? request->after : pdf_file_get_n_revisions (file);
  self->pages = g_ptr_array_new_with_free_func ((GDestroyNotify) page_look_free);
  work.old = open_revision (file, self->before, error);
  if (work.old == NULL)
    return NULL;
  work.new = open_revision (file, self->after, error);
  done = work.new != NULL &&compare (&work, cancellable, error);
  pades_reach_free (work.reach);
  g_clear_pointer (&work.fields, g_ptr_array_unref);
  g_clear_pointer (&work.new, pdf_file_unref);
  pdf_file_unref (work.old);
  return done ? g_steal_pointer (&self) : NULL;
}

/**
 * pades_comparison_free:
 * @self: (nullable): a comparison
 *
 * Frees it.
 */
void
pades_comparison_free (PadesComparison *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->pages, g_ptr_array_unref);
  g_free (self);
}

/**
 * pades_comparison_is_same:
 * @self: a comparison
 *
 * Asks whether every page is known to look as it did, and stands where it stood.
 *
 * Returns: whether it is and does
 */
gboolean
pades_comparison_is_same (const PadesComparison *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  for (guint i = 0; i < self->pages->len; i++)
    {
      const PadesPageLook *page = g_ptr_array_index (self->pages, i);

      if (page->look != PADES_LOOK_SAME || page->before != page->after)
        return FALSE;
    }
  return TRUE;
}

static const struct {
  const char *word;
  const char *text;
} looks[PADES_N_LOOKS] = {
    [PADES_LOOK_SAME] = {"same", N_ ("Looks the same")},
    [PADES_LOOK_DIFFERENT] = {"different", N_ ("Looks different")},
    [PADES_LOOK_ADDED] = {"added", N_ ("The page was added")},
    [PADES_LOOK_REMOVED] = {"removed", N_ ("The page was removed")},
    [PADES_LOOK_UNKNOWN] = {"unknown", N_ ("Could not be compared")},
};

static const struct {
  const char *word;
  const char *text;
} covered[PADES_N_COVERED] = {
    [PADES_COVERED_CONTENT] = {"content", N_ ("Something new hides part of the page")},
    [PADES_COVERED_VALUE] = {"field-value",
                             N_ ("Something new hides what the form field “{name}” said")},
    [PADES_COVERED_MARK] = {"signature-mark",
                            N_ ("Something new hides the mark of the signature “{name}”")},
};

/**
 * pades_look_word:
 * @look: how a page looks
 *
 * Gives the word that programs read.
 *
 * Returns: (transfer none): the word
 */
const char *
pades_look_word (PadesLook look)
{
  g_return_val_if_fail ((guint) look < PADES_N_LOOKS, NULL);

  return looks[look].word;
}

/**
 * pades_covered_word:
 * @what: what is hidden
 *
 * Gives the word that programs read.
 *
 * Returns: (transfer none): the word
 */
const char *
pades_covered_word (PadesCovered what)
{
  g_return_val_if_fail ((guint) what < PADES_N_COVERED, NULL);

  return covered[what].word;
}

/**
 * pades_look_template:
 * @look: how a page looks
 *
 * Gives the sentence for it, marked for translation.
 *
 * Returns: (transfer none): the sentence
 */
const char *
pades_look_template (PadesLook look)
{
  g_return_val_if_fail ((guint) look < PADES_N_LOOKS, NULL);

  return looks[look].text;
}

/**
 * pades_covered_template:
 * @what: what is hidden
 *
 * Gives the sentence for it, marked for translation.
 *
 * Returns: (transfer none): the sentence
 */
const char *
pades_covered_template (PadesCovered what)
{
  g_return_val_if_fail ((guint) what < PADES_N_COVERED, NULL);

  return covered[what].text;
}

/**
 * pades_cover_fill:
 * @self: what something hides
 * @text: its template, translated
 *
 * Puts the field's name into the sentence, harmless to show.
 *
 * Returns: (transfer full): the sentence
 */
char *
pades_cover_fill (const PadesCover *self, const char *text)
{
  const PadesChange named = {.name = self->field};

  return pades_change_fill (&named, text, NULL);
}
