/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-answers.h"

/* What a program puts into a file as proof should not be older than its signature by much. */
#define LIFE 60
/* Some three megabytes: who asks for the same certificate in ever new words only has the answers of
 * others signed anew. */
#define MAX_ANSWERS 1024
/* A question about one certificate has about a hundred bytes. */
#define MAX_REQUEST 512

struct _PlatformAnswers {
  GMutex lock;
  GHashTable *by_request; /* GBytes → the PlatformAnswer, of the queue */
  GQueue oldest_first;    /* PlatformAnswer */
};

static void
answer_clear (gpointer data)
{
  PlatformAnswer *answer = data;

  g_bytes_unref (answer->request);
  g_bytes_unref (answer->answer);
  g_free (answer->serial);
  g_free (answer->responder);
}

/**
 * platform_answer_new:
 * @request: the words
 * @answer: what was said to them
 *
 * Begins one; the rest is filled in before it is kept.
 *
 * Returns: (transfer full): it, until platform_answer_unref()
 */
PlatformAnswer *
platform_answer_new (GBytes *request, GBytes *answer)
{
  PlatformAnswer *self = g_atomic_rc_box_new0 (PlatformAnswer);

  self->request = g_bytes_ref (request);
  self->answer = g_bytes_ref (answer);
  return self;
}

/**
 * platform_answer_unref:
 * @answer: (transfer full): one
 *
 * Lets go of it.
 */
void
platform_answer_unref (PlatformAnswer *answer)
{
  g_atomic_rc_box_release_full (answer, answer_clear);
}

/**
 * platform_answers_new:
 *
 * Begins without any.
 *
 * Returns: (transfer full): the answers
 */
PlatformAnswers *
platform_answers_new (void)
{
  PlatformAnswers *self = g_new0 (PlatformAnswers, 1);

  g_mutex_init (&self->lock);
  g_queue_init (&self->oldest_first);
  self->by_request = g_hash_table_new (g_bytes_hash, g_bytes_equal);
  return self;
}

/**
 * platform_answers_free:
 * @self: (transfer full): answers
 *
 * Frees them.
 */
void
platform_answers_free (PlatformAnswers *self)
{
  g_hash_table_unref (self->by_request);
  g_queue_clear_full (&self->oldest_first, (GDestroyNotify) platform_answer_unref);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* A clock that was put back makes none young. */
static gboolean
is_young (const PlatformAnswer *answer, gint64 now)
{
  return now >= answer->made && now < answer->made + LIFE;
}

/**
 * platform_answers_find:
 * @self: answers
 * @request: the words
 * @now: seconds since 1970 UTC
 *
 * Finds what was said to the same words a little while ago. Whether its certificate still stands
 * so, and its responder still answers, is the caller's question.
 *
 * Returns: (transfer full) (nullable): the answer
 */
PlatformAnswer *
platform_answers_find (PlatformAnswers *self, GBytes *request, gint64 now)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);
  PlatformAnswer *answer = g_hash_table_lookup (self->by_request, request);

  return answer && is_young (answer, now) ? g_atomic_rc_box_acquire (answer) : NULL;
}

static void
forget (PlatformAnswers *self, PlatformAnswer *answer)
{
  if (g_hash_table_lookup (self->by_request, answer->request) == answer)
    g_hash_table_remove (self->by_request, answer->request);
  platform_answer_unref (answer);
}

/**
 * platform_answers_keep:
 * @self: answers
 * @answer: (transfer none): one that is about a certificate that was issued, and for no single
 * asker
 *
 * Keeps it in place of what was said to the same words before.
 */
void
platform_answers_keep (PlatformAnswers *self, PlatformAnswer *answer)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  if (g_bytes_get_size (answer->request) > MAX_REQUEST)
    return;
  while (self->oldest_first.length >= MAX_ANSWERS)
    forget (self, g_queue_pop_head (&self->oldest_first));
  g_queue_push_tail (&self->oldest_first, g_atomic_rc_box_acquire (answer));
  g_hash_table_replace (self->by_request, answer->request, answer);
}
