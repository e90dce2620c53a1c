/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desk.h"

#include <cairo-pdf.h>

#include "support-folder.h"

#define POINTS(mm) ((mm) *72 / 25.4)

static void
write_document (const char *path)
{
  cairo_surface_t *surface = cairo_pdf_surface_create (path, POINTS (210), POINTS (297));
  cairo_t *cr = cairo_create (surface);

  for (int i = 0; i < 4; i++)
    {
      if (i == 3)
        cairo_pdf_surface_set_size (surface, POINTS (148), POINTS (210));
      cairo_move_to (cr, 72, 72 + 20 * i);
      cairo_show_text (cr, "A contract");
      cairo_show_page (cr);
    }
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
}

static gboolean
sizes_known (ModelDocument *document)
{
  double width, height;
  gboolean sharp;

  if (model_document_get_state (document) != MODEL_DOCUMENT_READY)
    return FALSE;
  /* Pages are measured when the first has been drawn for somebody. */
  model_document_peek_picture (document, 3, 1, 0, MODEL_PRIORITY_VISIBLE, &sharp);
  pdf_page_box_get_size (model_document_get_page_box (document, 3), &width, &height);
  return width < 150;
}

char *
desk_dup_path (Desk *desk, const char *name)
{
  return g_build_filename (desk->folder, name, NULL);
}

void
desk_open (Desk *desk)
{
  g_autoptr (GFile) file = NULL;
  g_autofree char *seals = desk_dup_path (desk, "seals");

  desk->path = desk_dup_path (desk, "合同.pdf");
  file = g_file_new_for_path (desk->path);
  desk->document = model_document_new (file);
  model_document_load (desk->document, NULL);
  desk_wait_until (sizes_known (desk->document));

  desk->seals = model_seals_new (seals);
  desk->placements = model_placements_new (desk->document);
}

void
desk_set_up (Desk *desk, gconstpointer unused)
{
  SealRoundSpec spec = {.name = "贵州山水科技有限公司", .star = TRUE};
  g_autoptr (SealDrawing) drawing = seal_round_draw (&spec, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  g_assert_nonnull (drawing);
  desk->folder = g_dir_make_tmp ("vermilion-desk-XXXXXX", &error);
  g_assert_no_error (error);
  path = desk_dup_path (desk, "合同.pdf");
  write_document (path);
  desk_open (desk);
  desk->seal = model_seals_add (desk->seals, "公章", SEAL_ORIGIN_GENERATED, drawing, &error);
  g_assert_no_error (error);
}

void
desk_tear_down (Desk *desk, gconstpointer unused)
{
  g_clear_object (&desk->placements);
  g_clear_object (&desk->seals);
  g_clear_object (&desk->document);
  /* Workers hold the document until they have noticed. */
  for (int i = 0; i < 50; i++)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  support_folder_remove (desk->folder);
  g_free (desk->folder);
  g_free (desk->path);
}

PdfPlacement
desk_place (guint page, double x, double y)
{
  return (PdfPlacement){.page = page, .x = x, .y = y, .width = 40, .height = 40};
}
