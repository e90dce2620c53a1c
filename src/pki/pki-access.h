/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-certificate.h"

G_BEGIN_DECLS

/* Where a certificate says that more about it can be had. */
typedef enum {
  PKI_ACCESS_OCSP,   /* its issuer's OCSP responder (RFC 5280, 4.2.2.1) */
  PKI_ACCESS_ISSUER, /* its issuer's certificate (the same) */
  PKI_ACCESS_CRL,    /* the list that it would be revoked in (RFC 5280, 4.2.1.13) */
} PkiAccess;

char   **pki_access_list       (PkiCertificate *certificate,
                                PkiAccess       access);
/* Does it name any way to ask whether it was revoked, usable here or not? */
gboolean pki_access_is_offered (PkiCertificate *certificate);
/* Does its issuer say that asking is not needed? */
gboolean pki_access_is_waived  (PkiCertificate *certificate);

G_END_DECLS
