/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-reviews.h"

G_BEGIN_DECLS

struct _ModelReviews {
  ModelList parent_instance;

  ModelAccount *account;
  char *folder; /* where decisions are kept */
  GPtrArray *items;
  GBytes *digest;           /* of what the platform has told last, as long as it is what is here */
  ClientMemory *people;     /* of the lists, as they were told last */
  ClientMemory *enterprises;
  GHashTable *asked;        /* ids: the platform is told of a decision on them now */
  GCancellable *refreshing; /* or NULL */
  GCancellable *fetching;   /* or NULL */
  ModelReview *open;        /* or NULL */
  GError *error;            /* of the last refresh */
  GError *unkept;           /* why decisions are not kept on the disk */
  gboolean known;
  gboolean more;
  gboolean behind;   /* something was under way, and is not as it was told last */
  gboolean takes_up; /* decisions of last time */
};

void           model_reviews_emit_changed (ModelReviews *self);
void           model_reviews_emit_missed  (ModelReviews *self,
                                           ModelReview  *review);
void           model_reviews_emit_arrived (ModelReviews *self,
                                           ModelReview  *review);

/* model-reviews-decide.c: of one that is in the list no more. */
void model_reviews_leave (ModelReviews *self,
                          ModelReview  *review);

G_END_DECLS
