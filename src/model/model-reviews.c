/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-reviews-private.h"

#include <string.h>

#include "pki-digest.h"
#include "wire-problem.h"

#define ROLE "ca-operator"

G_DEFINE_FINAL_TYPE (ModelReviews, model_reviews, MODEL_TYPE_LIST)

enum { CHANGED, MISSED, ARRIVED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
stop (GCancellable **cancellable)
{
  if (*cancellable != NULL)
    g_cancellable_cancel (*cancellable);
  g_clear_object (cancellable);
}

/* Another memory: what is asked now still has the old one. */
static void
begin_anew (ModelReviews *self)
{
  g_clear_pointer (&self->people, client_memory_unref);
  g_clear_pointer (&self->enterprises, client_memory_unref);
  self->people = client_memory_new ();
  self->enterprises = client_memory_new ();
}

static void
forget (ModelReviews *self)
{
  guint n = self->items->len;

  stop (&self->refreshing);
  stop (&self->fetching);
  g_clear_object (&self->open);
  g_clear_error (&self->error);
  g_clear_pointer (&self->digest, g_bytes_unref);
  begin_anew (self);
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
model_reviews_finalize (GObject *object)
{
  ModelReviews *self = MODEL_REVIEWS (object);

  g_free (self->folder);
  g_clear_error (&self->unkept);
  g_hash_table_unref (self->asked);
  client_memory_unref (self->people);
  client_memory_unref (self->enterprises);
  G_OBJECT_CLASS (model_reviews_parent_class)->finalize (object);
}

static void
model_reviews_class_init (ModelReviewsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = model_reviews_dispose;
  G_OBJECT_CLASS (klass)->finalize = model_reviews_finalize;

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
  /**
   * ModelReviews::arrived:
   * @review: what left the list
   *
   * The decision on it, of which that was not known, had got through.
   */
  signals[ARRIVED] = g_signal_new ("arrived", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, MODEL_TYPE_REVIEW);
}

static void
model_reviews_init (ModelReviews *self)
{
  self->items = model_list_hold (MODEL_LIST (self), MODEL_TYPE_REVIEW);
  self->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  begin_anew (self);
}

/**
 * model_reviews_get_platform:
 *
 * Returns: (transfer none): where the reviews wait
 */
ModelPlatform *
model_reviews_get_platform (ModelReviews *self)
{
  return model_account_get_platform (self->account);
}

/**
 * model_reviews_emit_changed:
 *
 * Emits "changed".
 */
void
model_reviews_emit_changed (ModelReviews *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * model_reviews_emit_missed:
 * @review: what is over
 *
 * Emits "missed".
 */
void
model_reviews_emit_missed (ModelReviews *self, ModelReview *review)
{
  g_signal_emit (self, signals[MISSED], 0, review);
}

/**
 * model_reviews_emit_arrived:
 * @review: what was decided
 *
 * Emits "arrived".
 */
void
model_reviews_emit_arrived (ModelReviews *self, ModelReview *review)
{
  g_signal_emit (self, signals[ARRIVED], 0, review);
}

/**
 * model_reviews_new:
 * @account: who decides
 * @folder: where decisions are kept until the platform has them; made with the first
 *
 * Makes the list; nothing is asked yet.
 *
 * Returns: (transfer full): the list
 */
ModelReviews *
model_reviews_new (ModelAccount *account, const char *folder)
{
  ModelReviews *self = g_object_new (MODEL_TYPE_REVIEWS, NULL);

  self->account = g_object_ref (account);
  self->folder = g_strdup (folder);
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
         !model_platform_is_trial (model_reviews_get_platform (self));
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

/**
 * model_reviews_get_unkept:
 *
 * Returns: (transfer none) (nullable): why decisions cannot be kept on the disk, since the last
 * time that was tried
 */
const GError *
model_reviews_get_unkept (ModelReviews *self)
{
  return self->unkept;
}

/* What a refresh brings; both lists, or none: then all is as it was. */
typedef struct {
  WireReviews *people;
  WireOrganisations *enterprises;
  GBytes *digest; /* of all that they say of what waits */
} News;

/* By what it is known whether they are as they were. */
typedef struct {
  ClientMemory *people;
  ClientMemory *enterprises;
} Memories;

static void
memories_free (gpointer data)
{
  Memories *self = data;

  client_memory_unref (self->people);
  client_memory_unref (self->enterprises);
  g_free (self);
}

static void
news_free (gpointer data)
{
  News *self = data;

  if (self->people != NULL)
    wire_free (&wire_reviews_type, self->people);
  if (self->enterprises != NULL)
    wire_free (&wire_organisations_type, self->enterprises);
  g_clear_pointer (&self->digest, g_bytes_unref);
  g_free (self);
}

static void
add_text (PkiDigest *digest, const char *text)
{
  pki_digest_update (digest, text, strlen (text) + 1);
}

/* A tag is of all that is shown of a thing, but for whose it is: the same ones in the same order
 * are the same list. */
static GBytes *
digest_news (const News *news)
{
  g_autoptr (PkiDigest) digest = pki_digest_new (PKI_DIGEST_SHA256);

  for (guint i = 0; i < news->people->items->len; i++)
    {
      const WireReview *each = news->people->items->pdata[i];

      add_text (digest, each->id);
      add_text (digest, each->etag);
      add_text (digest, each->own ? "own" : "");
    }
  add_text (digest, "");
  for (guint i = 0; i < news->enterprises->items->len; i++)
    {
      const WireOrganisation *each = news->enterprises->items->pdata[i];

      add_text (digest, each->id);
      add_text (digest, each->etag);
      add_text (digest, each->own ? "own" : "");
    }
  return pki_digest_finish (digest);
}

static gboolean
ask_lists (ClientPlatform *client, Memories *memories, News *news, GError **error)
{
  return (news->people != NULL ||
          client_platform_ask (
              client, &(ClientQuestion){.operation = WIRE_LIST_REVIEWS, .memory = memories->people},
              (gpointer *) &news->people, error)) &&
         (news->enterprises != NULL ||
          client_platform_ask (
              client,
              &(ClientQuestion){.operation = WIRE_LIST_CLAIMS, .memory = memories->enterprises},
              (gpointer *) &news->enterprises, error));
}

/* Where one of them has changed, the other one is wanted, too. */
static gpointer
refresh_on_worker (ClientPlatform *client, gpointer data, GError **error)
{
  Memories *memories = data;
  News *news = g_new0 (News, 1);
  gboolean done = ask_lists (client, memories, news, error);

  if (done && (news->people == NULL) != (news->enterprises == NULL))
    {
      client_memory_forget (news->people == NULL ? memories->people : memories->enterprises);
      done = ask_lists (client, memories, news, error);
    }
  if (done)
    {
      news->digest = news->people != NULL ? digest_news (news) : NULL;
      return news;
    }
  /* What came is not taken: nothing of it is known. */
  client_memory_forget (memories->people);
  client_memory_forget (memories->enterprises);
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
 * nobody decides on it. What is under way finds out by itself, and is
 * compared again the next time. */
static ModelReview *
keep (ModelReviews *self, ModelReview *known, ModelReview *fresh)
{
  ModelReviewState state = model_review_get_state (known);
  g_autoptr (GError) error = NULL;

  if (g_strcmp0 (model_review_get_facts (known)->etag, model_review_get_facts (fresh)->etag) == 0)
    return g_object_ref (known);
  if (state == MODEL_REVIEW_FETCHING || state == MODEL_REVIEW_DECIDING)
    {
      self->behind = TRUE;
      return g_object_ref (known);
    }
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

      g_ptr_array_add (items, known != NULL ? keep (self, known, fresh) : g_object_ref (fresh));
    }
  for (guint i = 0; i < news->enterprises->items->len; i++)
    {
      const WireOrganisation *each = news->enterprises->items->pdata[i];
      ModelReview *known = g_hash_table_lookup (before.enterprises, each->id);
      g_autoptr (ModelReview) fresh = model_review_new_enterprise (each);

      g_ptr_array_add (items, known != NULL ? keep (self, known, fresh) : g_object_ref (fresh));
    }
  return items;
}

static void
take_list (ModelReviews *self, const News *news)
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
      model_reviews_leave (self, before->pdata[i]);
}

/* Mostly nothing has changed between two looks, and then thousands are not compared one by one. */
static void
take_news (ModelReviews *self, const News *news)
{
  if (news->people != NULL && (self->digest == NULL || !g_bytes_equal (self->digest, news->digest)))
    {
      self->behind = FALSE;
      take_list (self, news);
      g_clear_pointer (&self->digest, g_bytes_unref);
      self->digest = self->behind ? NULL : g_bytes_ref (news->digest);
    }
  if (self->takes_up)
    model_reviews_take_up (self);
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
  Memories *memories;

  if (!model_reviews_are_offered (self) || self->refreshing != NULL)
    return;
  self->refreshing = g_cancellable_new ();
  g_signal_emit (self, signals[CHANGED], 0);
  /* Something was done here since: the whole is wanted. */
  if (self->digest == NULL)
    begin_anew (self);
  memories = g_new0 (Memories, 1);
  memories->people = client_memory_ref (self->people);
  memories->enterprises = client_memory_ref (self->enterprises);
  model_platform_run (model_reviews_get_platform (self),
                      &(ModelPlatformWork){.func = refresh_on_worker,
                                           .data = memories,
                                           .data_free = memories_free,
                                           .result_free = news_free},
                      self->refreshing, refreshed, g_object_ref (self));
}
