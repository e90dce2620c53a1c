/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-place.h"

#include "pdf-fields.h"

static double
keep_within (double at, double length, double whole)
{
  return CLAMP (at, 0.0, MAX (whole - length, 0.0));
}

static double
get_seal_width (const PadesFace *face)
{
  return face->seal.x1 - face->seal.x0;
}

static double
get_seal_height (const PadesFace *face)
{
  return face->seal.y1 - face->seal.y0;
}

/**
 * pades_place_seal:
 * @file: a document
 * @face: what is stamped
 * @place: (inout): the seal's page, left and top edge and width; then the whole face's
 * @error: return location for a %PDF_ERROR
 *
 * Puts a seal where it was said to be. That it stands on the page is asked later, by the preflight.
 *
 * Returns: whether the page could be read
 */
gboolean
pades_place_seal (PdfFile *file, const PadesFace *face, PdfPlacement *place, GError **error)
{
  double scale = place->width / get_seal_width (face);
  double width = 0.0, height = 0.0;
  g_autoptr (PdfPage) page = NULL;

  place->x -= face->seal.x0 * scale;
  place->y -= face->seal.y0 * scale;
  place->width = face->width * scale;
  place->height = face->height * scale;
  if (face->alone)
    return TRUE;
  page = pdf_file_get_page (file, place->page, error);
  if (page == NULL)
    return FALSE;
  pdf_page_box_get_size (&page->box, &width, &height);
  place->x = keep_within (place->x, place->width, width);
  place->y = keep_within (place->y, place->height, height);
  return TRUE;
}

/**
 * pades_place_last:
 * @file: a document
 * @face: what is stamped
 * @margin: mm
 * @place: (out): where
 * @error: return location for a %PDF_ERROR
 *
 * Puts a face on the last page, its lower right corner so far from the page's.
 *
 * Returns: whether there is a last page
 */
gboolean
pades_place_last (
    PdfFile *file, const PadesFace *face, double margin, PdfPlacement *place, GError **error)
{
  guint n_pages = pdf_file_get_n_pages (file, error);
  g_autoptr (PdfPage) page = n_pages > 0 ? pdf_file_get_page (file, n_pages - 1, error) : NULL;
  double width = 0.0, height = 0.0;

  if (page == NULL)
    return FALSE;
  pdf_page_box_get_size (&page->box, &width, &height);
  *place = (PdfPlacement){
      .page = n_pages - 1,
      .x = MAX (width - face->width - margin, 0.0),
      .y = MAX (height - face->height - margin, 0.0),
      .width = face->width,
      .height = face->height,
  };
  return TRUE;
}

/**
 * pades_place_on_area:
 * @file: a document
 * @face: what is stamped
 * @area: points from the top left of the displayed page, which know no UserUnit
 * @place: (inout): its page; then where
 * @error: return location for a %PDF_ERROR
 *
 * Centres the seal on an area, moved so that it stays on the page: words stand near margins.
 *
 * Returns: whether the page could be read
 */
gboolean
pades_place_on_area (
    PdfFile *file, const PadesFace *face, const PdfRect *area, PdfPlacement *place, GError **error)
{
  g_autoptr (PdfPage) page = pdf_file_get_page (file, place->page, error);
  double page_width = 0.0, page_height = 0.0, unit = 0.0;

  if (page == NULL)
    return FALSE;
  unit = PDF_MM_PER_POINT * page->box.user_unit;
  pdf_page_box_get_size (&page->box, &page_width, &page_height);
  place->width = get_seal_width (face);
  place->x = keep_within ((area->x0 + area->x1) * unit / 2.0 - place->width / 2.0, place->width,
                          page_width);
  place->y = keep_within ((area->y0 + area->y1) * unit / 2.0 - get_seal_height (face) / 2.0,
                          get_seal_height (face), page_height);
  return pades_place_seal (file, face, place, error);
}

static PdfPage *
find_page (PdfFile *file, guint32 number, guint *index, GError **error)
{
  guint n_pages = pdf_file_get_n_pages (file, NULL);

  for (*index = 0; *index < n_pages; (*index)++)
    {
      g_autoptr (PdfPage) page = pdf_file_get_page (file, *index, error);

      if (page == NULL)
        return NULL;
      if (page->number == number)
        return g_steal_pointer (&page);
    }
  g_set_error (error, PADES_ERROR, PADES_ERROR_NO_PLACE, "no page is object %u", number);
  return NULL;
}

/* As large as the field's rectangle lets it be. */
static gboolean
fill_field (PdfFile *file,
            const PadesFace *face,
            const PdfField *field,
            PdfPlacement *place,
            GError **error)
{
  double ratio = face->height / face->width;
  guint index = 0;
  g_autoptr (PdfPage) page = NULL;
  PdfMatrix matrix;
  PdfRect rect;

  if (field->rect.x1 <= field->rect.x0 || field->rect.y1 <= field->rect.y0)
    {
      g_set_error (error, PADES_ERROR, PADES_ERROR_NO_PLACE, "“%s” has no place on a page",
                   field->name);
      return FALSE;
    }
  page = find_page (file, field->page, &index, error);
  if (page == NULL)
    return FALSE;
  matrix = pdf_page_box_get_to_display (&page->box);
  rect = pdf_matrix_apply_rect (&matrix, &field->rect);
  *place = (PdfPlacement){index, 0, 0, MIN (rect.x1 - rect.x0, (rect.y1 - rect.y0) / ratio), 0, 0};
  place->height = place->width * ratio;
  place->x = (rect.x0 + rect.x1 - place->width) / 2.0;
  place->y = (rect.y0 + rect.y1 - place->height) / 2.0;
  return TRUE;
}

/**
 * pades_place_in_field:
 * @file: a document
 * @face: (nullable): what is stamped; %NULL only asks for the field
 * @name: of a field, in full
 * @place: (out) (optional): where, with a face
 * @error: return location for %PADES_ERROR_NO_FIELD, %PADES_ERROR_NO_PLACE or a %PDF_ERROR
 *
 * Puts a face in the middle of a field that is there, as large as it has room. Of a field with
 * several widgets the first counts.
 *
 * Returns: whether there is such a field
 */
gboolean
pades_place_in_field (
    PdfFile *file, const PadesFace *face, const char *name, PdfPlacement *place, GError **error)
{
  g_autoptr (GPtrArray) fields = pdf_fields_list (file, error);

  if (fields == NULL)
    return FALSE;
  for (guint i = 0; i < fields->len; i++)
    {
      const PdfField *field = g_ptr_array_index (fields, i);

      if (g_strcmp0 (field->name, name) == 0)
        return face == NULL || fill_field (file, face, field, place, error);
    }
  g_set_error (error, PADES_ERROR, PADES_ERROR_NO_FIELD, "there is no field “%s”", name);
  return FALSE;
}
