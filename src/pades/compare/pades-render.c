/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-render.h"

/**
 * pades_render_draw:
 * @self: draws pages
 * @revision: which version of the document, from 1
 * @page: from 0
 * @scale: pixels a point
 * @picture: (out caller-allocates): an empty picture
 * @error: return location for an error of the renderer
 *
 * Draws a page of a revision as it is seen, annotations included.
 *
 * Returns: whether it could be drawn
 */
gboolean
pades_render_draw (PadesRender *self,
                   guint revision,
                   guint page,
                   double scale,
                   PadesPicture *picture,
                   GError **error)
{
  g_return_val_if_fail (self != NULL && picture != NULL, FALSE);

  return self->draw (self, revision, page, scale, picture, error);
}

/**
 * pades_render_draw_paper:
 * @self: draws pages
 * @revision: which version of the document, from 1
 * @page: from 0
 * @scale: pixels a point
 * @picture: (out caller-allocates): an empty picture
 * @error: return location for an error of the renderer
 *
 * Draws what the fields of a form are filled in upon: the page without what they show, but for the
 * marks of signatures.
 *
 * Returns: whether it could be drawn
 */
gboolean
pades_render_draw_paper (PadesRender *self,
                         guint revision,
                         guint page,
                         double scale,
                         PadesPicture *picture,
                         GError **error)
{
  g_return_val_if_fail (self != NULL && picture != NULL, FALSE);

  return self->draw_paper (self, revision, page, scale, picture, error);
}

/**
 * pades_render_free:
 * @self: (nullable): draws pages
 *
 * Frees it.
 */
void
pades_render_free (PadesRender *self)
{
  if (self != NULL)
    self->free (self);
}

/**
 * pades_picture_clear:
 * @self: a picture
 *
 * Lets its pixels go.
 */
void
pades_picture_clear (PadesPicture *self)
{
  if (self->release != NULL)
    self->release (self->owner);
  *self = (PadesPicture){0};
}
