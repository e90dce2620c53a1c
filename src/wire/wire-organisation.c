/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire-organisation.h"

static const WireField new_organisation_fields[] = {
    WIRE_FIELD (WireNewOrganisation, name, WIRE_STRING, WIRE_MAX_NAME),
    WIRE_FIELD (WireNewOrganisation, credit_code, WIRE_STRING, 18),
};

static const WireField organisation_fields[] = {
    WIRE_FIELD (WireOrganisation, id, WIRE_STRING, 64),
    WIRE_FIELD (WireOrganisation, name, WIRE_STRING, 100),
    WIRE_FIELD (WireOrganisation, credit_code, WIRE_STRING, 18),
    WIRE_FIELD (WireOrganisation, legal_representative, WIRE_STRING, 100),
    WIRE_FIELD (WireOrganisation, state, WIRE_STRING, 16),
    WIRE_OPTIONAL (WireOrganisation, reason, WIRE_STRING, 500),
    WIRE_FIELD (WireOrganisation, roles, WIRE_STRINGS, 16),
    WIRE_FIELD (WireOrganisation, created, WIRE_TIME, 0),
    WIRE_OPTIONAL (WireOrganisation, etag, WIRE_STRING, 64),
    WIRE_OPTIONAL (WireOrganisation, own, WIRE_BOOLEAN, 0),
};

static const WireField new_member_fields[] = {
    WIRE_FIELD (WireNewMember, login, WIRE_STRING, 64),
    WIRE_FIELD (WireNewMember, roles, WIRE_STRINGS, 16),
};

static const WireField member_fields[] = {
    WIRE_FIELD (WireMember, person, WIRE_STRING, 64),
    WIRE_FIELD (WireMember, name, WIRE_STRING, 100),
    WIRE_FIELD (WireMember, login, WIRE_STRING, 64),
    WIRE_FIELD (WireMember, roles, WIRE_STRINGS, 16),
    WIRE_FIELD (WireMember, since, WIRE_TIME, 0),
    WIRE_OPTIONAL (WireMember, etag, WIRE_STRING, 64),
};

const WireType wire_new_organisation_type = WIRE_TYPE (WireNewOrganisation,
                                                       new_organisation_fields);
const WireType wire_organisation_type = WIRE_TYPE (WireOrganisation, organisation_fields);
const WireType wire_new_member_type = WIRE_TYPE (WireNewMember, new_member_fields);
const WireType wire_member_type = WIRE_TYPE (WireMember, member_fields);

static const WireField organisations_fields[] = {
    WIRE_NESTED (WireOrganisations, items, WIRE_OBJECTS, 100, wire_organisation_type),
    WIRE_OPTIONAL (WireOrganisations, next, WIRE_STRING, 100),
};

static const WireField members_fields[] = {
    WIRE_NESTED (WireMembers, items, WIRE_OBJECTS, 100, wire_member_type),
    WIRE_OPTIONAL (WireMembers, next, WIRE_STRING, 100),
};

const WireType wire_organisations_type = WIRE_TYPE (WireOrganisations, organisations_fields);
const WireType wire_members_type = WIRE_TYPE (WireMembers, members_fields);
