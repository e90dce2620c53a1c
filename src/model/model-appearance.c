/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-appearance.h"

/**
 * model_appearance_new:
 * @drawing: a seal
 * @title: (nullable): what it is called, for who cannot see it
 *
 * Turns a seal into what a page carries.
 *
 * Returns: (transfer full): the appearance
 */
PadesAppearance *
model_appearance_new (SealDrawing *drawing, const char *title)
{
  PadesAppearance *appearance = pades_appearance_new ();

  appearance->width = seal_drawing_get_width (drawing);
  appearance->height = seal_drawing_get_height (drawing);
  appearance->content = seal_drawing_to_pdf_content (drawing, SEAL_LAYER_INK);
  appearance->print = seal_drawing_to_pdf_content (drawing, SEAL_LAYER_PRINT);
  seal_drawing_get_picture (drawing, &appearance->image_width, &appearance->image_height,
                            &appearance->image_rgb, &appearance->image_alpha);
  appearance->multiply = TRUE;
  appearance->title = g_strdup (title);
  return appearance;
}
