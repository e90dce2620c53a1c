/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire-portal.h"

static const WireField new_portal_login_fields[] = {
    WIRE_FIELD (WireNewPortalLogin, challenge, WIRE_BYTES, 32),
    WIRE_OPTIONAL (WireNewPortalLogin, device, WIRE_STRING, 100),
};

static const WireField new_portal_link_fields[] = {
    WIRE_FIELD (WireNewPortalLink, challenge, WIRE_BYTES, 32),
    WIRE_FIELD (WireNewPortalLink, password, WIRE_STRING, 256),
    WIRE_OPTIONAL (WireNewPortalLink, device, WIRE_STRING, 100),
};

static const WireField portal_login_fields[] = {
    WIRE_FIELD (WirePortalLogin, id, WIRE_STRING, 64),
    WIRE_FIELD (WirePortalLogin, state, WIRE_STRING, 16),
    WIRE_OPTIONAL (WirePortalLogin, reason, WIRE_STRING, 32),
    WIRE_FIELD (WirePortalLogin, portal, WIRE_STRING, 200),
    WIRE_OPTIONAL (WirePortalLogin, address, WIRE_STRING, 500),
    WIRE_OPTIONAL (WirePortalLogin, match_code, WIRE_STRING, 16),
    WIRE_FIELD (WirePortalLogin, expires, WIRE_TIME, 0),
    WIRE_FIELD (WirePortalLogin, interval, WIRE_INTEGER, 60),
};

static const WireField portal_secret_fields[] = {
    WIRE_FIELD (WirePortalSecret, secret, WIRE_STRING, 100),
};

static const WireField portal_code_fields[] = {
    WIRE_FIELD (WirePortalCode, match_code, WIRE_STRING, 16),
};

static const WireField portal_view_fields[] = {
    WIRE_FIELD (WirePortalView, state, WIRE_STRING, 16),
    WIRE_OPTIONAL (WirePortalView, reason, WIRE_STRING, 32),
    WIRE_FIELD (WirePortalView, platform, WIRE_STRING, 100),
    WIRE_FIELD (WirePortalView, portal, WIRE_STRING, 200),
    WIRE_OPTIONAL (WirePortalView, name, WIRE_STRING, 100),
    WIRE_OPTIONAL (WirePortalView, device, WIRE_STRING, 100),
    WIRE_FIELD (WirePortalView, address, WIRE_STRING, 64),
    WIRE_OPTIONAL (WirePortalView, login, WIRE_STRING, 64),
    WIRE_FIELD (WirePortalView, retries, WIRE_INTEGER, 100),
    WIRE_FIELD (WirePortalView, expires, WIRE_TIME, 0),
};

static const WireField portal_link_fields[] = {
    WIRE_FIELD (WirePortalLink, id, WIRE_STRING, 64),
    WIRE_FIELD (WirePortalLink, issuer, WIRE_STRING, 500),
    WIRE_FIELD (WirePortalLink, created, WIRE_TIME, 0),
};

const WireType wire_new_portal_login_type = WIRE_TYPE (WireNewPortalLogin, new_portal_login_fields);
const WireType wire_new_portal_link_type = WIRE_TYPE (WireNewPortalLink, new_portal_link_fields);
const WireType wire_portal_login_type = WIRE_TYPE (WirePortalLogin, portal_login_fields);
const WireType wire_portal_secret_type = WIRE_TYPE (WirePortalSecret, portal_secret_fields);
const WireType wire_portal_code_type = WIRE_TYPE (WirePortalCode, portal_code_fields);
const WireType wire_portal_view_type = WIRE_TYPE (WirePortalView, portal_view_fields);
static const WireType wire_portal_link_type = WIRE_TYPE (WirePortalLink, portal_link_fields);

static const WireField portal_links_fields[] = {
    WIRE_NESTED (WirePortalLinks, items, WIRE_OBJECTS, 100, wire_portal_link_type),
    WIRE_OPTIONAL (WirePortalLinks, next, WIRE_STRING, 100),
};

const WireType wire_portal_links_type = WIRE_TYPE (WirePortalLinks, portal_links_fields);
