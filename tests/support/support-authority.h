/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "support-http.h"
#include "support-ocsp.h"
#include "support-tsa.h"

G_BEGIN_DECLS

/* CA, TSA and OCSP responder behind one loopback server. Time-stamps are at /tsa, and at
 * /tsa/<fault> in every way they can go wrong; /ocsp answers POST and GET, /crl and /crl/root give
 * lists, /root, /issuer certificates (/issuer/p7c, /issuer/pem in other forms). The certificates
 * issued name these addresses; support_authority_misdirect() makes those to come name others. */
typedef struct {
  SupportCa   *ca;
  SupportTsa  *tsa;
  SupportOcsp *ocsp;
  SupportHttp *http;
  int          n_requests; /* atomic */
} SupportAuthority;

SupportAuthority *support_authority_new  (gint64            now);
void              support_authority_free (SupportAuthority *self);
/* Paths for the certificates issued from here on; NULL names none of that kind. */
void              support_authority_misdirect (SupportAuthority *self,
                                               const char       *ocsp,
                                               const char       *crl,
                                               const char       *issuer);
/* Requests that were served under /ocsp, /crl and the issuers' addresses. */
guint             support_authority_count (SupportAuthority *self);
/* "/tsa", "/tsa/500", "/tsa/garbage", "/tsa/empty", "/tsa/refused", "/tsa/nonce", "/tsa/no-nonce",
 * "/tsa/imprint", "/tsa/digest", "/tsa/signature", "/tsa/purpose", "/tsa/no-certificate",
 * "/tsa/slow", "/tsa/drip", "/tsa/close", "/tsa/huge" and the other services; NULL at the end. */
extern const char *const support_authority_paths[];

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SupportAuthority, support_authority_free)

G_END_DECLS
