/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-reviews-private.h"

#include "model-decisions.h"
#include "pki-random.h"
#include "seal-image.h"
#include "seal-picture.h"
#include "wire-problem.h"

/* mm, as a picture is drawn on paper: kept at 600 dpi, which is what phones send, and as wide on
 * the screen as lets three of them stand side by side. */
#define PICTURE_WIDTH 47

/* How it ended, when the platform has it no more and the decision was not made here. */
static ModelReviewState
end_of (ModelReview *review)
{
  gint64 expires = model_review_get_facts (review)->expires;

  return expires > 0 && expires <= g_get_real_time () / G_USEC_PER_SEC ? MODEL_REVIEW_EXPIRED
                                                                       : MODEL_REVIEW_ELSEWHERE;
}

static void
drawing_free (gpointer data)
{
  if (data != NULL)
    seal_drawing_unref (data);
}

/* Strangers sent it: nothing but a JPEG, and its header tells before anything is decoded whether it
 * is of a size that a phone's camera has. NULL is one that cannot be shown. */
static SealDrawing *
draw (const WirePicture *picture)
{
  const SealPictureSpec spec = {.width = PICTURE_WIDTH, .keep_background = TRUE};
  SealImageHeader header;
  gsize size;
  const guint8 *data = g_bytes_get_data (picture->jpeg, &size);

  if (!seal_image_header_parse (data, size, &header, NULL) || !g_str_equal (header.loader, "jpeg"))
    return NULL;
  return seal_picture_load_bytes (picture->jpeg, &spec, NULL);
}

static gpointer
fetch_on_worker (ClientPlatform *client, gpointer id, GError **error)
{
  WireReview *review = NULL;
  ModelReview *fresh;
  GPtrArray *pictures;

  if (!client_platform_ask (client, &(ClientQuestion){.operation = WIRE_GET_REVIEW, .value = id},
                            (gpointer *) &review, error))
    return NULL;
  pictures = g_ptr_array_new_with_free_func (drawing_free);
  for (guint i = 0; i < MIN (review->pictures->len, WIRE_MAX_PICTURES); i++)
    g_ptr_array_add (pictures, draw (review->pictures->pdata[i]));
  fresh = model_review_new_person (review);
  model_review_take_pictures (fresh, pictures);
  wire_free (&wire_review_type, review);
  return fresh;
}

/* One step with one review. */
typedef struct {
  ModelReviews *list;
  ModelReview *review;
  ModelReviewUnsent decision; /* empty while it is fetched */
  char *path;                 /* of the file that keeps the decision; or NULL */
  gboolean settles;           /* the list has it no more: only the answer is wanting */
} Step;

static void
step_free (Step *self)
{
  g_object_unref (self->list);
  g_object_unref (self->review);
  g_free (self->decision.reason);
  g_free (self->decision.etag);
  g_free (self->decision.key);
  g_free (self->path);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Step, step_free)

static Step *
step_new (ModelReviews *list, ModelReview *review)
{
  Step *self = g_new0 (Step, 1);

  self->list = g_object_ref (list);
  self->review = g_object_ref (review);
  return self;
}

static void
drop (ModelReviews *self, ModelReview *review)
{
  guint position;

  if (!g_ptr_array_find (self->items, review, &position))
    return;
  g_ptr_array_remove_index (self->items, position);
  g_clear_pointer (&self->digest, g_bytes_unref);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

/* Whether the platform says that nothing of that name waits any more. */
static gboolean
is_over (const GError *error)
{
  static const int ends[] = {WIRE_PROBLEM_NOT_FOUND, WIRE_PROBLEM_CONFLICT, WIRE_PROBLEM_DECIDED,
                             WIRE_PROBLEM_GONE, WIRE_PROBLEM_EXPIRED};

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    if (g_error_matches (error, WIRE_PROBLEM, ends[i]))
      return TRUE;
  return FALSE;
}

static void
fail_step (Step *step, ModelReviewState state, const GError *error)
{
  if (is_over (error))
    {
      drop (step->list, step->review);
      model_review_set_state (step->review, end_of (step->review), NULL);
    }
  else
    model_review_set_state (step->review, state, error);
}

static void
fetched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Step) step = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ModelReview) fresh = model_platform_finish (result, &error);

  if (model_review_get_state (step->review) != MODEL_REVIEW_FETCHING ||
      step->list->open != step->review)
    return;
  g_clear_object (&step->list->fetching);
  if (fresh != NULL)
    model_review_renew (step->review, fresh, NULL);
  else
    fail_step (step, MODEL_REVIEW_CLOSED, error);
}

static void
close_open (ModelReviews *self)
{
  g_autoptr (ModelReview) before = g_steal_pointer (&self->open);

  if (self->fetching != NULL)
    g_cancellable_cancel (self->fetching);
  g_clear_object (&self->fetching);
  if (before != NULL && model_review_get_kind (before) == MODEL_REVIEW_PERSON &&
      model_review_get_state (before) < MODEL_REVIEW_DECIDING)
    model_review_set_state (before, MODEL_REVIEW_CLOSED, NULL);
}

/**
 * model_reviews_open:
 * @review: (nullable): what the operator looks at
 *
 * Fetches what is to be looked at, and lets go of that of the last one. The platform keeps on
 * record that it was looked at.
 */
void
model_reviews_open (ModelReviews *self, ModelReview *review)
{
  if (review != self->open)
    close_open (self);
  g_set_object (&self->open, review);
  if (review == NULL || model_review_get_state (review) != MODEL_REVIEW_CLOSED ||
      model_review_get_facts (review)->own)
    return;
  self->fetching = g_cancellable_new ();
  model_review_set_state (review, MODEL_REVIEW_FETCHING, NULL);
  model_platform_run (model_reviews_get_platform (self),
                      &(ModelPlatformWork){.func = fetch_on_worker,
                                           .data = g_strdup (model_review_get_facts (review)->id),
                                           .data_free = g_free,
                                           .result_free = g_object_unref},
                      self->fetching, fetched, step_new (self, review));
}

/* What it is in after a decision that came to nothing. Faces stay only where somebody looks at
 * them, and what has to be looked at anew is fetched anew. */
static ModelReviewState
state_after (Step *step, const GError *error)
{
  if (model_review_get_kind (step->review) == MODEL_REVIEW_ENTERPRISE)
    return MODEL_REVIEW_OPEN;
  return step->list->open == step->review &&
                 !g_error_matches (error, WIRE_PROBLEM, WIRE_PROBLEM_UNSEEN)
             ? MODEL_REVIEW_OPEN
             : MODEL_REVIEW_CLOSED;
}

/* Whoever decides is to know that nothing here would tell of it after a crash. */
static void
note_unkept (ModelReviews *self, GError *error)
{
  gboolean changed = self->unkept != NULL || error != NULL;

  g_clear_error (&self->unkept);
  self->unkept = error;
  if (changed)
    model_reviews_emit_changed (self);
}

/* It is with the platform, refused for good, or given up: there is nothing to be sent any more. */
static void
keep_no_more (Step *step)
{
  GError *error = NULL;

  if (step->path != NULL &&
      !model_decisions_drop (step->path, model_review_get_kind (step->review),
                             model_review_get_facts (step->review)->id, &error))
    note_unkept (step->list, error);
}

/* Before it is sent: what is killed from here on is known the next time. */
static void
keep_decision (Step *step)
{
  const ModelReviewFacts *facts = model_review_get_facts (step->review);
  GError *error = NULL;

  if (step->path == NULL)
    return;
  model_decisions_put (step->path,
                       &(ModelDecision){
                           .kind = model_review_get_kind (step->review),
                           .id = facts->id,
                           .name = facts->name,
                           .unsent = step->decision,
                       },
                       &error);
  note_unkept (step->list, error);
}

/* Whether the platform has said no, and will say it again. Where only the answer is wanting, all
 * that it refuses with is that it never took the decision. */
static gboolean
is_refused (const Step *step, const GError *error)
{
  if (is_over (error) || g_error_matches (error, WIRE_PROBLEM, WIRE_PROBLEM_CHANGED))
    return TRUE;
  return step->settles && error->domain == WIRE_PROBLEM &&
         error->code != WIRE_PROBLEM_UNAUTHENTICATED && error->code != WIRE_PROBLEM_TOO_MANY &&
         error->code != WIRE_PROBLEM_UNAVAILABLE && error->code != WIRE_PROBLEM_INTERNAL;
}

/* The operator may look at something else by now: it is kept, and told, until it is sent or taken
 * back. */
static void
fail_decision (Step *step, const GError *error)
{
  gboolean refused = is_refused (step, error);

  if (refused)
    keep_no_more (step);
  model_review_set_unsent (step->review, &step->decision);
  if (step->settles)
    model_review_set_state (step->review, end_of (step->review), NULL);
  else
    fail_step (step, state_after (step, error), error);
  if (model_review_get_state (step->review) < MODEL_REVIEW_ACCEPTED)
    model_reviews_emit_changed (step->list);
  else if (refused)
    model_reviews_emit_missed (step->list, step->review);
  if (g_error_matches (error, WIRE_PROBLEM, WIRE_PROBLEM_CHANGED) && step->list->account != NULL)
    model_reviews_refresh (step->list);
}

static void
give_up (Step *step)
{
  keep_no_more (step);
  model_review_set_state (step->review, state_after (step, NULL), NULL);
}

static void
arrive (Step *step)
{
  keep_no_more (step);
  drop (step->list, step->review);
  model_review_set_state (
      step->review, step->decision.accept ? MODEL_REVIEW_ACCEPTED : MODEL_REVIEW_REJECTED, NULL);
  if (step->settles)
    model_reviews_emit_arrived (step->list, step->review);
  model_reviews_emit_changed (step->list);
  if (step->list->account != NULL && step->list->more)
    model_reviews_refresh (step->list);
}

static void
decided (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Step) step = user_data;
  g_autoptr (GError) error = NULL;

  model_platform_finish (result, &error);
  g_hash_table_remove (step->list->asked, model_review_get_facts (step->review)->id);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    give_up (step);
  else if (error != NULL)
    fail_decision (step, error);
  else
    arrive (step);
}

/* Takes the step, and sends what was decided: the same, with the same key, as often as that is
 * needed. */
static void
send (Step *step, const ModelReviewDecision *how)
{
  static const WireOperation operations[2][2] = {
      [MODEL_REVIEW_PERSON] = {WIRE_REJECT_REVIEW, WIRE_ACCEPT_REVIEW},
      [MODEL_REVIEW_ENTERPRISE] = {WIRE_REJECT_CLAIM, WIRE_CONFIRM_CLAIM},
  };
  ModelReviews *self = step->list;
  const char *id = model_review_get_facts (step->review)->id;
  const WireRejection rejection = {.reason = step->decision.reason};
  const ClientQuestion question = {
      .operation = operations[model_review_get_kind (step->review)][step->decision.accept],
      .value = id,
      .etag = step->decision.etag,
      .body = step->decision.accept ? NULL : &rejection,
      .name = step->decision.key,
  };

  step->path = model_decisions_dup_path (self->account, self->folder);
  keep_decision (step);
  g_hash_table_add (self->asked, g_strdup (id));
  model_review_set_state (step->review, MODEL_REVIEW_DECIDING, NULL);
  if (how != NULL && how->ask != NULL)
    how->ask (model_reviews_get_platform (self), &question, decided, step, how->ask_data);
  else
    model_platform_ask (model_reviews_get_platform (self), &question, NULL, decided, step);
}

static Step *
step_new_again (ModelReviews *self, ModelReview *review, const ModelReviewUnsent *unsent)
{
  Step *step = step_new (self, review);

  step->decision = (ModelReviewUnsent){
      .accept = unsent->accept,
      .reason = g_strdup (unsent->reason),
      .etag = g_strdup (unsent->etag),
      .key = g_strdup (unsent->key),
  };
  return step;
}

/**
 * model_reviews_decide:
 * @review: one of them, open
 * @decision: what the operator says
 *
 * Tells the platform. When it has it, the review leaves the list; without an answer it stays, with
 * the decision that did not get through, and says why. From before it is sent, the decision is on
 * the disk.
 */
void
model_reviews_decide (ModelReviews *self, ModelReview *review, const ModelReviewDecision *decision)
{
  Step *step;

  g_return_if_fail (decision->accept ? model_review_can_accept (review)
                                     : model_review_can_reject (review) && decision->reason);
  model_review_drop_unsent (review);
  step = step_new (self, review);
  step->decision = (ModelReviewUnsent){
      .accept = decision->accept,
      .reason = decision->accept ? NULL : g_strdup (decision->reason),
      .etag = g_strdup (model_review_get_facts (review)->etag),
      .key = pki_random_hex (16),
  };
  send (step, decision);
}

/**
 * model_reviews_send:
 * @review: one of them, with a decision that did not get through
 * @how: of it the way to ask counts
 *
 * Tells the platform once more what was decided.
 */
void
model_reviews_send (ModelReviews *self, ModelReview *review, const ModelReviewDecision *how)
{
  g_return_if_fail (model_review_can_send (review));
  send (step_new_again (self, review, model_review_get_unsent (review)), how);
}

/**
 * model_reviews_take_back:
 * @review: one of them, with a decision that did not get through
 *
 * Forgets the decision, here and on the disk.
 */
void
model_reviews_take_back (ModelReviews *self, ModelReview *review)
{
  g_autofree char *path = model_decisions_dup_path (self->account, self->folder);
  GError *error = NULL;

  if (path != NULL && !model_decisions_drop (path, model_review_get_kind (review),
                                             model_review_get_facts (review)->id, &error))
    note_unkept (self, error);
  model_review_drop_unsent (review);
}

/* Whether it arrived and only the answer did not, or somebody was faster, the platform tells: it
 * takes nothing twice that comes with the same key. */
static void
settle_one (ModelReviews *self, ModelReview *review, const ModelReviewUnsent *unsent)
{
  Step *step = step_new_again (self, review, unsent);

  step->settles = TRUE;
  send (step, NULL);
}

/**
 * model_reviews_leave:
 * @review: one that the list has no more
 *
 * Tells how it ended; where a decision on it has no answer yet, asks the platform for that.
 */
void
model_reviews_leave (ModelReviews *self, ModelReview *review)
{
  const ModelReviewUnsent *unsent = model_review_get_unsent (review);

  if (model_review_get_state (review) >= MODEL_REVIEW_DECIDING)
    return;
  if (unsent != NULL && g_strcmp0 (unsent->etag, model_review_get_facts (review)->etag) == 0)
    settle_one (self, review, unsent);
  else
    model_review_set_state (review, end_of (review), NULL);
  if (unsent != NULL && model_review_get_state (review) >= MODEL_REVIEW_ACCEPTED)
    model_reviews_emit_missed (self, review);
}

static ModelReview *
find_item (ModelReviews *self, const ModelDecision *kept)
{
  for (guint i = 0; i < self->items->len; i++)
    if (model_review_get_kind (self->items->pdata[i]) == kept->kind &&
        g_str_equal (model_review_get_facts (self->items->pdata[i])->id, kept->id))
      return self->items->pdata[i];
  return NULL;
}

static ModelReview *
review_of (const ModelDecision *kept)
{
  const WireReview person = {.id = kept->id, .name = kept->name, .etag = kept->unsent.etag};
  const WireOrganisation enterprise = {
      .id = kept->id, .name = kept->name, .etag = kept->unsent.etag};

  return kept->kind == MODEL_REVIEW_PERSON ? model_review_new_person (&person)
                                           : model_review_new_enterprise (&enterprise);
}

/* What was decided on is not there any more: that is told here, and cannot be sent. */
static void
put_back (ModelReviews *self, const char *path, ModelReview *review, const ModelDecision *kept)
{
  g_autoptr (GError) error = NULL;
  GError *unkept = NULL;

  if (g_strcmp0 (kept->unsent.etag, model_review_get_facts (review)->etag) != 0)
    {
      error = g_error_new_literal (WIRE_PROBLEM, WIRE_PROBLEM_CHANGED, "another state is there");
      if (!model_decisions_drop (path, kept->kind, kept->id, &unkept))
        note_unkept (self, unkept);
    }
  model_review_set_unsent (review, &kept->unsent);
  model_review_set_state (review, model_review_get_state (review), error);
}

/**
 * model_reviews_take_up:
 *
 * Takes up what was decided before the program ended without an answer, now and with each refresh:
 * what still waits is shown with the decision, which is sent when the operator says so; of the rest
 * the platform is asked what became of it, and "arrived" or "missed" tell.
 */
void
model_reviews_take_up (ModelReviews *self)
{
  g_autofree char *path = model_decisions_dup_path (self->account, self->folder);
  g_autoptr (GPtrArray) decisions = NULL;

  self->takes_up = TRUE;
  if (self->known && path != NULL)
    decisions = model_decisions_read (path);
  for (guint i = 0; decisions != NULL && i < decisions->len; i++)
    {
      const ModelDecision *kept = decisions->pdata[i];
      ModelReview *review = find_item (self, kept);
      g_autoptr (ModelReview) gone = NULL;

      if (g_hash_table_contains (self->asked, kept->id))
        continue;
      if (review == NULL)
        settle_one (self, gone = review_of (kept), &kept->unsent);
      else if (model_review_get_unsent (review) == NULL &&
               model_review_get_state (review) < MODEL_REVIEW_DECIDING)
        put_back (self, path, review, kept);
    }
}

/**
 * model_reviews_count_unsent:
 *
 * Returns: on how many a decision was made that did not get through
 */
guint
model_reviews_count_unsent (ModelReviews *self)
{
  guint n = 0;

  for (guint i = 0; i < self->items->len; i++)
    n += model_review_get_unsent (self->items->pdata[i]) != NULL;
  return n;
}
