/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <openssl/asn1.h>

#include "pki-timestamp.h"

G_BEGIN_DECLS

const ASN1_INTEGER *pki_timestamp_get_nonce       (PkiTimestamp *self);
PkiCmsCheck         pki_timestamp_check_signature (PkiTimestamp *self);
PkiCms             *pki_timestamp_peek_cms        (PkiTimestamp *self);

G_END_DECLS
