/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pdf-cipher.h"

G_BEGIN_DECLS

/* What /Encrypt and the file's identifier say of the key (ISO 32000-2, table 21). */
typedef struct {
  int      version;       /* /V */
  int      revision;      /* /R */
  guint    length;        /* bytes of the key */
  gboolean metadata;      /* /EncryptMetadata */
  guint32  permissions;   /* /P */
  guint8   owner[48];     /* /O */
  guint8   user[48];      /* /U */
  guint8   owner_key[32]; /* /OE */
  guint8   user_key[32];  /* /UE */
  guint8   perms[16];     /* /Perms */
  GBytes  *id;            /* of the trailer, the first string */
} PdfEncryption;

gboolean pdf_encryption_open  (const PdfEncryption *self,
                               PdfCiphers          *ciphers,
                               const char          *password,
                               PdfKey              *key,
                               gboolean            *is_owner);
gboolean pdf_encryption_check (const PdfEncryption *self,
                               PdfCiphers          *ciphers,
                               const PdfKey        *key);

G_END_DECLS
