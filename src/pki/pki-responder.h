/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-issuer.h"

G_BEGIN_DECLS

/* What an authority knows of one serial number. */
typedef struct {
  gboolean known;   /* it was issued */
  gboolean revoked; /* or suspended: then @reason is 6 */
  int reason;       /* CRLReason (RFC 5280, 5.3.1) */
  gint64 since;
  gint64 invalid_since; /* 0: nobody said */
} PkiAnswer;

/* FALSE where the store does not answer. @serial is upper-case hex. */
typedef gboolean (*PkiLookup) (const char *serial,
                               PkiAnswer *answer,
                               gpointer data,
                               GError **error);

/* The answering side of OCSP (RFC 6960); everything is lent. */
typedef struct {
  PkiIssuer *responder;   /* the delegated responder's key */
  PkiCertificate *issuer; /* whose certificates are asked about */
  PkiLookup lookup;
  gpointer data;
  gint64 now;
  gint64 next_update;
  gint64 keeps_from; /* those that ended since then are answered for as well; 0: none are */
} PkiResponder;

GBytes *pki_responder_answer (const PkiResponder *responder,
                              GBytes *request,
                              gboolean *has_nonce,
                              GCancellable *cancellable,
                              GError **error);
/* What is said while the key or the store is away. */
GBytes *pki_responder_try_later (void);

G_END_DECLS
