/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client-patience.h"

#include "pki-error.h"
#include "wire-problem.h"

/**
 * client_patience_sleep:
 * @seconds: how long
 * @cancellable: (nullable): to give up
 *
 * Waits.
 *
 * Returns: FALSE if it was given up meanwhile
 */
gboolean
client_patience_sleep (guint seconds, GCancellable *cancellable)
{
  GPollFD fd;

  if (cancellable && g_cancellable_make_pollfd (cancellable, &fd))
    {
      g_poll (&fd, 1, seconds * 1000);
      g_cancellable_release_fd (cancellable);
    }
  else
    g_usleep (seconds * G_USEC_PER_SEC);
  return !g_cancellable_is_cancelled (cancellable);
}

/**
 * client_patience_is_passing:
 * @error: of a question
 *
 * Returns: whether the same question may be answered a moment later
 */
gboolean
client_patience_is_passing (const GError *error)
{
  return g_error_matches (error, PKI_ERROR, PKI_ERROR_FETCH_CONNECT) ||
         g_error_matches (error, PKI_ERROR, PKI_ERROR_FETCH_TIMEOUT) ||
         g_error_matches (error, WIRE_PROBLEM, WIRE_PROBLEM_UNAVAILABLE) ||
         g_error_matches (error, WIRE_PROBLEM, WIRE_PROBLEM_TOO_MANY);
}
