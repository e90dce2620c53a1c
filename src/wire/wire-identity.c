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
    WIRE_OPTIONAL (WireConsent, etag, WIRE_STRING, 64),
};

static const WireField new_identity_fields[] = {
    WIRE_FIELD (WireNewIdentity, request, WIRE_BYTES, 16384),
    WIRE_OPTIONAL (WireNewIdentity, organisation, WIRE_STRING, 64),
    WIRE_OPTIONAL (WireNewIdentity, name, WIRE_STRING, WIRE_MAX_NAME),
    WIRE_OPTIONAL (WireNewIdentity, id_number, WIRE_STRING, 32),
};

static const WireField identity_fields[] = {
    WIRE_FIELD (WireIdentity, id, WIRE_STRING, 64),
    WIRE_FIELD (WireIdentity, state, WIRE_STRING, 16),
    WIRE_FIELD (WireIdentity, provider, WIRE_STRING, 16),
    WIRE_FIELD (WireIdentity, name, WIRE_STRING, 100),
    WIRE_OPTIONAL (WireIdentity, verification_uri, WIRE_STRING, 500),
    WIRE_OPTIONAL (WireIdentity, cmp_secret, WIRE_STRING, 64),
    WIRE_FIELD (WireIdentity, match_code, WIRE_STRING, 16),
    WIRE_FIELD (WireIdentity, retries, WIRE_INTEGER, 100),
    WIRE_FIELD (WireIdentity, expires, WIRE_TIME, 0),
    WIRE_FIELD (WireIdentity, interval, WIRE_INTEGER, 60),
    WIRE_OPTIONAL (WireIdentity, reason, WIRE_STRING, 500),
    WIRE_OPTIONAL (WireIdentity, organisation, WIRE_STRING, 100),
    WIRE_OPTIONAL (WireIdentity, etag, WIRE_STRING, 64),
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
    WIRE_OPTIONAL (WirePhone, login, WIRE_STRING, 100),
    WIRE_FIELD (WirePhone, retries, WIRE_INTEGER, 100),
    WIRE_FIELD (WirePhone, expires, WIRE_TIME, 0),
    WIRE_OPTIONAL (WirePhone, organisation, WIRE_STRING, 100),
    WIRE_OPTIONAL (WirePhone, challenge, WIRE_STRING, 100),
    WIRE_OPTIONAL (WirePhone, address, WIRE_STRING, 2000),
    WIRE_OPTIONAL (WirePhone, reason, WIRE_STRING, 500),
};

static const WireType wire_agreement_type = WIRE_TYPE (WireAgreement, agreement_fields);
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
    WIRE_NESTED (WireConsents, items, WIRE_OBJECTS, 100, wire_consent_type),
    WIRE_OPTIONAL (WireConsents, next, WIRE_STRING, 100),
};

const WireType wire_agreements_type = WIRE_TYPE (WireAgreements, agreements_fields);
const WireType wire_consents_type = WIRE_TYPE (WireConsents, consents_fields);

static const WireField picture_fields[] = {
    WIRE_FIELD (WirePicture, jpeg, WIRE_BYTES, 512 * 1024),
};

static const WireType wire_picture_type = WIRE_TYPE (WirePicture, picture_fields);

static const WireField pictures_fields[] = {
    WIRE_FIELD (WirePictures, token, WIRE_STRING, 64),
    WIRE_NESTED (WirePictures, pictures, WIRE_OBJECTS, WIRE_MAX_PICTURES, wire_picture_type),
};

static const WireField identity_report_fields[] = {
    WIRE_FIELD (WireIdentityReport, session, WIRE_STRING, 64),
    WIRE_FIELD (WireIdentityReport, attempt, WIRE_STRING, 64),
    WIRE_FIELD (WireIdentityReport, passed, WIRE_BOOLEAN, 0),
    WIRE_OPTIONAL (WireIdentityReport, id_last_four, WIRE_STRING, 4),
    WIRE_OPTIONAL (WireIdentityReport, reason, WIRE_STRING, 500),
};

static const WireField review_fields[] = {
    WIRE_FIELD (WireReview, id, WIRE_STRING, 64),
    WIRE_FIELD (WireReview, name, WIRE_STRING, 100),
    WIRE_OPTIONAL (WireReview, former_name, WIRE_STRING, 100),
    WIRE_FIELD (WireReview, id_last_four, WIRE_STRING, 4),
    WIRE_FIELD (WireReview, challenge, WIRE_STRING, 100),
    WIRE_FIELD (WireReview, submitted, WIRE_TIME, 0),
    WIRE_FIELD (WireReview, expires, WIRE_TIME, 0),
    WIRE_NESTED (WireReview, pictures, WIRE_OBJECTS, WIRE_MAX_PICTURES, wire_picture_type),
    WIRE_OPTIONAL (WireReview, etag, WIRE_STRING, 64),
    WIRE_OPTIONAL (WireReview, own, WIRE_BOOLEAN, 0),
};

static const WireField rejection_fields[] = {
    WIRE_FIELD (WireRejection, reason, WIRE_STRING, 500),
};

const WireType wire_pictures_type = WIRE_TYPE (WirePictures, pictures_fields);
const WireType wire_identity_report_type = WIRE_TYPE (WireIdentityReport, identity_report_fields);
const WireType wire_review_type = WIRE_TYPE (WireReview, review_fields);
const WireType wire_rejection_type = WIRE_TYPE (WireRejection, rejection_fields);

static const WireField reviews_fields[] = {
    WIRE_NESTED (WireReviews, items, WIRE_OBJECTS, 100, wire_review_type),
    WIRE_OPTIONAL (WireReviews, next, WIRE_STRING, 100),
};

const WireType wire_reviews_type = WIRE_TYPE (WireReviews, reviews_fields);

/**
 * wire_consents_find:
 * @self: all that a person ever accepted
 * @text: an agreement as it is now
 *
 * Finds whether the person has accepted this version of it already. What was read in another
 * language is the same agreement.
 *
 * Returns: (transfer none) (nullable): the consent that stands
 */
const WireConsent *
wire_consents_find (const WireConsents *self, const WireAgreement *text)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      const WireConsent *each = self->items->pdata[i];

      if (each->withdrawn == 0 && each->version == text->version &&
          g_str_equal (each->agreement, text->agreement))
        return each;
    }
  return NULL;
}
