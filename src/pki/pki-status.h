/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-certificate.h"

G_BEGIN_DECLS

typedef enum {
  PKI_STATUS_GOOD,
  PKI_STATUS_REVOKED,
  PKI_STATUS_ON_HOLD, /* certificateHold: may be lifted again */
  PKI_STATUS_UNKNOWN, /* the responder does not know the certificate */
} PkiStatusKind;

/* What an OCSP answer or a CRL says of one certificate. Times are seconds since 1970, UTC. */
typedef struct {
  PkiStatusKind kind;
  gint64        since;       /* of a revocation */
  int           reason;      /* CRLReason (RFC 5280, 5.3.1), -1 where none is given */
  gint64        this_update;
  gint64        next_update; /* G_MAXINT64 where none is given */
  gint64        produced;    /* when it was signed; of a list this_update */
  gint64        keeps_from;  /* certificates that expired since then are answered for as well;
                                G_MAXINT64 where that is not said */
} PkiStatus;

/* Whose status, and as of when. */
typedef struct {
  PkiCertificate *certificate;
  PkiCertificate *issuer;
  gint64          at;        /* the answer must be valid then; PKI_STATUS_ANY_TIME: whenever */
  GPtrArray      *others;    /* PkiCertificate: where that of a responder or of a
                                list's issuer may be; or NULL */
} PkiStatusQuestion;

#define PKI_STATUS_ANY_TIME G_MININT64

/* Clocks of honest services and computers differ by less. */
#define PKI_STATUS_SKEW (5 * 60)

G_END_DECLS
