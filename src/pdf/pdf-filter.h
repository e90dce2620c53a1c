/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pdf-object.h"

G_BEGIN_DECLS

/* /DecodeParms of Flate (ISO 32000-2, table 8). */
typedef struct {
  gint64 predictor;
  gint64 colors;
  gint64 bits;
  gint64 columns;
} PdfPredictor;

GByteArray *pdf_filter_inflate   (const guint8       *data,
                                  gsize               length,
                                  gsize               limit,
                                  GError            **error);
GByteArray *pdf_filter_deflate   (const guint8       *data,
                                  gsize               length);
GByteArray *pdf_filter_unpredict (GByteArray         *data,
                                  const PdfPredictor *predictor,
                                  GError            **error);

G_END_DECLS
