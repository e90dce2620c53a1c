/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-hash.h"

G_BEGIN_DECLS

/* A finished output, and what it has to hold besides the base. */
typedef struct {
  PdfFile      *base;
  GPtrArray    *earlier; /* PadesDictionary: the base's */
  const char   *path;
  guint         n_new;   /* signatures and document time-stamps besides those of the base */
  gsize         covered; /* bytes that the last of them is over, its own /Contents included */
  PadesHashJob *job;     /* what is hashed already, and whom to tell how far the check is */
  gboolean      seen;    /* the output was seen to begin with the base as it was written */
} PadesSelfcheck;

gboolean pades_selfcheck_run (const PadesSelfcheck  *self,
                              GCancellable          *cancellable,
                              GError               **error);

G_END_DECLS
