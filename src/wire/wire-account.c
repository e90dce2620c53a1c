/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire-account.h"

/* Characters: NIST SP 800-63B, 5.1.1.2 asks that 64 be taken; a sentence of any language is, and
 * nobody has megabytes hashed. */
#define WIRE_MAX_PASSWORD 256

static const WireField new_account_fields[] = {
    WIRE_FIELD (WireNewAccount, login, WIRE_STRING, 64),
    WIRE_FIELD (WireNewAccount, password, WIRE_STRING, WIRE_MAX_PASSWORD),
    WIRE_FIELD (WireNewAccount, name, WIRE_STRING, WIRE_MAX_NAME),
    WIRE_FIELD (WireNewAccount, id_number, WIRE_STRING, 32),
};

static const WireField login_fields[] = {
    WIRE_FIELD (WireLogin, login, WIRE_STRING, 64),
    WIRE_FIELD (WireLogin, password, WIRE_STRING, WIRE_MAX_PASSWORD),
    WIRE_OPTIONAL (WireLogin, device, WIRE_STRING, 100),
};

static const WireField session_fields[] = {
    WIRE_FIELD (WireSession, id, WIRE_STRING, 64),
    WIRE_OPTIONAL (WireSession, token, WIRE_STRING, 100),
    WIRE_OPTIONAL (WireSession, device, WIRE_STRING, 100),
    WIRE_FIELD (WireSession, created, WIRE_TIME, 0),
    WIRE_FIELD (WireSession, last_seen, WIRE_TIME, 0),
    WIRE_FIELD (WireSession, expires, WIRE_TIME, 0),
    WIRE_FIELD (WireSession, current, WIRE_BOOLEAN, 0),
};

static const WireField account_fields[] = {
    WIRE_FIELD (WireAccount, id, WIRE_STRING, 64),
    WIRE_FIELD (WireAccount, login, WIRE_STRING, 64),
    WIRE_FIELD (WireAccount, person, WIRE_STRING, 64),
    WIRE_FIELD (WireAccount, name, WIRE_STRING, 100),
    WIRE_FIELD (WireAccount, id_last_four, WIRE_STRING, 4),
    WIRE_FIELD (WireAccount, identity, WIRE_STRING, 32),
    WIRE_FIELD (WireAccount, roles, WIRE_STRINGS, 16),
    WIRE_FIELD (WireAccount, created, WIRE_TIME, 0),
};

static const WireField password_change_fields[] = {
    WIRE_FIELD (WirePasswordChange, old_password, WIRE_STRING, WIRE_MAX_PASSWORD),
    WIRE_FIELD (WirePasswordChange, new_password, WIRE_STRING, WIRE_MAX_PASSWORD),
    WIRE_OPTIONAL (WirePasswordChange, keep_sessions, WIRE_BOOLEAN, 0),
};

const WireType wire_new_account_type = WIRE_TYPE (WireNewAccount, new_account_fields);
const WireType wire_login_type = WIRE_TYPE (WireLogin, login_fields);
const WireType wire_session_type = WIRE_TYPE (WireSession, session_fields);
const WireType wire_account_type = WIRE_TYPE (WireAccount, account_fields);
const WireType wire_password_change_type = WIRE_TYPE (WirePasswordChange, password_change_fields);

static const WireField sessions_fields[] = {
    WIRE_NESTED (WireSessions, items, WIRE_OBJECTS, 100, wire_session_type),
    WIRE_OPTIONAL (WireSessions, next, WIRE_STRING, 100),
};

const WireType wire_sessions_type = WIRE_TYPE (WireSessions, sessions_fields);
