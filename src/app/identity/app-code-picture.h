/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define APP_TYPE_CODE_PICTURE (app_code_picture_get_type ())
G_DECLARE_FINAL_TYPE (AppCodePicture, app_code_picture, APP, CODE_PICTURE, GtkWidget)

/* A QR code, dark on white in every style, sharp at any scale. */
void app_code_picture_set_text (AppCodePicture *self,
                                const char     *text);
/* Over: what is on the screen opens nothing any more. */
void app_code_picture_set_over (AppCodePicture *self,
                                gboolean        over);
void app_code_picture_set_aside (AppCodePicture *self,
                                 gboolean        aside);

G_END_DECLS
