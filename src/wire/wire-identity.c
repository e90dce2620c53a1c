/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire-identity.h"

static const WireField agreement_fields[] = {
    WIRE_FIELD (WireAgreement, agreement, WIRE_STRING, 32),
    WIRE_FIELD (WireAgreement, version, WIRE_INTEGER, 100000),
    WIRE_FIELD (WireAgreement, language, WIRE_STRING, 16),
    WIRE_FIELD (WireAgreement, title, WIRE_STRING, 100),
    WIRE_FIELD (WireAgreement, text, WIRE_STRING, 20000),
    WIRE_FIELD (WireAgreement, sha256, WIRE_STRING, 64),
    WIRE_FIELD (WireAgreement, required, WIRE_BOOLEAN, 0),
};

static const WireField new_consent_fields[] = {
    WIRE_FIELD (WireNewConsent, agreement, WIRE_STRING, 32),
    WIRE_FIELD (WireNewConsent, version, WIRE_INTEGER, 100000),
    WIRE_FIELD (WireNewConsent, language, WIRE_STRING, 16),
    WIRE_FIELD (WireNewConsent, sha256, WIRE_STRING, 64),
};

static const WireField consent_fields[] = {
    WIRE_FIELD (WireConsent, id, WIRE_STRING, 64),
    WIRE_FIELD (WireConsent, agreement, WIRE_STRING, 32),
    WIRE_FIELD (WireConsent, version, WIRE_INTEGER, 100000),
    WIRE_FIELD (WireConsent, language, WIRE_STRING, 16),
    WIRE_FIELD (WireConsent, sha256, WIRE_STRING, 64),
    WIRE_FIELD (WireConsent, accepted, WIRE_TIME, 0),
    WIRE_OPTIONAL (WireConsent, withdrawn, WIRE_TIME, 0),
};

static const WireField new_identity_fields[] = {
    WIRE_FIELD (WireNewIdentity, request, WIRE_BYTES, 16384),
};

static const WireField identity_fields[] = {
    WIRE_FIELD (WireIdentity, id, WIRE_STRING, 64),
    WIRE_FIELD (WireIdentity, state, WIRE_STRING, 16),
    WIRE_FIELD (WireIdentity, provider, WIRE_STRING, 16),
    WIRE_FIELD (WireIdentity, name, WIRE_STRING, 100),
    WIRE_OPTIONAL (WireIdentity, verification_uri, WIRE_STRING, 500),
    WIRE_FIELD (WireIdentity, match_code, WIRE_STRING, 16),
    WIRE_FIELD (WireIdentity, retries, WIRE_INTEGER, 100),
    WIRE_FIELD (WireIdentity, expires, WIRE_TIME, 0),
    WIRE_FIELD (WireIdentity, interval, WIRE_INTEGER, 60),
};

static const WireField scan_fields[] = {
    WIRE_FIELD (WireScan, secret, WIRE_STRING, 64),
};

static const WireField phone_code_fields[] = {
    WIRE_FIELD (WirePhoneCode, token, WIRE_STRING, 64),
    WIRE_FIELD (WirePhoneCode, match_code, WIRE_STRING, 16),
};

static const WireField phone_fields[] = {
    WIRE_OPTIONAL (WirePhone, token, WIRE_STRING, 64),
    WIRE_FIELD (WirePhone, state, WIRE_STRING, 16),
    WIRE_FIELD (WirePhone, provider, WIRE_STRING, 16),
    WIRE_FIELD (WirePhone, platform, WIRE_STRING, 100),
    WIRE_FIELD (WirePhone, name, WIRE_STRING, 100),
    WIRE_FIELD (WirePhone, retries, WIRE_INTEGER, 100),
    WIRE_FIELD (WirePhone, expires, WIRE_TIME, 0),
};

const WireType wire_agreement_type = WIRE_TYPE (WireAgreement, agreement_fields);
const WireType wire_new_consent_type = WIRE_TYPE (WireNewConsent, new_consent_fields);
const WireType wire_consent_type = WIRE_TYPE (WireConsent, consent_fields);
const WireType wire_new_identity_type = WIRE_TYPE (WireNewIdentity, new_identity_fields);
const WireType wire_identity_type = WIRE_TYPE (WireIdentity, identity_fields);
const WireType wire_scan_type = WIRE_TYPE (WireScan, scan_fields);
const WireType wire_phone_code_type = WIRE_TYPE (WirePhoneCode, phone_code_fields);
const WireType wire_phone_type = WIRE_TYPE (WirePhone, phone_fields);

static const WireField agreements_fields[] = {
    WIRE_NESTED (WireAgreements, items, WIRE_OBJECTS, 100, wire_agreement_type),
};

static const WireField consents_fields[] = {
    WIRE_NESTED (WireConsents, items, WIRE_OBJECTS, 1000, wire_consent_type),
};

const WireType wire_agreements_type = WIRE_TYPE (WireAgreements, agreements_fields);
const WireType wire_consents_type = WIRE_TYPE (WireConsents, consents_fields);
