/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pdf-file.h"

G_BEGIN_DECLS

/* Whether a page must look as it did, told without drawing it: everything that its picture is made
 * of is where it was in the file. Both files are revisions of one. */
typedef struct _PadesReach PadesReach;

PadesReach *pades_reach_new   (PdfFile    *old,
                               PdfFile    *new);
void        pades_reach_free  (PadesReach *self);
gboolean pades_reach_alike            (PadesReach *self,
                                       PdfPage    *before,
                                       PdfPage    *after);
gboolean pades_reach_alike_annotation (PadesReach *self,
                                       PdfObject  *annotation);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PadesReach, pades_reach_free)

G_END_DECLS
