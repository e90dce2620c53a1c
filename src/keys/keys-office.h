/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-signer.h"

G_BEGIN_DECLS

/* Keys as PKCS#8 (RFC 5958): of a service that starts without a person beside it and keeps them in
 * files of its own. */
GBytes    *keys_office_generate (const char  *kind,
                                 GError     **error);
PkiSigner *keys_office_open     (GBytes      *pkcs8,
                                 GPtrArray   *certificates,
                                 GError     **error);
GBytes    *keys_office_get_spki (GBytes      *pkcs8,
                                 GError     **error);

G_END_DECLS
