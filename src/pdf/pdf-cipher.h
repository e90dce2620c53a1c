/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The digests and ciphers that encrypted files are made of (ISO 32000-2, 7.6), from a context of
 * their own: RC4 and MD5 are broken, and not to be switched on for the whole process. */
typedef struct _PdfCiphers PdfCiphers;

typedef enum {
  PDF_DIGEST_MD5,
  PDF_DIGEST_SHA256,
  PDF_DIGEST_SHA384,
  PDF_DIGEST_SHA512,
  PDF_N_DIGESTS
} PdfDigest;

#define PDF_DIGEST_MAX 64
#define PDF_KEY_MAX 32
#define PDF_BLOCK 16

typedef struct {
  guint8 bytes[PDF_KEY_MAX];
  guint  length; /* RC4: 5 to 16; AES: 16 or 32 */
} PdfKey;

PdfCiphers *pdf_ciphers_new         (gboolean        rc4,
                                     GError        **error);
void        pdf_ciphers_free        (PdfCiphers     *self);
gsize       pdf_ciphers_digest      (PdfCiphers     *self,
                                     PdfDigest       digest,
                                     const guint8   *data,
                                     gsize           length,
                                     guint8         *result);

/* In place, without padding: AES (CBC; iv NULL means zeros) takes whole blocks. */
void        pdf_ciphers_rc4         (PdfCiphers     *self,
                                     const PdfKey   *key,
                                     guint8         *data,
                                     gsize           length);
void        pdf_ciphers_encrypt_aes (PdfCiphers     *self,
                                     const PdfKey   *key,
                                     const guint8   *iv,
                                     guint8         *data,
                                     gsize           length);
void        pdf_ciphers_decrypt_aes (PdfCiphers     *self,
                                     const PdfKey   *key,
                                     const guint8   *iv,
                                     guint8         *data,
                                     gsize           length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdfCiphers, pdf_ciphers_free)

G_END_DECLS
