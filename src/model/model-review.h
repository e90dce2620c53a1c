/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "seal-drawing.h"
#include "wire-identity.h"
#include "wire-organisation.h"

G_BEGIN_DECLS

typedef enum {
  MODEL_REVIEW_PERSON,     /* who they are, by pictures or in person */
  MODEL_REVIEW_ENTERPRISE, /* who represents it, by the register */
} ModelReviewKind;

typedef enum {
  MODEL_REVIEW_CLOSED,   /* its pictures are not here */
  MODEL_REVIEW_FETCHING, /* them */
  MODEL_REVIEW_OPEN,     /* all that is to be looked at is there */
  MODEL_REVIEW_DECIDING,
  /* From here on it is over. */
  MODEL_REVIEW_ACCEPTED,
  MODEL_REVIEW_REJECTED,
  MODEL_REVIEW_ELSEWHERE, /* another operator decided, or it was withdrawn */
  MODEL_REVIEW_EXPIRED,
} ModelReviewState;

/* What is known of it; all of it belongs to the review. */
typedef struct {
  char *id;
  char *name;
  char *former_name; /* (nullable): that the platform knew the person by */
  char *number;    /* the last four of the identity document; the credit code of an enterprise */
  char *challenge; /* (nullable) */
  char *representative; /* (nullable): of an enterprise */
  char *doubt;     /* (nullable): what its representative reported as wrong */
  gint64 submitted;
  gint64 expires; /* 0: never */
  char *etag; /* of what is seen; who decides on it decides on nothing newer */
  gboolean own; /* of the operator, by whichever account: somebody else decides on it */
} ModelReviewFacts;

/* A decision that the platform has not taken, as far as is known; all of it belongs to the review. */
typedef struct {
  gboolean accept;
  char *reason; /* (nullable) */
  char *etag;   /* of what it was made on */
  char *key;    /* Idempotency-Key, the same as often as it is sent: it counts once */
} ModelReviewUnsent;

#define MODEL_TYPE_REVIEW (model_review_get_type ())
G_DECLARE_FINAL_TYPE (ModelReview, model_review, MODEL, REVIEW, GObject)

/* One thing that waits for an operator's decision. Signal "changed". */
ModelReview            *model_review_new_person     (const WireReview       *review);
ModelReview            *model_review_new_enterprise (const WireOrganisation *organisation);
ModelReviewKind         model_review_get_kind       (ModelReview            *self);
const ModelReviewFacts *model_review_get_facts      (ModelReview            *self);
ModelReviewState        model_review_get_state      (ModelReview            *self);
gboolean                model_review_is_in_person   (ModelReview            *self);
/* SealDrawing, in the order of the challenge; NULL is one that cannot be shown. */
GPtrArray              *model_review_get_pictures   (ModelReview            *self);
/* Why the last step came to nothing, or NULL. */
const GError           *model_review_get_error      (ModelReview            *self);
/* The decision that was made on it and did not get through, or NULL. */
const ModelReviewUnsent *model_review_get_unsent    (ModelReview            *self);
/* Whether that one can be sent again: what it was made on is still there. */
gboolean                model_review_can_send       (ModelReview            *self);
/* Whether everything that an acceptance rests on can be seen. */
gboolean                model_review_can_accept     (ModelReview            *self);
gboolean                model_review_can_reject     (ModelReview            *self);

/* For the list that it is in. */
void                    model_review_set_state      (ModelReview            *self,
                                                     ModelReviewState        state,
                                                     const GError           *error);
void                    model_review_set_unsent     (ModelReview             *self,
                                                     const ModelReviewUnsent *unsent);
void                    model_review_drop_unsent    (ModelReview            *self);
void                    model_review_take_pictures  (ModelReview            *self,
                                                     GPtrArray              *pictures);
/* What is fresh of the same review takes the place of what was seen; fresh is left empty. */
void                    model_review_renew          (ModelReview            *self,
                                                     ModelReview            *fresh,
                                                     const GError           *error);

G_END_DECLS
