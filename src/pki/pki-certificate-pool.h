/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-certificate.h"

G_BEGIN_DECLS

/* Certificates by their bytes. The fifty signatures of a file mostly bring the same few along, and
 * OpenSSL takes longer to decode a public key than to verify with it. */
typedef struct _PkiCertificatePool PkiCertificatePool;

PkiCertificatePool *pki_certificate_pool_new  (void);
void                pki_certificate_pool_free (PkiCertificatePool *self);
void                pki_certificate_pool_add  (PkiCertificatePool *self,
                                               PkiCertificate     *certificate);
PkiCertificate     *pki_certificate_pool_get  (PkiCertificatePool *self,
                                               const void         *data,
                                               gsize               length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PkiCertificatePool, pki_certificate_pool_free)

G_END_DECLS
