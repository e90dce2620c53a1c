/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-compare-write.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "cli-error.h"
#include "cli-json.h"
#include "report-render.h"
#include "render-overlay.h"

/* More sentences than anybody reads; the JSON has them all. */
#define MAX_REGIONS 12

#define MM(points) ((points) *PDF_MM_PER_POINT)

static const char *const regions[PADES_N_REGIONS] = {
    [PADES_REGION_ADDED] = N_ ("added"),
    [PADES_REGION_REMOVED] = N_ ("removed"),
    [PADES_REGION_CHANGED] = N_ ("changed"),
};

static void
print_region (const PadesRegion *region)
{
  const PdfRect *rect = &region->rect;
  g_autofree char *place = g_strdup_printf ("%.0f, %.0f", MM (rect->x0), MM (rect->y0));
  g_autofree char *size = g_strdup_printf ("%.0f × %.0f", MM (rect->x1 - rect->x0),
                                           MM (rect->y1 - rect->y0));

  /* Translators: a kind of change, where on the page, how large */
  g_print (_ ("   %s: at %s mm, %s mm large\n"), _ (regions[region->kind]), place, size);
}

static void
print_cover (const PadesCover *cover)
{
  g_autofree char *sentence = pades_cover_fill (cover, _ (pades_covered_template (cover->what)));

  g_print ("   %s\n", sentence);
}

static void
print_page (const PadesPageLook *page)
{
  guint32 index = page->after != G_MAXUINT32 ? page->after : page->before;
  guint n = MIN (page->regions->len, MAX_REGIONS);

  if (page->look == PADES_LOOK_SAME && page->before == page->after)
    return;
  if (page->look == PADES_LOOK_SAME)
    g_print (_ ("Page %u: was page %u before\n"), index + 1, page->before + 1);
  else
    g_print (_ ("Page %u: %s\n"), index + 1, _ (pades_look_template (page->look)));
  for (guint i = 0; i < page->covers->len; i++)
    print_cover (g_ptr_array_index (page->covers, i));
  for (guint i = 0; i < n; i++)
    print_region (&g_array_index (page->regions, PadesRegion, i));
  if (page->regions->len > n)
    g_print (
        ngettext ("   … and %u more place\n", "   … and %u more places\n", page->regions->len - n),
        page->regions->len - n);
}

/**
 * cli_compare_print:
 * @path: of the file
 * @comparison: what was found
 *
 * Prints what is seen of the changes, for people.
 */
void
cli_compare_print (const char *path, const PadesComparison *comparison)
{
  g_print (_ ("%s: version %u (%u pages) and version %u (%u pages)\n"), path, comparison->before,
           comparison->n_before, comparison->after, comparison->n_after);
  if (pades_comparison_is_same (comparison))
    g_print (_ ("Every page looks as it did.\n"));
  for (guint i = 0; i < comparison->pages->len; i++)
    print_page (g_ptr_array_index (comparison->pages, i));
}

static void
add_number (JsonBuilder *builder, const char *key, double value)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_double_value (builder, value);
}

static void
add_rect (JsonBuilder *builder, const PdfRect *rect)
{
  add_number (builder, "x", rect->x0);
  add_number (builder, "y", rect->y0);
  add_number (builder, "width", rect->x1 - rect->x0);
  add_number (builder, "height", rect->y1 - rect->y0);
}

static void
add_index (JsonBuilder *builder, const char *key, guint32 index)
{
  json_builder_set_member_name (builder, key);
  if (index == G_MAXUINT32)
    json_builder_add_null_value (builder);
  else
    json_builder_add_int_value (builder, (gint64) index + 1);
}

static void
add_page (JsonBuilder *builder, const PadesPageLook *page)
{
  json_builder_begin_object (builder);
  add_index (builder, "page", page->after);
  add_index (builder, "before", page->before);
  cli_json_string (builder, "look", pades_look_word (page->look));
  json_builder_set_member_name (builder, "regions");
  json_builder_begin_array (builder);
  for (guint i = 0; i < page->regions->len; i++)
    {
      const PadesRegion *region = &g_array_index (page->regions, PadesRegion, i);

      json_builder_begin_object (builder);
      cli_json_string (builder, "kind", pades_region_word (region->kind));
      add_rect (builder, &region->rect);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "covers");
  json_builder_begin_array (builder);
  for (guint i = 0; i < page->covers->len; i++)
    {
      const PadesCover *cover = g_ptr_array_index (page->covers, i);

      json_builder_begin_object (builder);
      cli_json_string (builder, "what", pades_covered_word (cover->what));
      cli_json_string (builder, "field", cover->field);
      cli_json_string (builder, "by", cover->subtype);
      add_rect (builder, &cover->rect);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
add_version (JsonBuilder *builder, const char *key, guint revision, guint pages)
{
  json_builder_set_member_name (builder, key);
  json_builder_begin_object (builder);
  cli_json_int (builder, "revision", revision);
  cli_json_int (builder, "pages", pages);
  json_builder_end_object (builder);
}

/**
 * cli_compare_print_json:
 * @path: of the file
 * @comparison: what was found
 *
 * Prints the same for programs: pages from 1, places in points from the top left.
 */
void
cli_compare_print_json (const char *path, const PadesComparison *comparison)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  cli_json_string (builder, "file", path);
  add_version (builder, "before", comparison->before, comparison->n_before);
  add_version (builder, "after", comparison->after, comparison->n_after);
  cli_json_boolean (builder, "same", pades_comparison_is_same (comparison));
  cli_json_int (builder, "drawn", comparison->n_drawn);
  json_builder_set_member_name (builder, "pages");
  json_builder_begin_array (builder);
  for (guint i = 0; i < comparison->pages->len; i++)
    add_page (builder, g_ptr_array_index (comparison->pages, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  cli_json_print (builder);
}

static gboolean
write_png (
    cairo_surface_t *surface, const char *folder, guint page, const char *ending, GError **error)
{
  g_autofree char *name = g_strdup_printf ("page-%u-%s.png", page + 1, ending);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  cairo_status_t status = cairo_surface_write_to_png (surface, path);

  if (status != CAIRO_STATUS_SUCCESS)
    g_set_error (error, CLI_ERROR, CLI_ERROR_OUTPUT, "%s: %s", path,
                 cairo_status_to_string (status));
  return status == CAIRO_STATUS_SUCCESS;
}

/* What is not there in one of the revisions is not drawn for it. */
static gboolean
draw_page (const PadesComparison *comparison,
           const PadesPageLook *page,
           PadesRender *render,
           const char *folder,
           GError **error)
{
  guint32 index = page->after != G_MAXUINT32 ? page->after : page->before;
  const double scale = 2;
  cairo_surface_t *before = NULL;
  cairo_surface_t *after = NULL;
  gboolean done = TRUE;

  if (page->before != G_MAXUINT32)
    before = report_render_draw (render, comparison->before, page->before, scale, error);
  done = page->before == G_MAXUINT32 ||
         (before != NULL && write_png (before, folder, index, "before", error));
  if (done && page->after != G_MAXUINT32)
    after = report_render_draw (render, comparison->after, page->after, scale, error);
  done = done && (page->after == G_MAXUINT32 ||
                  (after != NULL && write_png (after, folder, index, "after", error)));
  if (done && before != NULL && after != NULL)
    {
      cairo_surface_t *overlay = render_overlay_new (before, after);

      done = write_png (overlay, folder, index, "overlay", error);
      cairo_surface_destroy (overlay);
    }
  g_clear_pointer (&before, cairo_surface_destroy);
  g_clear_pointer (&after, cairo_surface_destroy);
  return done;
}

/**
 * cli_compare_draw:
 * @comparison: what was found
 * @render: draws the pages
 * @folder: where to
 * @error: return location for a %RENDER_ERROR or %CLI_ERROR_OUTPUT
 *
 * Writes pictures of every page that looks different: as it was, as it is, and one over the other.
 *
 * Returns: whether all could be written
 */
gboolean
cli_compare_draw (const PadesComparison *comparison,
                  PadesRender *render,
                  const char *folder,
                  GError **error)
{
  if (g_mkdir_with_parents (folder, 0777) != 0)
    {
      g_set_error (error, CLI_ERROR, CLI_ERROR_OUTPUT, "%s: %s", folder, g_strerror (errno));
      return FALSE;
    }
  for (guint i = 0; i < comparison->pages->len; i++)
    {
      const PadesPageLook *page = g_ptr_array_index (comparison->pages, i);

      if (page->look != PADES_LOOK_SAME && page->look != PADES_LOOK_UNKNOWN &&
          !draw_page (comparison, page, render, folder, error))
        return FALSE;
    }
  return TRUE;
}
