/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-plan.h"

G_BEGIN_DECLS

/* A mark drawn for one annotation. */
typedef struct {
  PdfRect rect;  /* user space */
  guint32 form;  /* object number of the appearance; 0 for none */
  guint32 page;  /* object number */
} PadesDrawn;

gboolean pades_marks_check (PadesPlan        *plan,
                            const PadesMark  *mark,
                            GError          **error);
gboolean pades_marks_draw  (PadesPlan        *plan,
                            const PadesMark  *mark,
                            const PdfRect    *room,
                            PadesDrawn       *drawn,
                            GError          **error);
const char *pades_marks_describe (PadesPlan       *plan,
                                  const PadesMark *mark);
void        pades_marks_dress    (PadesPlan        *plan,
                                  PdfObject        *annotation,
                                  const PadesDrawn *drawn);
gboolean    pades_marks_stamp    (PadesPlan        *plan,
                                  const PadesMark  *mark,
                                  GError          **error);

G_END_DECLS
