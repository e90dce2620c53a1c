/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire-challenge.h"

static const WireField new_challenge_fields[] = {
    WIRE_FIELD (WireNewChallenge, operation, WIRE_STRING, 64),
    WIRE_FIELD (WireNewChallenge, object, WIRE_STRING, 260),
};

static const WireField challenge_fields[] = {
    WIRE_FIELD (WireChallenge, nonce, WIRE_STRING, 64),
    WIRE_FIELD (WireChallenge, platform, WIRE_STRING, 1000),
    WIRE_OPTIONAL (WireChallenge, state, WIRE_STRING, 100),
    WIRE_FIELD (WireChallenge, created, WIRE_TIME, 0),
    WIRE_FIELD (WireChallenge, expires, WIRE_TIME, 0),
};

static const WireField certificate_login_fields[] = {
    WIRE_FIELD (WireCertificateLogin, nonce, WIRE_STRING, 64),
    WIRE_FIELD (WireCertificateLogin, signature, WIRE_BYTES, 16384),
    WIRE_OPTIONAL (WireCertificateLogin, device, WIRE_STRING, 100),
};

const WireType wire_new_challenge_type = WIRE_TYPE (WireNewChallenge, new_challenge_fields);
const WireType wire_challenge_type = WIRE_TYPE (WireChallenge, challenge_fields);
const WireType wire_certificate_login_type = WIRE_TYPE (WireCertificateLogin,
                                                        certificate_login_fields);

static const WireField act_fields[] = {
    WIRE_FIELD (WireAct, id, WIRE_STRING, 64),
    WIRE_FIELD (WireAct, login, WIRE_STRING, 100),
    WIRE_FIELD (WireAct, certificate, WIRE_STRING, 64),
    WIRE_FIELD (WireAct, operation, WIRE_STRING, 64),
    WIRE_OPTIONAL (WireAct, object, WIRE_STRING, 260),
    WIRE_FIELD (WireAct, created, WIRE_TIME, 0),
    WIRE_OPTIONAL (WireAct, statement, WIRE_STRING, 65536),
    WIRE_OPTIONAL (WireAct, signature, WIRE_BYTES, 16384),
};

const WireType wire_act_type = WIRE_TYPE (WireAct, act_fields);

static const WireField acts_fields[] = {
    WIRE_NESTED (WireActs, items, WIRE_OBJECTS, 100, wire_act_type),
    WIRE_OPTIONAL (WireActs, next, WIRE_STRING, 100),
};

const WireType wire_acts_type = WIRE_TYPE (WireActs, acts_fields);
