/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-dictionary.h"
#include "pades-lock.h"

G_BEGIN_DECLS

/* What a signature that is there forbids to those who come after it. */
typedef struct {
  int        docmdp;    /* 1..3, 0 = none */
  gboolean   certified; /* the document's certification */
  PadesLock *lock;      /* which fields it freezes, or NULL */
} PadesRestraint;

void pades_restraint_read  (PadesRestraint        *self,
                            PdfFile               *file,
                            const PadesDictionary *signature);
void pades_restraint_clear (PadesRestraint        *self);

gboolean pades_restraint_check_later (PdfFile       *base,
                                      GPtrArray     *earlier,
                                      PdfFile       *file,
                                      GCancellable  *cancellable,
                                      GError       **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PadesRestraint, pades_restraint_clear)

G_END_DECLS
