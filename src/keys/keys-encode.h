/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <openssl/evp.h>

#include "pki-certificate.h"

G_BEGIN_DECLS

/* A key with its chain as PKCS#12 (RFC 7292), under a password. */
GBytes *keys_encode_pkcs12 (EVP_PKEY    *key,
                            GPtrArray   *chain,
                            const char  *password,
                            GError     **error);

G_END_DECLS
