/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Work on many things, by as many threads as there are processors, told in the order of the
 * things. */
typedef struct {
  /* What one thread has of its own; or NULL where it needs nothing. */
  gboolean (*enter) (gpointer   data,
                     gpointer  *own,
                     GError   **error);
  void     (*leave) (gpointer   own);
  /* By whichever thread took it; FALSE where nothing further shall be begun. */
  gboolean (*work)  (gpointer   data,
                     gpointer   own,
                     guint      index);
  /* By the calling thread. */
  void     (*tell)  (gpointer   data,
                     guint      index);
} CliCrewTask;

gboolean cli_crew_run (const CliCrewTask  *task,
                       gpointer            data,
                       guint               n_things,
                       GError            **error);

G_END_DECLS
