/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-reviews.h"

#include "seal-image.h"
#include "seal-picture.h"
#include "wire-problem.h"

#define ROLE "ca-operator"

/* mm, as a picture is drawn on paper: kept at 600 dpi, which is what phones send, and as wide on
 * the screen as lets three of them stand side by side. */
#define PICTURE_WIDTH 47

struct _ModelReviews {
  ModelList parent_instance;

  ModelAccount *account;
  GPtrArray *items;
  GCancellable *refreshing; /* or NULL */
  GCancellable *fetching;   /* or NULL */
  ModelReview *open;        /* or NULL */
  GError *error;            /* of the last refresh */
  gboolean known;
  gboolean more;
};

G_DEFINE_FINAL_TYPE (ModelReviews, model_reviews, MODEL_TYPE_LIST)

enum { CHANGED, MISSED, N_SIGNALS };

static guint signals[N_SIGNALS];

static ModelPlatform *
platform_of (ModelReviews *self)
{
  return model_account_get_platform (self->account);
}

static void
stop (GCancellable **cancellable)
{
  if (*cancellable != NULL)
    g_cancellable_cancel (*cancellable);
  g_clear_object (cancellable);
}

static void
forget (ModelReviews *self)
{
  guint n = self->items->len;

  stop (&self->refreshing);
  stop (&self->fetching);
  g_clear_object (&self->open);
  g_clear_error (&self->error);
  self->known = self->more = FALSE;
  g_ptr_array_set_size (self->items, 0);
  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
}

/* Somebody else logged in, or nobody. */
static void
account_changed (ModelReviews *self)
{
  if (!model_account_is_busy (self->account) && !model_reviews_are_offered (self))
    forget (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
model_reviews_dispose (GObject *object)
{
  ModelReviews *self = MODEL_REVIEWS (object);

  if (self->account != NULL)
    forget (self);
  g_clear_object (&self->account);
  G_OBJECT_CLASS (model_reviews_parent_class)->dispose (object);
}

static void
model_reviews_class_init (ModelReviewsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = model_reviews_dispose;

  /**
   * ModelReviews::changed:
   *
   * What is known of the list, or whether it is for who is logged in.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  /**
   * ModelReviews::missed:
   * @review: what left the list
   *
   * It is over, while a decision on it had not got through, as far as is known.
   */
  signals[MISSED] = g_signal_new ("missed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, MODEL_TYPE_REVIEW);
}

static void
model_reviews_init (ModelReviews *self)
{
  self->items = model_list_hold (MODEL_LIST (self), MODEL_TYPE_REVIEW);
}

/**
 * model_reviews_new:
 * @account: who decides
 *
 * Makes the list; nothing is asked yet.
 *
 * Returns: (transfer full): the list
 */
ModelReviews *
model_reviews_new (ModelAccount *account)
{
  ModelReviews *self = g_object_new (MODEL_TYPE_REVIEWS, NULL);

  self->account = g_object_ref (account);
  g_signal_connect_object (account, "changed", G_CALLBACK (account_changed), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/**
 * model_reviews_are_offered:
 *
 * Returns: whether who is logged in is an operator, of a platform where people decide
 */
gboolean
model_reviews_are_offered (ModelReviews *self)
{
  const WireAccount *account = model_account_get_account (self->account);

  return account != NULL && account->roles != NULL &&
         g_strv_contains ((const char *const *) account->roles, ROLE) &&
         !model_platform_is_trial (platform_of (self));
}

/**
 * model_reviews_are_known:
 *
 * Returns: whether the platform has told what waits
 */
gboolean
model_reviews_are_known (ModelReviews *self)
{
  return self->known;
}

/**
 * model_reviews_is_busy:
 *
 * Returns: whether the platform is being asked what waits
 */
gboolean
model_reviews_is_busy (ModelReviews *self)
{
  return self->refreshing != NULL;
}

/**
 * model_reviews_has_more:
 *
 * Returns: whether more wait than the list holds
 */
gboolean
model_reviews_has_more (ModelReviews *self)
{
  return self->more;
}

/**
 * model_reviews_get_error:
 *
 * Returns: (transfer none) (nullable): why what waits is not known, or not as it is now
 */
const GError *
model_reviews_get_error (ModelReviews *self)
{
  return self->error;
}

/* What a refresh brings. */
typedef struct {
  WireReviews *people;
  WireOrganisations *enterprises;
} News;

static void
news_free (gpointer data)
{
  News *self = data;

  if (self->people != NULL)
    wire_free (&wire_reviews_type, self->people);
  if (self->enterprises != NULL)
    wire_free (&wire_organisations_type, self->enterprises);
  g_free (self);
}

static gpointer
refresh_on_worker (ClientPlatform *client, gpointer data, GError **error)
{
  News *news = g_new0 (News, 1);

  if (client_platform_ask (client, &(ClientQuestion){.operation = WIRE_LIST_REVIEWS},
                           (gpointer *) &news->people, error) &&
      client_platform_ask (client, &(ClientQuestion){.operation = WIRE_LIST_CLAIMS},
                           (gpointer *) &news->enterprises, error))
    return news;
  news_free (news);
  return NULL;
}

/* What is known by its name, of one kind each; both are lent by the items. */
typedef struct {
  GHashTable *people;
  GHashTable *enterprises;
} Known;

static void
known_clear (Known *self)
{
  g_clear_pointer (&self->people, g_hash_table_unref);
  g_clear_pointer (&self->enterprises, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Known, known_clear)

static void
known_fill (Known *self, GPtrArray *items)
{
  self->people = g_hash_table_new (g_str_hash, g_str_equal);
  self->enterprises = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < items->len; i++)
    g_hash_table_insert (model_review_get_kind (items->pdata[i]) == MODEL_REVIEW_PERSON
                             ? self->people
                             : self->enterprises,
                         model_review_get_facts (items->pdata[i])->id, items->pdata[i]);
}

/* The same as before, or what has changed of it: then what was fetched is seen no more, so that
 * nobody decides on it. What is under way finds out by itself. */
static ModelReview *
keep (ModelReview *known, ModelReview *fresh)
{
  ModelReviewState state = model_review_get_state (known);
  g_autoptr (GError) error = NULL;

  if (g_strcmp0 (model_review_get_facts (known)->etag, model_review_get_facts (fresh)->etag) == 0 ||
      state == MODEL_REVIEW_FETCHING || state == MODEL_REVIEW_DECIDING)
    return g_object_ref (known);
  /* Nobody has seen one that is closed. */
  if (state == MODEL_REVIEW_OPEN)
    error = g_error_new_literal (WIRE_PROBLEM, WIRE_PROBLEM_CHANGED, "another state is there now");
  model_review_renew (known, fresh, error);
  return g_object_ref (known);
}

/* Those that were here before stay the same objects, with what was fetched of them. */
static GPtrArray *
list_news (ModelReviews *self, const News *news)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto (Known) before = {NULL};

  known_fill (&before, self->items);
  for (guint i = 0; i < news->people->items->len; i++)
    {
      const WireReview *each = news->people->items->pdata[i];
      ModelReview *known = g_hash_table_lookup (before.people, each->id);
      g_autoptr (ModelReview) fresh = model_review_new_person (each);

      g_ptr_array_add (items, known != NULL ? keep (known, fresh) : g_object_ref (fresh));
    }
  for (guint i = 0; i < news->enterprises->items->len; i++)
    {
      const WireOrganisation *each = news->enterprises->items->pdata[i];
      ModelReview *known = g_hash_table_lookup (before.enterprises, each->id);
      g_autoptr (ModelReview) fresh = model_review_new_enterprise (each);

      g_ptr_array_add (items, known != NULL ? keep (known, fresh) : g_object_ref (fresh));
    }
  return items;
}

/* How it ended, when the platform has it no more and the decision was not made here. */
static ModelReviewState
end_of (ModelReview *review)
{
  gint64 expires = model_review_get_facts (review)->expires;

  return expires > 0 && expires <= g_get_real_time () / G_USEC_PER_SEC ? MODEL_REVIEW_EXPIRED
                                                                       : MODEL_REVIEW_ELSEWHERE;
}

static void
leave (ModelReviews *self, ModelReview *review)
{
  if (model_review_get_state (review) >= MODEL_REVIEW_DECIDING)
    return;
  model_review_set_state (review, end_of (review), NULL);
  if (model_review_get_unsent (review) != NULL)
    g_signal_emit (self, signals[MISSED], 0, review);
}

static void
take_news (ModelReviews *self, const News *news)
{
  g_autoptr (GPtrArray) before = g_ptr_array_copy (self->items, (GCopyFunc) g_object_ref, NULL);
  g_autoptr (GPtrArray) now = list_news (self, news);
  g_autoptr (GHashTable) stays = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < now->len; i++)
    g_hash_table_add (stays, now->pdata[i]);
  self->more = news->people->next != NULL || news->enterprises->next != NULL;
  self->known = TRUE;
  model_list_become (MODEL_LIST (self), now);
  for (guint i = 0; i < before->len; i++)
    if (!g_hash_table_contains (stays, before->pdata[i]))
      leave (self, before->pdata[i]);
}

static void
refreshed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ModelReviews) self = user_data;
  g_autoptr (GError) error = NULL;
  News *news = model_platform_finish (result, &error);

  if (self->account == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_clear_pointer (&news, news_free);
      return;
    }
  g_clear_object (&self->refreshing);
  g_clear_error (&self->error);
  if (news != NULL)
    take_news (self, news);
  g_clear_pointer (&news, news_free);
  self->error = g_steal_pointer (&error);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * model_reviews_refresh:
 *
 * Asks what waits. What was known stays when there is no answer.
 */
void
model_reviews_refresh (ModelReviews *self)
{
  if (!model_reviews_are_offered (self) || self->refreshing != NULL)
    return;
  self->refreshing = g_cancellable_new ();
  g_signal_emit (self, signals[CHANGED], 0);
  model_platform_run (platform_of (self),
                      &(ModelPlatformWork){.func = refresh_on_worker, .result_free = news_free},
                      self->refreshing, refreshed, g_object_ref (self));
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
  gboolean accept;
  char *reason; /* or NULL */
} Step;

static void
step_free (Step *self)
{
  g_object_unref (self->list);
  g_object_unref (self->review);
  g_free (self->reason);
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

  stop (&self->fetching);
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
  model_platform_run (platform_of (self),
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

/* The operator may look at something else by now: it is kept, and told, until it is sent or undone.
 */
static void
fail_decision (Step *step, const GError *error)
{
  model_review_set_unsent (step->review, step->accept, step->reason);
  fail_step (step, state_after (step, error), error);
  if (model_review_get_state (step->review) >= MODEL_REVIEW_ACCEPTED)
    g_signal_emit (step->list, signals[MISSED], 0, step->review);
  else
    g_signal_emit (step->list, signals[CHANGED], 0);
  if (g_error_matches (error, WIRE_PROBLEM, WIRE_PROBLEM_CHANGED) && step->list->account != NULL)
    model_reviews_refresh (step->list);
}

static void
decided (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Step) step = user_data;
  g_autoptr (GError) error = NULL;

  model_platform_finish (result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      model_review_set_state (step->review, state_after (step, NULL), NULL);
      return;
    }
  if (error != NULL)
    {
      fail_decision (step, error);
      return;
    }
  drop (step->list, step->review);
  model_review_set_state (step->review,
                          step->accept ? MODEL_REVIEW_ACCEPTED : MODEL_REVIEW_REJECTED, NULL);
  g_signal_emit (step->list, signals[CHANGED], 0);
  if (step->list->account != NULL && step->list->more)
    model_reviews_refresh (step->list);
}

static void
tell (ModelReviews *self, ModelReview *review, const ModelReviewDecision *decision)
{
  static const WireOperation operations[2][2] = {
      [MODEL_REVIEW_PERSON] = {WIRE_REJECT_REVIEW, WIRE_ACCEPT_REVIEW},
      [MODEL_REVIEW_ENTERPRISE] = {WIRE_REJECT_CLAIM, WIRE_CONFIRM_CLAIM},
  };
  const WireRejection rejection = {.reason = (char *) decision->reason};
  Step *step = step_new (self, review);

  step->accept = decision->accept;
  step->reason = g_strdup (decision->reason);
  model_review_set_state (review, MODEL_REVIEW_DECIDING, NULL);
  const ClientQuestion question = {
      .operation = operations[model_review_get_kind (review)][decision->accept],
      .value = model_review_get_facts (review)->id,
      .etag = model_review_get_facts (review)->etag,
      .body = decision->accept ? NULL : &rejection,
  };
  if (decision->ask != NULL)
    decision->ask (platform_of (self), &question, decided, step, decision->ask_data);
  else
    model_platform_ask (platform_of (self), &question, NULL, decided, step);
}

/**
 * model_reviews_decide:
 * @review: one of them, open
 * @decision: what the operator says
 *
 * Tells the platform. When it has it, the review leaves the list; without an answer it stays, with
 * the decision that did not get through, and says why.
 */
void
model_reviews_decide (ModelReviews *self, ModelReview *review, const ModelReviewDecision *decision)
{
  g_return_if_fail (decision->accept ? model_review_can_accept (review)
                                     : model_review_can_reject (review) && decision->reason);
  model_review_drop_unsent (review);
  tell (self, review, decision);
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
  const ModelReviewUnsent *unsent = model_review_get_unsent (review);
  g_autofree char *reason = NULL;

  g_return_if_fail (model_review_can_send (review));
  reason = g_strdup (unsent->reason);
  tell (self, review,
        &(ModelReviewDecision){
            .accept = unsent->accept,
            .reason = reason,
            .ask = how->ask,
            .ask_data = how->ask_data,
        });
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
