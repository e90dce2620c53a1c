/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-signer.h"

G_BEGIN_DECLS

/* A certification request (PKCS#10, RFC 2986). */
GBytes *pki_request_read      (GBytes        *request,
                               GError       **error);
GBytes *pki_request_make      (PkiSigner     *signer,
                               GBytes        *spki,
                               GCancellable  *cancellable,
                               GError       **error);
GBytes *pki_spki_digest       (GBytes *spki);

G_END_DECLS
