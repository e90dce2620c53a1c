/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-marks.h"

#include "cli-error.h"
#include "cli-module.h"
#include "pades-place.h"

typedef struct {
  const CliSignOptions *options;
  PdfFile *file;
  const CliLook *look;
  PadesFace face;
  GPtrArray *marks;
} Placing;

static void
add_mark (Placing *placing, const PdfPlacement *place)
{
  PadesMark *mark = g_new0 (PadesMark, 1);

  mark->placement = *place;
  mark->appearance = placing->look->appearance;
  g_ptr_array_add (placing->marks, mark);
}

/* Place and width (mm, displayed) are the seal's. */
static gboolean
add_seal (Placing *placing, guint page, const CliPlace *place, GError **error)
{
  PdfPlacement at = {.page = page, .x = place->x, .y = place->y, .width = place->width};

  if (at.width <= 0)
    at.width = placing->face.seal.x1 - placing->face.seal.x0;
  if (!pades_place_seal (placing->file, &placing->face, &at, error))
    return FALSE;
  add_mark (placing, &at);
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
  for (guint i = 0; i < pages->len; i++)
    if (!add_seal (placing, g_array_index (pages, guint, i), place, error))
      return FALSE;
  return TRUE;
}

static gboolean
add_on_words (Placing *placing, const CliWords *words, GError **error)
{
  PdfPlacement at = {.page = words->page};

  if (!pades_place_on_area (placing->file, &placing->face, &words->area, &at, error))
    return FALSE;
  add_mark (placing, &at);
  return TRUE;
}

static gboolean
add_field (Placing *placing, const char *name, GError **error)
{
  g_autoptr (GError) cause = NULL;
  PdfPlacement at;

  if (pades_place_in_field (placing->file, &placing->face, name, &at, &cause))
    {
      add_mark (placing, &at);
      return TRUE;
    }
  if (cause->domain == PADES_ERROR)
    g_set_error (error, CLI_ERROR, CLI_ERROR_FIELD_HIDDEN, "%s: no field of that name with a place",
                 name);
  else
    g_propagate_error (error, g_steal_pointer (&cause));
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
  Placing placing = {.options = options, .file = file, .look = look, .marks = marks};
  guint n_places = options->places->len + options->keywords->len;
  GError *error = NULL;

  if (look == NULL)
    return g_steal_pointer (&marks);
  placing.face = (PadesFace){look->appearance->width, look->appearance->height, look->seal,
                             look->alone};
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
