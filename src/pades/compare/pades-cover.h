/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-compare.h"
#include "pades-reach.h"

G_BEGIN_DECLS

/* A page in both revisions, with its pictures. */
typedef struct {
  PdfFile            *old;
  PdfFile            *new;
  PdfPage            *old_page;
  PdfPage            *new_page;
  PadesReach         *reach;
  GPtrArray          *old_fields; /* PdfField */
  const PadesPicture *before;
  const PadesPicture *after;
  const PadesPicture *paper;  /* before, without what its form's fields show; or NULL */
  double              scale;
} PadesSight;

GPtrArray *pades_cover_list     (const PadesSight *sight);
gboolean   pades_cover_is_blind (const PadesSight *sight);
/* Is a field of the form filled in, so that the paper under it has to be seen as well? */
gboolean   pades_cover_is_filled (const PadesSight *sight);
PadesCover *pades_cover_copy    (const PadesCover *self);
void       pades_cover_free     (PadesCover       *self);

G_END_DECLS
