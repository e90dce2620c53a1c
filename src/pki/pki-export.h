/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-certificate.h"

G_BEGIN_DECLS

/* Text of what is DER (RFC 7468), labelled such as "CERTIFICATE". */
GBytes *pki_pem_encode (const char *label,
                        GBytes     *der);
/* Certificates in the forms in which they are handed around. */
char *pki_certificate_to_pem (PkiCertificate *certificate);
/* PkiCertificate: a "certs-only" CMS (RFC 5652, 5.1), which is what a .p7b file holds. */
GBytes *pki_certificates_to_p7b (GPtrArray *certificates);

G_END_DECLS
