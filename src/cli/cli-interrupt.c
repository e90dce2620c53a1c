/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-interrupt.h"

#include <signal.h>

static volatile sig_atomic_t pending = 0;

static void
remember (int number)
{
  pending = number;
}

/**
 * cli_interrupt_watch:
 *
 * From here on a first interrupt or termination is remembered instead of obeyed.
 */
void
cli_interrupt_watch (void)
{
  const struct sigaction action = {.sa_handler = remember, .sa_flags = (int) SA_RESETHAND};

  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
}

/**
 * cli_interrupt_pending:
 *
 * Tells whether the work should be given up.
 *
 * Returns: whether somebody interrupted it
 */
gboolean
cli_interrupt_pending (void)
{
  return pending != 0;
}

/**
 * cli_interrupt_obey:
 *
 * Ends the process by the signal that was remembered, if there was one, so that a shell sees what
 * ended it.
 */
void
cli_interrupt_obey (void)
{
  if (pending == 0)
    return;
  signal (pending, SIG_DFL);
  raise (pending);
}

/**
 * cli_interrupt_heed:
 * @step: what is done
 * @fraction: how much of it
 * @data: a #GCancellable
 *
 * Gives the work up when Ctrl+C was pressed.
 */
void
cli_interrupt_heed (PadesStep step, double fraction, gpointer data)
{
  if (cli_interrupt_pending ())
    g_cancellable_cancel (data);
}
