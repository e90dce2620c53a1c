/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "support-ca.h"

G_BEGIN_DECLS

/* A real time-stamp authority (RFC 3161) with faults on demand. */
typedef struct _SupportTsa SupportTsa;

typedef enum {
  SUPPORT_TSA_GOOD,
  SUPPORT_TSA_GARBAGE,
  SUPPORT_TSA_EMPTY,
  SUPPORT_TSA_REFUSED,
  SUPPORT_TSA_NONCE,     /* answers another request's nonce */
  SUPPORT_TSA_NO_NONCE,
  SUPPORT_TSA_IMPRINT,   /* stamps other data */
  SUPPORT_TSA_DIGEST,    /* the same bytes under another digest's name */
  SUPPORT_TSA_SIGNATURE, /* a wrong signature value */
  SUPPORT_TSA_PURPOSE,   /* a good signature by a signer's certificate */
  SUPPORT_TSA_NO_CERTIFICATE,
} SupportTsaFault;

SupportTsa     *support_tsa_new             (SupportCa       *ca,
                                             const char      *kind);
/* identity: its own, taken over. */
SupportTsa     *support_tsa_new_with        (SupportCa       *ca,
                                             SupportIdentity *identity);
void            support_tsa_free            (SupportTsa      *self);
PkiCertificate *support_tsa_get_certificate (SupportTsa      *self);
/* Seconds 0: the clock's. */
void            support_tsa_set_time        (SupportTsa      *self,
                                             gint64           seconds,
                                             guint            milliseconds);
GBytes         *support_tsa_answer          (SupportTsa      *self,
                                             SupportTsaFault  fault,
                                             GBytes          *request);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SupportTsa, support_tsa_free)

G_END_DECLS
