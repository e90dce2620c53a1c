/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model-seals.h"

G_BEGIN_DECLS

#define APP_TYPE_SEAL_PICTURE (app_seal_picture_get_type ())
G_DECLARE_FINAL_TYPE (AppSealPicture, app_seal_picture, APP, SEAL_PICTURE, GtkWidget)

/* A seal's face, sharp at any scale, with its title for the screen reader. Properties: "seal"
 * (ModelSeal) and "scale" (logical pixels a mm; 0 fits it into the place it is given). */
GtkWidget   *app_seal_picture_new         (void);
void         app_seal_picture_set_seal    (AppSealPicture *self,
                                           ModelSeal      *seal);
/* A face that is no seal yet, such as a preview; NULL shows nothing. */
void         app_seal_picture_set_drawing (AppSealPicture *self,
                                           SealDrawing    *drawing);
void         app_seal_picture_set_scale   (AppSealPicture *self,
                                           double          scale);

G_END_DECLS
