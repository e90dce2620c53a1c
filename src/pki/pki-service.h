/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-crl.h"
#include "pki-ocsp.h"

G_BEGIN_DECLS

/* The issuers' services that certificates name. What one of them said is remembered and not asked
 * again while it is valid; how many are asked in one go is bounded, for the addresses may be
 * anybody's. What is given is lent, until the next question. */
typedef struct _PkiService PkiService;

PkiService *pki_service_new         (PkiFetch                *fetch);
void        pki_service_free        (PkiService              *self);
/* Starts to count anew. */
void        pki_service_begin       (PkiService              *self);
GPtrArray  *pki_service_get_issuers (PkiService              *self,
                                     const char              *uri,
                                     GCancellable            *cancellable,
                                     GError                 **error); /* PkiCertificate */
/* A question about a certificate: to a responder, or by looking into a list. */
PkiOcsp    *pki_service_ask         (PkiService              *self,
                                     const char              *uri,
                                     const PkiStatusQuestion *question,
                                     GCancellable            *cancellable,
                                     GError                 **error);
PkiCrl     *pki_service_look_up     (PkiService              *self,
                                     const char              *uri,
                                     const PkiStatusQuestion *question,
                                     GCancellable            *cancellable,
                                     GError                 **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PkiService, pki_service_free)

G_END_DECLS
