/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-marks.h"

#include <string.h>

#include "cli-error.h"
#include "cli-folder.h"
#include "pdf-fields.h"
#include "render-document.h"
#include "seal-folder.h"
#include "seal-picture.h"

typedef struct {
  const CliSignOptions *options;
  PdfFile *file;
  SealDrawing *seal;
  PadesAppearance *appearance;
  GPtrArray *marks;
} Placing;

/**
 * cli_marks_load_seal:
 * @name: a picture's path, or the id of a seal in the user's folder
 * @error: return location for an error of the domain %SEAL_ERROR
 *
 * Finds the seal; a file of that name goes before a seal of that id.
 *
 * Returns: (transfer full): its face
 */
SealDrawing *
cli_marks_load_seal (const char *name, GError **error)
{
  if (g_file_test (name, G_FILE_TEST_EXISTS) || strchr (name, G_DIR_SEPARATOR) != NULL)
    {
      const SealPictureSpec spec = {0};
      return seal_picture_load (name, &spec, error);
    }
  g_autofree char *folder = cli_folder_seals ();
  g_autoptr (SealEntry) entry = seal_folder_load (folder, name, error);
  return entry != NULL ? seal_drawing_ref (entry->drawing) : NULL;
}

/**
 * cli_marks_dress:
 * @seal: a seal's face
 *
 * Turns it into what a page carries: vector where it is vector, blended like ink on paper.
 *
 * Returns: (transfer full): the appearance
 */
PadesAppearance *
cli_marks_dress (SealDrawing *seal)
{
  PadesAppearance *appearance = pades_appearance_new ();

  appearance->width = seal_drawing_get_width (seal);
  appearance->height = seal_drawing_get_height (seal);
  appearance->content = seal_drawing_to_pdf_content (seal);
  appearance->multiply = TRUE;
  seal_drawing_get_picture (seal, &appearance->image_width, &appearance->image_height,
                            &appearance->image_rgb, &appearance->image_alpha);
  return appearance;
}

static void
add_mark (Placing *placing, guint page, double x, double y, double width)
{
  PadesMark *mark = g_new0 (PadesMark, 1);
  double ratio = seal_drawing_get_height (placing->seal) / seal_drawing_get_width (placing->seal);

  mark->placement = (PdfPlacement){page, x, y, width, width * ratio, 0.0};
  mark->appearance = placing->appearance;
  g_ptr_array_add (placing->marks, mark);
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
  double width = place->width > 0 ? place->width : seal_drawing_get_width (placing->seal);
  for (guint i = 0; i < pages->len; i++)
    add_mark (placing, g_array_index (pages, guint, i), place->x, place->y, width);
  return TRUE;
}

/* The seal's centre on the middle of a rectangle (mm, displayed), moved so that it stays on the
 * page: words stand near margins. */
static void
add_centred (Placing *placing, guint page, const PdfRect *rect, const PdfPageBox *box)
{
  double width = seal_drawing_get_width (placing->seal);
  double height = seal_drawing_get_height (placing->seal);
  double page_width = 0.0, page_height = 0.0;

  pdf_page_box_get_size (box, &page_width, &page_height);
  double x = (rect->x0 + rect->x1 - width) / 2.0;
  double y = (rect->y0 + rect->y1 - height) / 2.0;
  add_mark (placing, page, CLAMP (x, 0.0, MAX (page_width - width, 0.0)),
            CLAMP (y, 0.0, MAX (page_height - height, 0.0)), width);
}

/* Poppler's points know no UserUnit; millimetres on the displayed page do. */
static PdfRect
area_to_mm (const RenderArea *area, const PdfPageBox *box)
{
  double unit = PDF_MM_PER_POINT * box->user_unit;

  return (PdfRect){area->x * unit, area->y * unit, (area->x + area->width) * unit,
                   (area->y + area->height) * unit};
}

/* Adds the marks of the hits on one page; seen counts occurrences over the document. */
static gboolean
add_hits (Placing *placing,
          RenderDocument *document,
          guint page,
          const CliKeyword *keyword,
          guint *seen,
          GError **error)
{
  g_autoptr (GArray) hits = render_document_find (document, page, keyword->text);

  if (hits == NULL || hits->len == 0)
    return TRUE;
  g_autoptr (PdfPage) leaf = pdf_file_get_page (placing->file, page, error);
  if (leaf == NULL)
    return FALSE;
  for (guint i = 0; i < hits->len; i++)
    {
      PdfRect rect = area_to_mm (&g_array_index (hits, RenderArea, i), &leaf->box);
      *seen += 1;
      if (keyword->occurrence == 0 || keyword->occurrence == *seen)
        add_centred (placing, page, &rect, &leaf->box);
    }
  return TRUE;
}

static gboolean
add_keyword (Placing *placing, RenderDocument *document, const CliKeyword *keyword, GError **error)
{
  guint n_pages = render_document_get_n_pages (document);
  guint before = placing->marks->len, seen = 0;

  for (guint page = 0; page < n_pages; page++)
    {
      if (!add_hits (placing, document, page, keyword, &seen, error))
        return FALSE;
      if (keyword->occurrence != 0 && seen >= keyword->occurrence)
        break;
    }
  if (placing->marks->len > before)
    return TRUE;
  g_set_error (error, CLI_ERROR, CLI_ERROR_KEYWORD, "“%s” occurs %u times in the text of %u pages",
               keyword->text, seen, n_pages);
  return FALSE;
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
  double ratio = seal_drawing_get_height (placing->seal) / seal_drawing_get_width (placing->seal);
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
add_keywords (Placing *placing, GError **error)
{
  const char *path = pdf_file_get_path (placing->file);
  g_autoptr (RenderDocument)
      document = render_document_new (path, placing->options->pdf_password, error);

  if (document == NULL)
    return FALSE;
  for (guint i = 0; i < placing->options->keywords->len; i++)
    if (!add_keyword (placing, document, g_ptr_array_index (placing->options->keywords, i), error))
      return FALSE;
  return TRUE;
}

/**
 * cli_marks_place:
 * @options: what was asked for
 * @file: the document
 * @seal: (nullable): the seal's face
 * @appearance: (nullable): the same as a page carries it; lent to the marks
 * @error: return location for an error of any layer
 *
 * Works out where the seal stands in this document: by millimetres, on words, or in the field
 * that is signed.
 *
 * Returns: (transfer full) (element-type PadesMark): the marks, none without a seal
 */
GPtrArray *
cli_marks_place (const CliSignOptions *options,
                 PdfFile *file,
                 SealDrawing *seal,
                 PadesAppearance *appearance,
                 GError **error)
{
  g_autoptr (GPtrArray) marks = g_ptr_array_new_with_free_func (g_free);
  Placing placing = {options, file, seal, appearance, marks};

  if (seal == NULL)
    return g_steal_pointer (&marks);
  for (guint i = 0; i < options->places->len; i++)
    if (!add_place (&placing, g_ptr_array_index (options->places, i), error))
      return NULL;
  if (options->keywords->len > 0 && !add_keywords (&placing, error))
    return NULL;
  if (marks->len == 0 && !add_field (&placing, options->field, error))
    return NULL;
  return g_steal_pointer (&marks);
}
