/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-reviews.h"

G_BEGIN_DECLS

#define APP_TYPE_REVIEWS_PAGE (app_reviews_page_get_type ())
G_DECLARE_FINAL_TYPE (AppReviewsPage, app_reviews_page, APP, REVIEWS_PAGE, AdwBin)

/* The room of a platform's operator: what waits for a decision, and beside it what that rests on. */
GtkWidget *app_reviews_page_new (ModelReviews *reviews);

G_END_DECLS
