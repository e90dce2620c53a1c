/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-review.h"

struct _ModelReview {
  GObject parent_instance;

  ModelReviewKind kind;
  ModelReviewFacts facts;
  ModelReviewState state;
  GPtrArray *pictures; /* or NULL */
  GError *error;       /* or NULL */
  ModelReviewUnsent unsent;
  gboolean has_unsent;
};

G_DEFINE_FINAL_TYPE (ModelReview, model_review, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
clear_unsent (ModelReview *self)
{
  g_clear_pointer (&self->unsent.reason, g_free);
  g_clear_pointer (&self->unsent.etag, g_free);
  g_clear_pointer (&self->unsent.key, g_free);
  self->has_unsent = FALSE;
}

static void
model_review_finalize (GObject *object)
{
  ModelReview *self = MODEL_REVIEW (object);

  g_free (self->facts.id);
  g_free (self->facts.name);
  g_free (self->facts.former_name);
  g_free (self->facts.number);
  g_free (self->facts.challenge);
  g_free (self->facts.representative);
  g_free (self->facts.doubt);
  g_free (self->facts.etag);
  g_clear_pointer (&self->pictures, g_ptr_array_unref);
  g_clear_error (&self->error);
  clear_unsent (self);
  G_OBJECT_CLASS (model_review_parent_class)->finalize (object);
}

static void
model_review_class_init (ModelReviewClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = model_review_finalize;

  /**
   * ModelReview::changed:
   *
   * It is in another state, or its pictures came.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
model_review_init (ModelReview *self)
{
}

/**
 * model_review_new_person:
 * @review: an identification as the platform lists it
 *
 * Makes the review of a person, whose pictures are not here yet.
 *
 * Returns: (transfer full): the review
 */
ModelReview *
model_review_new_person (const WireReview *review)
{
  ModelReview *self = g_object_new (MODEL_TYPE_REVIEW, NULL);

  self->facts = (ModelReviewFacts){
      .id = g_strdup (review->id),
      .name = g_strdup (review->name),
      .former_name = g_strdup (review->former_name),
      .number = g_strdup (review->id_last_four),
      .challenge = g_strdup (review->challenge),
      .submitted = review->submitted,
      .expires = review->expires,
      .etag = g_strdup (review->etag),
      .own = review->own,
  };
  return self;
}

/**
 * model_review_new_enterprise:
 * @organisation: a claim as the platform lists it
 *
 * Makes the review of somebody's word that they represent an enterprise; all of it is here.
 *
 * Returns: (transfer full): the review
 */
ModelReview *
model_review_new_enterprise (const WireOrganisation *organisation)
{
  ModelReview *self = g_object_new (MODEL_TYPE_REVIEW, NULL);

  self->kind = MODEL_REVIEW_ENTERPRISE;
  self->state = MODEL_REVIEW_OPEN;
  self->facts = (ModelReviewFacts){
      .id = g_strdup (organisation->id),
      .name = g_strdup (organisation->name),
      .number = g_strdup (organisation->credit_code),
      .representative = g_strdup (organisation->legal_representative),
      .doubt = g_strdup (organisation->reason),
      .submitted = organisation->created,
      .etag = g_strdup (organisation->etag),
      .own = organisation->own,
  };
  return self;
}

/**
 * model_review_get_kind:
 *
 * Returns: what is decided on
 */
ModelReviewKind
model_review_get_kind (ModelReview *self)
{
  return self->kind;
}

/**
 * model_review_get_facts:
 *
 * Returns: (transfer none): what is known of it
 */
const ModelReviewFacts *
model_review_get_facts (ModelReview *self)
{
  return &self->facts;
}

/**
 * model_review_get_state:
 *
 * Returns: how far it is
 */
ModelReviewState
model_review_get_state (ModelReview *self)
{
  return self->state;
}

/**
 * model_review_is_in_person:
 *
 * Returns: whether there are no pictures because the person comes with their document
 */
gboolean
model_review_is_in_person (ModelReview *self)
{
  return self->kind == MODEL_REVIEW_PERSON &&
         g_strcmp0 (self->facts.challenge, WIRE_CHALLENGE_IN_PERSON) == 0;
}

/**
 * model_review_get_pictures:
 *
 * Returns: (transfer none) (nullable) (element-type SealDrawing): what the phone sent
 */
GPtrArray *
model_review_get_pictures (ModelReview *self)
{
  return self->pictures;
}

/**
 * model_review_get_error:
 *
 * Returns: (transfer none) (nullable): why the last step came to nothing
 */
const GError *
model_review_get_error (ModelReview *self)
{
  return self->error;
}

/* One for each word of the challenge, and each to be seen. */
static gboolean
has_pictures (ModelReview *self)
{
  g_auto (GStrv) words = g_strsplit (self->facts.challenge, " ", -1);

  if (self->pictures == NULL || self->pictures->len != g_strv_length (words))
    return FALSE;
  for (guint i = 0; i < self->pictures->len; i++)
    if (self->pictures->pdata[i] == NULL)
      return FALSE;
  return TRUE;
}

/**
 * model_review_can_accept:
 *
 * Returns: whether everything that an acceptance rests on can be seen
 */
gboolean
model_review_can_accept (ModelReview *self)
{
  return self->state == MODEL_REVIEW_OPEN && !self->facts.own &&
         (self->kind == MODEL_REVIEW_ENTERPRISE || model_review_is_in_person (self) ||
          has_pictures (self));
}

/**
 * model_review_can_reject:
 *
 * Returns: whether it can be rejected; also for what cannot be seen
 */
gboolean
model_review_can_reject (ModelReview *self)
{
  return self->state == MODEL_REVIEW_OPEN && !self->facts.own;
}

/**
 * model_review_get_unsent:
 *
 * Returns: (transfer none) (nullable): the decision that did not get through
 */
const ModelReviewUnsent *
model_review_get_unsent (ModelReview *self)
{
  return self->has_unsent ? &self->unsent : NULL;
}

/**
 * model_review_can_send:
 *
 * Returns: whether the decision that did not get through can be sent again
 */
gboolean
model_review_can_send (ModelReview *self)
{
  return self->has_unsent && self->state < MODEL_REVIEW_DECIDING &&
         g_strcmp0 (self->unsent.etag, self->facts.etag) == 0;
}

/**
 * model_review_set_unsent:
 * @unsent: copied; not of this review itself
 *
 * Keeps a decision that did not get through. Whoever calls it tells the state after that.
 */
void
model_review_set_unsent (ModelReview *self, const ModelReviewUnsent *unsent)
{
  g_return_if_fail (unsent != &self->unsent);
  clear_unsent (self);
  self->unsent = (ModelReviewUnsent){
      .accept = unsent->accept,
      .reason = g_strdup (unsent->reason),
      .etag = g_strdup (unsent->etag),
      .key = g_strdup (unsent->key),
  };
  self->has_unsent = TRUE;
}

/**
 * model_review_drop_unsent:
 *
 * Forgets it, and why it did not get through.
 */
void
model_review_drop_unsent (ModelReview *self)
{
  if (!self->has_unsent)
    return;
  clear_unsent (self);
  model_review_set_state (self, self->state, NULL);
}

/**
 * model_review_set_state:
 * @state: how far it is now
 * @error: (nullable): why it is not further
 *
 * Moves it on. When it is closed or over, its pictures are not kept.
 */
void
model_review_set_state (ModelReview *self, ModelReviewState state, const GError *error)
{
  self->state = state;
  /* Why a decision did not get through is told as long as it has not. */
  if (error != NULL || !self->has_unsent || state >= MODEL_REVIEW_DECIDING)
    g_clear_error (&self->error);
  if (error != NULL)
    self->error = g_error_copy (error);
  if (state == MODEL_REVIEW_CLOSED || state >= MODEL_REVIEW_ACCEPTED)
    g_clear_pointer (&self->pictures, g_ptr_array_unref);
  if (state == MODEL_REVIEW_ACCEPTED || state == MODEL_REVIEW_REJECTED)
    clear_unsent (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * model_review_take_pictures:
 * @pictures: (transfer full) (element-type SealDrawing): what came
 *
 * Opens it.
 */
void
model_review_take_pictures (ModelReview *self, GPtrArray *pictures)
{
  g_clear_pointer (&self->pictures, g_ptr_array_unref);
  self->pictures = pictures;
  model_review_set_state (self, MODEL_REVIEW_OPEN, NULL);
}

/**
 * model_review_renew:
 * @fresh: what the platform says of the same review now
 * @error: (nullable): why somebody has to look again
 *
 * Takes over all that @fresh has, and how far it is.
 */
void
model_review_renew (ModelReview *self, ModelReview *fresh, const GError *error)
{
  const ModelReviewFacts facts = self->facts;

  self->facts = fresh->facts;
  fresh->facts = facts;
  g_clear_pointer (&self->pictures, g_ptr_array_unref);
  self->pictures = g_steal_pointer (&fresh->pictures);
  model_review_set_state (self, fresh->state, error);
}
