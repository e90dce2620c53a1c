/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-verdict.h"

static const ModelAnswer pending = {MODEL_STATE_PENDING, MODEL_FACT_PENDING};

/* Coverage is judged before later changes: bytes outside the signature were never protected. */
static ModelAnswer
judge_intact (const PadesSignature *signature)
{
  static const ModelAnswer integrity[] = {
      [PADES_INTEGRITY_BROKEN] = {MODEL_STATE_BAD, MODEL_FACT_BROKEN},
      [PADES_INTEGRITY_UNSUPPORTED] = {MODEL_STATE_UNKNOWN, MODEL_FACT_UNSUPPORTED},
      [PADES_INTEGRITY_UNPARSEABLE] = {MODEL_STATE_BAD, MODEL_FACT_UNPARSEABLE},
  };
  static const ModelAnswer changes[] = {
      [PADES_CHANGES_NONE] = {MODEL_STATE_GOOD, MODEL_FACT_INTACT},
      [PADES_CHANGES_PERMITTED] = {MODEL_STATE_GOOD, MODEL_FACT_LATER_PERMITTED},
      [PADES_CHANGES_FORBIDDEN] = {MODEL_STATE_BAD, MODEL_FACT_LATER_FORBIDDEN},
      [PADES_CHANGES_NOT_ANALYSED] = {MODEL_STATE_WARN, MODEL_FACT_LATER_UNJUDGED},
  };

  if (signature->integrity != PADES_INTEGRITY_INTACT)
    return integrity[signature->integrity];
  if (signature->coverage == PADES_COVERAGE_MALFORMED)
    return (ModelAnswer){MODEL_STATE_BAD, MODEL_FACT_MALFORMED};
  if (signature->coverage == PADES_COVERAGE_PARTIAL)
    return (ModelAnswer){MODEL_STATE_BAD, MODEL_FACT_PARTIAL};
  return changes[signature->changes];
}

/* Who issued the certificate is known, but not whether it has been taken back. */
static gboolean
is_unanswered (const PadesSignature *signature)
{
  return signature->trust == PADES_TRUST_UNKNOWN && signature->judgement != NULL &&
         signature->judgement->reason == PKI_REASON_NO_ANSWER;
}

static ModelAnswer
judge_who (const PadesSignature *signature)
{
  if (signature->signer == NULL)
    return (ModelAnswer){MODEL_STATE_UNKNOWN, MODEL_FACT_WHO_UNKNOWN};
  if (signature->integrity == PADES_INTEGRITY_INTACT && signature->trust != PADES_TRUST_UNTRUSTED &&
      (signature->trust != PADES_TRUST_UNKNOWN || is_unanswered (signature)))
    return (ModelAnswer){MODEL_STATE_GOOD, MODEL_FACT_WHO_PROVEN};
  return (ModelAnswer){MODEL_STATE_UNKNOWN, MODEL_FACT_WHO_CLAIMED};
}

static ModelAnswer
judge_trusted (const PadesSignature *signature)
{
  static const ModelAnswer trust[] = {
      [PADES_TRUST_TRUSTED] = {MODEL_STATE_GOOD, MODEL_FACT_TRUSTED},
      [PADES_TRUST_UNTRUSTED] = {MODEL_STATE_WARN, MODEL_FACT_UNTRUSTED},
      [PADES_TRUST_EXPIRED] = {MODEL_STATE_WARN, MODEL_FACT_EXPIRED},
      [PADES_TRUST_REVOKED] = {MODEL_STATE_BAD, MODEL_FACT_REVOKED},
      [PADES_TRUST_SUSPENDED] = {MODEL_STATE_BAD, MODEL_FACT_SUSPENDED},
      [PADES_TRUST_UNKNOWN] = {MODEL_STATE_UNKNOWN, MODEL_FACT_TRUST_UNKNOWN},
  };

  if (signature->integrity != PADES_INTEGRITY_INTACT)
    return (ModelAnswer){MODEL_STATE_UNKNOWN, MODEL_FACT_TRUST_MOOT};
  /* Where the user has named nobody to be trusted, nobody vouches either. */
  if (signature->signer != NULL && !is_unanswered (signature) &&
      (signature->trust == PADES_TRUST_UNTRUSTED || signature->trust == PADES_TRUST_UNKNOWN))
    return pki_certificate_is_self_signed (signature->signer)
               ? (ModelAnswer){MODEL_STATE_WARN, MODEL_FACT_SELF_SIGNED}
               : (ModelAnswer){MODEL_STATE_WARN, MODEL_FACT_UNTRUSTED};
  return trust[signature->trust];
}

static ModelAnswer
judge_when (const PadesSignature *signature)
{
  if (signature->proven != G_MININT64)
    return (ModelAnswer){MODEL_STATE_GOOD, MODEL_FACT_TIME_PROVEN};
  if (signature->tsa != NULL && signature->tsa_trust != PADES_TRUST_TRUSTED)
    return (ModelAnswer){MODEL_STATE_UNKNOWN, MODEL_FACT_TIME_TSA_UNTRUSTED};
  if (signature->claimed != G_MININT64)
    return (ModelAnswer){MODEL_STATE_UNKNOWN, MODEL_FACT_TIME_CLAIMED};
  return (ModelAnswer){MODEL_STATE_UNKNOWN, MODEL_FACT_TIME_NONE};
}

/* The order in which answers of equal weight speak: what happened to the content, then whether the
 * issuer is known, then the name. An unproven time alone spoils nothing. */
static ModelAnswer
worst_answer (const ModelVerdict *verdict)
{
  static const ModelQuestion order[] = {MODEL_QUESTION_INTACT, MODEL_QUESTION_TRUSTED,
                                        MODEL_QUESTION_WHO};
  ModelAnswer worst = {MODEL_STATE_GOOD, MODEL_FACT_VALID};

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (verdict->answers[order[i]].state > worst.state)
      worst = verdict->answers[order[i]];

  if (worst.state == MODEL_STATE_GOOD)
    {
      if (verdict->answers[MODEL_QUESTION_INTACT].fact == MODEL_FACT_LATER_PERMITTED)
        worst.fact = MODEL_FACT_VALID_LATER_PERMITTED;
      else if (verdict->answers[MODEL_QUESTION_WHEN].state != MODEL_STATE_GOOD)
        worst.fact = MODEL_FACT_VALID_TIME_CLAIMED;
    }
  return worst;
}

/**
 * model_verdict_for_signature:
 * @signature: as judged
 *
 * Answers the four questions for one signature. The headline is never better than the judge's
 * indication.
 *
 * Returns: the answers
 */
ModelVerdict
model_verdict_for_signature (const PadesSignature *signature)
{
  ModelVerdict verdict = {
      .answers =
          {
              [MODEL_QUESTION_INTACT] = judge_intact (signature),
              [MODEL_QUESTION_WHO] = judge_who (signature),
              [MODEL_QUESTION_TRUSTED] = judge_trusted (signature),
              [MODEL_QUESTION_WHEN] = judge_when (signature),
          },
  };

  verdict.headline = worst_answer (&verdict);
  if (signature->indication == PADES_INDICATION_TOTAL_FAILED &&
      verdict.headline.state != MODEL_STATE_BAD)
    verdict.headline = (ModelAnswer){MODEL_STATE_BAD, MODEL_FACT_FAILED};
  else if (signature->indication != PADES_INDICATION_TOTAL_PASSED &&
           verdict.headline.state == MODEL_STATE_GOOD)
    verdict.headline = (ModelAnswer){MODEL_STATE_UNKNOWN, MODEL_FACT_UNJUDGED};
  return verdict;
}

/**
 * model_verdict_for_report:
 * @report: (nullable): %NULL while it is being made
 * @worst: (out) (optional): place of the signature that gives the headline
 *
 * Says the worst fact of a file.
 *
 * Returns: the headline
 */
ModelAnswer
model_verdict_for_report (const PadesReport *report, guint *worst)
{
  ModelAnswer headline = pending;
  guint place = G_MAXUINT;

  for (guint i = 0; report != NULL && i < report->signatures->len; i++)
    {
      ModelVerdict verdict = model_verdict_for_signature (
          g_ptr_array_index (report->signatures, i));

      if (verdict.headline.state > headline.state)
        {
          headline = verdict.headline;
          place = i;
        }
    }
  if (report != NULL && place == G_MAXUINT)
    headline = (ModelAnswer){MODEL_STATE_UNKNOWN, MODEL_FACT_UNSIGNED};
  if (worst != NULL)
    *worst = place;
  return headline;
}
