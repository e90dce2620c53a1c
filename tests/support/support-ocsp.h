/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "support-ca.h"

G_BEGIN_DECLS

/* A real OCSP responder (RFC 6960), with a certificate of its own, and the CA's CRL. What was not
 * revoked is good if the CA issued it, and unknown otherwise. */
typedef struct _SupportOcsp SupportOcsp;

typedef enum {
  SUPPORT_OCSP_GOOD,
  SUPPORT_OCSP_GARBAGE,
  SUPPORT_OCSP_REFUSED,    /* tryLater */
  SUPPORT_OCSP_NONCE,      /* echoes another nonce */
  SUPPORT_OCSP_NO_NONCE,
  SUPPORT_OCSP_SIGNATURE,  /* signed by a certificate that is no responder's */
  SUPPORT_OCSP_STALE,      /* of ten days ago */
  SUPPORT_OCSP_OTHER,      /* about another certificate */
  SUPPORT_OCSP_ISSUER,     /* signed by the CA itself */
} SupportOcspFault;

typedef enum {
  SUPPORT_CRL_GOOD,
  SUPPORT_CRL_ROOT,        /* the root's list */
  SUPPORT_CRL_STALE,
  SUPPORT_CRL_FORGED,      /* in the CA's name, by another key */
} SupportCrlKind;

SupportOcsp *support_ocsp_new    (SupportCa      *ca);
void         support_ocsp_free   (SupportOcsp    *self);
void         support_ocsp_revoke (SupportOcsp    *self,
                                  PkiCertificate *certificate,
                                  gint64          when);
/* certificateHold */
void         support_ocsp_suspend (SupportOcsp   *self,
                                  PkiCertificate *certificate,
                                  gint64          when);
/* As if the CA had never heard of it. */
void         support_ocsp_forget (SupportOcsp    *self,
                                  PkiCertificate *certificate);
GBytes      *support_ocsp_answer (SupportOcsp    *self,
                                  SupportOcspFault fault,
                                  GBytes         *request);
GBytes      *support_ocsp_make_crl (SupportOcsp  *self,
                                    SupportCrlKind kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SupportOcsp, support_ocsp_free)

G_END_DECLS
