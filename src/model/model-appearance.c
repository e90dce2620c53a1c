/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-appearance.h"

/* A seal as what a page carries; the title is for who cannot see it. */
static PadesAppearance *
make_appearance (SealDrawing *drawing, const char *title)
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

/**
 * model_appearance_compose:
 * @style: what is shown
 * @seal: a seal
 * @title: (nullable): what it is called, for who cannot see it
 * @caption: what there is to say
 * @error: return location for a %SEAL_ERROR
 *
 * Draws a seal with what stands beside it, and turns it into what a page carries.
 *
 * Returns: (transfer full): the appearance
 */
PadesAppearance *
model_appearance_compose (const SealStyle *style,
                          SealDrawing *seal,
                          const char *title,
                          const SealCaption *caption,
                          GError **error)
{
  g_autoptr (SealDrawing) drawing = seal_appearance_compose (style, seal, caption, error);
  g_autofree char *words = NULL;

  if (drawing == NULL)
    return NULL;
  words = seal_caption_to_alt (caption, style, title);
  return make_appearance (drawing, words);
}

/**
 * model_appearance_measure:
 * @style: what is shown
 * @seal: a seal
 * @face: (out): its size
 * @error: return location for a %SEAL_ERROR
 *
 * Measures what [func@model_appearance_compose] would draw.
 *
 * Returns: whether it can be drawn
 */
gboolean
model_appearance_measure (const SealStyle *style,
                          SealDrawing *seal,
                          PadesFace *face,
                          GError **error)
{
  const SealCaption nothing = {NULL};
  g_autoptr (SealDrawing) drawing = seal_appearance_compose (style, seal, &nothing, error);
  double left, top, width, height;

  if (drawing == NULL)
    return FALSE;
  seal_drawing_get_seal_box (drawing, &left, &top, &width, &height);
  *face = (PadesFace){
      .width = seal_drawing_get_width (drawing),
      .height = seal_drawing_get_height (drawing),
      .seal = {left, top, left + width, top + height},
      .alone = style->parts == SEAL_PART_SEAL,
  };
  return TRUE;
}
