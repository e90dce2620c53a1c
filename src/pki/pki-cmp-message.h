/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-certificate.h"

G_BEGIN_DECLS

/* What a message asks for, as far as it is told apart here (RFC 9810, 5.1.2). */
typedef enum {
  PKI_CMP_ENROL,   /* p10cr, ir, cr */
  PKI_CMP_UPDATE,  /* kur */
  PKI_CMP_REVOKE,  /* rr */
  PKI_CMP_POLL,    /* pollReq */
  PKI_CMP_CONFIRM, /* certConf */
  PKI_CMP_OTHER,
} PkiCmpKind;

typedef enum {
  PKI_CMP_UNPROTECTED,
  PKI_CMP_MAC, /* PasswordBasedMac, within bounds */
  PKI_CMP_SIGNATURE,
} PkiCmpProtection;

/* No reason could be read from a revocation request. */
#define PKI_CMP_NO_REASON (-1)

/* A message of the Certificate Management Protocol (RFC 9810), as it says of itself: nothing of it
 * has been verified. */
typedef struct {
  GBytes          *der;
  PkiCmpKind       kind;
  PkiCmpProtection protection;
  char            *transaction;  /* hexadecimal */
  GBytes          *sender_nonce; /* (nullable) */
  char            *reference;    /* (nullable): senderKID, where it is plain text */
  gint64           time;         /* 0: it does not say when it was made */
  GBytes          *signer;       /* (nullable): DER of the first of extraCerts */
  GBytes          *request;      /* (nullable): DER of a PKCS#10 */
  GBytes          *spki;         /* (nullable): DER of the key in a template */
  char            *serial;       /* (nullable): that a revocation or an update is about */
  GBytes          *issuer;       /* (nullable): DER of the name that stands with @serial */
  int              reason;       /* CRLReason, or %PKI_CMP_NO_REASON */
  gint64           invalid_since; /* 0: it does not say */
} PkiCmpMessage;

PkiCmpMessage *pki_cmp_message_read (GBytes         *der,
                                     GError        **error);
gboolean       pki_cmp_message_is_by (const PkiCmpMessage *self,
                                      PkiCertificate      *issuer);
void           pki_cmp_message_free (PkiCmpMessage  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PkiCmpMessage, pki_cmp_message_free)

G_END_DECLS
