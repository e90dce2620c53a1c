/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app-events.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static FILE *
open_log (const char *variable)
{
  const char *path = g_getenv (variable);

  return path != NULL && *path != '\0' ? fopen (path, "ae") : NULL;
}

static FILE *
get_log (const char *variable)
{
  static FILE *events, *trace;
  static gsize opened;

  if (g_once_init_enter (&opened))
    {
      events = open_log ("VERMILION_EVENTS");
      trace = open_log ("VERMILION_TRACE");
      g_once_init_leave (&opened, 1);
    }
  return strcmp (variable, "VERMILION_TRACE") == 0 ? trace : events;
}

/* proc(5), field 22 of /proc/self/stat: the start in clock ticks since boot. */
static double
get_exec_time (void)
{
  g_autofree char *stat = NULL;
  unsigned long long ticks = 0;
  const char *rest;

  if (!g_file_get_contents ("/proc/self/stat", &stat, NULL, NULL))
    return 0;
  rest = strrchr (stat, ')'); /* the command's name before it may hold anything */
  for (int field = 2; rest != NULL && field < 22; field++)
    rest = strchr (rest + 1, ' ');
  if (rest == NULL || sscanf (rest, " %llu", &ticks) != 1)
    return 0;
  return (double) ticks / sysconf (_SC_CLK_TCK);
}

/**
 * app_events_is_tracing:
 *
 * Returns: whether a trace is written, so that measuring costs nothing when it is not
 */
gboolean
app_events_is_tracing (void)
{
  return get_log ("VERMILION_TRACE") != NULL;
}

/**
 * app_trace:
 * @event: its name
 * @value: milliseconds, or 0
 *
 * Writes an event into the trace.
 */
void
app_trace (const char *event, double value)
{
  FILE *trace = get_log ("VERMILION_TRACE");
  double now = g_get_monotonic_time () / 1e6;

  if (trace == NULL)
    return;
  fprintf (trace, "{\"event\":\"%s\",\"t\":%.4f,\"since_exec\":%.4f,\"ms\":%.2f}\n", event, now,
           now - get_exec_time (), value);
  fflush (trace);
}

/**
 * app_event:
 * @format: as for printf(), without a line end
 *
 * Writes an event into the events log, and its first words into the trace.
 */
void
app_event (const char *format, ...)
{
  FILE *events = get_log ("VERMILION_EVENTS");
  g_autofree char *line = NULL;
  va_list arguments;

  if (events == NULL && !app_events_is_tracing ())
    return;
  va_start (arguments, format);
  line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (events != NULL)
    {
      fprintf (events, "%s\n", line);
      fflush (events);
    }
  g_strdelimit (line, "\"\\", '\'');
  app_trace (line, 0);
}
