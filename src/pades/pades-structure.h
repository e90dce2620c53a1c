/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-plan.h"

G_BEGIN_DECLS

/* An annotation that is to be part of a tagged file's structure. */
typedef struct {
  PdfObject  *dict;   /* of the annotation, to be changed */
  guint32     number; /* of its object */
  guint32     page;   /* object number of its page */
  const char *role;   /* Form for a widget, Annot for any other (ISO 14289-1, 7.18) */
} PadesTagged;

gboolean pades_structure_add (PadesPlan          *plan,
                              const PadesTagged  *tagged,
                              GError            **error);

G_END_DECLS
