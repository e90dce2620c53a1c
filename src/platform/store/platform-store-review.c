/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-store-review.h"

#include "platform-store-event.h"
#include "platform-store-private.h"

/**
 * platform_review_free:
 * @review: (transfer full): a review
 *
 * Frees it.
 */
void
platform_review_free (PlatformReview *review)
{
  g_free (review->id);
  g_free (review->person);
  g_free (review->account);
  g_free (review->name);
  g_free (review->former_name);
  g_free (review->id_last_four);
  g_free (review->challenge);
  g_free (review);
}

static gboolean
add_pictures (PlatformStore *store, const char *id, GPtrArray *pictures, GError **error)
{
  for (guint i = 0; i < pictures->len; i++)
    if (!platform_store_change (store, NULL, error,
                                "INSERT INTO identity_picture (session, number, jpeg) "
                                "VALUES ($1, $2, $3)",
                                "sib", id, (gint64) i, pictures->pdata[i]))
      return FALSE;
  return TRUE;
}

/**
 * platform_store_submit_identity:
 * @store: a store with a transaction
 * @step: of an identification that asked for pictures; it stays in its state
 * @pictures: (element-type GBytes): JPEG files
 * @done: (out): FALSE if they were sent before, or it is over
 * @error: where to put a #PlatformError
 *
 * Puts an identification before the operators.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_submit_identity (PlatformStore *store,
                                const PlatformIdentityStep *step,
                                GPtrArray *pictures,
                                gboolean *done,
                                GError **error)
{
  guint64 n = 0;

  if (!platform_store_change (store, &n, error,
                              "UPDATE identity_session SET submitted = $3, expires = $4 "
                              "WHERE id = $1 AND state = $2 AND submitted IS NULL AND expires > $3",
                              "ssii", step->id, step->from, step->now, step->expires))
    return FALSE;
  *done = n == 1;
  return !*done || (add_pictures (store, step->id, pictures, error) &&
                    platform_store_tell_identity (store, step->id, step->now, error));
}

#define REVIEW_COLUMNS                                                                             \
  "SELECT i.id, i.person, a.id, COALESCE (i.name, p.name), p.id_last_four, i.challenge, "          \
  "i.submitted, i.expires, CASE WHEN i.name IS NULL THEN NULL ELSE p.name END, "                   \
  "CASE WHEN p.id_hmac IN (SELECT v.id_hmac FROM person v WHERE v.id = $1) THEN 1 ELSE 0 END "     \
  "FROM identity_session i JOIN person p ON p.id = i.person JOIN account a ON a.person = p.id "    \
  "WHERE i.state = 'in-progress' AND i.submitted IS NOT NULL "

static PlatformReview *
take_review (PlatformRows *rows, guint row)
{
  PlatformReview *review = g_new0 (PlatformReview, 1);

  review->id = platform_rows_dup (rows, row, 0);
  review->person = platform_rows_dup (rows, row, 1);
  review->account = platform_rows_dup (rows, row, 2);
  review->name = platform_rows_dup (rows, row, 3);
  review->id_last_four = platform_rows_dup (rows, row, 4);
  review->challenge = platform_rows_dup (rows, row, 5);
  review->submitted = platform_rows_number (rows, row, 6);
  review->expires = platform_rows_number (rows, row, 7);
  review->former_name = platform_rows_dup (rows, row, 8);
  review->own = platform_rows_number (rows, row, 9) != 0;
  return review;
}

/**
 * platform_store_list_reviews:
 * @store: a store
 * @page: which and how many
 * @viewer: the person who asks
 * @now: seconds since 1970 UTC
 * @error: where to put a #PlatformError
 *
 * Lists what waits for an operator, the oldest first.
 *
 * Returns: (transfer full) (element-type PlatformReview): the reviews, or NULL on error
 */
GPtrArray *
platform_store_list_reviews (
    PlatformStore *store, const PlatformPage *page, const char *viewer, gint64 now, GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error,
      REVIEW_COLUMNS "AND i.expires > $2 AND ($4 = '' OR (i.submitted, i.id) > ($3, $4)) "
                     "ORDER BY i.submitted, i.id LIMIT $5",
      "siisi", viewer, now, page->time, page->after ? page->after : "", page->length + 1);
  GPtrArray *reviews;

  if (!rows)
    return NULL;
  reviews = g_ptr_array_new_with_free_func ((GDestroyNotify) platform_review_free);
  for (guint i = 0; i < platform_rows_length (rows); i++)
    g_ptr_array_add (reviews, take_review (rows, i));
  return reviews;
}

/**
 * platform_store_find_review:
 * @store: a store
 * @id: from outside
 * @viewer: the person who asks
 * @now: seconds since 1970 UTC
 * @error: where to put a #PlatformError
 *
 * Finds an identification that waits for an operator.
 *
 * Returns: (transfer full) (nullable): the review; NULL without an error if there is none
 */
PlatformReview *
platform_store_find_review (
    PlatformStore *store, const char *id, const char *viewer, gint64 now, GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error, REVIEW_COLUMNS "AND i.id = $2 AND i.expires > $3", "ssi", viewer, id, now);

  return rows && platform_rows_length (rows) > 0 ? take_review (rows, 0) : NULL;
}

/**
 * platform_store_list_pictures:
 * @store: a store
 * @id: of an identification
 * @error: where to put a #PlatformError
 *
 * Gets the pictures that a phone has sent.
 *
 * Returns: (transfer full) (element-type GBytes): JPEG files in order, or NULL on error
 */
GPtrArray *
platform_store_list_pictures (PlatformStore *store, const char *id, GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error, "SELECT jpeg FROM identity_picture WHERE session = $1 ORDER BY number", "s",
      id);
  GPtrArray *pictures;

  if (!rows)
    return NULL;
  pictures = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  for (guint i = 0; i < platform_rows_length (rows); i++)
    g_ptr_array_add (pictures, platform_rows_bytes (rows, i, 0));
  return pictures;
}

/**
 * platform_store_has_viewed:
 * @store: a store
 * @id: of an identification that waits for an operator
 * @account: who may have looked at it
 * @viewed: (out): whether what it waits with was sent to them
 * @error: where to put a #PlatformError
 *
 * Looks into the evidence. What was seen before the phone sent its pictures anew does not count.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_has_viewed (
    PlatformStore *store, const char *id, const char *account, gboolean *viewed, GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error,
      "SELECT 1 FROM evidence WHERE subject = $1 AND actor = $2 AND type = 'identification-viewed' "
      "AND seq > (SELECT MAX (s.seq) FROM evidence s WHERE s.subject = $1 AND "
      "s.type = 'identification-submitted') LIMIT 1",
      "ss", id, account);

  if (!rows)
    return FALSE;
  *viewed = platform_rows_length (rows) > 0;
  return TRUE;
}

/**
 * platform_store_erase_pictures:
 * @store: a store
 * @now: seconds since 1970 UTC
 * @error: where to put a #PlatformError
 *
 * Erases the pictures of every identification that is decided or over: what they were taken for.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_erase_pictures (PlatformStore *store, gint64 now, GError **error)
{
  return platform_db_run (store->db, NULL, error,
                          "DELETE FROM identity_picture WHERE session IN (SELECT id FROM "
                          "identity_session WHERE state <> 'in-progress' OR expires <= $1)",
                          "i", now);
}
