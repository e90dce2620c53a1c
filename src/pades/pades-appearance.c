/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-appearance.h"

/**
 * pades_appearance_new:
 *
 * Makes an empty appearance, for the caller to fill in.
 *
 * Returns: (transfer full): the appearance
 */
PadesAppearance *
pades_appearance_new (void)
{
  return g_new0 (PadesAppearance, 1);
}

/**
 * pades_appearance_free:
 * @self: (nullable): an appearance
 *
 * Frees it with all that it holds.
 */
void
pades_appearance_free (PadesAppearance *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->content, g_bytes_unref);
  g_clear_pointer (&self->print, g_bytes_unref);
  g_clear_pointer (&self->image_rgb, g_bytes_unref);
  g_clear_pointer (&self->image_alpha, g_bytes_unref);
  g_free (self->title);
  g_free (self);
}
