/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-closing.h"

static void
cancel (GtkWidget *window, GCancellable **running)
{
  if (*running != NULL)
    g_cancellable_cancel (*running);
}

/**
 * app_closing_cancels:
 * @window: a dialog
 * @running: where in @window it keeps what it waits for, or %NULL while it waits for nothing
 *
 * Whoever closes a dialog has given up what it does. It is not disposed of then: what it waits for
 * still holds it, and would come to an end behind the person's back.
 */
void
app_closing_cancels (GtkWidget *window, GCancellable **running)
{
  g_signal_connect (window, "unrealize", G_CALLBACK (cancel), running);
}
