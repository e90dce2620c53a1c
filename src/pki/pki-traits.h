/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-certificate.h"

G_BEGIN_DECLS

/* What a certificate says of its holder, where somebody asks for a certain kind of holder. */
gboolean pki_certificate_has_attribute (PkiCertificate *certificate,
                                        const char     *type,
                                        const char     *value);
gboolean pki_certificate_has_policy    (PkiCertificate *certificate,
                                        const char     *oid);
char    *pki_certificate_dup_policies  (PkiCertificate *certificate);
char    *pki_certificate_dup_usages    (PkiCertificate *certificate);

const char *pki_usage_get_name         (guint           bit);

G_END_DECLS
