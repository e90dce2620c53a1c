/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-metrics.h"

/* Counted for each operation: answers by the hundred of their status, and the time spent. */
typedef struct {
  guint64 answers[6];
  guint64 microseconds;
} Counts;

/* What is refused has a status of these. */
#define FIRST_REFUSAL 400
#define N_REFUSALS 200

struct _PlatformMetrics {
  GMutex lock;
  Counts counts[WIRE_N_OPERATIONS];
  guint64 refused[N_REFUSALS];
};

/**
 * platform_metrics_new:
 *
 * Makes counters that start at nought.
 *
 * Returns: (transfer full): the counters
 */
PlatformMetrics *
platform_metrics_new (void)
{
  PlatformMetrics *metrics = g_new0 (PlatformMetrics, 1);

  g_mutex_init (&metrics->lock);
  return metrics;
}

/**
 * platform_metrics_free:
 * @metrics: (transfer full): counters
 *
 * Frees them.
 */
void
platform_metrics_free (PlatformMetrics *metrics)
{
  g_mutex_clear (&metrics->lock);
  g_free (metrics);
}

/**
 * platform_metrics_count:
 * @metrics: counters
 * @operation: what was answered
 * @status: of the answer
 * @microseconds: from its arrival
 *
 * Counts an answer; any thread may.
 */
void
platform_metrics_count (PlatformMetrics *metrics,
                        WireOperation operation,
                        guint status,
                        gint64 microseconds)
{
  g_mutex_lock (&metrics->lock);
  metrics->counts[operation].answers[MIN (status / 100, 5)]++;
  metrics->counts[operation].microseconds += MAX (microseconds, 0);
  g_mutex_unlock (&metrics->lock);
}

/**
 * platform_metrics_refuse:
 * @metrics: counters
 * @status: of the answer
 *
 * Counts a request that was refused before anybody looked at what it asks for: too many, too large,
 * of no operation. Such are not in the log, which a flood of them would fill.
 */
void
platform_metrics_refuse (PlatformMetrics *metrics, guint status)
{
  g_return_if_fail (status >= FIRST_REFUSAL && status < FIRST_REFUSAL + N_REFUSALS);

  g_mutex_lock (&metrics->lock);
  metrics->refused[status - FIRST_REFUSAL]++;
  g_mutex_unlock (&metrics->lock);
}

static void
append_refused (GString *text, const guint64 *refused)
{
  g_string_append (text, "# HELP vermilion_refused_total Requests that were refused unread.\n"
                         "# TYPE vermilion_refused_total counter\n");
  for (guint i = 0; i < N_REFUSALS; i++)
    if (refused[i] > 0)
      g_string_append_printf (text,
                              "vermilion_refused_total{status=\"%u\"} %" G_GUINT64_FORMAT "\n",
                              FIRST_REFUSAL + i, refused[i]);
}

static void
append_answers (GString *text, const char *operation, const Counts *counts)
{
  for (guint i = 1; i < G_N_ELEMENTS (counts->answers); i++)
    if (counts->answers[i] > 0)
      g_string_append_printf (text,
                              "vermilion_answers_total{operation=\"%s\",status=\"%uxx\"} "
                              "%" G_GUINT64_FORMAT "\n",
                              operation, i, counts->answers[i]);
}

static void
append_seconds (GString *text, const char *operation, const Counts *counts)
{
  if (counts->microseconds > 0)
    g_string_append_printf (text,
                            "vermilion_answer_seconds_total{operation=\"%s\"} "
                            "%" G_GUINT64_FORMAT ".%06" G_GUINT64_FORMAT "\n",
                            operation, counts->microseconds / 1000000,
                            counts->microseconds % 1000000);
}

typedef void (*AppendFunc) (GString *text, const char *operation, const Counts *counts);

/* All lines of one metric stand together, after what it is. */
static void
append_all (PlatformMetrics *metrics, GString *text, AppendFunc append)
{
  for (guint i = 0; i < WIRE_N_OPERATIONS; i++)
    append (text, wire_route_get (i)->operation, &metrics->counts[i]);
}

/**
 * platform_metrics_to_text:
 * @metrics: counters
 *
 * Writes them in the text format of Prometheus, version 0.0.4.
 *
 * Returns: (transfer full): the text
 */
char *
platform_metrics_to_text (PlatformMetrics *metrics)
{
  GString *text = g_string_new ("# HELP vermilion_answers_total Requests that were answered.\n"
                                "# TYPE vermilion_answers_total counter\n");

  g_mutex_lock (&metrics->lock);
  append_all (metrics, text, append_answers);
  g_string_append (text, "# HELP vermilion_answer_seconds_total Time from their arrival to the "
                         "answer.\n"
                         "# TYPE vermilion_answer_seconds_total counter\n");
  append_all (metrics, text, append_seconds);
  append_refused (text, metrics->refused);
  g_mutex_unlock (&metrics->lock);
  return g_string_free (text, FALSE);
}
