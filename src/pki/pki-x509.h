/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <openssl/x509.h>

#include "pki-openssl.h"

G_BEGIN_DECLS

/* Steps of making a certificate, for this layer and `keys`; nothing above sees them. */
gboolean pki_x509_set_serial    (X509 *x509);
gboolean pki_x509_add_name      (X509_NAME  *name,
                                 int         nid,
                                 const char *value);
gboolean pki_x509_add_extension (X509       *x509,
                                 X509       *issuer,
                                 int         nid,
                                 const char *value);
/* The value of keyUsage for who signs: a platform's people and a test identity alike. */
const char *pki_x509_get_signer_usage (EVP_PKEY *key);

G_END_DECLS
