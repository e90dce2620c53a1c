/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "wire-message.h"

G_BEGIN_DECLS

/* Asks for a certificate after an identification has passed. */
typedef struct {
  char *session;   /* id of the identification */
  GBytes *request; /* PKCS#10 with the key that it was opened for */
  char *replaces;  /* serial of the one that this follows: a new key or another name */
} WireNewCertificate;

/* A time without validity; one that goes on has no end. */
typedef struct {
  gint64 since;
  gint64 until;
} WireHold;

typedef struct {
  char *serial;
  char *state;   /* active, suspended, revoked */
  gint64 reason; /* CRLReason (RFC 5280, 5.3.1) */
  gint64 since;  /* of @state, where it is not active */
  gint64 invalid_since;
  char *subject;
  char *policy; /* OID of its level of assurance */
  GBytes *der;
  gint64 not_before;
  gint64 not_after;
  char *replaces;
  char *organisation; /* (nullable): id of the enterprise in whose name it is */
  GPtrArray *holds;
  char *etag; /* of this state, for If-Match */
} WireCertificate;

typedef struct {
  GPtrArray *items;
  char *next; /* cursor of the following page; absent on the last */
} WireCertificates;

/* The same key for a further time. */
typedef struct {
  GBytes *request; /* PKCS#10 with that key */
} WireRenewal;

/* A certificate with the name as it is verified now, in the place of one that is then revoked. */
typedef struct {
  char *session;   /* id of an identification that passed for the new key */
  GBytes *request; /* PKCS#10 with that key */
} WireReplacement;

/* Lifts a suspension. */
typedef struct {
  char *session; /* id of an identification that was opened for the certificate's key */
} WireRestoration;

typedef struct {
  gint64 reason;
  gint64 invalid_since; /* since when the key may have been in other hands; absent: now */
} WireRevocation;

typedef struct {
  gint64 suspended; /* how many certificates */
} WireStop;

extern const WireType wire_new_certificate_type;
extern const WireType wire_certificate_type;
extern const WireType wire_certificates_type;
extern const WireType wire_renewal_type;
extern const WireType wire_replacement_type;
extern const WireType wire_restoration_type;
extern const WireType wire_revocation_type;
extern const WireType wire_stop_type;
/* How soon a certificate ends, in the steps at which its holder is told: 60, 30, 7 or 1 days at most;
 * 0: it lasts longer, or has ended. */
guint wire_certificate_days_left (gint64 not_after, gint64 now);

G_END_DECLS
