/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-change.h"
#include "pdf-file.h"

G_BEGIN_DECLS

/* What each revision of a file changed in the one before it. */
typedef struct {
  guint      first;    /* the oldest revision that the others are compared from */
  guint      judged;   /* the newest up to which everything could be compared */
  GPtrArray *changes;  /* PadesChange, oldest first */
} PadesHistory;

PadesHistory *pades_history_new  (PdfFile       *file,
                                  guint          first,
                                  GCancellable  *cancellable,
                                  GError       **error);
PadesHistory *pades_history_new_since (PdfFile       *old,
                                       PdfFile       *file,
                                       guint          first,
                                       GCancellable  *cancellable,
                                       GError       **error);
void pades_history_free (PadesHistory *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PadesHistory, pades_history_free)

G_END_DECLS
