/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-interrupt.h"

#include <signal.h>
#include <unistd.h>

/* How long whoever pressed Ctrl+C waits for an answer. */
#define PATIENCE 5

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

/* Of what may be called in a handler of signals (POSIX, 2.4.3). */
static void
remember_for_a_while (int number)
{
  pending = number;
  alarm (PATIENCE);
}

static void
give_up (int number)
{
  signal (pending, SIG_DFL);
  raise (pending);
}

/**
 * cli_interrupt_defer:
 *
 * From here on a first interrupt or termination is remembered, and obeyed when some seconds are
 * over or cli_interrupt_obey() is called.
 */
void
cli_interrupt_defer (void)
{
  const struct sigaction action = {.sa_handler = remember_for_a_while,
                                   .sa_flags = (int) SA_RESETHAND | SA_RESTART};
  const struct sigaction over = {.sa_handler = give_up, .sa_flags = (int) SA_NODEFER};

  sigaction (SIGALRM, &over, NULL);
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
