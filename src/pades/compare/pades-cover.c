/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-cover.h"

#include "pdf-fields.h"

/* A quarter of what stood there gone is no accident; lines through and under text, and colours
 * over it, are what these comments are for, until they hide it. */
#define HIDDEN 0.25
#define HIDDEN_BY_MARKUP 0.5
#define MAX_COVERS 100
#define MAX_ANNOTATIONS 20000

/**
 * pades_cover_free:
 * @self: (nullable): what something hides
 *
 * Frees it.
 */
void
pades_cover_free (PadesCover *self)
{
  if (self == NULL)
    return;
  g_free (self->field);
  g_free (self->subtype);
  g_free (self);
}

static gboolean
get_rect (PdfFile *file, PdfObject *dict, PdfRect *rect)
{
  g_autoptr (PdfObject) array = pdf_file_get_key (file, dict, "Rect", NULL);
  double n[4];

  if (pdf_object_get_length (array) != 4)
    return FALSE;
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (PdfObject)
          number = pdf_file_resolve (file, pdf_object_peek_index (array, i), NULL);

      n[i] = pdf_object_get_number (number);
    }
  *rect = (PdfRect){MIN (n[0], n[2]), MIN (n[1], n[3]), MAX (n[0], n[2]), MAX (n[1], n[3])};
  return TRUE;
}

/* To points from the top left of the page as displayed, as a renderer draws it. */
static PdfRect
to_display (const PdfPage *page, const PdfRect *rect)
{
  PdfPageBox box = page->box;
  PdfMatrix matrix;
  PdfRect mm;

  box.user_unit = 1;
  matrix = pdf_page_box_get_to_display (&box);
  mm = pdf_matrix_apply_rect (&matrix, rect);
  return (PdfRect){mm.x0 / PDF_MM_PER_POINT, mm.y0 / PDF_MM_PER_POINT, mm.x1 / PDF_MM_PER_POINT,
                   mm.y1 / PDF_MM_PER_POINT};
}

static gboolean
overlaps (const PdfRect *a, const PdfRect *b)
{
  return a->x0 < b->x1 && b->x0 < a->x1 && a->y0 < b->y1 && b->y0 < a->y1;
}

/* A signature's mark before a value, a value before the rest. */
static const PdfField *
find_covered_field (const PadesSight *sight, const PdfRect *rect, PadesCovered *what)
{
  const PdfField *found = NULL;

  *what = PADES_COVERED_CONTENT;
  for (guint i = 0; sight->old_fields != NULL && i < sight->old_fields->len; i++)
    {
      const PdfField *field = g_ptr_array_index (sight->old_fields, i);
      gboolean signature = g_strcmp0 (field->type, "Sig") == 0;

      if (field->value == NULL || field->page != sight->old_page->number ||
          !overlaps (&field->rect, rect) || (found != NULL && !signature))
        continue;
      found = field;
      *what = signature ? PADES_COVERED_MARK : PADES_COVERED_VALUE;
    }
  return found;
}

static gboolean
is_markup (const char *subtype)
{
  static const char *const markup[] = {"Highlight", "Underline", "Squiggly", "StrikeOut", NULL};

  return subtype != NULL && g_strv_contains (markup, subtype);
}

static char *
dup_name (PdfFile *file, PdfObject *dict, const char *key)
{
  g_autoptr (PdfObject) value = pdf_file_get_key (file, dict, key, NULL);
  const char *name = pdf_object_get_name (value);

  return name != NULL ? g_utf8_make_valid (name, -1) : NULL;
}

static gboolean
is_signature_field (PdfFile *file, PdfObject *widget)
{
  g_autoptr (PdfObject) parent = pdf_file_get_key (file, widget, "Parent", NULL);
  g_autofree char *own = dup_name (file, widget, "FT");
  g_autofree char *above = dup_name (file, parent, "FT");

  return g_strcmp0 (own != NULL ? own : above, "Sig") == 0;
}

/* The picture of a form field takes the place of its earlier one: its values are told elsewhere. */
static gboolean
is_new (const PadesSight *sight, GHashTable *before, PdfObject *at, PdfObject *dict)
{
  guint32 number = pdf_object_get_ref (at, NULL);
  g_autofree char *subtype = dup_name (sight->new, dict, "Subtype");

  if (number == 0 || !g_hash_table_contains (before, GUINT_TO_POINTER (number)))
    return TRUE;
  if (g_strcmp0 (subtype, "Widget") == 0 && !is_signature_field (sight->new, dict))
    return FALSE;
  return !pades_reach_alike_annotation (sight->reach, at);
}

static PadesCover *
measure (const PadesSight *sight, PdfObject *dict)
{
  g_autofree char *subtype = dup_name (sight->new, dict, "Subtype");
  PadesCover *cover;
  PadesCovered what;
  const PdfField *field;
  PdfRect user, rect;

  if (!get_rect (sight->new, dict, &user))
    return NULL;
  rect = to_display (sight->new_page, &user);
  if (pades_regions_hide (sight->before, sight->after, &rect, sight->scale) <
      (is_markup (subtype) ? HIDDEN_BY_MARKUP : HIDDEN))
    return NULL;
  field = find_covered_field (sight, &user, &what);
  cover = g_new0 (PadesCover, 1);
  cover->what = what;
  cover->field = field != NULL ? g_strdup (field->name) : NULL;
  cover->subtype = g_steal_pointer (&subtype);
  cover->rect = rect;
  return cover;
}

static GHashTable *
list_numbers (PdfObject *annots)
{
  GHashTable *numbers = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < pdf_object_get_length (annots); i++)
    g_hash_table_add (
        numbers, GUINT_TO_POINTER (pdf_object_get_ref (pdf_object_peek_index (annots, i), NULL)));
  return numbers;
}

/**
 * pades_cover_list:
 * @sight: a page in both revisions
 *
 * Finds what was laid over the page and hides what was to be seen before (ISO 32000-2, 12.5): a
 * comment may be permitted, and still be there to deceive.
 *
 * Returns: (transfer full) (element-type PadesCover): what hides something
 */
GPtrArray *
pades_cover_list (const PadesSight *sight)
{
  GPtrArray *covers = g_ptr_array_new_with_free_func ((GDestroyNotify) pades_cover_free);
  g_autoptr (PdfObject) old = pdf_file_get_key (sight->old, sight->old_page->dict, "Annots", NULL);
  g_autoptr (PdfObject) new = pdf_file_get_key (sight->new, sight->new_page->dict, "Annots", NULL);
  g_autoptr (GHashTable) before = list_numbers (old);
  guint n = MIN (pdf_object_get_length (new), MAX_ANNOTATIONS);

  for (guint i = 0; i < n && covers->len < MAX_COVERS; i++)
    {
      PdfObject *at = pdf_object_peek_index (new, i);
      g_autoptr (PdfObject) dict = pdf_file_resolve (sight->new, at, NULL);
      PadesCover *cover = NULL;

      if (dict != NULL && is_new (sight, before, at, dict))
        cover = measure (sight, dict);
      if (cover != NULL)
        g_ptr_array_add (covers, cover);
    }
  return covers;
}
