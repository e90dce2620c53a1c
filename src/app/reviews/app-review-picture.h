/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-review.h"

G_BEGIN_DECLS

#define APP_TYPE_REVIEW_PICTURE (app_review_picture_get_type ())
G_DECLARE_FINAL_TYPE (AppReviewPicture, app_review_picture, APP, REVIEW_PICTURE, GtkBox)

/* One picture of a challenge with what is to be seen on it; pressed, it is shown large. */
GtkWidget *app_review_picture_new (const char  *title,
                                   SealDrawing *drawing);

G_END_DECLS
