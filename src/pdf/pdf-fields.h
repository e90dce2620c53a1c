/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pdf-file.h"

G_BEGIN_DECLS

/* A terminal field of the interactive form (ISO 32000-2, 12.7), inheritance done. */
typedef struct {
  char      *name;     /* fully qualified, UTF-8 */
  guint32    number;   /* of the field's object; 0 when it is a direct object */
  char      *place;    /* of a direct one, by places in /Fields and in /Kids below: "0/2"; or NULL */
  PdfObject *dict;
  char      *type;     /* "Sig", "Tx", "Btn", "Ch" or NULL */
  PdfObject *value;    /* resolved /V or NULL */
  guint32    value_number; /* its object number or 0 */
  guint32    widget;   /* object number of the first widget, the field itself when merged, or 0 */
  guint32    page;     /* object number of that widget's page or 0 when unknown */
  PdfRect    rect;     /* of the first widget, user space */
} PdfField;

/* Every terminal field in tree order; cycles and depth are bounded, direct or indirect entries
 * both served. An empty array when there is no form. */
GPtrArray *pdf_fields_list (PdfFile   *file,
                            GError   **error);
void       pdf_field_free  (PdfField  *field);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdfField, pdf_field_free)

G_END_DECLS
