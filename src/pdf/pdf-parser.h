/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pdf-object.h"

G_BEGIN_DECLS

/* Reads objects from bytes (ISO 32000-2, 7.2 and 7.3). A plain value: it owns nothing. */
typedef struct {
  const guint8 *data;
  gsize         length;
  gsize         pos;
  gboolean      spans;  /* the bytes are the file: objects remember where they stood */
  guint         budget; /* objects that may still be made */
} PdfParser;

void        pdf_parser_init          (PdfParser     *self,
                                      const guint8  *data,
                                      gsize          length,
                                      gsize          pos);
void        pdf_parser_skip_space    (PdfParser     *self);
gboolean    pdf_parser_take_keyword  (PdfParser     *self,
                                      const char    *keyword);
gboolean    pdf_parser_take_integer  (PdfParser     *self,
                                      guint64       *value);
PdfObject  *pdf_parser_read          (PdfParser     *self,
                                      GError       **error);
gboolean    pdf_parser_take_header   (PdfParser     *self,
                                      guint32       *number,
                                      guint16       *generation);
PdfObject  *pdf_parser_read_indirect (PdfParser     *self,
                                      guint32       *number,
                                      guint16       *generation,
                                      GError       **error);

G_END_DECLS
