/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pdf-file.h"

G_BEGIN_DECLS

/* The standard security handler of one file (ISO 32000-2, 7.6.4), opened with a password. */
typedef struct _PdfCrypt PdfCrypt;

PdfCrypt *pdf_crypt_new             (PdfFile        *file,
                                     PdfObject      *encrypt,
                                     const char     *password,
                                     GError        **error);
PdfCrypt *pdf_crypt_ref             (PdfCrypt       *self);
void      pdf_crypt_unref           (PdfCrypt       *self);
gboolean  pdf_crypt_fits            (PdfCrypt       *self,
                                     PdfFile        *file,
                                     PdfObject      *encrypt);
guint32   pdf_crypt_get_permissions (PdfCrypt       *self);
GBytes   *pdf_crypt_get_id          (PdfCrypt       *self);

/* Of an object with everything in it; decrypt changes it, encrypt gives a copy. */
void       pdf_crypt_decrypt_object (PdfCrypt        *self,
                                     PdfObject       *object,
                                     guint32          number,
                                     guint16          generation);
PdfObject *pdf_crypt_encrypt_object (PdfCrypt        *self,
                                     const PdfObject *object,
                                     guint32          number,
                                     guint16          generation);
/* Raw bytes of a stream. The object it is written as may be another than it was read from. */
typedef struct {
  PdfObject *dict;
  guint32    number;
  guint16    generation;
} PdfCryptItem;

GBytes    *pdf_crypt_decrypt_stream (PdfCrypt           *self,
                                     PdfFile            *file,
                                     PdfObject          *stream,
                                     GBytes             *raw,
                                     GError            **error);
GBytes    *pdf_crypt_encrypt_stream (PdfCrypt           *self,
                                     PdfFile            *file,
                                     const PdfCryptItem *item,
                                     GBytes             *raw,
                                     GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdfCrypt, pdf_crypt_unref)

G_END_DECLS
