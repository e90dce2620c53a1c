/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-trust.h"

G_BEGIN_DECLS

/* Does its issuer allow this certificate to be used so (RFC 5280, 4.2.1.3 and 4.2.1.12)? */
gboolean pki_purpose_is_granted (PkiCertificate *leaf,
                                 PkiPurpose      purpose);

G_END_DECLS
