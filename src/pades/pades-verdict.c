/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-verdict.h"

/* EN 319 102-1, table 5, as far as the facts reach. Revocation is none of the facts yet: trusted
 * means a chain to a given root, valid at the proven time, and no more. */

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

static PadesSub
judge_trust (const PadesFacts *facts)
{
  switch (facts->trust)
    {
    case PADES_TRUST_TRUSTED:
      return PADES_SUB_NONE;
    case PADES_TRUST_EXPIRED:
    case PADES_TRUST_REVOKED:
      return PADES_SUB_OUT_OF_BOUNDS_NO_POE;
    case PADES_TRUST_SUSPENDED:
      return PADES_SUB_TRY_LATER;
    case PADES_TRUST_UNTRUSTED:
    case PADES_TRUST_UNKNOWN:
    default:
      return facts->bad_chain ? PADES_SUB_CHAIN_CONSTRAINTS_FAILURE
                              : PADES_SUB_NO_CERTIFICATE_CHAIN_FOUND;
    }
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
  PadesVerdict failed = {PADES_INDICATION_TOTAL_FAILED, PADES_SUB_FORMAT_FAILURE};
  PadesVerdict unsure = {PADES_INDICATION_INDETERMINATE, PADES_SUB_NONE};

  if (facts->integrity == PADES_INTEGRITY_BROKEN || facts->integrity == PADES_INTEGRITY_UNPARSEABLE)
    {
      failed.sub = facts->flaw;
      return failed;
    }
  if (facts->coverage == PADES_COVERAGE_PARTIAL || facts->coverage == PADES_COVERAGE_MALFORMED ||
      facts->changes == PADES_CHANGES_FORBIDDEN)
    return failed;
  if (facts->integrity == PADES_INTEGRITY_UNSUPPORTED)
    unsure.sub = facts->flaw;
  else if (facts->unbound)
    unsure.sub = PADES_SUB_SIG_CONSTRAINTS_FAILURE;
  else if (facts->digest <= PKI_DIGEST_SHA1)
    unsure.sub = PADES_SUB_CRYPTO_CONSTRAINTS_FAILURE;
  else if (facts->trust != PADES_TRUST_TRUSTED)
    unsure.sub = judge_trust (facts);
  else if (facts->changes == PADES_CHANGES_NOT_ANALYSED)
    unsure.sub = PADES_SUB_TRY_LATER;
  else
    return (PadesVerdict){PADES_INDICATION_TOTAL_PASSED, PADES_SUB_NONE};
  return unsure;
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
