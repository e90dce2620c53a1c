/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-account.h"
#include "model-list.h"
#include "model-review.h"

G_BEGIN_DECLS

#define MODEL_TYPE_REVIEWS (model_reviews_get_type ())
G_DECLARE_FINAL_TYPE (ModelReviews, model_reviews, MODEL, REVIEWS, ModelList)

/* Asks the platform what counts, and has the operator sign it where that is wanted; the callback gets
 * what model_platform_finish() takes, or %G_IO_ERROR_CANCELLED from who gives up. */
typedef void (*ModelReviewAsk) (ModelPlatform        *platform,
                                const ClientQuestion *question,
                                GAsyncReadyCallback   callback,
                                gpointer              user_data,
                                gpointer              data);

typedef struct {
  gboolean accept;
  const char *reason; /* (nullable): needed to reject; the person reads it */
  ModelReviewAsk ask; /* (nullable): NULL asks without a signature */
  gpointer ask_data;
} ModelReviewDecision;

/* What waits for the decision of the operator that is logged in, people before enterprises and the
 * oldest first: a GListModel of ModelReview. What is decided leaves it. Empty for everybody else.
 * Decisions that the platform has not answered are kept in a file below the folder, from one start
 * to the next. Signals "changed"; "missed" with what is over while a decision on it had not got
 * through, and "arrived" where it had, which only became known later. */
ModelReviews *model_reviews_new         (ModelAccount              *account,
                                         const char                *folder);
/* Where they wait. */
ModelPlatform *model_reviews_get_platform (ModelReviews            *self);
/* Whether who is logged in is an operator, of a platform where people decide. */
gboolean      model_reviews_are_offered (ModelReviews              *self);
gboolean      model_reviews_are_known   (ModelReviews              *self);
gboolean      model_reviews_is_busy     (ModelReviews              *self);
/* More wait than the list holds: they follow as these are decided. */
gboolean      model_reviews_has_more    (ModelReviews              *self);
const GError *model_reviews_get_error   (ModelReviews              *self);
/* Why what is decided is not kept until it is answered, or NULL. */
const GError *model_reviews_get_unkept  (ModelReviews              *self);
void          model_reviews_refresh     (ModelReviews              *self);
/* Fetches what is to be looked at, of one at a time; NULL: of none. */
void          model_reviews_open        (ModelReviews              *self,
                                         ModelReview               *review);
void          model_reviews_decide      (ModelReviews              *self,
                                         ModelReview               *review,
                                         const ModelReviewDecision *decision);
/* The decision that did not get through, as it was made; of the argument the way to ask counts. */
void          model_reviews_send        (ModelReviews              *self,
                                         ModelReview               *review,
                                         const ModelReviewDecision *how);
/* Decisions of last time that the platform has not answered: from now on, for who listens to what
 * becomes of them. */
void          model_reviews_take_up     (ModelReviews              *self);
/* Forgets the decision that did not get through. */
void          model_reviews_take_back   (ModelReviews              *self,
                                         ModelReview               *review);
guint         model_reviews_count_unsent (ModelReviews             *self);

G_END_DECLS
