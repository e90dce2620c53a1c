/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-trust.h"

#include "pades-date.h"

/* Clocks of honest services and computers differ by less. */
#define CLOCK_SKEW (5 * 60)

typedef struct {
  PkiCertificate *leaf;
  GPtrArray *others;
  PkiPurpose purpose;
} Holder;

/* Embedded answers are heard when they accuse; that none does proves nothing yet. */
static PadesTrust
judge_revocation (PadesTrustWalk *walk, const Holder *holder, gint64 at, PadesTrust trust)
{
  PkiValidationChain chain = {holder->leaf, holder->others, pki_trust_get_roots (walk->roots),
                              PKI_STATUS_ANY_TIME};
  PkiStatus status;

  if (!pki_validation_data_find_revoked (walk->store, &chain, at, &status))
    return trust;
  return status.kind == PKI_STATUS_ON_HOLD ? PADES_TRUST_SUSPENDED : PADES_TRUST_REVOKED;
}

static PadesTrust
judge_holder (
    PadesTrustWalk *walk, const Holder *holder, gint64 at, GPtrArray **chain, gboolean *bad_chain)
{
  PkiChainStatus status;

  if (holder->leaf == NULL || walk->roots == NULL)
    return PADES_TRUST_UNKNOWN;
  status = pki_trust_check (walk->roots, holder->leaf, holder->others, holder->purpose, at, chain);
  /* Nobody was named to be trusted: the chain can be shown, and is not judged. */
  if (pki_trust_get_size (walk->roots) == 0)
    return PADES_TRUST_UNKNOWN;
  switch (status)
    {
    case PKI_CHAIN_TRUSTED:
      return judge_revocation (walk, holder, at, PADES_TRUST_TRUSTED);
    case PKI_CHAIN_EXPIRED:
      return judge_revocation (walk, holder, at, PADES_TRUST_EXPIRED);
    case PKI_CHAIN_INVALID:
      *bad_chain = TRUE;
      return PADES_TRUST_UNTRUSTED;
    case PKI_CHAIN_UNTRUSTED:
    default:
      return PADES_TRUST_UNTRUSTED;
    }
}

/* What is looked at existed at this moment, as far as is proven. */
static gint64
known_moment (PadesTrustWalk *walk)
{
  return walk->proven != PADES_DATE_NONE ? walk->proven : walk->now;
}

/* A token counts when its TSA could be trusted both when it says it made it and when the token is
 * known to have existed: an expired TSA key may since have come into other hands. */
static PadesTrust
judge_tsa (PadesTrustWalk *walk, PkiTimestamp *token, GPtrArray **chain, gboolean *bad_chain)
{
  Holder tsa = {pki_timestamp_get_signer (token), pki_timestamp_get_certificates (token),
                PKI_PURPOSE_TIMESTAMP};
  PadesTrust trust = judge_holder (walk, &tsa, known_moment (walk), chain, bad_chain);

  if (trust != PADES_TRUST_TRUSTED)
    return trust;
  if (pki_timestamp_get_time (token) > known_moment (walk) + CLOCK_SKEW)
    return PADES_TRUST_UNTRUSTED; /* from the future: its clock cannot be relied on */
  return judge_holder (walk, &tsa, pki_timestamp_get_time (token), NULL, bad_chain);
}

static void
set_proof (PadesSignature *signature, gint64 time, PkiCertificate *tsa, PadesTimeSource source)
{
  signature->proven = time;
  signature->time_source = source;
  g_clear_pointer (&signature->tsa, pki_certificate_unref);
  if (tsa != NULL)
    signature->tsa = pki_certificate_ref (tsa);
}

/* The imprint of a signature-time-stamp is over the signature value (EN 319 122-1, 5.3). */
static gboolean
is_over_value (PkiTimestamp *token, PkiCms *cms)
{
  GBytes *value = pki_cms_get_signature (cms);
  PkiDigestType type = pki_timestamp_get_digest (token);
  g_autoptr (PkiDigest) digest = NULL;
  g_autoptr (GBytes) imprint = NULL;

  if (type == PKI_DIGEST_NONE || value == NULL)
    return FALSE;
  digest = pki_digest_new (type);
  pki_digest_update (digest, g_bytes_get_data (value, NULL), g_bytes_get_size (value));
  imprint = pki_digest_finish (digest);
  return pki_timestamp_check (token, imprint) == PKI_CMS_INTACT;
}

static void
judge_time (PadesTrustWalk *walk, PadesExam *exam, PadesSignature *signature)
{
  GBytes *der = pki_cms_get_timestamp (exam->cms);
  g_autoptr (PkiTimestamp) token = NULL;
  gboolean bad_chain = FALSE;

  if (walk->proven != PADES_DATE_NONE)
    {
      set_proof (signature, walk->proven, walk->tsa, PADES_TIME_DOCUMENT_TIMESTAMP);
      signature->tsa_trust = PADES_TRUST_TRUSTED;
    }
  if (der != NULL)
    token = pki_timestamp_new (g_bytes_get_data (der, NULL), g_bytes_get_size (der), NULL);
  if (token == NULL || !is_over_value (token, exam->cms))
    return;
  exam->has_timestamp = TRUE;
  if (signature->proven == PADES_DATE_NONE || signature->proven > pki_timestamp_get_time (token))
    {
      PadesTrust trust = judge_tsa (walk, token, NULL, &bad_chain);

      if (trust == PADES_TRUST_TRUSTED)
        set_proof (signature, pki_timestamp_get_time (token), pki_timestamp_get_signer (token),
                   PADES_TIME_SIGNATURE_TIMESTAMP);
      if (signature->proven == PADES_DATE_NONE || trust == PADES_TRUST_TRUSTED)
        signature->tsa_trust = trust;
    }
}

static void
judge_signer (PadesTrustWalk *walk, PadesExam *exam, PadesSignature *signature)
{
  Holder signer = {pki_cms_get_signer (exam->cms), pki_cms_get_certificates (exam->cms),
                   PKI_PURPOSE_DOCUMENT};
  gint64 at = signature->proven != PADES_DATE_NONE ? signature->proven : walk->now;

  if (signer.leaf != NULL)
    signature->signer = pki_certificate_ref (signer.leaf);
  exam->facts.trust = judge_holder (walk, &signer, at, &signature->chain, &exam->facts.bad_chain);
}

static void
judge_document_timestamp (PadesTrustWalk *walk, PadesExam *exam, PadesSignature *signature)
{
  PkiCertificate *tsa = pki_timestamp_get_signer (exam->token);
  gint64 time = pki_timestamp_get_time (exam->token);

  if (tsa != NULL)
    signature->signer = pki_certificate_ref (tsa);
  exam->facts.trust = judge_tsa (walk, exam->token, &signature->chain, &exam->facts.bad_chain);
  signature->tsa_trust = exam->facts.trust;
  if (exam->facts.trust != PADES_TRUST_TRUSTED || exam->facts.integrity != PADES_INTEGRITY_INTACT ||
      exam->facts.coverage > PADES_COVERAGE_ENTIRE_REVISION ||
      exam->facts.digest <= PKI_DIGEST_SHA1)
    return;
  set_proof (signature, time, tsa, PADES_TIME_DOCUMENT_TIMESTAMP);
  walk->proven = time;
  walk->tsa = tsa;
}

/**
 * pades_trust_judge:
 * @walk: where the walk stands; goes on
 * @exam: the exam of this signature; receives the facts about trust
 * @signature: receives signer, chain, trust and time
 *
 * Judges who signed and when it is proven. Call it for all signatures of a file from the newest to
 * the oldest.
 */
void
pades_trust_judge (PadesTrustWalk *walk, PadesExam *exam, PadesSignature *signature)
{
  g_return_if_fail (walk != NULL && exam != NULL && signature != NULL);

  exam->facts.trust = PADES_TRUST_UNKNOWN;
  signature->tsa_trust = PADES_TRUST_UNKNOWN;
  if (exam->token != NULL)
    {
      judge_document_timestamp (walk, exam, signature);
    }
  else if (exam->cms != NULL)
    {
      judge_time (walk, exam, signature);
      judge_signer (walk, exam, signature);
    }
  signature->trust = exam->facts.trust;
}
