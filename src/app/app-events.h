/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the program did, for tests that drive it from outside.
 *
 * VERMILION_EVENTS=path appends one line per event, flushed at once:
 *   ready                     the window is mapped and takes input
 *   state STATE TITLE         a document is loading, ready, failed, or needs-password
 *   page-painted N            page N (from 1) was on screen in full sharpness, for the first time
 *   zoom PERCENT              the zoom changed
 *   current-page N            another page is the current one
 *   hits N                    a search ended with N hits
 *   compare STATE             a comparison ended: 1 done, 2 failed
 *   compare-page N            the Nth page of a comparison is shown
 *   batch-looked READY BLOCKED    all files of the batch were looked at
 *   batch-signed SIGNED FAILED    the batch is over
 *   pretences N               N pictures that belong to no signature are named
 *   room NAME                 another room of the sidebar is shown
 * The other screens add theirs: the noun first, then the verb, then its numbers.
 *
 * VERMILION_TRACE=path appends one JSON object per event with "t", seconds of CLOCK_MONOTONIC, and
 * "since_exec", seconds since the process was started; and each frame that took over 20 ms. */
gboolean app_events_is_tracing (void);
void     app_event             (const char *format, ...) G_GNUC_PRINTF (1, 2);
/* Only into the trace; value in milliseconds where the event has a length. */
void     app_trace             (const char *event,
                                double      value);

G_END_DECLS
