/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "seal-drawing.h"

#include <cairo-pdf.h>

#define POINTS_PER_MM (72.0 / 25.4)

static cairo_status_t
take_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/**
 * seal_drawing_to_pdf:
 * @self: a drawing
 *
 * Writes the seal as a PDF of one page of its true size: what a printer of seals takes.
 *
 * Returns: (transfer full): the file
 */
GBytes *
seal_drawing_to_pdf (SealDrawing *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  GByteArray *bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (
      take_bytes, bytes, seal_drawing_get_width (self) * POINTS_PER_MM,
      seal_drawing_get_height (self) * POINTS_PER_MM);
  cairo_t *cr = cairo_create (surface);

  cairo_scale (cr, POINTS_PER_MM, POINTS_PER_MM);
  seal_drawing_paint (self, cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  cairo_surface_destroy (surface);
  return g_byte_array_free_to_bytes (bytes);
}
