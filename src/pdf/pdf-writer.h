/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pdf-file.h"

G_BEGIN_DECLS

/* Appends one revision, in the form of the last one. It makes the bytes to append; PdfOutput puts
 * them behind a copy of the file. */
typedef struct _PdfWriter PdfWriter;

/* Ownership: put, put_stream, add and add_stream take a reference of their own; new_ref and load
 * give; finish lends. An object that was put is not changed afterwards: put a copy. */

PdfWriter  *pdf_writer_new            (PdfFile    *base);
void        pdf_writer_free           (PdfWriter  *self);

guint32     pdf_writer_reserve        (PdfWriter  *self);
void        pdf_writer_put            (PdfWriter  *self,
                                       guint32     number,
                                       PdfObject  *object);
void        pdf_writer_put_stream     (PdfWriter  *self,
                                       guint32     number,
                                       PdfObject  *dict,
                                       GBytes     *data);
guint32     pdf_writer_add            (PdfWriter  *self,
                                       PdfObject  *object);
guint32     pdf_writer_add_stream     (PdfWriter  *self,
                                       PdfObject  *dict,
                                       GBytes     *data);
PdfObject  *pdf_writer_new_ref        (PdfWriter  *self,
                                       guint32     number);
PdfObject  *pdf_writer_load           (PdfWriter  *self,
                                       guint32     number,
                                       GError    **error);

/* After finish: the bytes to append (changeable, owned by the writer), and where a reserved
 * object stands, counted from the start of the whole file. */
GByteArray *pdf_writer_finish         (PdfWriter  *self,
                                       GError    **error);
gboolean    pdf_writer_find           (PdfWriter  *self,
                                       PdfObject  *reserved,
                                       gsize      *offset);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdfWriter, pdf_writer_free)

G_END_DECLS
