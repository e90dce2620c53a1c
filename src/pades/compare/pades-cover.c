/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-cover.h"

#include "pdf-fields.h"

#define MAX_COVERS 100
#define MAX_ANNOTATIONS 200000

/* ISO 32000-2, table 167. */
#define FLAG_PRINT 4
#define FLAG_NO_VIEW 32

/**
 * pades_cover_copy:
 * @self: what something hides
 *
 * Copies it.
 *
 * Returns: (transfer full): the copy
 */
PadesCover *
pades_cover_copy (const PadesCover *self)
{
  PadesCover *copy = g_new (PadesCover, 1);

  *copy = *self;
  copy->field = g_strdup (self->field);
  copy->subtype = g_strdup (self->subtype);
  return copy;
}

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

/* What is under a place of the page, as displayed: a signature's mark before a value, a value
 * before the rest. */
static const PdfField *
find_covered_field (const PadesSight *sight, const PdfRect *place, PadesCovered *what)
{
  const PdfField *found = NULL;

  *what = PADES_COVERED_CONTENT;
  for (guint i = 0; sight->old_fields != NULL && i < sight->old_fields->len; i++)
    {
      const PdfField *field = g_ptr_array_index (sight->old_fields, i);
      gboolean signature = g_strcmp0 (field->type, "Sig") == 0;
      PdfRect rect = to_display (sight->old_page, &field->rect);

      if (field->value == NULL || field->page != sight->old_page->number ||
          !overlaps (&rect, place) || (found != NULL && !signature))
        continue;
      found = field;
      *what = signature ? PADES_COVERED_MARK : PADES_COVERED_VALUE;
    }
  return found;
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

typedef enum {
  LAID_AS_IT_WAS,
  LAID_ANEW,
  LAID_FILLED, /* a field of the form, in place of its earlier look */
} Laid;

/* The picture of a form field takes the place of its earlier one: its values are told elsewhere. */
static Laid
find_laid (const PadesSight *sight, GHashTable *before, PdfObject *at, PdfObject *dict)
{
  guint32 number = pdf_object_get_ref (at, NULL);
  g_autofree char *subtype = dup_name (sight->new, dict, "Subtype");

  if (number == 0 || !g_hash_table_contains (before, GUINT_TO_POINTER (number)))
    return LAID_ANEW;
  if (pades_reach_alike_annotation (sight->reach, at))
    return LAID_AS_IT_WAS;
  return g_strcmp0 (subtype, "Widget") == 0 && !is_signature_field (sight->new, dict) ? LAID_FILLED
                                                                                      : LAID_ANEW;
}

/* The first place under it where something is hidden. */
static gboolean
find_hidden (GArray *hidden, const PdfRect *rect, PdfRect *place)
{
  for (guint i = 0; i < hidden->len; i++)
    {
      const PdfRect *each = &g_array_index (hidden, PadesRegion, i).rect;

      if (!overlaps (each, rect))
        continue;
      *place = (PdfRect){MAX (each->x0, rect->x0), MAX (each->y0, rect->y0),
                         MIN (each->x1, rect->x1), MIN (each->y1, rect->y1)};
      return TRUE;
    }
  return FALSE;
}

static gboolean
is_of (const PdfField *field, PdfObject *at, PdfObject *dict)
{
  guint32 number = pdf_object_get_ref (at, NULL);

  return field != NULL && number != 0 &&
         (field->widget == number || field->number == number ||
          field->number == pdf_object_get_ref (pdf_object_peek_key (dict, "Parent"), NULL));
}

static PadesCover *
look_under (const PadesSight *sight, GArray *hidden, PdfObject *at, PdfObject *dict)
{
  PadesCover *cover;
  PadesCovered what;
  const PdfField *field;
  PdfRect user, rect, place;

  if (!get_rect (sight->new, dict, &user))
    return NULL;
  rect = to_display (sight->new_page, &user);
  if (!find_hidden (hidden, &rect, &place))
    return NULL;
  field = find_covered_field (sight, &place, &what);
  /* What a field said itself is told as its change. */
  if (is_of (field, at, dict))
    field = NULL;
  if (field == NULL)
    what = PADES_COVERED_CONTENT;
  cover = g_new0 (PadesCover, 1);
  cover->what = what;
  cover->field = field != NULL ? g_strdup (field->name) : NULL;
  cover->subtype = dup_name (sight->new, dict, "Subtype");
  cover->rect = rect;
  cover->user = user;
  return cover;
}

/* What was to be seen of the paper; elsewhere the later picture, which hides nothing of itself. */
static GArray *
find_hidden_paper (const PadesSight *sight)
{
  const PadesPicture *before = sight->before, *after = sight->after, *paper = sight->paper;
  PadesPicture seen = {after->width, after->height, after->width, NULL, NULL, NULL};
  g_autofree guint32 *pixels = NULL;

  if (paper == NULL || paper->width != after->width || paper->height != after->height ||
      before->width != after->width || before->height != after->height)
    return g_array_new (FALSE, FALSE, sizeof (PadesRegion));
  pixels = g_new (guint32, (gsize) after->width * after->height);
  for (guint y = 0; y < after->height; y++)
    for (guint x = 0; x < after->width; x++)
      {
        guint32 was = paper->pixels[y * paper->stride + x];

        pixels[y * seen.stride + x] = was == before->pixels[y * before->stride + x]
                                          ? was
                                          : after->pixels[y * after->stride + x];
      }
  seen.pixels = pixels;
  return pades_regions_find_hidden (&seen, after, sight->scale);
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
  g_autoptr (GArray) hidden = pades_regions_find_hidden (sight->before, sight->after, sight->scale);
  g_autoptr (GArray) paper = find_hidden_paper (sight);
  guint n = MIN (pdf_object_get_length (new), MAX_ANNOTATIONS);

  for (guint i = 0; i < n && hidden->len + paper->len > 0 && covers->len < MAX_COVERS; i++)
    {
      PdfObject *at = pdf_object_peek_index (new, i);
      g_autoptr (PdfObject) dict = pdf_file_resolve (sight->new, at, NULL);
      Laid laid = dict != NULL ? find_laid (sight, before, at, dict) : LAID_AS_IT_WAS;
      PadesCover *cover = NULL;

      if (laid != LAID_AS_IT_WAS)
        cover = look_under (sight, laid == LAID_FILLED ? paper : hidden, at, dict);
      if (cover != NULL)
        g_ptr_array_add (covers, cover);
    }
  return covers;
}

/* Poppler leaves these out where the entry is missing; other readers draw their look without it
 * (ISO 32000-2, tables 181 and 182). */
static gboolean
has_place (PdfFile *file, PdfObject *dict, const char *subtype)
{
  static const char *const quads[] = {"Highlight", "Underline", "Squiggly", "StrikeOut", NULL};
  static const char *const corners[] = {"Polygon", "PolyLine", NULL};
  gboolean quad = subtype != NULL && g_strv_contains (quads, subtype);
  g_autoptr (PdfObject) list = NULL;
  guint n;

  if (!quad && (subtype == NULL || !g_strv_contains (corners, subtype)))
    return TRUE;
  list = pdf_file_get_key (file, dict, quad ? "QuadPoints" : "Vertices", NULL);
  n = pdf_object_get_length (list);
  return n > 0 && n % (quad ? 8 : 2) == 0;
}

/* It is drawn by some and not by others, or on paper alone. */
static gboolean
is_seen_by_some (PdfFile *file, PdfObject *dict)
{
  g_autofree char *subtype = dup_name (file, dict, "Subtype");
  g_autoptr (PdfObject) flags = pdf_file_get_key (file, dict, "F", NULL);
  gint64 set = pdf_object_get_integer (flags);

  return ((set & FLAG_PRINT) != 0 && (set & FLAG_NO_VIEW) != 0) ||
         (pdf_object_peek_key (dict, "AP") != NULL && !has_place (file, dict, subtype));
}

/**
 * pades_cover_is_blind:
 * @sight: a page in both revisions
 *
 * Asks whether something was laid on the page that its picture need not show, though other readers
 * or a printer do.
 *
 * Returns: whether the pictures tell too little
 */
gboolean
pades_cover_is_blind (const PadesSight *sight)
{
  g_autoptr (PdfObject) old = pdf_file_get_key (sight->old, sight->old_page->dict, "Annots", NULL);
  g_autoptr (PdfObject) new = pdf_file_get_key (sight->new, sight->new_page->dict, "Annots", NULL);
  g_autoptr (GHashTable) before = list_numbers (old);
  guint n = pdf_object_get_length (new);

  for (guint i = 0; i < n && n <= MAX_ANNOTATIONS; i++)
    {
      PdfObject *at = pdf_object_peek_index (new, i);
      g_autoptr (PdfObject) dict = pdf_file_resolve (sight->new, at, NULL);

      if (dict != NULL && find_laid (sight, before, at, dict) != LAID_AS_IT_WAS &&
          is_seen_by_some (sight->new, dict))
        return TRUE;
    }
  return n > MAX_ANNOTATIONS;
}

/**
 * pades_cover_is_filled:
 * @sight: a page in both revisions
 *
 * Asks whether a field of the form that was there before shows something else now.
 *
 * Returns: whether one does
 */
gboolean
pades_cover_is_filled (const PadesSight *sight)
{
  g_autoptr (PdfObject) old = pdf_file_get_key (sight->old, sight->old_page->dict, "Annots", NULL);
  g_autoptr (PdfObject) new = pdf_file_get_key (sight->new, sight->new_page->dict, "Annots", NULL);
  g_autoptr (GHashTable) before = list_numbers (old);
  guint n = MIN (pdf_object_get_length (new), MAX_ANNOTATIONS);

  for (guint i = 0; i < n; i++)
    {
      PdfObject *at = pdf_object_peek_index (new, i);
      g_autoptr (PdfObject) dict = pdf_file_resolve (sight->new, at, NULL);

      if (dict != NULL && find_laid (sight, before, at, dict) == LAID_FILLED)
        return TRUE;
    }
  return FALSE;
}
