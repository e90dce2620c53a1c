/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-clock.h"

#include <sys/timex.h>
#include <time.h>

#include "platform-private.h"
#include "platform-store-evidence.h"

/* Keeping a clock moves it by parts of a second; more is somebody who set it. */
#define MAX_JUMP 10

/* Whether the kernel believes its clock (adjtimex(2)). */
static gboolean
is_synchronised (void)
{
  struct timex status = {0};

  return adjtimex (&status) >= 0 && (status.status & STA_UNSYNC) == 0;
}

/* FALSE: there is no such clock. */
static gboolean
read_uptime (Platform *platform, gint64 *seconds)
{
  struct timespec time;

  if (platform->uptime)
    {
      *seconds = platform->uptime (platform->clock_data);
      return TRUE;
    }
  /* It goes on while the machine sleeps. */
  if (platform->clock || clock_gettime (CLOCK_BOOTTIME, &time) != 0)
    return FALSE;
  *seconds = time.tv_sec;
  return TRUE;
}

/* Somebody who sets the clock forward would have the platform give out times that have not come
 * yet, and refuse all true ones afterwards. */
static gboolean
has_jumped (Platform *platform, gint64 now)
{
  PlatformClock *self = &platform->steady;
  gint64 uptime;
  gboolean jumped;

  if (!read_uptime (platform, &uptime))
    return FALSE;
  g_mutex_lock (&self->lock);
  if (!self->known)
    self->difference = now - uptime;
  self->known = TRUE;
  jumped = ABS (now - uptime - self->difference) > MAX_JUMP;
  /* Years of small corrections are no jump. */
  if (!jumped)
    self->difference = now - uptime;
  g_mutex_unlock (&self->lock);
  return jumped;
}

/**
 * platform_clock_is_steady:
 * @platform: a platform
 * @now: what its clock says
 *
 * Asks whether the clock was left alone while the platform ran. What would be signed by one that
 * was set could be wrong for years: no certificate is issued, nothing is renewed and nothing is
 * over by it. A suspension or a revocation goes on, since it cannot wait.
 *
 * Returns: FALSE if it was set
 */
gboolean
platform_clock_is_steady (Platform *platform, gint64 now)
{
  return !has_jumped (platform, now);
}

/**
 * platform_clock_earliest:
 * @platform: a platform
 * @now: what its clock says
 *
 * Gives the time for what cannot wait for a clock that was set while the platform ran: it may have
 * been right before that, or only since. A revocation that is said to be later than it was would
 * make signatures good that came after it.
 *
 * Returns: the earlier of the two times; @now, if the clock was left alone
 */
gint64
platform_clock_earliest (Platform *platform, gint64 now)
{
  PlatformClock *self = &platform->steady;
  gint64 uptime, left_alone;

  if (!has_jumped (platform, now) || !read_uptime (platform, &uptime))
    return now;
  g_mutex_lock (&self->lock);
  left_alone = uptime + self->difference;
  g_mutex_unlock (&self->lock);
  return MIN (now, left_alone);
}

/**
 * platform_clock_is_trusted:
 * @platform: a platform
 * @now: what its clock says
 *
 * Asks whether time-stamps may name this time: the clock was not set while the platform ran, and
 * the kernel believes it where that is asked for. After a jump it is trusted again once it is back
 * where it was, or after a restart by who has looked at it.
 *
 * Returns: FALSE if they may not
 */
gboolean
platform_clock_is_trusted (Platform *platform, gint64 now)
{
  return platform_clock_is_steady (platform, now) &&
         (!platform->synchronised_clock || is_synchronised ());
}

/**
 * platform_clock_note:
 * @platform: a platform
 * @now: what its clock says
 *
 * Notes whether the clock is a concern.
 */
void
platform_clock_note (Platform *platform, gint64 now)
{
  platform_concerns_note (platform->concerns, PLATFORM_CONCERN_CLOCK,
                          platform_clock_is_trusted (platform, now)
                              ? NULL
                              : "the clock was set, or is not synchronised: no time-stamps");
}

/**
 * platform_clock_anchor:
 * @platform: a platform that is being started
 * @store: its store, to which the platform has added nothing yet
 * @error: where to put a #PlatformError
 *
 * Notes how late it was when evidence was last left, against the clock that nobody sets.
 *
 * Returns: FALSE on error
 */
gboolean
platform_clock_anchor (Platform *platform, PlatformStore *store, GError **error)
{
  PlatformClock *self = &platform->steady;
  gint64 uptime, latest;

  if (!platform_store_find_evidence_time (store, &latest, error))
    return FALSE;
  self->anchored = latest > 0 && read_uptime (platform, &uptime);
  if (self->anchored)
    self->proven = latest - uptime;
  return TRUE;
}

/**
 * platform_clock_past:
 * @platform: a platform
 * @now: what its clock says
 *
 * Gives a time that has come whatever the clock said when the platform was started: what was kept
 * until then may go. A platform that runs leaves evidence each day, of its revocation list; one
 * that is started after a long rest lets things go that much later, until it is started again.
 *
 * Returns: @now, or the time by the evidence there was at the start if that is earlier
 */
gint64
platform_clock_past (Platform *platform, gint64 now)
{
  const PlatformClock *self = &platform->steady;
  gint64 uptime;

  return self->anchored && read_uptime (platform, &uptime) ? MIN (now, self->proven + uptime) : now;
}
