/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-limiter.h"

#include "platform-place.h"

/* As many addresses are remembered; beyond them the table starts anew, which only forgives. */
#define MAX_ADDRESSES 65536

typedef struct {
  gint64 last; /* microseconds */
  double tokens;
} Bucket;

struct _PlatformLimiter {
  GHashTable *buckets;
  double burst;
  double per_second;
};

/**
 * platform_limiter_new:
 * @burst: how many at once
 * @per_second: how many come back
 *
 * Makes a limiter for use in one thread.
 *
 * Returns: (transfer full): the limiter
 */
PlatformLimiter *
platform_limiter_new (guint burst, guint per_second)
{
  PlatformLimiter *limiter = g_new0 (PlatformLimiter, 1);

  limiter->buckets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  limiter->burst = burst;
  limiter->per_second = per_second;
  return limiter;
}

/**
 * platform_limiter_free:
 * @limiter: (transfer full): a limiter
 *
 * Frees it.
 */
void
platform_limiter_free (PlatformLimiter *limiter)
{
  g_hash_table_unref (limiter->buckets);
  g_free (limiter);
}

static Bucket *
find_bucket (PlatformLimiter *limiter, const char *address, gint64 now)
{
  Bucket *bucket = g_hash_table_lookup (limiter->buckets, address);

  if (bucket)
    return bucket;
  if (g_hash_table_size (limiter->buckets) >= MAX_ADDRESSES)
    g_hash_table_remove_all (limiter->buckets);
  bucket = g_new0 (Bucket, 1);
  bucket->last = now;
  bucket->tokens = limiter->burst;
  g_hash_table_insert (limiter->buckets, g_strdup (address), bucket);
  return bucket;
}

/**
 * platform_limiter_allow:
 * @limiter: a limiter
 * @address: of the sender
 * @now: microseconds of a clock that does not go back
 *
 * Takes one token.
 *
 * Returns: FALSE if there is none: the request is one too many
 */
gboolean
platform_limiter_allow (PlatformLimiter *limiter, const char *address, gint64 now)
{
  g_autofree char *place = platform_place_new (address);
  Bucket *bucket = find_bucket (limiter, place, now);

  bucket->tokens += (now - bucket->last) / 1e6 * limiter->per_second;
  bucket->tokens = MIN (bucket->tokens, limiter->burst);
  bucket->last = now;
  if (bucket->tokens < 1)
    return FALSE;
  bucket->tokens -= 1;
  return TRUE;
}
