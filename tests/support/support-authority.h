/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "support-http.h"
#include "support-ocsp.h"
#include "support-tsa.h"

G_BEGIN_DECLS

/* CA, TSA and OCSP responder behind one loopback server. Time-stamps are at /tsa, and at
 * /tsa/<fault> in every way they can go wrong; /ocsp answers POST and GET, /crl and /root give
 * DER. The certificates issued name these addresses. */
typedef struct {
  SupportCa   *ca;
  SupportTsa  *tsa;
  SupportOcsp *ocsp;
  SupportHttp *http;
} SupportAuthority;

SupportAuthority *support_authority_new  (gint64            now);
void              support_authority_free (SupportAuthority *self);
/* "/tsa", "/tsa/500", "/tsa/garbage", "/tsa/empty", "/tsa/refused", "/tsa/nonce", "/tsa/no-nonce",
 * "/tsa/imprint", "/tsa/digest", "/tsa/signature", "/tsa/purpose", "/tsa/no-certificate",
 * "/tsa/slow", "/tsa/drip", "/tsa/close", "/tsa/huge"; NULL at the end. */
extern const char *const support_authority_paths[];

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SupportAuthority, support_authority_free)

G_END_DECLS
