/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-review.h"

G_BEGIN_DECLS

#define APP_TYPE_REVIEW_ROW (app_review_row_get_type ())
G_DECLARE_FINAL_TYPE (AppReviewRow, app_review_row, APP, REVIEW_ROW, GtkBox)

/* One line of what waits: who, what, since when, and what is the matter with it. */
GtkWidget   *app_review_row_new        (void);
/* NULL: the row shows nothing, until it is used again. */
void         app_review_row_set_review (AppReviewRow *self,
                                        ModelReview  *review);
ModelReview *app_review_row_get_review (AppReviewRow *self);

G_END_DECLS
