/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-review-handlers.h"

#include <string.h>

#include "pki-digest.h"
#include "pki-random.h"
#include "platform-agreements.h"
#include "platform-cursor.h"
#include "platform-etag.h"
#include "platform-outcome.h"
#include "platform-phone-handlers.h"
#include "platform-private.h"
#include "platform-store-account.h"
#include "platform-store-evidence.h"
#include "platform-store-review.h"
#include "wire-identity.h"

#define SEND_SECONDS 600
#define REVIEW_SECONDS (7 * G_GINT64_CONSTANT (86400))

/* A picture for each: the face as it is, and two things that nobody prepares for all of. */
static char *
new_challenge (void)
{
  static const char *const turns[] = {"turn-left", "turn-right", "look-up", "look-down"};
  guint8 random[2];

  pki_random_bytes (random, sizeof random);
  return g_strdup_printf ("face %s fingers-%u", turns[random[0] % G_N_ELEMENTS (turns)],
                          1 + random[1] % 5);
}

static gboolean
put_before_operators (PlatformCall *call, const char *id, GPtrArray *pictures, GError **error)
{
  g_autoptr (WireCanonical) details = wire_canonical_new ();
  gboolean done = FALSE;

  if (!platform_store_submit_identity (call->store,
                                       &(PlatformIdentityStep){
                                           .id = id,
                                           .from = "in-progress",
                                           .now = call->now,
                                           .expires = call->now + REVIEW_SECONDS,
                                       },
                                       pictures, &done, error))
    return FALSE;
  if (!done)
    return platform_call_refuse (error, WIRE_PROBLEM_CONFLICT, "the pictures were sent before");
  wire_canonical_set_integer (details, "pictures", pictures->len);
  return platform_store_add_evidence (call->store, "identification-submitted", NULL, id, call->now,
                                      details, error);
}

/* Whoever does not agree to pictures comes to the office. */
static gboolean
put_in_person (PlatformCall *call, PlatformIdentity *identity, GError **error)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  return put_before_operators (call, identity->id, none, error);
}

/**
 * platform_review_begin:
 * @call: a request of a phone, whose store has a transaction
 * @identity: an identification whose match code was right
 * @error: where to put the refusal
 *
 * Asks the phone for pictures of a random challenge; or, of somebody who did not agree to the
 * processing of their face, for nothing: then the operator sees the person.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_review_begin (PlatformCall *call, PlatformIdentity *identity, GError **error)
{
  gboolean agreed = FALSE, done = FALSE;
  g_autofree char *challenge = NULL;

  if (!platform_agreements_allow_face (call, identity->person, &agreed, error))
    return FALSE;
  challenge = agreed ? new_challenge () : g_strdup (WIRE_CHALLENGE_IN_PERSON);
  if (!platform_store_step_identity (call->store,
                                     &(PlatformIdentityStep){
                                         .id = identity->id,
                                         .from = identity->state,
                                         .to = "in-progress",
                                         .now = call->now,
                                         .expires = call->now + SEND_SECONDS,
                                         .challenge = challenge,
                                     },
                                     &done, error))
    return FALSE;
  if (!done)
    return platform_call_refuse (error, WIRE_PROBLEM_CONFLICT, "it is %s", identity->state);
  return platform_store_add_evidence (call->store, "identification-confirmed", NULL, identity->id,
                                      call->now, NULL, error) &&
         (agreed || put_in_person (call, identity, error));
}

static gboolean
is_jpeg (GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  return size > 4 && memcmp (data, "\xff\xd8\xff", 3) == 0;
}

/* One for each word, none twice. */
static gboolean
check_pictures (PlatformIdentity *identity, GPtrArray *pictures, GError **error)
{
  g_auto (GStrv) words = g_strsplit (identity->challenge, " ", -1);

  if (pictures->len != g_strv_length (words))
    return platform_call_refuse (error, WIRE_PROBLEM_MALFORMED, "%u pictures are asked for",
                                 g_strv_length (words));
  for (guint i = 0; i < pictures->len; i++)
    {
      if (!is_jpeg (pictures->pdata[i]))
        return platform_call_refuse (error, WIRE_PROBLEM_MALFORMED, "picture %u is no JPEG", i + 1);
      for (guint k = 0; k < i; k++)
        if (g_bytes_equal (pictures->pdata[i], pictures->pdata[k]))
          return platform_call_refuse (error, WIRE_PROBLEM_MALFORMED, "picture %u came twice",
                                       k + 1);
    }
  return TRUE;
}

static GPtrArray *
pictures_of (WirePictures *sent)
{
  GPtrArray *pictures = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < sent->pictures->len; i++)
    g_ptr_array_add (pictures, g_bytes_ref (((WirePicture *) sent->pictures->pdata[i])->jpeg));
  return pictures;
}

/* The challenge is what tells this state from that of another provider. */
static gboolean
waits_for_pictures (PlatformCall *call, PlatformIdentity *identity, GError **error)
{
  if (identity->expires <= call->now)
    return platform_call_refuse (error, WIRE_PROBLEM_EXPIRED, "the time is over");
  return (g_str_equal (identity->state, "in-progress") && identity->challenge &&
          g_str_equal (identity->provider, "review") &&
          !g_str_equal (identity->challenge, WIRE_CHALLENGE_IN_PERSON)) ||
         platform_call_refuse (error, WIRE_PROBLEM_CONFLICT, "no pictures are asked for");
}

/**
 * platform_send_pictures:
 * @call: the request
 * @error: where to put the refusal
 *
 * Takes the pictures of the challenge from the phone that entered the match code, once.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_send_pictures (PlatformCall *call, GError **error)
{
  WirePictures *sent = call->message;
  g_autoptr (GPtrArray) pictures = pictures_of (sent);
  g_autoptr (GBytes)
      phone = pki_digest_bytes (PKI_DIGEST_SHA256, sent->token, strlen (sent->token));
  g_autoptr (PlatformIdentity) identity = platform_store_find_phone (call->store, phone, error);

  if (!identity)
    return *error ? FALSE : platform_call_refuse (error, WIRE_PROBLEM_GONE, "no such phone");
  if (!waits_for_pictures (call, identity, error) || !check_pictures (identity, pictures, error) ||
      !put_before_operators (call, identity->id, pictures, error))
    return FALSE;
  return platform_phone_show (call, identity, error);
}

static void
free_item (gpointer data)
{
  WireReview *item = data;

  g_free (item->etag);
  g_free (item);
}

/* The pictures come with the challenge and go with it: its tag is the same without them. */
static WireReview *
new_item (PlatformReview *review)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  WireReview *item = g_new0 (WireReview, 1);

  item->id = review->id;
  item->name = review->name;
  item->former_name = review->former_name;
  item->id_last_four = review->id_last_four;
  item->challenge = review->challenge;
  item->submitted = review->submitted;
  item->expires = review->expires;
  item->pictures = none;
  item->etag = platform_etag_of_message (&wire_review_type, item);
  item->pictures = NULL;
  item->own = review->own;
  return item;
}

/**
 * platform_list_reviews:
 * @call: the request
 * @error: where to put the refusal
 *
 * Lists what waits for an operator, a page at a time.
 *
 * Returns: FALSE on error
 */
gboolean
platform_list_reviews (PlatformCall *call, GError **error)
{
  PlatformPage page;
  g_autoptr (GPtrArray) reviews = NULL;
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (free_item);
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autofree char *next = NULL;

  if (!platform_cursor_read (call, &page, error) ||
      !(reviews = platform_store_list_reviews (call->store, &page, call->actor->person, call->now,
                                               error)))
    return FALSE;
  for (guint i = 0; i < MIN (reviews->len, page.length); i++)
    {
      WireReview *item = new_item (reviews->pdata[i]);

      item->pictures = none;
      g_ptr_array_add (items, item);
      if (i + 1 == page.length && reviews->len > page.length)
        next = platform_cursor_write (call, item->submitted, item->id);
    }
  platform_call_answer (call, &(WireReviews){.items = items, .next = next});
  return TRUE;
}

/* Of one that does not wait, how it came to that. */
static gboolean
refuse_ended (PlatformCall *call, const char *id, GError **error)
{
  g_autoptr (PlatformIdentity) identity = platform_store_get_identity (call->store, id, error);

  if (!identity && *error)
    return FALSE;
  if (!identity || !identity->challenge || !g_str_equal (identity->provider, "review"))
    return platform_call_refuse (error, WIRE_PROBLEM_NOT_FOUND, "nothing of that name waits");
  if (g_str_equal (identity->state, "cancelled"))
    return platform_call_refuse (error, WIRE_PROBLEM_GONE, "it was withdrawn");
  if (g_str_equal (identity->state, "in-progress") && identity->expires <= call->now)
    return platform_call_refuse (error, WIRE_PROBLEM_EXPIRED, "nobody decided in time");
  if (g_str_equal (identity->state, "failed"))
    return platform_call_refuse (error, WIRE_PROBLEM_DECIDED, "it was rejected");
  return g_str_equal (identity->state, "passed") || g_str_equal (identity->state, "used")
             ? platform_call_refuse (error, WIRE_PROBLEM_DECIDED, "it was accepted")
             : platform_call_refuse (error, WIRE_PROBLEM_NOT_FOUND, "it is %s", identity->state);
}

/**
 * platform_review_find:
 * @call: a request of an operator
 * @id: of an identification, from outside
 * @error: where to put the refusal, which says of one that waited how it ended
 *
 * Finds an identification that waits for an operator.
 *
 * Returns: (transfer full) (nullable): it, or NULL if none of that name waits
 */
PlatformReview *
platform_review_find (PlatformCall *call, const char *id, GError **error)
{
  PlatformReview *review = platform_store_find_review (call->store, id, call->actor->person,
                                                       call->now, error);

  if (!review && !*error)
    refuse_ended (call, id, error);
  return review;
}

/* Nobody verifies themself, whatever roles and however many accounts they have. */
static PlatformReview *
find_other (PlatformCall *call, GError **error)
{
  g_autoptr (PlatformReview) review = platform_review_find (call, call->values[0], error);

  if (review && review->own)
    {
      platform_call_refuse (error, WIRE_PROBLEM_OWN, "nobody reviews themself");
      return NULL;
    }
  return g_steal_pointer (&review);
}

/**
 * platform_get_review:
 * @call: the request
 * @error: where to put the refusal
 *
 * Answers with the pictures of an identification that waits. That they were sent is evidence, on
 * which the acceptance rests: so they are, also to who says that they have them; but not to the
 * person themself, who accepts nothing by them.
 *
 * Returns: FALSE if there is none, or it is the operator's own
 */
gboolean
platform_get_review (PlatformCall *call, GError **error)
{
  g_autoptr (PlatformReview) review = find_other (call, error);
  g_autoptr (GPtrArray) pictures = NULL;
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_free);
  WireReview *answer;

  g_clear_pointer (&call->if_none_match, g_free);
  if (!review || !(pictures = platform_store_list_pictures (call->store, review->id, error)))
    return FALSE;
  for (guint i = 0; i < pictures->len; i++)
    {
      WirePicture *item = g_new0 (WirePicture, 1);

      item->jpeg = pictures->pdata[i];
      g_ptr_array_add (items, item);
    }
  answer = new_item (review);
  answer->pictures = items;
  call->etag = g_strdup (answer->etag);
  platform_call_answer (call, answer);
  free_item (answer);
  return platform_store_add_evidence (call->store, "identification-viewed", call->actor->account,
                                      review->id, call->now, NULL, error);
}

static gboolean
matches (PlatformCall *call, PlatformReview *review, GError **error)
{
  WireReview *shown = new_item (review);
  gboolean same = platform_etag_require (call, shown->etag, error);

  free_item (shown);
  return same;
}

static PlatformIdentity *
open_review (PlatformCall *call, GError **error)
{
  g_autoptr (PlatformReview) review = find_other (call, error);

  if (!review || !matches (call, review, error))
    return NULL;
  return platform_store_find_identity (call->store, review->id, review->person, error);
}

static gboolean
was_viewed (PlatformCall *call, const char *id, GError **error)
{
  gboolean viewed = FALSE;

  return platform_store_has_viewed (call->store, id, call->actor->account, &viewed, error) &&
         (viewed ||
          platform_call_refuse (error, WIRE_PROBLEM_UNSEEN, "its pictures were not sent to you"));
}

/**
 * platform_accept_review:
 * @call: the request
 * @error: where to put the refusal
 *
 * Takes the operator's word that the person is who they say, if the operator was sent what says so.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_accept_review (PlatformCall *call, GError **error)
{
  g_autoptr (PlatformIdentity) identity = open_review (call, error);

  return identity && was_viewed (call, identity->id, error) &&
         platform_outcome_pass (call, identity, "identification-accepted", error);
}

/**
 * platform_reject_review:
 * @call: the request
 * @error: where to put the refusal
 *
 * Takes the operator's word that the person is not, or cannot be seen to be.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_reject_review (PlatformCall *call, GError **error)
{
  WireRejection *rejection = call->message;
  g_autoptr (PlatformIdentity) identity = NULL;

  if (!*g_strstrip (rejection->reason))
    return platform_call_refuse (error, WIRE_PROBLEM_MALFORMED, "a reason is needed");
  identity = open_review (call, error);
  return identity && platform_outcome_fail (call, identity, rejection->reason,
                                            "identification-rejected", error);
}
