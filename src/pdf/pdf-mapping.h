/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A file mapped for reading. Where another process cuts it, or its disk fails, whoever reads it
 * gets zeros instead of a SIGBUS, in any thread, and can ask afterwards whether that happened. */
typedef struct _PdfMapping PdfMapping;

PdfMapping *pdf_mapping_new     (int               fd,
                                 gsize             length);
void        pdf_mapping_free    (PdfMapping       *self);
gpointer    pdf_mapping_peek    (PdfMapping       *self);
gboolean    pdf_mapping_is_lost (const PdfMapping *self);

G_END_DECLS
