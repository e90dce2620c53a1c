/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pdf-crypt-key.h"
#include "pdf-crypt.h"

G_BEGIN_DECLS

/* What a crypt filter does (ISO 32000-2, table 25). */
typedef enum {
  PDF_METHOD_IDENTITY,
  PDF_METHOD_RC4,
  PDF_METHOD_AES128,
  PDF_METHOD_AES256,
  PDF_METHOD_UNKNOWN,
} PdfMethod;

struct _PdfCrypt {
  guint          ref_count;
  PdfObject     *encrypt;
  PdfEncryption  file;
  PdfCiphers    *ciphers;
  PdfKey         key;
  gboolean       is_open;
  gboolean       is_owner;
  GHashTable    *methods; /* name of a crypt filter to PdfMethod */
  PdfMethod      streams;
  PdfMethod      strings;
  PdfMethod      attachments;
};

PdfMethod pdf_crypt_find_method (const PdfCrypt *self,
                                 PdfObject      *name);

G_END_DECLS
