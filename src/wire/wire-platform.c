/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire-platform.h"

static const WireField platform_fields[] = {
    WIRE_FIELD (WirePlatform, name, WIRE_STRING, 100),
    WIRE_FIELD (WirePlatform, version, WIRE_STRING, 32),
    WIRE_FIELD (WirePlatform, embedded, WIRE_BOOLEAN, 0),
    WIRE_FIELD (WirePlatform, registration, WIRE_STRING, 16),
    WIRE_FIELD (WirePlatform, identification, WIRE_STRING, 16),
    WIRE_OPTIONAL (WirePlatform, portal, WIRE_STRING, 200),
};

static const WireField health_fields[] = {
    WIRE_FIELD (WireHealth, status, WIRE_STRING, 16),
    WIRE_OPTIONAL (WireHealth, concerns, WIRE_STRINGS, 16),
};

const WireType wire_platform_type = WIRE_TYPE (WirePlatform, platform_fields);
const WireType wire_health_type = WIRE_TYPE (WireHealth, health_fields);
