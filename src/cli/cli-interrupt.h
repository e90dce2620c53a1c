/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Ctrl+C while a file is written: the work is given up tidily, and the process ends as one that
 * was interrupted does. A second one ends it at once. */
void     cli_interrupt_watch   (void);
gboolean cli_interrupt_pending (void);
void     cli_interrupt_obey    (void);

G_END_DECLS
