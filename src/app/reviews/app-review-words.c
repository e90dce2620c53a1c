/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-review-words.h"

#include <glib/gi18n.h>
#include <string.h>

#define FINGERS "fingers-"

/* Digits before the four that a platform keeps of an identity number (GB 11643: 18 in all). */
#define HIDDEN "••••••••••••••"

/**
 * app_review_dup_challenge:
 * @word: one of a challenge
 *
 * Returns: (transfer full): what is to be seen on its picture
 */
char *
app_review_dup_challenge (const char *word)
{
  static const struct {
    const char *word;
    const char *title;
  } known[] = {
      {"face", N_ ("The face, looking at the camera")},
      {"turn-left", N_ ("The head turned to its left")},
      {"turn-right", N_ ("The head turned to its right")},
      {"look-up", N_ ("The face, looking up")},
      {"look-down", N_ ("The face, looking down")},
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i].word, word))
      return g_strdup (_ (known[i].title));
  if (g_str_has_prefix (word, FINGERS))
    {
      guint64 n = g_ascii_strtoull (word + strlen (FINGERS), NULL, 10);

      return g_strdup_printf (ngettext ("%u finger shown beside the face",
                                        "%u fingers shown beside the face", (gulong) n),
                              (guint) n);
    }
  return g_strdup (word);
}

/**
 * app_review_dup_time:
 * @time: seconds since 1970
 *
 * Returns: (transfer full): it, in the zone of this computer
 */
char *
app_review_dup_time (gint64 time)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M %:z") : g_strdup ("");
}

/**
 * app_review_dup_number:
 * @review: a review
 * @shown: whether what is known of it may be seen
 *
 * Returns: (transfer full): the number of the identity document, or the credit code
 */
char *
app_review_dup_number (ModelReview *review, gboolean shown)
{
  const ModelReviewFacts *facts = model_review_get_facts (review);

  if (model_review_get_kind (review) == MODEL_REVIEW_ENTERPRISE)
    return g_strdup (facts->number);
  return g_strconcat (HIDDEN, shown ? facts->number : "••••", NULL);
}

/**
 * app_review_dup_summary:
 * @review: a review
 *
 * Returns: (transfer full): what it is, and since when it waits
 */
char *
app_review_dup_summary (ModelReview *review)
{
  const ModelReviewFacts *facts = model_review_get_facts (review);
  g_autofree char *since = app_review_dup_time (facts->submitted);

  if (model_review_get_kind (review) == MODEL_REVIEW_ENTERPRISE)
    return g_strdup_printf (_ ("Enterprise, represented by %s\n%s"), facts->representative, since);
  if (model_review_is_in_person (review))
    return g_strdup_printf (_ ("Person, comes with the document\n%s"), since);
  return g_strdup_printf (_ ("Person, with pictures\n%s"), since);
}

/**
 * app_review_end_title:
 * @review: one that is over
 *
 * Returns: how it ended
 */
const char *
app_review_end_title (ModelReview *review)
{
  switch (model_review_get_state (review))
    {
    case MODEL_REVIEW_ACCEPTED:
      return _ ("Accepted");
    case MODEL_REVIEW_REJECTED:
      return _ ("Rejected");
    case MODEL_REVIEW_EXPIRED:
      return _ ("The time is over");
    default:
      return _ ("No longer waiting");
    }
}

/**
 * app_review_end_words:
 * @review: one that is over
 *
 * Returns: what that means
 */
const char *
app_review_end_words (ModelReview *review)
{
  switch (model_review_get_state (review))
    {
    case MODEL_REVIEW_ACCEPTED:
      return _ ("The platform has your decision.");
    case MODEL_REVIEW_REJECTED:
      return _ ("The platform has your decision, and the person reads the reason.");
    case MODEL_REVIEW_EXPIRED:
      return _ ("Nobody decided in time. The pictures are erased; the person has to begin anew.");
    default:
      return model_review_get_unsent (review) != NULL
                 ? _ ("It is decided: by you, if your decision arrived and only its answer did "
                      "not, "
                      "or by another operator. The first decision counts. Or it was withdrawn.")
                 : _ ("Another operator decided on it, or it was withdrawn.");
    }
}

/**
 * app_review_mark:
 * @review: a review
 *
 * Returns: (nullable): what somebody who looks at the list has to know of it
 */
const char *
app_review_mark (ModelReview *review)
{
  if (model_review_get_facts (review)->own)
    return _ ("Yours: another operator decides");
  if (model_review_get_state (review) == MODEL_REVIEW_DECIDING)
    return _ ("Sending your decision…");
  return model_review_get_unsent (review) != NULL ? _ ("Your decision is not sent") : NULL;
}

/**
 * app_review_dup_unsent:
 * @review: one with a decision that did not get through
 *
 * Returns: (transfer full): what was decided
 */
char *
app_review_dup_unsent (ModelReview *review)
{
  const ModelReviewUnsent *unsent = model_review_get_unsent (review);

  if (unsent->accept)
    return g_strdup (_ ("Your decision is not sent: accept."));
  /* Translators: after the colon comes the operator's own reason. */
  return g_strdup_printf (_ ("Your decision is not sent: reject, because: %s"), unsent->reason);
}
