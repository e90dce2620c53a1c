/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-cms.h"
#include "pki-fetch.h"

G_BEGIN_DECLS

/* A time-stamp token (RFC 3161): a CMS over a TSTInfo. */
typedef struct _PkiTimestamp PkiTimestamp;

/* Asks a TSA for a token over imprint (a digest of that type), with nonce and certReq, and checks
 * the answer: status, imprint, nonce, signature, the TSA certificate's key purpose. */
GBytes         *pki_timestamp_fetch           (PkiFetch       *fetch,
                                               const char     *uri,
                                               PkiDigestType   digest,
                                               GBytes         *imprint,
                                               GCancellable   *cancellable,
                                               GError        **error);

PkiTimestamp   *pki_timestamp_new             (const void     *der,
                                               gsize           length,
                                               GError        **error);
void            pki_timestamp_free            (PkiTimestamp   *self);
gint64          pki_timestamp_get_time        (PkiTimestamp   *self); /* seconds since 1970, UTC */
PkiDigestType   pki_timestamp_get_digest      (PkiTimestamp   *self); /* of the imprint */
GBytes         *pki_timestamp_get_imprint     (PkiTimestamp   *self);
PkiCertificate *pki_timestamp_get_signer      (PkiTimestamp   *self);
GPtrArray      *pki_timestamp_get_certificates (PkiTimestamp  *self);
/* Over this imprint, and signed as it says? */
PkiCmsCheck     pki_timestamp_check           (PkiTimestamp   *self,
                                               GBytes         *imprint);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PkiTimestamp, pki_timestamp_free)

G_END_DECLS
