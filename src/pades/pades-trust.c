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
  exam->facts.unrevoked = ((PkiLink *) g_ptr_array_index (judgement->links, 0))->revocation ==
                          PKI_REVOCATION_GOOD;
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
judge_tsa (PadesTrustWalk *walk, PkiTimestamp *token, gint64 at, PkiJudgement **judgement)
{
  Holder tsa = {pki_timestamp_get_signer (token), pki_timestamp_get_certificates (token),
                PKI_PURPOSE_TIMESTAMP, pki_timestamp_get_time (token)};
  PadesTrust trust = judge_holder (walk, &tsa, at, judgement);

  if (trust != PADES_TRUST_TRUSTED)
    return trust;
  if (pki_timestamp_get_time (token) < pki_certificate_get_not_before (tsa.leaf))
    return PADES_TRUST_EXPIRED;
  return PADES_TRUST_TRUSTED;
}

/* From the future: its clock cannot be relied on. */
static PadesTrust
judge_clock (PadesTrust trust, PkiTimestamp *token, gint64 latest)
{
  return trust == PADES_TRUST_TRUSTED && pki_timestamp_get_time (token) > latest + CLOCK_SKEW
             ? PADES_TRUST_UNTRUSTED
             : trust;
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

static PadesTimestamp *
timestamp_new (const PadesToken *token)
{
  static const PadesTimestampKind kinds[PKI_N_TOKENS] = {
      [PKI_TOKEN_CONTENT] = PADES_TIMESTAMP_CONTENT,
      [PKI_TOKEN_SIGNATURE] = PADES_TIMESTAMP_SIGNATURE,
      [PKI_TOKEN_ARCHIVE] = PADES_TIMESTAMP_ARCHIVE,
      [PKI_TOKEN_ARCHIVE_2] = PADES_TIMESTAMP_ARCHIVE,
  };
  PadesTimestamp *self = g_new0 (PadesTimestamp, 1);
  PadesFacts facts = {0};

  pades_verdict_read_check (token->check, 1, &facts);
  self->kind = kinds[token->kind];
  self->der = g_bytes_ref (token->der);
  self->time = PADES_DATE_NONE;
  self->integrity = facts.integrity;
  self->trust = PADES_TRUST_UNKNOWN;
  if (token->token == NULL)
    return self;
  self->time = pki_timestamp_get_time (token->token);
  if (pki_timestamp_get_signer (token->token) != NULL)
    self->tsa = pki_certificate_ref (pki_timestamp_get_signer (token->token));
  return self;
}

/* A token that is in a signature is no younger than what is proven of that, or of it alone. */
static gint64
find_age (PadesTrustWalk *walk, const PadesSignature *signature, const PadesToken *token)
{
  g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, token->der);
  gint64 age = MIN (known_moment (walk), pki_proof_find (walk->proof, sha256));

  /* This one the signer signed. */
  if (token->kind == PKI_TOKEN_CONTENT && signature->proven != PADES_DATE_NONE)
    age = MIN (age, signature->proven);
  return age;
}

/* EN 319 102-1, 5.6.2.3: what an archive time-stamp covers is as old as it. */
static void
note_covered (PadesTrustWalk *walk, const PkiCovered *covered, gint64 time)
{
  pki_proof_add_data (walk->proof, covered->data, time);
  for (guint i = 0; i < covered->values->len; i++)
    {
      g_autofree char *sha256 = g_compute_checksum_for_bytes (
          G_CHECKSUM_SHA256, g_ptr_array_index (covered->values, i));

      pki_proof_add (walk->proof, sha256, time);
    }
}

/* Of several that prove the signature's age the earliest that can be trusted tells the time. */
static void
take_proof (PadesSignature *signature, const PadesTimestamp *stamp)
{
  gboolean trusted = stamp->trust == PADES_TRUST_TRUSTED;

  if (signature->proven != PADES_DATE_NONE && signature->proven <= stamp->time)
    return;
  if (trusted)
    set_proof (signature, stamp->time, stamp->tsa,
               stamp->kind == PADES_TIMESTAMP_ARCHIVE ? PADES_TIME_ARCHIVE_TIMESTAMP
                                                      : PADES_TIME_SIGNATURE_TIMESTAMP);
  if (signature->proven == PADES_DATE_NONE || trusted)
    signature->tsa_trust = stamp->trust;
}

static void
judge_token (PadesTrustWalk *walk, PadesSignature *signature, const PadesToken *token)
{
  PadesTimestamp *stamp = timestamp_new (token);
  gint64 at = find_age (walk, signature, token);
  g_autoptr (PkiJudgement) judgement = NULL;

  g_ptr_array_add (signature->timestamps, stamp);
  if (stamp->integrity != PADES_INTEGRITY_INTACT)
    return;
  stamp->trust = judge_tsa (walk, token->token, at, &judgement);
  /* A content time-stamp that is younger than the signature is told of as such. */
  stamp->trust = judge_clock (stamp->trust, token->token,
                              token->kind == PKI_TOKEN_CONTENT ? walk->now : at);
  if (!is_strong_at (pki_timestamp_get_digest (token->token), at))
    stamp->trust = PADES_TRUST_UNKNOWN;
  if (stamp->kind != PADES_TIMESTAMP_CONTENT)
    take_proof (signature, stamp);
  if (stamp->trust != PADES_TRUST_TRUSTED)
    return;
  if (stamp->kind == PADES_TIMESTAMP_CONTENT)
    signature->not_before = MAX (signature->not_before, stamp->time);
  else if (stamp->kind == PADES_TIMESTAMP_ARCHIVE)
    note_covered (walk, &token->covered, stamp->time);
}

static gint64
get_time (const PadesToken *token)
{
  return token->token != NULL ? pki_timestamp_get_time (token->token) : PADES_DATE_NONE;
}

/* The one over the most first; of archive time-stamps the newest, which is over the others. */
static int
compare_tokens (gconstpointer a, gconstpointer b)
{
  const PadesToken *first = *(const PadesToken *const *) a;
  const PadesToken *second = *(const PadesToken *const *) b;

  if (first->kind != second->kind)
    return first->kind > second->kind ? -1 : 1;
  if (first->kind == PKI_TOKEN_ARCHIVE && get_time (first) != get_time (second))
    return get_time (first) > get_time (second) ? -1 : 1;
  return 0;
}

static void
judge_time (PadesTrustWalk *walk, PadesExam *exam, PadesSignature *signature)
{
  if (walk->proven != PADES_DATE_NONE)
    {
      set_proof (signature, walk->proven, walk->tsa, PADES_TIME_DOCUMENT_TIMESTAMP);
      signature->tsa_trust = PADES_TRUST_TRUSTED;
    }
  if (exam->tokens == NULL || exam->tokens->len == 0)
    return;
  signature->timestamps = g_ptr_array_new_with_free_func ((GDestroyNotify) pades_timestamp_free);
  g_ptr_array_sort (exam->tokens, compare_tokens);
  for (guint i = 0; i < exam->tokens->len; i++)
    judge_token (walk, signature, g_ptr_array_index (exam->tokens, i));
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
  exam->facts.since = signature->not_before;
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
  exam->facts.trust = judge_clock (judge_tsa (walk, exam->token, exam->facts.used, &judgement),
                                   exam->token, exam->facts.used);
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

static void
forget (PadesSignature *signature)
{
  g_clear_pointer (&signature->signer, pki_certificate_unref);
  g_clear_pointer (&signature->chain, g_ptr_array_unref);
  g_clear_pointer (&signature->judgement, pki_judgement_free);
  g_clear_pointer (&signature->timestamps, g_ptr_array_unref);
  set_proof (signature, PADES_DATE_NONE, NULL, PADES_TIME_CLAIMED);
  signature->tsa_trust = PADES_TRUST_UNKNOWN;
  signature->not_before = PADES_DATE_NONE;
}

/**
 * pades_trust_begin:
 * @walk: where to judge
 *
 * Goes back to the newest signature, with nothing proven.
 */
void
pades_trust_begin (PadesTrustWalk *walk)
{
  walk->proven = PADES_DATE_NONE;
  walk->tsa = NULL;
  pki_proof_forget (walk->proof);
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
  exam->facts.since = PADES_DATE_NONE;
  exam->facts.used = walk->now;
  forget (signature);
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
