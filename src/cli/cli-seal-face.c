/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-seal-face.h"

#include <string.h>

#include "cli-folder.h"
#include "seal-folder.h"
#include "seal-picture.h"

/* A file of that name goes before a seal of that id. */
static SealDrawing *
find (const char *name, GError **error)
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
 * cli_seal_face_load:
 * @name: a picture's path, or the id of a seal in the user's folder
 * @error: return location for an error of the domain %SEAL_ERROR
 *
 * Finds a seal and turns it into what a page carries: vector where it is vector, blended like ink
 * on paper.
 *
 * Returns: (transfer full): the appearance
 */
PadesAppearance *
cli_seal_face_load (const char *name, GError **error)
{
  g_autoptr (SealDrawing) seal = find (name, error);
  PadesAppearance *appearance = NULL;

  if (seal == NULL)
    return NULL;
  appearance = pades_appearance_new ();
  appearance->width = seal_drawing_get_width (seal);
  appearance->height = seal_drawing_get_height (seal);
  appearance->content = seal_drawing_to_pdf_content (seal, SEAL_LAYER_INK);
  appearance->multiply = TRUE;
  seal_drawing_get_picture (seal, &appearance->image_width, &appearance->image_height,
                            &appearance->image_rgb, &appearance->image_alpha);
  return appearance;
}
