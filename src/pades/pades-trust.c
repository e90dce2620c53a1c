/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-trust.h"

#include "pades-date.h"
#include "pades-dss.h"
#include "pki-archival.h"

/* Clocks of honest services and computers differ by less. */
#define CLOCK_SKEW (5 * 60)

typedef struct {
  PkiCertificate *leaf;
  GPtrArray *others;
  PkiPurpose purpose;
  gint64 made; /* of a token, which says when; 0 of others */
} Holder;

static const PadesTrust trust_of[PKI_N_REASONS] = {
    [PKI_REASON_NONE] = PADES_TRUST_TRUSTED,
    [PKI_REASON_NO_CHAIN] = PADES_TRUST_UNTRUSTED,
    [PKI_REASON_FLAW] = PADES_TRUST_UNTRUSTED,
    [PKI_REASON_REVOKED] = PADES_TRUST_REVOKED,
    [PKI_REASON_REVOKED_CA] = PADES_TRUST_REVOKED,
    [PKI_REASON_SUSPENDED] = PADES_TRUST_SUSPENDED,
    [PKI_REASON_NOT_YET_VALID] = PADES_TRUST_EXPIRED,
    [PKI_REASON_EXPIRED] = PADES_TRUST_EXPIRED,
    [PKI_REASON_EXPIRED_CA] = PADES_TRUST_EXPIRED,
    [PKI_REASON_WEAK] = PADES_TRUST_UNKNOWN,
    [PKI_REASON_NO_ANSWER] = PADES_TRUST_UNKNOWN,
};

static PadesTrust
judge_holder (PadesTrustWalk *walk, const Holder *holder, gint64 at, PkiJudgement **judgement)
{
  const PkiJudgeQuestion question = {holder->leaf, holder->others, holder->purpose, at,
                                     holder->made};

  if (holder->leaf == NULL || walk->roots == NULL)
    return PADES_TRUST_UNKNOWN;
  *judgement = pki_judge_certificate (walk->judge, &question);
  /* Nobody was named to be trusted: the chain can be shown, and is not judged. */
  if (pki_trust_get_size (walk->roots) == 0)
    return PADES_TRUST_UNKNOWN;
  return trust_of[(*judgement)->reason];
}

/* Hands the judgement over to the signature. */
static void
take_judgement (PadesSignature *signature, PadesExam *exam, PkiJudgement *judgement)
{
  if (judgement == NULL)
    return;
  signature->judgement = judgement;
  signature->chain = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_certificate_unref);
  for (guint i = 0; i < judgement->links->len; i++)
    {
      const PkiLink *link = g_ptr_array_index (judgement->links, i);

      g_ptr_array_add (signature->chain, pki_certificate_ref (link->certificate));
    }
  exam->facts.reason = judgement->reason;
  exam->facts.moment = judgement->moment;
}

/* What is looked at existed at this moment, as far as is proven. */
static gint64
known_moment (PadesTrustWalk *walk)
{
  return walk->proven != PADES_DATE_NONE ? walk->proven : walk->now;
}

/* A token counts when its TSA could be trusted when the token is known to have existed: an expired
 * TSA key may since have come into other hands. Where nobody tells about the TSA now, an answer of
 * the token's own time will do: for that such answers are embedded. */
static PadesTrust
judge_tsa (PadesTrustWalk *walk, PkiTimestamp *token, PkiJudgement **judgement)
{
  Holder tsa = {pki_timestamp_get_signer (token), pki_timestamp_get_certificates (token),
                PKI_PURPOSE_TIMESTAMP, pki_timestamp_get_time (token)};
  gint64 at = known_moment (walk);
  PadesTrust trust = judge_holder (walk, &tsa, at, judgement);

  if (trust != PADES_TRUST_TRUSTED)
    return trust;
  if (pki_timestamp_get_time (token) > at + CLOCK_SKEW)
    return PADES_TRUST_UNTRUSTED; /* from the future: its clock cannot be relied on */
  if (pki_timestamp_get_time (token) < pki_certificate_get_not_before (tsa.leaf))
    return PADES_TRUST_EXPIRED;
  return PADES_TRUST_TRUSTED;
}

static gboolean
is_strong_at (PkiDigestType digest, gint64 at)
{
  return digest != PKI_DIGEST_NONE && at <= pki_algorithm_end_of_digest (digest).until;
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

/* Of several the earliest that can be trusted tells the time. */
static void
judge_token (PadesTrustWalk *walk, PadesExam *exam, PadesSignature *signature, GBytes *der)
{
  g_autoptr (PkiTimestamp)
      token = pki_timestamp_new (g_bytes_get_data (der, NULL), g_bytes_get_size (der), NULL);

  exam->has_timestamp |= token != NULL;
  if (token == NULL || !is_over_value (token, exam->cms))
    return;
  if (signature->proven == PADES_DATE_NONE || signature->proven > pki_timestamp_get_time (token))
    {
      g_autoptr (PkiJudgement) judgement = NULL;
      PadesTrust trust = judge_tsa (walk, token, &judgement);

      if (!is_strong_at (pki_timestamp_get_digest (token), known_moment (walk)))
        trust = PADES_TRUST_UNKNOWN;
      if (trust == PADES_TRUST_TRUSTED)
        set_proof (signature, pki_timestamp_get_time (token), pki_timestamp_get_signer (token),
                   PADES_TIME_SIGNATURE_TIMESTAMP);
      if (signature->proven == PADES_DATE_NONE || trust == PADES_TRUST_TRUSTED)
        signature->tsa_trust = trust;
    }
}

static void
judge_time (PadesTrustWalk *walk, PadesExam *exam, PadesSignature *signature)
{
  GPtrArray *tokens = pki_cms_get_timestamps (exam->cms);

  if (walk->proven != PADES_DATE_NONE)
    {
      set_proof (signature, walk->proven, walk->tsa, PADES_TIME_DOCUMENT_TIMESTAMP);
      signature->tsa_trust = PADES_TRUST_TRUSTED;
    }
  for (guint i = 0; i < tokens->len; i++)
    judge_token (walk, exam, signature, g_ptr_array_index (tokens, i));
}

/* EN 319 102-1, 5.6.2.3: what the signature itself holds is as old as it. */
static void
note_age (PadesTrustWalk *walk, PadesExam *exam, gint64 proven)
{
  g_autoptr (PkiValidationData) held = NULL;

  if (proven == PADES_DATE_NONE || exam->facts.integrity != PADES_INTEGRITY_INTACT)
    return;
  held = pki_validation_data_new ();
  pki_archival_read (exam->cms, held);
  pki_proof_add_data (walk->proof, held, proven);
}

static void
judge_signer (PadesTrustWalk *walk, PadesExam *exam, PadesSignature *signature)
{
  Holder signer = {pki_cms_get_signer (exam->cms), pki_cms_get_certificates (exam->cms),
                   PKI_PURPOSE_DOCUMENT, 0};
  PkiJudgement *judgement = NULL;

  exam->facts.proven = signature->proven != PADES_DATE_NONE;
  exam->facts.used = exam->facts.proven ? signature->proven : walk->now;
  if (signer.leaf != NULL)
    signature->signer = pki_certificate_ref (signer.leaf);
  exam->facts.trust = judge_holder (walk, &signer, exam->facts.used, &judgement);
  take_judgement (signature, exam, judgement);
}

/* EN 319 102-1, 5.6.2.3: what the store held by then is as old as the time-stamp. */
static void
note_proof (PadesTrustWalk *walk, PadesExam *exam, gint64 time)
{
  g_autoptr (PkiValidationData) held = pades_dss_read_at (walk->file, exam->dictionary->revision);

  pki_proof_add_data (walk->proof, held, time);
}

static void
judge_document_timestamp (PadesTrustWalk *walk, PadesExam *exam, PadesSignature *signature)
{
  PkiCertificate *tsa = pki_timestamp_get_signer (exam->token);
  gint64 time = pki_timestamp_get_time (exam->token);
  PkiJudgement *judgement = NULL;

  exam->facts.proven = walk->proven != PADES_DATE_NONE;
  exam->facts.used = known_moment (walk);
  if (tsa != NULL)
    signature->signer = pki_certificate_ref (tsa);
  exam->facts.trust = judge_tsa (walk, exam->token, &judgement);
  take_judgement (signature, exam, judgement);
  signature->tsa_trust = exam->facts.trust;
  if (exam->facts.trust != PADES_TRUST_TRUSTED || exam->facts.integrity != PADES_INTEGRITY_INTACT ||
      exam->facts.coverage > PADES_COVERAGE_ENTIRE_REVISION ||
      !is_strong_at (exam->facts.digest, exam->facts.used))
    return;
  set_proof (signature, time, tsa, PADES_TIME_DOCUMENT_TIMESTAMP);
  note_proof (walk, exam, time);
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
  exam->facts.claimed = signature->claimed;
  exam->facts.used = walk->now;
  signature->tsa_trust = PADES_TRUST_UNKNOWN;
  if (exam->token != NULL)
    {
      judge_document_timestamp (walk, exam, signature);
    }
  else if (exam->cms != NULL)
    {
      judge_time (walk, exam, signature);
      note_age (walk, exam, signature->proven);
      judge_signer (walk, exam, signature);
    }
  signature->trust = exam->facts.trust;
}
