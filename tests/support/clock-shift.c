/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Preloaded into a program, it shows that program a clock that is CLOCK_SHIFT seconds off, or as
 * many as stand in the file that CLOCK_SHIFT_FILE names: then it can be set while the program runs.
 * What counts seconds since the start goes on as it does. */

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

#define NEXT(function) ((__typeof__ (&function)) dlsym (RTLD_NEXT, #function))

static long
shift (void)
{
  const char *path = getenv ("CLOCK_SHIFT_FILE");
  const char *text = getenv ("CLOCK_SHIFT");
  FILE *file = path ? fopen (path, "re") : NULL;
  long seconds = text ? atol (text) : 0;

  if (!file)
    return seconds;
  if (fscanf (file, "%ld", &seconds) != 1)
    seconds = 0;
  fclose (file);
  return seconds;
}

int
clock_gettime (clockid_t clock, struct timespec *now)
{
  int result = NEXT (clock_gettime) (clock, now);

  if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
    now->tv_sec += shift ();
  return result;
}

int
gettimeofday (struct timeval *restrict now, void *restrict zone __attribute__ ((unused)))
{
  struct timespec time;
  int result = clock_gettime (CLOCK_REALTIME, &time);

  now->tv_sec = time.tv_sec;
  now->tv_usec = time.tv_nsec / 1000;
  return result;
}

time_t
time (time_t *now)
{
  struct timespec time;

  clock_gettime (CLOCK_REALTIME, &time);
  if (now)
    *now = time.tv_sec;
  return time.tv_sec;
}
