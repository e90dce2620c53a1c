/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-face.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli-error.h"
#include "cli-folder.h"
#include "cli-own-seal.h"
#include "seal-appearance.h"
#include "seal-picture.h"
#include "seal-styles.h"

struct _CliFace {
  SealStyle style;
  SealDrawing *seal; /* NULL where the style shows none */
  char *title;       /* of the seal, or NULL */
};

static gboolean
load_seal (CliFace *self, const char *name, GError **error)
{
  g_autoptr (SealEntry) entry = NULL;

  if (cli_own_seal_is_file (name))
    {
      const SealPictureSpec spec = {0};

      self->seal = seal_picture_load (name, &spec, error);
      return self->seal != NULL;
    }
  entry = cli_own_seal_find (name, error);
  if (entry == NULL)
    return FALSE;
  self->seal = seal_drawing_ref (entry->drawing);
  self->title = g_strdup (entry->title);
  return TRUE;
}

/* Labels of those that nobody saved are in the language of the terminal. */
static gboolean
load_style (CliFace *self, const char *name, GError **error)
{
  g_autofree char *path = cli_folder_styles ();
  gboolean chinese = g_str_has_prefix (g_get_language_names ()[0], "zh");

  return seal_style_builtin_find (name, chinese ? SEAL_LANGUAGE_CHINESE : SEAL_LANGUAGE_ENGLISH,
                                  &self->style) ||
         seal_styles_find (path, name, &self->style, error);
}

static gboolean
check_seal (const CliFace *self, const char *seal, const char *appearance, GError **error)
{
  gboolean shown = (self->style.parts & SEAL_PART_SEAL) != 0;

  if (shown == (seal != NULL))
    return TRUE;
  g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE,
               shown ? _ ("the appearance “%s” shows a seal: name it with --seal")
                     : _ ("the appearance “%s” shows no seal: leave out --seal"),
               appearance);
  return FALSE;
}

/**
 * cli_face_open:
 * @seal: (nullable): a picture's path, or the id or title of a seal in the user's folder
 * @appearance: (nullable): name of an appearance; %NULL for the seal alone
 * @error: return location for an error of the domain %SEAL_ERROR, or %CLI_ERROR_USAGE where the two
 *   do not go together
 *
 * Finds what marks shall show.
 *
 * Returns: (transfer full): the face
 */
CliFace *
cli_face_open (const char *seal, const char *appearance, GError **error)
{
  g_autoptr (CliFace) self = g_new0 (CliFace, 1);

  self->style.parts = SEAL_PART_SEAL;
  if ((appearance != NULL && !load_style (self, appearance, error)) ||
      !check_seal (self, seal, appearance, error) ||
      (seal != NULL && !load_seal (self, seal, error)))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * cli_face_has_code:
 * @self: a face
 *
 * Returns: whether there is a QR code on it, for which the file has to be hashed
 */
gboolean
cli_face_has_code (CliFace *self)
{
  return (self->style.parts & SEAL_PART_CODE) != 0;
}

/**
 * cli_face_draw:
 * @self: a face
 * @caption: what the signature says of itself
 * @look: (out): what one file's marks look like
 * @error: return location for an error of the domain %SEAL_ERROR
 *
 * Draws what a page carries: vector where it is vector, the seal blended like ink on paper.
 *
 * Returns: whether it could be drawn
 */
gboolean
cli_face_draw (CliFace *self, const SealCaption *caption, CliLook *look, GError **error)
{
  g_autoptr (SealDrawing)
      drawing = seal_appearance_compose (&self->style, self->seal, caption, error);
  PadesAppearance *appearance = NULL;
  double x, y, width, height;

  if (drawing == NULL)
    return FALSE;
  appearance = pades_appearance_new ();
  appearance->width = seal_drawing_get_width (drawing);
  appearance->height = seal_drawing_get_height (drawing);
  appearance->content = seal_drawing_to_pdf_content (drawing, SEAL_LAYER_INK);
  appearance->print = seal_drawing_to_pdf_content (drawing, SEAL_LAYER_PRINT);
  appearance->multiply = TRUE;
  seal_drawing_get_picture (drawing, &appearance->image_width, &appearance->image_height,
                            &appearance->image_rgb, &appearance->image_alpha);
  appearance->title = seal_caption_to_alt (caption, &self->style, self->title);
  seal_drawing_get_seal_box (drawing, &x, &y, &width, &height);
  *look = (CliLook){appearance, {x, y, x + width, y + height}, appearance->print == NULL};
  return TRUE;
}

/**
 * cli_face_free:
 * @self: (nullable) (transfer full): a face
 *
 * Frees it.
 */
void
cli_face_free (CliFace *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->seal, seal_drawing_unref);
  g_free (self->title);
  g_free (self);
}
