/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pdf-file.h"

G_BEGIN_DECLS

/* Who refers to an object: every reference that can be reached from the trailer, by the object it
 * stands in and the entry of that object it stands under. Objects that nothing leads to are not in
 * it, and neither is what they refer to. */
typedef struct _PdfReferences PdfReferences;

/* Private fields; initialise with pdf_reference_iter_init(). */
typedef struct {
  PdfReferences *references;
  guint32        next;
} PdfReferenceIter;

PdfReferences *pdf_references_new       (PdfFile          *file,
                                         GError          **error);
gboolean       pdf_references_update    (PdfReferences    *self,
                                         PdfFile          *newer,
                                         GArray           *numbers,
                                         GError          **error);
gboolean       pdf_references_has       (PdfReferences    *self,
                                         guint32           number);
void           pdf_references_free      (PdfReferences    *self);

void           pdf_reference_iter_init  (PdfReferenceIter *self,
                                         PdfReferences    *references,
                                         guint32           number);
gboolean       pdf_reference_iter_next  (PdfReferenceIter *self,
                                         guint32          *container,
                                         const char      **key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdfReferences, pdf_references_free)

G_END_DECLS
