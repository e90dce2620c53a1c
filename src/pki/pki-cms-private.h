/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <openssl/cms.h>

#include "pki-cms.h"
#include "pki-der.h"
#include "pki-openssl.h"

G_BEGIN_DECLS

struct _PkiCms {
  GBytes          *der;
  CMS_ContentInfo *info;
  CMS_SignerInfo  *signer_info;  /* the first; lent by info */
  guint            n_signers;
  PkiDer           signed_attrs; /* within der; start is NULL where there are none */
  GPtrArray       *certificates;
  PkiCertificate  *signer;       /* lent by certificates, or NULL */
  GBytes          *signature;
  GPtrArray       *timestamps;   /* GBytes: tokens of signature-time-stamps */
};

/* As pki_cms_check(), for any content type: a time-stamp token's is id-ct-TSTInfo. */
PkiCmsCheck pki_cms_check_typed (PkiCms        *self,
                                 int            content_type,
                                 GBytes        *content_digest);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CMS_ContentInfo, CMS_ContentInfo_free)

G_END_DECLS
