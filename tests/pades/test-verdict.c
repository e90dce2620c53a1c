/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-date.h"
#include "pades-error.h"
#include "pades-verdict.h"
#include "support-clock.h"

static PadesFacts
good (void)
{
  return (PadesFacts){
      .integrity = PADES_INTEGRITY_INTACT,
      .coverage = PADES_COVERAGE_ENTIRE_FILE,
      .changes = PADES_CHANGES_NONE,
      .digest = PKI_DIGEST_SHA256,
      .trust = PADES_TRUST_TRUSTED,
      .used = SUPPORT_NOW,
      .claimed = G_MININT64,
      .since = G_MININT64,
  };
}

static void
assert_verdict (const PadesFacts *facts, PadesIndication indication, PadesSub sub)
{
  PadesVerdict verdict = pades_verdict_judge (facts);

  g_assert_cmpint (verdict.indication, ==, indication);
  g_assert_cmpint (verdict.sub, ==, sub);
}

static void
test_passed (void)
{
  PadesFacts facts = good ();

  assert_verdict (&facts, PADES_INDICATION_TOTAL_PASSED, PADES_SUB_NONE);
  facts.coverage = PADES_COVERAGE_ENTIRE_REVISION;
  facts.changes = PADES_CHANGES_PERMITTED;
  assert_verdict (&facts, PADES_INDICATION_TOTAL_PASSED, PADES_SUB_NONE);
}

static void
test_checks (void)
{
  static const struct {
    PkiCmsCheck check;
    PadesIndication indication;
    PadesSub sub;
  } rows[] = {
      {PKI_CMS_DIGEST_MISMATCH, PADES_INDICATION_TOTAL_FAILED, PADES_SUB_HASH_FAILURE},
      {PKI_CMS_SIGNATURE_WRONG, PADES_INDICATION_TOTAL_FAILED, PADES_SUB_SIG_CRYPTO_FAILURE},
      {PKI_CMS_MALFORMED, PADES_INDICATION_TOTAL_FAILED, PADES_SUB_FORMAT_FAILURE},
      {PKI_CMS_CERTIFICATE_MISMATCH, PADES_INDICATION_TOTAL_FAILED,
       PADES_SUB_SIG_CONSTRAINTS_FAILURE},
      {PKI_CMS_NO_CERTIFICATE, PADES_INDICATION_INDETERMINATE,
       PADES_SUB_NO_SIGNING_CERTIFICATE_FOUND},
      {PKI_CMS_UNSUPPORTED, PADES_INDICATION_INDETERMINATE, PADES_SUB_CRYPTO_CONSTRAINTS_FAILURE},
      {PKI_CMS_INTACT, PADES_INDICATION_TOTAL_PASSED, PADES_SUB_NONE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      PadesFacts facts = good ();

      pades_verdict_read_check (rows[i].check, 1, &facts);
      assert_verdict (&facts, rows[i].indication, rows[i].sub);
    }
}

static void
test_several_signers (void)
{
  PadesFacts facts = good ();

  pades_verdict_read_check (PKI_CMS_MALFORMED, 2, &facts);
  assert_verdict (&facts, PADES_INDICATION_INDETERMINATE, PADES_SUB_SIG_CONSTRAINTS_FAILURE);
}

#define FAILED PADES_INDICATION_TOTAL_FAILED
#define UNSURE PADES_INDICATION_INDETERMINATE
#define NO_CLAIM (-99)

/* Days from the event that the reason tells of: when the signature is proven to have existed, and
 * when it says to have been made. */
static const struct {
  const char *what;
  PadesTrust trust;
  PkiReason reason;
  gboolean proven;
  int used;
  int claimed;
  PadesIndication indication;
  PadesSub sub;
} trusts[] = {
    {"no-chain", PADES_TRUST_UNTRUSTED, PKI_REASON_NO_CHAIN, FALSE, 0, 0, UNSURE,
     PADES_SUB_NO_CERTIFICATE_CHAIN_FOUND},
    {"nobody-named", PADES_TRUST_UNKNOWN, PKI_REASON_NONE, FALSE, 0, 0, UNSURE,
     PADES_SUB_NO_CERTIFICATE_CHAIN_FOUND},
    {"flaw", PADES_TRUST_UNTRUSTED, PKI_REASON_FLAW, TRUE, 0, 0, UNSURE,
     PADES_SUB_CHAIN_CONSTRAINTS_FAILURE},
    {"revoked", PADES_TRUST_REVOKED, PKI_REASON_REVOKED, FALSE, 9, 8, UNSURE,
     PADES_SUB_REVOKED_NO_POE},
    {"revoked-before", PADES_TRUST_REVOKED, PKI_REASON_REVOKED, TRUE, 9, 8, FAILED,
     PADES_SUB_REVOKED},
    {"revoked-before-no-claim", PADES_TRUST_REVOKED, PKI_REASON_REVOKED, TRUE, 9, NO_CLAIM, FAILED,
     PADES_SUB_REVOKED},
    {"revoked-between", PADES_TRUST_REVOKED, PKI_REASON_REVOKED, TRUE, 9, -1, UNSURE,
     PADES_SUB_REVOKED_NO_POE},
    {"revoked-authority", PADES_TRUST_REVOKED, PKI_REASON_REVOKED_CA, TRUE, 9, 8, UNSURE,
     PADES_SUB_REVOKED_CA_NO_POE},
    {"suspended", PADES_TRUST_SUSPENDED, PKI_REASON_SUSPENDED, TRUE, 9, 8, UNSURE,
     PADES_SUB_TRY_LATER},
    {"no-answer", PADES_TRUST_UNKNOWN, PKI_REASON_NO_ANSWER, TRUE, 9, 8, UNSURE,
     PADES_SUB_TRY_LATER},
    {"not-yet-valid", PADES_TRUST_EXPIRED, PKI_REASON_NOT_YET_VALID, TRUE, -9, -9, FAILED,
     PADES_SUB_NOT_YET_VALID},
    {"not-yet-valid-now", PADES_TRUST_EXPIRED, PKI_REASON_NOT_YET_VALID, FALSE, -9, -9, UNSURE,
     PADES_SUB_OUT_OF_BOUNDS_NO_POE},
    {"expired", PADES_TRUST_EXPIRED, PKI_REASON_EXPIRED, FALSE, 9, 8, UNSURE,
     PADES_SUB_OUT_OF_BOUNDS_NO_POE},
    {"expired-before", PADES_TRUST_EXPIRED, PKI_REASON_EXPIRED_CA, TRUE, 9, 8, UNSURE,
     PADES_SUB_OUT_OF_BOUNDS_NO_POE},
    {"weak", PADES_TRUST_UNKNOWN, PKI_REASON_WEAK, FALSE, 9, 8, UNSURE,
     PADES_SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE},
    {"weak-before", PADES_TRUST_UNKNOWN, PKI_REASON_WEAK, TRUE, 9, 8, UNSURE,
     PADES_SUB_CRYPTO_CONSTRAINTS_FAILURE},
};

static void
test_trust (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (trusts); i++)
    {
      PadesFacts facts = good ();

      g_test_message ("%s", trusts[i].what);
      facts.trust = trusts[i].trust;
      facts.reason = trusts[i].reason;
      facts.moment = SUPPORT_NOW;
      facts.proven = trusts[i].proven;
      facts.used = SUPPORT_NOW + trusts[i].used * SUPPORT_DAY;
      if (trusts[i].claimed != NO_CLAIM)
        facts.claimed = SUPPORT_NOW + trusts[i].claimed * SUPPORT_DAY;
      assert_verdict (&facts, trusts[i].indication, trusts[i].sub);
      facts.integrity = PADES_INTEGRITY_BROKEN;
      facts.flaw = PADES_SUB_HASH_FAILURE;
      assert_verdict (&facts, FAILED, PADES_SUB_HASH_FAILURE);
    }
}

/* Out of its time, and whether it was revoked is known besides; an issuer's end says nothing of the
 * signer. */
static void
test_unrevoked (void)
{
  static const struct {
    PkiReason reason;
    PadesSub sub;
  } cases[] = {
      {PKI_REASON_EXPIRED, PADES_SUB_OUT_OF_BOUNDS_NOT_REVOKED},
      {PKI_REASON_NOT_YET_VALID, PADES_SUB_OUT_OF_BOUNDS_NOT_REVOKED},
      {PKI_REASON_EXPIRED_CA, PADES_SUB_OUT_OF_BOUNDS_NO_POE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      PadesFacts facts = good ();

      facts.trust = PADES_TRUST_EXPIRED;
      facts.reason = cases[i].reason;
      facts.unrevoked = TRUE;
      assert_verdict (&facts, UNSURE, cases[i].sub);
    }
}

/* SHA-1 was strong enough until 2009-08-01. */
static void
test_digest (void)
{
  const gint64 end = pki_algorithm_end_of_digest (PKI_DIGEST_SHA1).until;
  PadesFacts facts = good ();

  facts.digest = PKI_DIGEST_SHA1;
  assert_verdict (&facts, UNSURE, PADES_SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE);
  facts.proven = TRUE;
  assert_verdict (&facts, UNSURE, PADES_SUB_CRYPTO_CONSTRAINTS_FAILURE);
  facts.claimed = end - 1;
  assert_verdict (&facts, UNSURE, PADES_SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE);
  facts.used = end;
  assert_verdict (&facts, PADES_INDICATION_TOTAL_PASSED, PADES_SUB_NONE);
  facts.digest = PKI_DIGEST_NONE;
  assert_verdict (&facts, UNSURE, PADES_SUB_CRYPTO_CONSTRAINTS_FAILURE);
}

/* Nothing else can make up for one of these: every other fact may be as good as it gets. */
static void
test_vetoes (void)
{
  PadesFacts facts = good ();

  facts.coverage = PADES_COVERAGE_PARTIAL;
  assert_verdict (&facts, PADES_INDICATION_TOTAL_FAILED, PADES_SUB_FORMAT_FAILURE);
  facts.coverage = PADES_COVERAGE_MALFORMED;
  assert_verdict (&facts, PADES_INDICATION_TOTAL_FAILED, PADES_SUB_FORMAT_FAILURE);
  facts = good ();
  facts.changes = PADES_CHANGES_FORBIDDEN;
  assert_verdict (&facts, PADES_INDICATION_TOTAL_FAILED, PADES_SUB_FORMAT_FAILURE);
  facts.changes = PADES_CHANGES_NOT_ANALYSED;
  assert_verdict (&facts, PADES_INDICATION_INDETERMINATE, PADES_SUB_TRY_LATER);
  facts = good ();
  facts.unbound = TRUE;
  assert_verdict (&facts, PADES_INDICATION_INDETERMINATE, PADES_SUB_SIG_CONSTRAINTS_FAILURE);
  facts = good ();
  facts.mismatched = TRUE;
  assert_verdict (&facts, PADES_INDICATION_INDETERMINATE, PADES_SUB_SIG_CONSTRAINTS_FAILURE);
}

static void
test_worst (void)
{
  g_assert_cmpint (
      pades_verdict_worst (PADES_INDICATION_NO_SIGNATURE, PADES_INDICATION_TOTAL_PASSED), ==,
      PADES_INDICATION_TOTAL_PASSED);
  g_assert_cmpint (
      pades_verdict_worst (PADES_INDICATION_TOTAL_FAILED, PADES_INDICATION_INDETERMINATE), ==,
      PADES_INDICATION_TOTAL_FAILED);
  g_assert_cmpint (
      pades_verdict_worst (PADES_INDICATION_TOTAL_PASSED, PADES_INDICATION_INDETERMINATE), ==,
      PADES_INDICATION_INDETERMINATE);
}

static void
test_date (void)
{
  static const struct {
    const char *text;
    gint64 seconds;
  } rows[] = {
      {"D:20261126080000+08'00'", 1795651200},
      {"D:20261126080000+08'00", 1795651200},
      {"20261126000000Z", 1795651200},
      {"D:20261125190000-05'00'", 1795651200},
      {"D:20261126", 1795651200},
      {"D:2026", 1767225600},
      {"D:20261326", PADES_DATE_NONE},
      {"yesterday", PADES_DATE_NONE},
      {"", PADES_DATE_NONE},
  };
  g_autofree char *east = pades_date_format (1795651200, 8 * 3600);
  g_autofree char *west = pades_date_format (1795651200, -(3 * 3600 + 1800));
  g_autofree char *utc = pades_date_format (1795651200, 0);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (pades_date_parse (rows[i].text), ==, rows[i].seconds);
  g_assert_cmpint (pades_date_parse (NULL), ==, PADES_DATE_NONE);
  g_assert_cmpstr (east, ==, "D:20261126080000+08'00'");
  g_assert_cmpstr (west, ==, "D:20261125203000-03'30'");
  g_assert_cmpstr (utc, ==, "D:20261126000000Z");
}

static void
test_explain (void)
{
  const char *what = NULL;
  const char *why = NULL;
  const char *remedy = NULL;

  for (int code = 0; code < PADES_N_ERRORS; code++)
    {
      g_assert_true (pades_error_explain (code, &what, &why, &remedy));
      g_assert_true (what != NULL && why != NULL && remedy != NULL);
    }
  g_assert_false (pades_error_explain (PADES_N_ERRORS, &what, &why, &remedy));
  g_assert_false (pades_error_explain (-1, &what, &why, &remedy));
}

/* EN 319 102-1, 5.3.4: what is signed was there before, so that a content time-stamp tells when the
 * signature was not made yet. */
static void
test_content_timestamp (void)
{
  PadesFacts facts = good ();

  facts.trust = PADES_TRUST_REVOKED;
  facts.reason = PKI_REASON_REVOKED;
  facts.moment = SUPPORT_NOW - 60;
  facts.since = SUPPORT_NOW - 90;
  assert_verdict (&facts, PADES_INDICATION_INDETERMINATE, PADES_SUB_REVOKED_NO_POE);
  facts.since = SUPPORT_NOW - 30;
  assert_verdict (&facts, PADES_INDICATION_TOTAL_FAILED, PADES_SUB_REVOKED);

  facts.trust = PADES_TRUST_EXPIRED;
  facts.reason = PKI_REASON_EXPIRED;
  assert_verdict (&facts, PADES_INDICATION_TOTAL_FAILED, PADES_SUB_EXPIRED);
  facts.since = SUPPORT_NOW - 90;
  assert_verdict (&facts, PADES_INDICATION_INDETERMINATE, PADES_SUB_OUT_OF_BOUNDS_NO_POE);

  facts = good ();
  facts.proven = TRUE;
  facts.since = SUPPORT_NOW - 1;
  assert_verdict (&facts, PADES_INDICATION_TOTAL_PASSED, PADES_SUB_NONE);
  facts.since = SUPPORT_NOW + 3600;
  assert_verdict (&facts, PADES_INDICATION_INDETERMINATE, PADES_SUB_TIMESTAMP_ORDER_FAILURE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pades/verdict/passed", test_passed);
  g_test_add_func ("/pades/verdict/checks", test_checks);
  g_test_add_func ("/pades/verdict/several-signers", test_several_signers);
  g_test_add_func ("/pades/verdict/trust", test_trust);
  g_test_add_func ("/pades/verdict/unrevoked", test_unrevoked);
  g_test_add_func ("/pades/verdict/digest", test_digest);
  g_test_add_func ("/pades/verdict/vetoes", test_vetoes);
  g_test_add_func ("/pades/verdict/content-timestamp", test_content_timestamp);
  g_test_add_func ("/pades/verdict/worst", test_worst);
  g_test_add_func ("/pades/date", test_date);
  g_test_add_func ("/pades/error/explain", test_explain);
  return g_test_run ();
}
