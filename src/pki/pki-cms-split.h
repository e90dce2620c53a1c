/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-certificate-pool.h"

G_BEGIN_DECLS

/* SignedData without its certificates, and these. */
typedef struct {
  GByteArray *rest;
  GPtrArray  *certificates; /* PkiCertificate, in order */
  gsize       size;         /* bytes of the whole */
} PkiCmsSplit;

gboolean pki_cms_split       (PkiCmsSplit        *self,
                              const guint8       *data,
                              gsize               length,
                              PkiCertificatePool *pool);
void     pki_cms_split_clear (PkiCmsSplit        *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PkiCmsSplit, pki_cms_split_clear)

G_END_DECLS
