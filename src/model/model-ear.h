/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-platform.h"

G_BEGIN_DECLS

/* Listens to what the platform tells whoever is logged in, on a worker. */
typedef struct _ModelEar ModelEar;

/* error NULL: something was told; the first time only that nothing is missed from then on, and what
 * came before is to be asked for. Else nothing more will be told, and why. */
typedef void (*ModelEarFunc) (gpointer      user_data,
                              const GError *error);

ModelEar *model_ear_new  (ModelPlatform *platform,
                          ModelEarFunc   func,
                          gpointer       user_data);
void      model_ear_free (ModelEar      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ModelEar, model_ear_free)

G_END_DECLS
