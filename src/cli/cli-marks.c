/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-marks.h"

#include "cli-error.h"
#include "cli-module.h"
#include "pdf-fields.h"

typedef struct {
  const CliSignOptions *options;
  PdfFile *file;
  const CliLook *look;
  GPtrArray *marks;
} Placing;

static double
seal_width (const Placing *placing)
{
  return placing->look->seal.x1 - placing->look->seal.x0;
}

static double
seal_height (const Placing *placing)
{
  return placing->look->seal.y1 - placing->look->seal.y0;
}

static void
add_mark (Placing *placing, guint page, double x, double y, double width)
{
  PadesMark *mark = g_new0 (PadesMark, 1);
  double ratio = placing->look->appearance->height / placing->look->appearance->width;

  mark->placement = (PdfPlacement){page, x, y, width, width * ratio, 0.0};
  mark->appearance = placing->look->appearance;
  g_ptr_array_add (placing->marks, mark);
}

static double
keep_within (double at, double length, double whole)
{
  return CLAMP (at, 0.0, MAX (whole - length, 0.0));
}

/* Place and width (mm, displayed) are the seal's. What stands beside it must not be cut off by the
 * edge of the page: then all of it moves. */
static gboolean
add_seal (Placing *placing, guint page, double x, double y, double width, GError **error)
{
  const CliLook *look = placing->look;
  double scale = width / seal_width (placing);
  g_autoptr (PdfPage) leaf = NULL;
  double page_width = 0.0, page_height = 0.0;

  x -= look->seal.x0 * scale;
  y -= look->seal.y0 * scale;
  if (!look->alone)
    {
      leaf = pdf_file_get_page (placing->file, page, error);
      if (leaf == NULL)
        return FALSE;
      pdf_page_box_get_size (&leaf->box, &page_width, &page_height);
      x = keep_within (x, look->appearance->width * scale, page_width);
      y = keep_within (y, look->appearance->height * scale, page_height);
    }
  add_mark (placing, page, x, y, look->appearance->width * scale);
  return TRUE;
}

static gboolean
add_place (Placing *placing, CliPlace *place, GError **error)
{
  g_autoptr (GError) cause = NULL;
  guint n_pages = pdf_file_get_n_pages (placing->file, &cause);

  if (cause != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  g_autoptr (GArray) pages = cli_place_pages (place, n_pages, error);
  if (pages == NULL)
    return FALSE;
  double width = place->width > 0 ? place->width : seal_width (placing);
  for (guint i = 0; i < pages->len; i++)
    if (!add_seal (placing, g_array_index (pages, guint, i), place->x, place->y, width, error))
      return FALSE;
  return TRUE;
}

/* The seal's centre on the middle of a rectangle (mm, displayed), moved so that it stays on the
 * page: words stand near margins. */
static gboolean
add_centred (
    Placing *placing, guint page, const PdfRect *rect, const PdfPageBox *box, GError **error)
{
  double width = seal_width (placing);
  double height = seal_height (placing);
  double page_width = 0.0, page_height = 0.0;

  pdf_page_box_get_size (box, &page_width, &page_height);
  double x = (rect->x0 + rect->x1 - width) / 2.0;
  double y = (rect->y0 + rect->y1 - height) / 2.0;
  return add_seal (placing, page, keep_within (x, width, page_width),
                   keep_within (y, height, page_height), width, error);
}

/* Poppler's points know no UserUnit; millimetres on the displayed page do. */
static PdfRect
area_to_mm (const PdfRect *area, const PdfPageBox *box)
{
  double unit = PDF_MM_PER_POINT * box->user_unit;

  return (PdfRect){area->x0 * unit, area->y0 * unit, area->x1 * unit, area->y1 * unit};
}

static gboolean
add_on_words (Placing *placing, const CliWords *words, GError **error)
{
  g_autoptr (PdfPage) page = pdf_file_get_page (placing->file, words->page, error);

  if (page == NULL)
    return FALSE;
  PdfRect rect = area_to_mm (&words->area, &page->box);
  return add_centred (placing, words->page, &rect, &page->box, error);
}

static gboolean
find_page (PdfFile *file, guint32 number, guint *index, GError **error)
{
  guint n_pages = pdf_file_get_n_pages (file, NULL);

  for (*index = 0; *index < n_pages; (*index)++)
    {
      g_autoptr (PdfPage) page = pdf_file_get_page (file, *index, error);
      if (page == NULL)
        return FALSE;
      if (page->number == number)
        return TRUE;
    }
  g_set_error (error, CLI_ERROR, CLI_ERROR_FIELD_HIDDEN, "no page is object %u", number);
  return FALSE;
}

/* As large as the field's rectangle lets it be. */
static gboolean
add_in_field (Placing *placing, const PdfField *field, GError **error)
{
  guint index = 0;

  if (!find_page (placing->file, field->page, &index, error))
    return FALSE;
  g_autoptr (PdfPage) page = pdf_file_get_page (placing->file, index, error);
  if (page == NULL)
    return FALSE;
  PdfMatrix matrix = pdf_page_box_get_to_display (&page->box);
  PdfRect rect = pdf_matrix_apply_rect (&matrix, &field->rect);
  double ratio = placing->look->appearance->height / placing->look->appearance->width;
  double width = MIN (rect.x1 - rect.x0, (rect.y1 - rect.y0) / ratio);
  add_mark (placing, index, (rect.x0 + rect.x1 - width) / 2.0,
            (rect.y0 + rect.y1 - width * ratio) / 2.0, width);
  return TRUE;
}

static gboolean
add_field (Placing *placing, const char *name, GError **error)
{
  g_autoptr (GPtrArray) fields = pdf_fields_list (placing->file, error);

  if (fields == NULL)
    return FALSE;
  for (guint i = 0; i < fields->len; i++)
    {
      const PdfField *field = g_ptr_array_index (fields, i);
      gboolean visible = field->rect.x1 > field->rect.x0 && field->rect.y1 > field->rect.y0;
      if (g_strcmp0 (field->name, name) == 0 && visible)
        return add_in_field (placing, field, error);
    }
  g_set_error (error, CLI_ERROR, CLI_ERROR_FIELD_HIDDEN, "%s: no field of that name with a place",
               name);
  return FALSE;
}

static gboolean
add_keyword (Placing *placing, CliKeyword *keyword, GError **error)
{
  const CliRenderModule *render = cli_module_open_render (error);
  const char *path = pdf_file_get_path (placing->file);
  g_autoptr (GPtrArray) keywords = g_ptr_array_new ();
  g_autoptr (GArray) found = NULL;

  if (render == NULL)
    return FALSE;
  g_ptr_array_add (keywords, keyword);
  found = render->find (path, placing->options->pdf_password, keywords, error);
  if (found == NULL)
    return FALSE;
  for (guint i = 0; i < found->len; i++)
    if (!add_on_words (placing, &g_array_index (found, CliWords, i), error))
      return FALSE;
  return TRUE;
}

/**
 * cli_marks_place:
 * @options: what was asked for
 * @file: the document
 * @look: (nullable): what a page carries; lent to the marks
 * @problems: (element-type GError): takes what keeps the seal from standing where it was asked for
 *
 * Works out where the seal stands in this document: by millimetres, on words, or in the field
 * that is signed.
 *
 * Returns: (transfer full) (element-type PadesMark): the marks, none without a seal; with a problem
 *   they are not all of them
 */
GPtrArray *
cli_marks_place (const CliSignOptions *options,
                 PdfFile *file,
                 const CliLook *look,
                 GPtrArray *problems)
{
  g_autoptr (GPtrArray) marks = g_ptr_array_new_with_free_func (g_free);
  Placing placing = {options, file, look, marks};
  guint n_places = options->places->len + options->keywords->len;
  GError *error = NULL;

  if (look == NULL)
    return g_steal_pointer (&marks);
  for (guint i = 0; i < options->places->len; i++)
    if (!add_place (&placing, g_ptr_array_index (options->places, i), &error))
      g_ptr_array_add (problems, g_steal_pointer (&error));
  for (guint i = 0; i < options->keywords->len; i++)
    if (!add_keyword (&placing, g_ptr_array_index (options->keywords, i), &error))
      g_ptr_array_add (problems, g_steal_pointer (&error));
  if (n_places == 0 && !add_field (&placing, options->field, &error))
    g_ptr_array_add (problems, error);
  return g_steal_pointer (&marks);
}
