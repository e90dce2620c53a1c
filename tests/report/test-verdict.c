/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "report-verdict.h"
#include "report-words.h"

/* A signature about which everything is well, to be spoiled one fact at a time. */
static PadesSignature
good_signature (PkiCertificate *signer)
{
  return (PadesSignature){
      .number = 1,
      .revision = 1,
      .signer = signer,
      .integrity = PADES_INTEGRITY_INTACT,
      .coverage = PADES_COVERAGE_ENTIRE_FILE,
      .changes = PADES_CHANGES_NONE,
      .level = PADES_LEVEL_B_T,
      .trust = PADES_TRUST_TRUSTED,
      .claimed = 1795000000,
      .proven = 1795000005,
      .time_source = PADES_TIME_SIGNATURE_TIMESTAMP,
      .indication = PADES_INDICATION_TOTAL_PASSED,
  };
}

static void
assert_headline (const PadesSignature *signature, ReportState state, ReportFact fact)
{
  ReportVerdict verdict = report_verdict_for_signature (signature);

  g_assert_cmpint (verdict.headline.fact, ==, fact);
  g_assert_cmpint (verdict.headline.state, ==, state);
}

static void
assert_answer (const PadesSignature *signature, ReportQuestion question, ReportFact fact)
{
  g_assert_cmpint (report_verdict_for_signature (signature).answers[question].fact, ==, fact);
}

/* What the signer's own program adds to be checked for years changes nothing for a reader; a time
 * that is proven for other content proves nothing. */
static void
test_proofs (void)
{
  PadesSignature signature = good_signature (NULL);

  signature.changes = PADES_CHANGES_PERMITTED;
  assert_answer (&signature, REPORT_QUESTION_INTACT, REPORT_FACT_LATER_PERMITTED);
  signature.only_proofs = TRUE;
  assert_answer (&signature, REPORT_QUESTION_INTACT, REPORT_FACT_LATER_PROOFS);
  signature.changes = PADES_CHANGES_FORBIDDEN;
  assert_answer (&signature, REPORT_QUESTION_INTACT, REPORT_FACT_LATER_FORBIDDEN);
  assert_answer (&signature, REPORT_QUESTION_WHEN, REPORT_FACT_TIME_PROVEN);
  signature.integrity = PADES_INTEGRITY_BROKEN;
  assert_answer (&signature, REPORT_QUESTION_WHEN, REPORT_FACT_TIME_MOOT);
}

/* What the rules permit is no comfort where it hides what was signed, or might. */
static void
test_covered (void)
{
  PadesSignature signature = good_signature (NULL);
  g_autoptr (GPtrArray) covers = g_ptr_array_new ();
  PadesCover here = {.page = 2}, there = {.page = 4};
  g_autofree char *headline = NULL, *sentence = NULL;

  signature.changes = PADES_CHANGES_PERMITTED;
  signature.unseen = TRUE;
  assert_answer (&signature, REPORT_QUESTION_INTACT, REPORT_FACT_LATER_UNJUDGED);
  g_ptr_array_add (covers, &here);
  g_ptr_array_add (covers, &here);
  g_ptr_array_add (covers, &there);
  signature.covers = covers;
  assert_answer (&signature, REPORT_QUESTION_INTACT, REPORT_FACT_LATER_COVERS);
  headline = report_words_dup_headline (REPORT_FACT_LATER_COVERS, &signature);
  g_assert_cmpstr (headline, ==, "Signed content on page 3, 5 is covered by something added later");
  sentence = report_words_dup_sentence (REPORT_FACT_LATER_COVERS, &signature);
  g_assert_true (g_str_has_prefix (sentence, "Signed content on page 3, 5 is covered"));
  signature.changes = PADES_CHANGES_FORBIDDEN;
  assert_answer (&signature, REPORT_QUESTION_INTACT, REPORT_FACT_LATER_FORBIDDEN);
}

/* Where no certificate is at hand, the name is unknown, which is nothing to be silent about. */
static void
test_nobody (void)
{
  PadesSignature signature = good_signature (NULL);

  assert_answer (&signature, REPORT_QUESTION_WHO, REPORT_FACT_WHO_UNKNOWN);
  assert_headline (&signature, REPORT_STATE_UNKNOWN, REPORT_FACT_WHO_UNKNOWN);
}

typedef struct {
  const char *name;
  PadesIntegrity integrity;
  PadesCoverage coverage;
  PadesChanges changes;
  PadesTrust trust;
  gboolean proven;
  PadesIndication indication;
  ReportState state;
  ReportFact fact;
} Case;

#define INTACT PADES_INTEGRITY_INTACT, PADES_COVERAGE_ENTIRE_FILE, PADES_CHANGES_NONE
#define PASSED PADES_INDICATION_TOTAL_PASSED
#define OPEN PADES_INDICATION_INDETERMINATE
#define FAILED PADES_INDICATION_TOTAL_FAILED

static const Case cases[] = {
    {"valid", INTACT, PADES_TRUST_TRUSTED, TRUE, PASSED, REPORT_STATE_GOOD, REPORT_FACT_VALID},
    {"time-claimed", INTACT, PADES_TRUST_TRUSTED, FALSE, PASSED, REPORT_STATE_GOOD,
     REPORT_FACT_VALID_TIME_CLAIMED},
    {"later-permitted", PADES_INTEGRITY_INTACT, PADES_COVERAGE_ENTIRE_REVISION,
     PADES_CHANGES_PERMITTED, PADES_TRUST_TRUSTED, TRUE, PASSED, REPORT_STATE_GOOD,
     REPORT_FACT_VALID_LATER_PERMITTED},
    {"later-unjudged", PADES_INTEGRITY_INTACT, PADES_COVERAGE_ENTIRE_REVISION,
     PADES_CHANGES_NOT_ANALYSED, PADES_TRUST_TRUSTED, TRUE, OPEN, REPORT_STATE_WARN,
     REPORT_FACT_LATER_UNJUDGED},
    {"later-forbidden", PADES_INTEGRITY_INTACT, PADES_COVERAGE_ENTIRE_REVISION,
     PADES_CHANGES_FORBIDDEN, PADES_TRUST_UNTRUSTED, TRUE, FAILED, REPORT_STATE_BAD,
     REPORT_FACT_LATER_FORBIDDEN},
    {"broken-before-untrusted", PADES_INTEGRITY_BROKEN, PADES_COVERAGE_ENTIRE_FILE,
     PADES_CHANGES_NONE, PADES_TRUST_UNTRUSTED, FALSE, FAILED, REPORT_STATE_BAD,
     REPORT_FACT_BROKEN},
    {"partial", PADES_INTEGRITY_INTACT, PADES_COVERAGE_PARTIAL, PADES_CHANGES_NONE,
     PADES_TRUST_TRUSTED, TRUE, FAILED, REPORT_STATE_BAD, REPORT_FACT_PARTIAL},
    {"malformed", PADES_INTEGRITY_INTACT, PADES_COVERAGE_MALFORMED, PADES_CHANGES_NONE,
     PADES_TRUST_TRUSTED, TRUE, FAILED, REPORT_STATE_BAD, REPORT_FACT_MALFORMED},
    {"unparseable", PADES_INTEGRITY_UNPARSEABLE, PADES_COVERAGE_ENTIRE_FILE, PADES_CHANGES_NONE,
     PADES_TRUST_UNKNOWN, FALSE, FAILED, REPORT_STATE_BAD, REPORT_FACT_UNPARSEABLE},
    {"unsupported", PADES_INTEGRITY_UNSUPPORTED, PADES_COVERAGE_ENTIRE_FILE, PADES_CHANGES_NONE,
     PADES_TRUST_UNKNOWN, FALSE, OPEN, REPORT_STATE_UNKNOWN, REPORT_FACT_UNSUPPORTED},
    {"untrusted-is-not-tampered", INTACT, PADES_TRUST_UNTRUSTED, FALSE, OPEN, REPORT_STATE_WARN,
     REPORT_FACT_UNTRUSTED},
    {"expired", INTACT, PADES_TRUST_EXPIRED, FALSE, OPEN, REPORT_STATE_WARN, REPORT_FACT_EXPIRED},
    {"revoked", INTACT, PADES_TRUST_REVOKED, TRUE, FAILED, REPORT_STATE_BAD, REPORT_FACT_REVOKED},
    {"suspended", INTACT, PADES_TRUST_SUSPENDED, TRUE, FAILED, REPORT_STATE_BAD,
     REPORT_FACT_SUSPENDED},
    {"nobody-to-trust", INTACT, PADES_TRUST_UNKNOWN, TRUE, OPEN, REPORT_STATE_WARN,
     REPORT_FACT_UNTRUSTED},
    {"judge-says-no", INTACT, PADES_TRUST_TRUSTED, TRUE, FAILED, REPORT_STATE_BAD,
     REPORT_FACT_FAILED},
    {"judge-is-not-sure", INTACT, PADES_TRUST_TRUSTED, TRUE, OPEN, REPORT_STATE_UNKNOWN,
     REPORT_FACT_UNJUDGED},
};

static PkiCertificate *
load_signer (void)
{
  /* Issued by another name than its own: "self-signed" is a fact of its own. */
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "issued.pem", NULL);
  g_autofree char *pem = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_file_get_contents (path, &pem, &length, &error);
  g_assert_no_error (error);
  list = pki_certificate_list_from_pem (pem, length, &error);
  g_assert_no_error (error);
  return pki_certificate_ref (g_ptr_array_index (list, 0));
}

static void
test_headline (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (PkiCertificate) signer = load_signer ();
  PadesSignature signature = good_signature (signer);

  signature.integrity = test->integrity;
  signature.coverage = test->coverage;
  signature.changes = test->changes;
  signature.trust = test->trust;
  signature.indication = test->indication;
  if (!test->proven)
    signature.proven = G_MININT64;
  assert_headline (&signature, test->state, test->fact);
  /* Green means that the judge passed it, and the other way round. */
  g_assert_cmpint (report_verdict_for_signature (&signature).headline.state == REPORT_STATE_GOOD,
                   ==, test->indication == PADES_INDICATION_TOTAL_PASSED);
}

/* A match by a broken digest is said to be one, before that the issuer is unknown; a change that is
 * not permitted comes first all the same. */
static void
test_weak (void)
{
  g_autoptr (PkiCertificate) signer = load_signer ();
  PadesSignature signature = good_signature (signer);
  g_autofree char *sentence = NULL;

  signature.digest = PKI_DIGEST_MD5;
  signature.trust = PADES_TRUST_UNTRUSTED;
  signature.indication = PADES_INDICATION_INDETERMINATE;
  signature.sub_indication = PADES_SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE;
  assert_headline (&signature, REPORT_STATE_WARN, REPORT_FACT_WEAK);
  sentence = report_words_dup_sentence (REPORT_FACT_WEAK, &signature);
  g_assert_nonnull (strstr (sentence, "MD5"));
  g_assert_nonnull (strstr (sentence, "20"));
  signature.changes = PADES_CHANGES_FORBIDDEN;
  signature.indication = PADES_INDICATION_TOTAL_FAILED;
  assert_headline (&signature, REPORT_STATE_BAD, REPORT_FACT_LATER_FORBIDDEN);
  signature.changes = PADES_CHANGES_NONE;
  signature.sub_indication = PADES_SUB_NONE; /* proven to be older than the end of MD5 */
  signature.trust = PADES_TRUST_TRUSTED;
  signature.indication = PADES_INDICATION_TOTAL_PASSED;
  assert_headline (&signature, REPORT_STATE_GOOD, REPORT_FACT_VALID);
}

static void
test_weak_certificate (void)
{
  g_autoptr (PkiCertificate) signer = load_signer ();
  PadesSignature signature = good_signature (signer);
  PkiJudgement judgement = {
      .reason = PKI_REASON_WEAK, .weakness = "RSA-1024", .moment = 1388534399};
  g_autofree char *sentence = NULL;

  signature.judgement = &judgement;
  signature.trust = PADES_TRUST_UNKNOWN;
  signature.indication = PADES_INDICATION_INDETERMINATE;
  signature.sub_indication = PADES_SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE;
  assert_headline (&signature, REPORT_STATE_WARN, REPORT_FACT_WEAK_CERTIFICATE);
  sentence = report_words_dup_sentence (REPORT_FACT_WEAK_CERTIFICATE, &signature);
  g_assert_nonnull (strstr (sentence, "RSA-1024"));
  g_assert_nonnull (strstr (sentence, "2013-12-31"));
}

static void
test_time_by_unknown_authority (void)
{
  g_autoptr (PkiCertificate) signer = load_signer ();
  PadesSignature signature = good_signature (signer);
  g_autoptr (GPtrArray) stamps = g_ptr_array_new ();
  PadesTimestamp stamp = {.kind = PADES_TIMESTAMP_SIGNATURE,
                          .time = 1000000000,
                          .integrity = PADES_INTEGRITY_INTACT,
                          .trust = PADES_TRUST_UNTRUSTED};
  g_autofree char *sentence = NULL;

  g_ptr_array_add (stamps, &stamp);
  signature.proven = G_MININT64;
  signature.timestamps = stamps;
  assert_answer (&signature, REPORT_QUESTION_WHEN, REPORT_FACT_TIME_TSA_UNTRUSTED);
  sentence = report_words_dup_sentence (REPORT_FACT_TIME_TSA_UNTRUSTED, &signature);
  g_assert_nonnull (strstr (sentence, "2001-09-09"));
  g_assert_nonnull (strstr (sentence, "not proven"));
  stamp.integrity = PADES_INTEGRITY_BROKEN;
  assert_answer (&signature, REPORT_QUESTION_WHEN, REPORT_FACT_TIME_CLAIMED);
  stamp.integrity = PADES_INTEGRITY_INTACT;
  stamp.kind = PADES_TIMESTAMP_CONTENT;
  assert_answer (&signature, REPORT_QUESTION_WHEN, REPORT_FACT_TIME_CLAIMED);
  signature.timestamps = NULL;
  assert_answer (&signature, REPORT_QUESTION_WHEN, REPORT_FACT_TIME_CLAIMED);
  signature.claimed = G_MININT64;
  assert_answer (&signature, REPORT_QUESTION_WHEN, REPORT_FACT_TIME_NONE);
}

/* A key that was taken back may be in another's hands; one that only ran out was its owner's. */
static void
test_revoked_proves_no_name (void)
{
  g_autoptr (PkiCertificate) signer = load_signer ();
  PadesSignature signature = good_signature (signer);

  signature.indication = PADES_INDICATION_INDETERMINATE;
  signature.trust = PADES_TRUST_REVOKED;
  assert_answer (&signature, REPORT_QUESTION_WHO, REPORT_FACT_WHO_CLAIMED);
  signature.trust = PADES_TRUST_SUSPENDED;
  assert_answer (&signature, REPORT_QUESTION_WHO, REPORT_FACT_WHO_CLAIMED);
  signature.trust = PADES_TRUST_EXPIRED;
  assert_answer (&signature, REPORT_QUESTION_WHO, REPORT_FACT_WHO_PROVEN);
}

static void
test_broken_proves_no_name (void)
{
  g_autoptr (PkiCertificate) signer = load_signer ();
  PadesSignature signature = good_signature (signer);

  signature.integrity = PADES_INTEGRITY_BROKEN;
  signature.indication = PADES_INDICATION_TOTAL_FAILED;
  assert_answer (&signature, REPORT_QUESTION_WHO, REPORT_FACT_WHO_CLAIMED);
  assert_answer (&signature, REPORT_QUESTION_TRUSTED, REPORT_FACT_TRUST_MOOT);
}

/* Where the bytes are broken it does not matter who issued the certificate, and nobody is to think
 * that it did. */
static void
test_broken_before_untrusted (void)
{
  g_autoptr (PkiCertificate) signer = load_signer ();
  PadesSignature signature = good_signature (signer);

  signature.indication = PADES_INDICATION_TOTAL_FAILED;
  signature.trust = PADES_TRUST_UNTRUSTED;
  signature.coverage = PADES_COVERAGE_PARTIAL;
  assert_answer (&signature, REPORT_QUESTION_TRUSTED, REPORT_FACT_TRUST_MOOT);
  signature.coverage = PADES_COVERAGE_MALFORMED;
  assert_answer (&signature, REPORT_QUESTION_TRUSTED, REPORT_FACT_TRUST_MOOT);
  signature.coverage = PADES_COVERAGE_ENTIRE_REVISION;
  signature.changes = PADES_CHANGES_FORBIDDEN;
  assert_answer (&signature, REPORT_QUESTION_TRUSTED, REPORT_FACT_TRUST_CHANGED);
  signature.integrity = PADES_INTEGRITY_UNPARSEABLE;
  assert_answer (&signature, REPORT_QUESTION_TRUSTED, REPORT_FACT_TRUST_UNREAD);
  signature.integrity = PADES_INTEGRITY_UNSUPPORTED;
  assert_answer (&signature, REPORT_QUESTION_TRUSTED, REPORT_FACT_TRUST_UNREAD);
}

static void
test_report (void)
{
  g_autoptr (PkiCertificate) signer = load_signer ();
  g_autoptr (GPtrArray) signatures = g_ptr_array_new ();
  PadesSignature good = good_signature (signer), untrusted = good, broken = good;
  PadesReport report = {.signatures = signatures};
  guint worst;

  g_assert_cmpint (report_verdict_for_report (NULL, &worst).fact, ==, REPORT_FACT_PENDING);
  g_assert_cmpint (report_verdict_for_report (&report, &worst).fact, ==, REPORT_FACT_UNSIGNED);
  g_assert_cmpuint (worst, ==, G_MAXUINT);

  untrusted.trust = PADES_TRUST_UNTRUSTED;
  untrusted.indication = PADES_INDICATION_INDETERMINATE;
  broken.integrity = PADES_INTEGRITY_BROKEN;
  broken.indication = PADES_INDICATION_TOTAL_FAILED;
  g_ptr_array_add (signatures, &good);
  g_assert_cmpint (report_verdict_for_report (&report, &worst).fact, ==, REPORT_FACT_VALID);
  g_ptr_array_add (signatures, &broken);
  g_ptr_array_add (signatures, &untrusted);
  g_assert_cmpint (report_verdict_for_report (&report, &worst).fact, ==, REPORT_FACT_BROKEN);
  g_assert_cmpuint (worst, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/verdict/proofs", test_proofs);
  g_test_add_func ("/verdict/covered", test_covered);
  g_test_add_func ("/verdict/nobody", test_nobody);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/verdict/headline/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_headline);
    }
  g_test_add_func ("/verdict/weak", test_weak);
  g_test_add_func ("/verdict/weak-certificate", test_weak_certificate);
  g_test_add_func ("/verdict/time-by-unknown-authority", test_time_by_unknown_authority);
  g_test_add_func ("/verdict/revoked-proves-no-name", test_revoked_proves_no_name);
  g_test_add_func ("/verdict/broken-proves-no-name", test_broken_proves_no_name);
  g_test_add_func ("/verdict/broken-before-untrusted", test_broken_before_untrusted);
  g_test_add_func ("/verdict/report", test_report);
  return g_test_run ();
}
