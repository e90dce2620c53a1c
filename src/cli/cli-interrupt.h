/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-sign.h"

G_BEGIN_DECLS

/* Ctrl+C while a file is written: the work is given up tidily, and the process ends as one that
 * was interrupted does. A second one ends it at once. */
void     cli_interrupt_watch   (void);
/* The same for what is heard out, such as a login that the platform may have carried out already; but
 * for some seconds only, where no answer comes. */
void     cli_interrupt_defer   (void);
gboolean cli_interrupt_pending (void);
void     cli_interrupt_obey    (void);
/* A PadesProgress: with every piece of work done the place to notice it, since no signal handler
 * could pass it on to data, a GCancellable, itself. */
void     cli_interrupt_heed    (PadesStep step,
                                double    fraction,
                                gpointer  data);

G_END_DECLS
