/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <openssl/evp.h>

#include "pki-envelope.h"

G_BEGIN_DECLS

/* For `keys`, which has the key. */
GBytes *pki_envelope_open (PkiEnvelope     *self,
                           PkiCertificate  *certificate,
                           EVP_PKEY        *key,
                           GError         **error);

G_END_DECLS
