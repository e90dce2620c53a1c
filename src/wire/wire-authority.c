/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire-authority.h"

static const WireField fields[] = {
    WIRE_FIELD (WireAuthority, root, WIRE_BYTES, 8192),
    WIRE_FIELD (WireAuthority, root_sha256, WIRE_STRING, 64),
    WIRE_FIELD (WireAuthority, authority, WIRE_BYTES, 8192),
    WIRE_FIELD (WireAuthority, authority_sha256, WIRE_STRING, 64),
    WIRE_FIELD (WireAuthority, ocsp, WIRE_STRING, 300),
    WIRE_FIELD (WireAuthority, crl, WIRE_STRING, 300),
    WIRE_FIELD (WireAuthority, tsa, WIRE_STRING, 300),
};

const WireType wire_authority_type = WIRE_TYPE (WireAuthority, fields);
