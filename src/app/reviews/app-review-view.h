/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-review.h"

G_BEGIN_DECLS

#define APP_TYPE_REVIEW_VIEW (app_review_view_get_type ())
G_DECLARE_FINAL_TYPE (AppReviewView, app_review_view, APP, REVIEW_VIEW, AdwBin)

/* What waits for an operator, with what they decide by: pictures, facts, and under them the
 * decision. Signals "accepted", and "rejected" with the reason; "again" to have it fetched anew. */
void app_review_view_set_review (AppReviewView *self,
                                 ModelReview   *review);
/* As their buttons do it, where they may. */
void app_review_view_accept     (AppReviewView *self);
void app_review_view_reject     (AppReviewView *self);

G_END_DECLS
