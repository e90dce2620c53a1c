/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-verdict.h"

/* EN 319 102-1, table 5: trusted means a chain to a given root that was valid and not revoked when
 * the signature is known to have existed. */

static const struct {
  PadesIntegrity integrity;
  PadesSub flaw;
} checks[] = {
    [PKI_CMS_INTACT] = {PADES_INTEGRITY_INTACT, PADES_SUB_NONE},
    [PKI_CMS_DIGEST_MISMATCH] = {PADES_INTEGRITY_BROKEN, PADES_SUB_HASH_FAILURE},
    [PKI_CMS_SIGNATURE_WRONG] = {PADES_INTEGRITY_BROKEN, PADES_SUB_SIG_CRYPTO_FAILURE},
    [PKI_CMS_MALFORMED] = {PADES_INTEGRITY_UNPARSEABLE, PADES_SUB_FORMAT_FAILURE},
    /* Somebody put another certificate in: the value may be right, but whose is it? */
    [PKI_CMS_CERTIFICATE_MISMATCH] = {PADES_INTEGRITY_BROKEN, PADES_SUB_SIG_CONSTRAINTS_FAILURE},
    [PKI_CMS_NO_CERTIFICATE] = {PADES_INTEGRITY_UNSUPPORTED,
                                PADES_SUB_NO_SIGNING_CERTIFICATE_FOUND},
    [PKI_CMS_UNSUPPORTED] = {PADES_INTEGRITY_UNSUPPORTED, PADES_SUB_CRYPTO_CONSTRAINTS_FAILURE},
};

/**
 * pades_verdict_read_check:
 * @check: what the CMS check said
 * @n_signers: how many SignerInfos the CMS has
 * @facts: (inout): receives integrity and flaw
 *
 * Turns the answer of pki_cms_check() into facts. Several signers in one CMS are legal elsewhere
 * but not here, where nobody can tell which one is meant (EN 319 142-1, 5.3): undecided, not
 * broken.
 */
void
pades_verdict_read_check (PkiCmsCheck check, guint n_signers, PadesFacts *facts)
{
  g_return_if_fail ((guint) check < G_N_ELEMENTS (checks) && facts != NULL);

  facts->integrity = checks[check].integrity;
  facts->flaw = checks[check].flaw;
  if (n_signers > 1)
    {
      facts->integrity = PADES_INTEGRITY_UNSUPPORTED;
      facts->flaw = PADES_SUB_SIG_CONSTRAINTS_FAILURE;
    }
}

/* EN 319 102-1, 5.1.3: not just "no proof that it was before", but known to be after. The time that
 * is proven is the latest possible; a content time-stamp tells the earliest (5.3.4, 4 and 5.6.2.4),
 * and the signer's own word is heard where it speaks against him. */
static gboolean
is_known_after (const PadesFacts *facts, gint64 moment)
{
  if (facts->since != G_MININT64 && facts->since >= moment)
    return TRUE;
  return facts->proven && facts->used >= moment &&
         (facts->claimed == G_MININT64 || facts->claimed >= moment);
}

/* EN 319 102-1, 5.2.6.4: of a certificate that is out of its time it matters whether it was revoked
 * as well. */
static PadesSub
judge_bounds (const PadesFacts *facts)
{
  return facts->unrevoked && facts->reason != PKI_REASON_EXPIRED_CA
             ? PADES_SUB_OUT_OF_BOUNDS_NOT_REVOKED
             : PADES_SUB_OUT_OF_BOUNDS_NO_POE;
}

static PadesSub
judge_reason (const PadesFacts *facts)
{
  gboolean after = is_known_after (facts, facts->moment);

  switch (facts->reason)
    {
    case PKI_REASON_FLAW:
      return PADES_SUB_CHAIN_CONSTRAINTS_FAILURE;
    case PKI_REASON_REVOKED:
      return after ? PADES_SUB_REVOKED : PADES_SUB_REVOKED_NO_POE;
    case PKI_REASON_REVOKED_CA:
      return PADES_SUB_REVOKED_CA_NO_POE;
    case PKI_REASON_SUSPENDED:
    case PKI_REASON_NO_ANSWER:
      return PADES_SUB_TRY_LATER;
    case PKI_REASON_NOT_YET_VALID:
      return facts->proven ? PADES_SUB_NOT_YET_VALID : judge_bounds (facts);
    case PKI_REASON_EXPIRED:
    case PKI_REASON_EXPIRED_CA:
      return judge_bounds (facts);
    case PKI_REASON_WEAK:
      return after ? PADES_SUB_CRYPTO_CONSTRAINTS_FAILURE
                   : PADES_SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE;
    case PKI_REASON_NO_CHAIN:
    case PKI_REASON_NONE:
    default:
      return PADES_SUB_NO_CERTIFICATE_CHAIN_FOUND;
    }
}

/* PADES_SUB_NONE: the digest was strong enough when it was used. */
static PadesSub
judge_digest (const PadesFacts *facts)
{
  gint64 until = pki_algorithm_end_of_digest (facts->digest).until;

  if (facts->digest == PKI_DIGEST_NONE)
    return PADES_SUB_CRYPTO_CONSTRAINTS_FAILURE;
  if (facts->used <= until)
    return PADES_SUB_NONE;
  return is_known_after (facts, until) ? PADES_SUB_CRYPTO_CONSTRAINTS_FAILURE
                                       : PADES_SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE;
}

/* What the time that is known says against an intact signature (5.5.4 and 5.6.2.4). The time that
 * is proven is the latest possible: a certificate that begins later did not exist yet. */
static PadesSub
find_untimely (const PadesFacts *facts)
{
  if (facts->reason == PKI_REASON_REVOKED && is_known_after (facts, facts->moment))
    return PADES_SUB_REVOKED;
  if (facts->reason == PKI_REASON_EXPIRED && facts->since != G_MININT64 &&
      facts->since > facts->moment)
    return PADES_SUB_EXPIRED;
  if (facts->reason == PKI_REASON_NOT_YET_VALID && facts->proven)
    return PADES_SUB_NOT_YET_VALID;
  return PADES_SUB_NONE;
}

/* What makes it fail, whatever else is true; PADES_SUB_NONE for nothing. */
static PadesSub
find_failure (const PadesFacts *facts)
{
  if (facts->integrity == PADES_INTEGRITY_BROKEN || facts->integrity == PADES_INTEGRITY_UNPARSEABLE)
    return facts->flaw;
  if (facts->coverage == PADES_COVERAGE_PARTIAL || facts->coverage == PADES_COVERAGE_MALFORMED ||
      facts->changes == PADES_CHANGES_FORBIDDEN)
    return PADES_SUB_FORMAT_FAILURE;
  return facts->integrity == PADES_INTEGRITY_INTACT ? find_untimely (facts) : PADES_SUB_NONE;
}

/* EN 319 102-1, 5.5.4: what is in a signature was there before it. Clocks of honest services differ
 * by less. */
static gboolean
is_out_of_order (const PadesFacts *facts)
{
  return facts->proven && facts->since != G_MININT64 &&
         facts->since > facts->used + PKI_STATUS_SKEW;
}

static PadesSub
find_doubt (const PadesFacts *facts)
{
  PadesSub digest = judge_digest (facts);

  if (facts->integrity == PADES_INTEGRITY_UNSUPPORTED)
    return facts->flaw;
  if (facts->unbound)
    return PADES_SUB_SIG_CONSTRAINTS_FAILURE;
  if (digest != PADES_SUB_NONE)
    return digest;
  if (facts->mismatched)
    return PADES_SUB_SIG_CONSTRAINTS_FAILURE;
  if (facts->trust != PADES_TRUST_TRUSTED)
    return judge_reason (facts);
  if (is_out_of_order (facts))
    return PADES_SUB_TIMESTAMP_ORDER_FAILURE;
  /* Rules permit it, and it is still not to pass: what is seen is not what was signed. */
  if (facts->covered)
    return PADES_SUB_SIG_CONSTRAINTS_FAILURE;
  return facts->changes == PADES_CHANGES_NOT_ANALYSED || facts->unseen ? PADES_SUB_TRY_LATER
                                                                       : PADES_SUB_NONE;
}

/**
 * pades_verdict_judge:
 * @facts: what was found out
 *
 * Gives the indication of EN 319 102-1. Only what is known to be good passes: anything unknown is
 * indeterminate.
 *
 * Returns: indication and sub-indication
 */
PadesVerdict
pades_verdict_judge (const PadesFacts *facts)
{
  PadesSub failure = find_failure (facts);
  PadesSub doubt = find_doubt (facts);

  if (failure != PADES_SUB_NONE)
    return (PadesVerdict){PADES_INDICATION_TOTAL_FAILED, failure};
  if (doubt != PADES_SUB_NONE)
    return (PadesVerdict){PADES_INDICATION_INDETERMINATE, doubt};
  return (PadesVerdict){PADES_INDICATION_TOTAL_PASSED, PADES_SUB_NONE};
}

/**
 * pades_verdict_worst:
 * @a: an indication
 * @b: another
 *
 * Of several signatures the worst is the headline; no signature at all is better than none of
 * them, since it claims nothing.
 */
PadesIndication
pades_verdict_worst (PadesIndication a, PadesIndication b)
{
  static const int badness[] = {
      [PADES_INDICATION_NO_SIGNATURE] = 0,
      [PADES_INDICATION_TOTAL_PASSED] = 1,
      [PADES_INDICATION_INDETERMINATE] = 2,
      [PADES_INDICATION_TOTAL_FAILED] = 3,
  };

  return badness[a] >= badness[b] ? a : b;
}
