/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-verdict.h"

static const ReportAnswer pending = {REPORT_STATE_PENDING, REPORT_FACT_PENDING};

/* The judge did not accept the age of an algorithm. */
static gboolean
is_too_weak (const PadesSignature *signature)
{
  return signature->sub_indication == PADES_SUB_CRYPTO_CONSTRAINTS_FAILURE ||
         signature->sub_indication == PADES_SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE;
}

/* That the content matches means less then. */
static gboolean
has_weak_digest (const PadesSignature *signature)
{
  return is_too_weak (signature) && pki_algorithm_end_of_digest (signature->digest).name != NULL;
}

static gboolean
has_weak_certificate (const PadesSignature *signature)
{
  return is_too_weak (signature) && signature->judgement != NULL &&
         signature->judgement->reason == PKI_REASON_WEAK && signature->judgement->weakness != NULL;
}

/* Coverage is judged before later changes: bytes outside the signature were never protected. */
static ReportAnswer
judge_intact (const PadesSignature *signature)
{
  static const ReportAnswer integrity[] = {
      [PADES_INTEGRITY_BROKEN] = {REPORT_STATE_BAD, REPORT_FACT_BROKEN},
      [PADES_INTEGRITY_UNSUPPORTED] = {REPORT_STATE_UNKNOWN, REPORT_FACT_UNSUPPORTED},
      [PADES_INTEGRITY_UNPARSEABLE] = {REPORT_STATE_BAD, REPORT_FACT_UNPARSEABLE},
  };
  static const ReportAnswer changes[] = {
      [PADES_CHANGES_NONE] = {REPORT_STATE_GOOD, REPORT_FACT_INTACT},
      [PADES_CHANGES_PERMITTED] = {REPORT_STATE_GOOD, REPORT_FACT_LATER_PERMITTED},
      [PADES_CHANGES_FORBIDDEN] = {REPORT_STATE_BAD, REPORT_FACT_LATER_FORBIDDEN},
      [PADES_CHANGES_NOT_ANALYSED] = {REPORT_STATE_WARN, REPORT_FACT_LATER_UNJUDGED},
  };

  if (signature->integrity != PADES_INTEGRITY_INTACT)
    return integrity[signature->integrity];
  if (signature->coverage == PADES_COVERAGE_MALFORMED)
    return (ReportAnswer){REPORT_STATE_BAD, REPORT_FACT_MALFORMED};
  if (signature->coverage == PADES_COVERAGE_PARTIAL)
    return (ReportAnswer){REPORT_STATE_BAD, REPORT_FACT_PARTIAL};
  if (signature->covers != NULL && signature->changes == PADES_CHANGES_PERMITTED)
    return (ReportAnswer){REPORT_STATE_WARN, REPORT_FACT_LATER_COVERS};
  if (signature->unseen && signature->changes == PADES_CHANGES_PERMITTED)
    return (ReportAnswer){REPORT_STATE_WARN, REPORT_FACT_LATER_UNJUDGED};
  if (has_weak_digest (signature) && changes[signature->changes].state == REPORT_STATE_GOOD)
    return (ReportAnswer){REPORT_STATE_WARN, REPORT_FACT_WEAK};
  if (signature->only_proofs && signature->changes == PADES_CHANGES_PERMITTED)
    return (ReportAnswer){REPORT_STATE_GOOD, REPORT_FACT_LATER_PROOFS};
  return changes[signature->changes];
}

/* Who issued the certificate is known, but not whether it has been taken back. */
static gboolean
is_unanswered (const PadesSignature *signature)
{
  return signature->trust == PADES_TRUST_UNKNOWN && signature->judgement != NULL &&
         signature->judgement->reason == PKI_REASON_NO_ANSWER;
}

/* Whose key was taken away may not have been the one who signed: it may have been stolen. */
static gboolean
is_vouched_for (const PadesSignature *signature)
{
  return signature->trust == PADES_TRUST_TRUSTED || signature->trust == PADES_TRUST_EXPIRED ||
         is_unanswered (signature);
}

static ReportAnswer
judge_who (const PadesSignature *signature)
{
  if (signature->signer == NULL)
    return (ReportAnswer){REPORT_STATE_UNKNOWN, REPORT_FACT_WHO_UNKNOWN};
  if (signature->integrity == PADES_INTEGRITY_INTACT && is_vouched_for (signature))
    return (ReportAnswer){REPORT_STATE_GOOD, REPORT_FACT_WHO_PROVEN};
  return (ReportAnswer){REPORT_STATE_UNKNOWN, REPORT_FACT_WHO_CLAIMED};
}

static ReportAnswer
judge_trusted (const PadesSignature *signature)
{
  static const ReportAnswer trust[] = {
      [PADES_TRUST_TRUSTED] = {REPORT_STATE_GOOD, REPORT_FACT_TRUSTED},
      [PADES_TRUST_UNTRUSTED] = {REPORT_STATE_WARN, REPORT_FACT_UNTRUSTED},
      [PADES_TRUST_EXPIRED] = {REPORT_STATE_WARN, REPORT_FACT_EXPIRED},
      [PADES_TRUST_REVOKED] = {REPORT_STATE_BAD, REPORT_FACT_REVOKED},
      [PADES_TRUST_SUSPENDED] = {REPORT_STATE_BAD, REPORT_FACT_SUSPENDED},
      [PADES_TRUST_UNKNOWN] = {REPORT_STATE_UNKNOWN, REPORT_FACT_TRUST_UNKNOWN},
  };

  if (signature->integrity == PADES_INTEGRITY_UNPARSEABLE ||
      signature->integrity == PADES_INTEGRITY_UNSUPPORTED)
    return (ReportAnswer){REPORT_STATE_UNKNOWN, REPORT_FACT_TRUST_UNREAD};
  if (signature->integrity == PADES_INTEGRITY_BROKEN ||
      signature->coverage == PADES_COVERAGE_PARTIAL ||
      signature->coverage == PADES_COVERAGE_MALFORMED)
    return (ReportAnswer){REPORT_STATE_UNKNOWN, REPORT_FACT_TRUST_MOOT};
  if (has_weak_certificate (signature))
    return (ReportAnswer){REPORT_STATE_WARN, REPORT_FACT_WEAK_CERTIFICATE};
  /* Where the user has named nobody to be trusted, nobody vouches either. */
  if (signature->signer != NULL && !is_unanswered (signature) &&
      (signature->trust == PADES_TRUST_UNTRUSTED || signature->trust == PADES_TRUST_UNKNOWN))
    {
      /* No word of comfort, and no offer to trust the issuer, beside a file that was changed. */
      if (signature->changes == PADES_CHANGES_FORBIDDEN)
        return (ReportAnswer){REPORT_STATE_WARN, REPORT_FACT_TRUST_CHANGED};
      return pki_certificate_is_self_signed (signature->signer)
                 ? (ReportAnswer){REPORT_STATE_WARN, REPORT_FACT_SELF_SIGNED}
                 : (ReportAnswer){REPORT_STATE_WARN, REPORT_FACT_UNTRUSTED};
    }
  return trust[signature->trust];
}

/**
 * report_verdict_is_time_doubtful:
 * @signature: a verdict on one signature
 * @time: (out): when it was signed, as a time-stamp says that does not count
 *
 * Asks whether a time-stamp is over it and sound, and nothing vouches for the service that made it.
 * That says nothing against the signature.
 *
 * Returns: whether that is all there is for its time
 */
gboolean
report_verdict_is_time_doubtful (const PadesSignature *signature, gint64 *time)
{
  if (signature->proven != G_MININT64)
    return FALSE;
  *time = signature->claimed;
  if (signature->timestamp)
    return signature->claimed != G_MININT64 && signature->integrity == PADES_INTEGRITY_INTACT;
  for (guint i = 0; signature->timestamps != NULL && i < signature->timestamps->len; i++)
    {
      const PadesTimestamp *stamp = g_ptr_array_index (signature->timestamps, i);

      if (stamp->kind == PADES_TIMESTAMP_CONTENT || stamp->time == G_MININT64 ||
          stamp->integrity != PADES_INTEGRITY_INTACT)
        continue;
      *time = stamp->time;
      return TRUE;
    }
  return FALSE;
}

static ReportAnswer
judge_when (const PadesSignature *signature)
{
  gint64 doubtful;

  if (signature->integrity == PADES_INTEGRITY_BROKEN &&
      (signature->proven != G_MININT64 || signature->claimed != G_MININT64))
    return (ReportAnswer){REPORT_STATE_UNKNOWN, REPORT_FACT_TIME_MOOT};
  if (signature->proven != G_MININT64)
    return (ReportAnswer){REPORT_STATE_GOOD, REPORT_FACT_TIME_PROVEN};
  if (report_verdict_is_time_doubtful (signature, &doubtful))
    return (ReportAnswer){REPORT_STATE_UNKNOWN, REPORT_FACT_TIME_TSA_UNTRUSTED};
  if (signature->claimed != G_MININT64)
    return (ReportAnswer){REPORT_STATE_UNKNOWN, REPORT_FACT_TIME_CLAIMED};
  return (ReportAnswer){REPORT_STATE_UNKNOWN, REPORT_FACT_TIME_NONE};
}

/* The order in which answers of equal weight speak: what happened to the content, then whether the
 * issuer is known, then the name. An unproven time alone spoils nothing. */
static ReportAnswer
worst_answer (const ReportVerdict *verdict)
{
  static const ReportQuestion order[] = {REPORT_QUESTION_INTACT, REPORT_QUESTION_TRUSTED,
                                         REPORT_QUESTION_WHO};
  ReportAnswer worst = {REPORT_STATE_GOOD, REPORT_FACT_VALID};

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (verdict->answers[order[i]].state > worst.state)
      worst = verdict->answers[order[i]];

  if (worst.state == REPORT_STATE_GOOD)
    {
      if (verdict->answers[REPORT_QUESTION_INTACT].fact == REPORT_FACT_LATER_PERMITTED)
        worst.fact = REPORT_FACT_VALID_LATER_PERMITTED;
      else if (verdict->answers[REPORT_QUESTION_WHEN].state != REPORT_STATE_GOOD)
        worst.fact = REPORT_FACT_VALID_TIME_CLAIMED;
    }
  return worst;
}

/**
 * report_verdict_for_signature:
 * @signature: as judged
 *
 * Answers the four questions for one signature. The headline is never better than the judge's
 * indication.
 *
 * Returns: the answers
 */
ReportVerdict
report_verdict_for_signature (const PadesSignature *signature)
{
  ReportVerdict verdict = {
      .answers =
          {
              [REPORT_QUESTION_INTACT] = judge_intact (signature),
              [REPORT_QUESTION_WHO] = judge_who (signature),
              [REPORT_QUESTION_TRUSTED] = judge_trusted (signature),
              [REPORT_QUESTION_WHEN] = judge_when (signature),
          },
  };

  verdict.headline = worst_answer (&verdict);
  if (signature->timestamp && verdict.headline.fact == REPORT_FACT_VALID)
    verdict.headline.fact = REPORT_FACT_VALID_STAMP;
  if (signature->indication == PADES_INDICATION_TOTAL_FAILED &&
      verdict.headline.state != REPORT_STATE_BAD)
    verdict.headline = (ReportAnswer){REPORT_STATE_BAD, REPORT_FACT_FAILED};
  else if (signature->indication != PADES_INDICATION_TOTAL_PASSED &&
           verdict.headline.state == REPORT_STATE_GOOD)
    verdict.headline = (ReportAnswer){REPORT_STATE_UNKNOWN, REPORT_FACT_UNJUDGED};
  return verdict;
}

/**
 * report_verdict_for_report:
 * @report: (nullable): %NULL while it is being made
 * @worst: (out) (optional): place of the signature that gives the headline
 *
 * Says the worst fact of a file.
 *
 * Returns: the headline
 */
ReportAnswer
report_verdict_for_report (const PadesReport *report, guint *worst)
{
  ReportAnswer headline = pending;
  guint place = G_MAXUINT;

  for (guint i = 0; report != NULL && i < report->signatures->len; i++)
    {
      ReportVerdict verdict = report_verdict_for_signature (
          g_ptr_array_index (report->signatures, i));

      if (verdict.headline.state > headline.state)
        {
          headline = verdict.headline;
          place = i;
        }
    }
  if (report != NULL && place == G_MAXUINT)
    headline = report->removed != 0 ? (ReportAnswer){REPORT_STATE_WARN, REPORT_FACT_REMOVED}
                                    : (ReportAnswer){REPORT_STATE_UNKNOWN, REPORT_FACT_UNSIGNED};
  if (worst != NULL)
    *worst = place;
  return headline;
}
