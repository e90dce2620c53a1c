/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli-signing.h"

G_BEGIN_DECLS

/* One thing that is done to each file of a run, on as many threads as there are processors. */
typedef struct {
  void   (*work) (const CliSigning  *signing,
                  const CliServices *services,
                  CliItem           *item);
  /* On the calling thread, in the order of the files. */
  void   (*tell) (CliItem           *item,
                  gpointer           data);
  gpointer data;
  gboolean services; /* whether work needs them */
} CliBatchStep;

gboolean cli_batch_run (const CliSigning    *signing,
                        GPtrArray           *items,
                        const CliBatchStep  *step,
                        GError             **error);

G_END_DECLS
