/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire-certificate.h"

static const WireField new_certificate_fields[] = {
    WIRE_FIELD (WireNewCertificate, session, WIRE_STRING, 64),
    WIRE_FIELD (WireNewCertificate, request, WIRE_BYTES, 16384),
    WIRE_OPTIONAL (WireNewCertificate, replaces, WIRE_STRING, 64),
};

static const WireField hold_fields[] = {
    WIRE_FIELD (WireHold, since, WIRE_TIME, 0),
    WIRE_OPTIONAL (WireHold, until, WIRE_TIME, 0),
};

static const WireField renewal_fields[] = {
    WIRE_FIELD (WireRenewal, request, WIRE_BYTES, 16384),
};

static const WireField replacement_fields[] = {
    WIRE_FIELD (WireReplacement, session, WIRE_STRING, 64),
    WIRE_FIELD (WireReplacement, request, WIRE_BYTES, 16384),
};

static const WireField restoration_fields[] = {
    WIRE_FIELD (WireRestoration, session, WIRE_STRING, 64),
};

static const WireField revocation_fields[] = {
    WIRE_FIELD (WireRevocation, reason, WIRE_INTEGER, 10),
    WIRE_OPTIONAL (WireRevocation, invalid_since, WIRE_TIME, 0),
};

static const WireField stop_fields[] = {
    WIRE_FIELD (WireStop, suspended, WIRE_INTEGER, 100000),
};

const WireType wire_new_certificate_type = WIRE_TYPE (WireNewCertificate, new_certificate_fields);
static const WireType wire_hold_type = WIRE_TYPE (WireHold, hold_fields);
const WireType wire_replacement_type = WIRE_TYPE (WireReplacement, replacement_fields);
const WireType wire_renewal_type = WIRE_TYPE (WireRenewal, renewal_fields);
const WireType wire_restoration_type = WIRE_TYPE (WireRestoration, restoration_fields);
const WireType wire_revocation_type = WIRE_TYPE (WireRevocation, revocation_fields);
const WireType wire_stop_type = WIRE_TYPE (WireStop, stop_fields);

static const WireField certificate_fields[] = {
    WIRE_FIELD (WireCertificate, serial, WIRE_STRING, 64),
    WIRE_FIELD (WireCertificate, state, WIRE_STRING, 16),
    WIRE_FIELD (WireCertificate, reason, WIRE_INTEGER, 10),
    WIRE_OPTIONAL (WireCertificate, since, WIRE_TIME, 0),
    WIRE_OPTIONAL (WireCertificate, invalid_since, WIRE_TIME, 0),
    WIRE_FIELD (WireCertificate, subject, WIRE_STRING, 1000),
    WIRE_OPTIONAL (WireCertificate, policy, WIRE_STRING, 100),
    WIRE_FIELD (WireCertificate, der, WIRE_BYTES, 8192),
    WIRE_FIELD (WireCertificate, not_before, WIRE_TIME, 0),
    WIRE_FIELD (WireCertificate, not_after, WIRE_TIME, 0),
    WIRE_OPTIONAL (WireCertificate, replaces, WIRE_STRING, 64),
    WIRE_OPTIONAL (WireCertificate, organisation, WIRE_STRING, 64),
    WIRE_NESTED (WireCertificate, holds, WIRE_OBJECTS, 1000, wire_hold_type),
    WIRE_OPTIONAL (WireCertificate, etag, WIRE_STRING, 64),
};

const WireType wire_certificate_type = WIRE_TYPE (WireCertificate, certificate_fields);

static const WireField certificates_fields[] = {
    WIRE_NESTED (WireCertificates, items, WIRE_OBJECTS, 100, wire_certificate_type),
    WIRE_OPTIONAL (WireCertificates, next, WIRE_STRING, 100),
};

const WireType wire_certificates_type = WIRE_TYPE (WireCertificates, certificates_fields);

#define DAY (24 * 60 * 60)

/**
 * wire_certificate_days_left:
 * @not_after: when a certificate ends, in seconds since 1970
 * @now: seconds since 1970
 *
 * Says at which of the steps before its end a certificate is.
 *
 * Returns: 60, 30, 7 or 1; 0 before all of them, and after the end
 */
guint
wire_certificate_days_left (gint64 not_after, gint64 now)
{
  static const guint steps[] = {1, 7, 30, 60};

  for (guint i = 0; not_after > now && i < G_N_ELEMENTS (steps); i++)
    if (not_after - now <= (gint64) steps[i] * DAY)
      return steps[i];
  return 0;
}
