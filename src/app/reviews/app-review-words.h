/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-review.h"

G_BEGIN_DECLS

/* What is said of something that waits for an operator; strings are translated. */
char *app_review_dup_challenge (const char *word);
char *app_review_dup_time      (gint64 time);
char *app_review_dup_number    (ModelReview *review,
                                gboolean     shown);
char *app_review_dup_summary   (ModelReview *review);
/* The title and the explanation of how it ended. */
const char *app_review_end_title (ModelReview *review);
const char *app_review_end_words (ModelReview *review);

/* What is the matter with it in the list, or NULL; what became of a decision that did not get
 * through, and of one on something that is over. */
const char *app_review_mark         (ModelReview *review);
char       *app_review_dup_unsent   (ModelReview *review);

G_END_DECLS
