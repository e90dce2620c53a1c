/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pdf-file.h"

G_BEGIN_DECLS

/* A new file in the folder of its final name, itself without one where the file system can: copied,
 * appended to, synced, looked at, and only then put into place. Freed before commit, or its process
 * killed, nothing of it stays. */
typedef struct _PdfOutput PdfOutput;

/* Called with each piece of the base as it is copied, in order: hash and show progress here. */
typedef void (*PdfOutputChunk) (const guint8 *data,
                                gsize         length,
                                gsize         done,
                                gsize         total,
                                gpointer      user_data);

PdfOutput  *pdf_output_new      (PdfFile         *base,
                                 const char      *path,
                                 gboolean         replace,
                                 GError         **error);
void        pdf_output_free     (PdfOutput       *self);
gboolean    pdf_output_copy     (PdfOutput       *self,
                                 PdfOutputChunk   chunk,
                                 gpointer         user_data,
                                 GCancellable    *cancellable,
                                 GError         **error);
gboolean    pdf_output_append   (PdfOutput       *self,
                                 const guint8    *data,
                                 gsize            length,
                                 GError         **error);
gboolean    pdf_output_sync     (PdfOutput       *self,
                                 GError         **error);
const char *pdf_output_get_path (PdfOutput       *self);
gboolean    pdf_output_saw_copy (PdfOutput       *self);
gboolean    pdf_output_commit   (PdfOutput       *self,
                                 GError         **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdfOutput, pdf_output_free)

G_END_DECLS
