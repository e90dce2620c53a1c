/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-fetch.h"
#include "pki-status.h"

G_BEGIN_DECLS

/* An OCSP answer (RFC 6960). */
typedef struct _PkiOcsp PkiOcsp;

/* Asks a responder, with nonce, and checks the answer as pki_ocsp_check() does. */
PkiOcsp        *pki_ocsp_fetch            (PkiFetch                *fetch,
                                           const char              *uri,
                                           const PkiStatusQuestion *question,
                                           GCancellable            *cancellable,
                                           GError                 **error);
PkiOcsp        *pki_ocsp_new              (const void              *der,
                                           gsize                    length,
                                           GError                 **error);
PkiOcsp        *pki_ocsp_ref              (PkiOcsp                 *self);
void            pki_ocsp_unref            (PkiOcsp                 *self);

GBytes         *pki_ocsp_get_der          (PkiOcsp                 *self);
const char     *pki_ocsp_get_sha256       (PkiOcsp                 *self); /* lower-case hex */
/* Is it about this certificate, signed by who may, and valid at the time asked for? */
gboolean        pki_ocsp_check            (PkiOcsp                 *self,
                                           const PkiStatusQuestion *question,
                                           PkiStatus               *status,
                                           GError                 **error);
/* Does it name the certificate? Cheap, and proves nothing. */
gboolean        pki_ocsp_is_about         (PkiOcsp                 *self,
                                           const PkiStatusQuestion *question);
/* The same as pki_ocsp_check(), and by whom. */
gboolean        pki_ocsp_check_by         (PkiOcsp                 *self,
                                           const PkiStatusQuestion *question,
                                           PkiStatus               *status,
                                           PkiCertificate         **responder,
                                           GError                 **error);
/* Who signed it: the issuer itself or its delegate; NULL where it is neither. */
PkiCertificate *pki_ocsp_find_responder   (PkiOcsp                 *self,
                                           const PkiStatusQuestion *question);

/* Did its issuer waive that this responder's status be asked for (RFC 6960, 4.2.2.2.1)? */
gboolean        pki_ocsp_is_nocheck       (PkiCertificate          *responder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PkiOcsp, pki_ocsp_unref)

G_END_DECLS
