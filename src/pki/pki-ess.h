/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <openssl/cms.h>

#include "pki-cms.h"
#include "pki-openssl.h"

G_BEGIN_DECLS

/* Signed attributes that bind a signature to more than its content: the signer's certificate
 * (RFC 2634, 5.4; RFC 5035, 3) and the algorithms used (RFC 6211, 2). */
gboolean    pki_ess_is_present        (CMS_SignerInfo *signer_info);
PkiCmsCheck pki_ess_check_certificate (CMS_SignerInfo *signer_info,
                                       PkiCertificate *signer);
PkiCmsCheck pki_ess_check_algorithms  (CMS_SignerInfo *signer_info);

G_END_DECLS
