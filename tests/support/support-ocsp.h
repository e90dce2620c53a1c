/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "support-ca.h"

G_BEGIN_DECLS

/* A real OCSP responder (RFC 6960), with a certificate of its own, and the CA's CRL. What was not
 * revoked is good if the CA issued it, and unknown otherwise. */
typedef struct _SupportOcsp SupportOcsp;

SupportOcsp *support_ocsp_new    (SupportCa      *ca);
void         support_ocsp_free   (SupportOcsp    *self);
void         support_ocsp_revoke (SupportOcsp    *self,
                                  PkiCertificate *certificate,
                                  gint64          when);
/* As if the CA had never heard of it. */
void         support_ocsp_forget (SupportOcsp    *self,
                                  PkiCertificate *certificate);
GBytes      *support_ocsp_answer (SupportOcsp    *self,
                                  GBytes         *request);
GBytes      *support_ocsp_make_crl (SupportOcsp  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SupportOcsp, support_ocsp_free)

G_END_DECLS
