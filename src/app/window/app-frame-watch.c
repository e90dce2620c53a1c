/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app-frame-watch.h"

#include <time.h>

#include "app-events.h"

/* At sixty frames a second a frame has 16.7 ms; above 20 a missed one is seen. */
#define SLOW_MS 20

typedef struct {
  gint64 start;
  double start_cpu;
  double cpu; /* of the frames since the last hundred */
  guint frames;
} FrameWatch;

/* Milliseconds that this thread computed: what a frame costs on a machine that is busy with other
 * things too. */
static double
get_cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static void
begin (GdkFrameClock *clock, FrameWatch *watch)
{
  watch->start = g_get_monotonic_time ();
  watch->start_cpu = get_cpu_ms ();
}

static void
end (GdkFrameClock *clock, FrameWatch *watch)
{
  double length = (g_get_monotonic_time () - watch->start) / 1000.0;
  double cpu = get_cpu_ms () - watch->start_cpu;

  watch->frames++;
  if (length > SLOW_MS)
    app_trace ("slow-frame", length);
  if (cpu > SLOW_MS)
    app_trace ("costly-frame", cpu);
  watch->cpu += cpu;
  if (watch->frames % 100 == 0)
    {
      app_trace ("frames", watch->frames);
      app_trace ("mean-frame-cost", watch->cpu / 100);
      watch->cpu = 0;
    }
}

/**
 * app_frame_watch_start:
 * @window: a realized window
 *
 * Measures each frame from its first phase to its last, as long as a trace is written.
 */
void
app_frame_watch_start (GtkWidget *window)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
  FrameWatch *watch;

  if (!app_events_is_tracing ())
    return;
  watch = g_new0 (FrameWatch, 1);
  g_object_set_data_full (G_OBJECT (clock), "vermilion-frame-watch", watch, g_free);
  g_signal_connect (clock, "before-paint", G_CALLBACK (begin), watch);
  g_signal_connect (clock, "after-paint", G_CALLBACK (end), watch);
}
