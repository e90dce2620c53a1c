/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-words.h"

#include <glib/gi18n.h>

static const char *const levels[] = {"none", "B-B", "B-T", "B-LT", "B-LTA"};

static const char *const indications[] = {"total-passed", "indeterminate", "total-failed",
                                          "no-signature"};
static const char *const subs[PADES_N_SUBS] = {
    [PADES_SUB_NONE] = NULL,
    [PADES_SUB_FORMAT_FAILURE] = "FORMAT_FAILURE",
    [PADES_SUB_HASH_FAILURE] = "HASH_FAILURE",
    [PADES_SUB_SIG_CRYPTO_FAILURE] = "SIG_CRYPTO_FAILURE",
    [PADES_SUB_SIG_CONSTRAINTS_FAILURE] = "SIG_CONSTRAINTS_FAILURE",
    [PADES_SUB_CHAIN_CONSTRAINTS_FAILURE] = "CHAIN_CONSTRAINTS_FAILURE",
    [PADES_SUB_CRYPTO_CONSTRAINTS_FAILURE] = "CRYPTO_CONSTRAINTS_FAILURE",
    [PADES_SUB_NO_SIGNING_CERTIFICATE_FOUND] = "NO_SIGNING_CERTIFICATE_FOUND",
    [PADES_SUB_NO_CERTIFICATE_CHAIN_FOUND] = "NO_CERTIFICATE_CHAIN_FOUND",
    [PADES_SUB_OUT_OF_BOUNDS_NO_POE] = "OUT_OF_BOUNDS_NO_POE",
    [PADES_SUB_OUT_OF_BOUNDS_NOT_REVOKED] = "OUT_OF_BOUNDS_NOT_REVOKED",
    [PADES_SUB_TRY_LATER] = "TRY_LATER",
    [PADES_SUB_REVOKED] = "REVOKED",
    [PADES_SUB_REVOKED_NO_POE] = "REVOKED_NO_POE",
    [PADES_SUB_REVOKED_CA_NO_POE] = "REVOKED_CA_NO_POE",
    [PADES_SUB_NOT_YET_VALID] = "NOT_YET_VALID",
    [PADES_SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE] = "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
    [PADES_SUB_EXPIRED] = "EXPIRED",
    [PADES_SUB_TIMESTAMP_ORDER_FAILURE] = "TIMESTAMP_ORDER_FAILURE",
};

static const char *const questions[REPORT_N_QUESTIONS] = {
    [REPORT_QUESTION_INTACT] = N_ ("Intact?"),
    [REPORT_QUESTION_WHO] = N_ ("Who?"),
    [REPORT_QUESTION_TRUSTED] = N_ ("Trusted?"),
    [REPORT_QUESTION_WHEN] = N_ ("When?"),
};

static const char *const states[] = {
    [REPORT_STATE_PENDING] = N_ ("being checked"),
    [REPORT_STATE_GOOD] = N_ ("yes"),
    [REPORT_STATE_UNKNOWN] = N_ ("not proven"),
    [REPORT_STATE_WARN] = N_ ("caution"),
    [REPORT_STATE_BAD] = N_ ("no"),
};

/* headline: when this fact is the worst of a file. sentence: the answer in its row; %s is filled
 * in by report_words_dup_sentence(). advice: what to do. */
typedef struct {
  const char *headline;
  const char *sentence;
  const char *advice;
} FactWords;

static const FactWords facts[REPORT_N_FACTS] = {
    [REPORT_FACT_PENDING] = {N_ ("Being checked…"), N_ ("Being checked…"), NULL},
    [REPORT_FACT_UNSIGNED] = {N_ ("Not signed"), NULL, NULL},
    [REPORT_FACT_REMOVED] =
        {N_ ("Not signed any more — the signature was removed"), NULL,
         N_ ("Do not rely on it. Ask the sender why, and look at the version that was signed.")},
    [REPORT_FACT_VALID] = {N_ ("Valid — unchanged since it was signed"), NULL, NULL},
    [REPORT_FACT_VALID_TIME_CLAIMED] =
        {N_ ("Valid — unchanged since it was signed; the time is only claimed"), NULL, NULL},
    [REPORT_FACT_VALID_LATER_PERMITTED] = {N_ ("Valid — what was added later is permitted"), NULL,
                                           NULL},
    [REPORT_FACT_VALID_STAMP] = {N_ ("The time-stamp holds — nothing was changed since"), NULL,
                                 NULL},

    [REPORT_FACT_INTACT] = {NULL, N_ ("The content is what was signed; nothing was changed since."),
                            NULL},
    [REPORT_FACT_LATER_PROOFS] = {NULL,
                                  N_ ("The content is what was signed; only proofs and time-stamps "
                                      "for checking it later were added."),
                                  NULL},
    [REPORT_FACT_LATER_PERMITTED] =
        {NULL, N_ ("The signed content is unchanged; later additions are permitted."), NULL},
    /* Translators: %s is one page number or several. */
    [REPORT_FACT_LATER_COVERS] =
        {N_ ("What was signed is covered by something added later"),
         N_ ("Signed content on page %s is covered by something that was added later. The "
             "signature permits additions, but you do not see all that was signed."),
         N_ ("Look at the signed version before you rely on what you see.")},
    [REPORT_FACT_LATER_UNJUDGED] =
        {N_ ("Something was added after signing"),
         N_ ("The signed content itself is unchanged, but something was added after it that could "
             "not be judged."),
         N_ ("Compare with the signed version before you rely on this file.")},
    [REPORT_FACT_LATER_FORBIDDEN] =
        {N_ ("Changed after signing"),
         N_ ("The file was changed after signing in a way that the signature does not permit."),
         N_ ("Do not rely on it. Ask the sender for the file as it was signed.")},
    [REPORT_FACT_BROKEN] = {N_ ("Altered — this is not what was signed"),
                            N_ ("The content is not what was signed."),
                            N_ ("Do not rely on it. Ask the sender for the original file.")},
    [REPORT_FACT_PARTIAL] =
        {N_ ("Only a part of the file is signed"),
         N_ ("The signature leaves out a part of the file; anything could have been put there."),
         N_ ("Do not rely on it. Ask the sender for a file that is signed as a whole.")},
    [REPORT_FACT_MALFORMED] =
        {N_ ("The signature is not put together properly"),
         N_ ("What the signature covers is described in a way that no honest program writes."),
         N_ ("Do not rely on it. Ask the sender for the original file.")},
    [REPORT_FACT_UNSUPPORTED] = {N_ ("A kind of signature that cannot be checked here"),
                                 N_ ("It uses a method that this program does not know."),
                                 N_ ("Check it with the program it was made with.")},
    [REPORT_FACT_UNPARSEABLE] = {N_ ("The signature is damaged"),
                                 N_ ("The signature cannot be read."),
                                 N_ ("Do not rely on it. Ask the sender for the original file.")},

    /* Translators: %s is an algorithm, and the second one a date. */
    [REPORT_FACT_WEAK] =
        {N_ ("Signed with an algorithm that is too weak by now"),
         N_ ("The content matches the signature, but %s has been too weak since %s: somebody could "
             "have made another file that matches, too."),
         N_ ("Ask for a new signature that is made with an algorithm of today.")},

    [REPORT_FACT_WHO_PROVEN] = {NULL, "%s", NULL},
    [REPORT_FACT_WHO_CLAIMED]
    /* Translators: %s is a name. */
    = {N_ ("The signer’s name is not proven"),
       N_ ("%s — so the certificate says; it is not proven."), NULL},
    [REPORT_FACT_WHO_UNKNOWN] = {N_ ("Nobody can tell who signed"),
                                 N_ ("The signer’s certificate is missing."),
                                 N_ ("Ask the sender who signed, and with which certificate.")},

    /* Translators: %s is a certificate authority. */
    [REPORT_FACT_TRUSTED] = {NULL, N_ ("Issued by %s, which you trust."), NULL},
    [REPORT_FACT_UNTRUSTED] = {N_ ("Unchanged, but the issuer is unknown"),
                               N_ ("Issued by %s, which is not among the authorities you trust. "
                                   "That does not mean that the "
                                   "file was tampered with."),
                               N_ ("If you know this authority, compare its fingerprint with what "
                                   "it publishes, and trust "
                                   "it.")},
    [REPORT_FACT_SELF_SIGNED] = {N_ ("Unchanged, but the signer vouches for itself"),
                                 N_ ("A test certificate: made by the signer itself, and no "
                                     "authority stands behind it. That "
                                     "does not mean that the file was tampered with."),
                                 N_ ("Good for trying things out. For a contract, ask for a "
                                     "signature with a certificate of "
                                     "an authority.")},
    [REPORT_FACT_EXPIRED] =
        {N_ ("The certificate has expired"),
         N_ ("The certificate of %s is no longer valid, and nothing proves that it was signed "
             "before."),
         N_ ("Ask for a signature with trusted time, or ask the signer to confirm it.")},
    /* Translators: %s is a certificate authority, and the second one a date. */
    [REPORT_FACT_REVOKED] = {N_ ("The certificate was revoked"),
                             N_ ("%s revoked the certificate on %s."),
                             N_ ("Do not rely on it. Ask the signer.")},
    [REPORT_FACT_SUSPENDED] = {N_ ("The certificate is suspended"),
                               N_ ("%s has suspended the certificate since %s."),
                               N_ ("Do not rely on it until the signer has explained it.")},
    /* Translators: %s is an algorithm, and the second one a date. */
    [REPORT_FACT_WEAK_CERTIFICATE] =
        {N_ ("The certificate rests on an algorithm that is too weak by now"),
         N_ ("The certificates behind the signature use %s, which has been too weak since %s, and "
             "nothing proves that it was signed before."),
         N_ ("Ask for a new signature that is made with an algorithm of today.")},
    [REPORT_FACT_TRUST_UNKNOWN] =
        {N_ ("Trust could not be checked"),
         N_ ("Whether the certificate is still good could not be found out."),
         N_ ("Check again when you are connected to a network.")},
    [REPORT_FACT_TRUST_MOOT] =
        {NULL, N_ ("Not asked: a signature over other content says nothing about this file."),
         NULL},
    [REPORT_FACT_TRUST_UNREAD] =
        {NULL,
         N_ ("Not asked: as long as the signature cannot be checked, it proves nothing, whoever "
             "issued the certificate."),
         NULL},
    /* Translators: %s is a certificate authority. */
    [REPORT_FACT_TRUST_CHANGED] =
        {NULL,
         N_ ("Issued by %s, which is not among the authorities you trust. To trust it would not "
             "make this file valid: it was changed."),
         NULL},

    /* Translators: %s is a moment, and the second one a time-stamp authority. */
    [REPORT_FACT_TIME_PROVEN] = {NULL, N_ ("%s, proven by %s"), NULL},
    [REPORT_FACT_TIME_TSA_UNTRUSTED] =
        {NULL,
         N_ ("%s, says a time-stamp service that nothing here vouches for; so the time is not "
             "proven. That does not mean that the file was tampered with."),
         NULL},
    [REPORT_FACT_TIME_CLAIMED] = {NULL, N_ ("%s, says the signer’s computer; nobody proves it"),
                                  NULL},
    [REPORT_FACT_TIME_NONE] = {NULL, N_ ("The signature tells no time."), NULL},
    [REPORT_FACT_TIME_MOOT] =
        {NULL, N_ ("%s — but that is when something else was signed, not this content"), NULL},

    [REPORT_FACT_FAILED] = {N_ ("The signature is not valid"), NULL,
                            N_ ("Do not rely on it. The details of the certificate tell more.")},
    [REPORT_FACT_UNJUDGED] = {N_ ("Not everything could be checked"), NULL,
                              N_ ("Check again later, or ask the sender.")},
};

/* One sentence for what keeps a signature from being total-passed. */
static const char *const reasons[PADES_N_SUBS] = {
    [PADES_SUB_NONE] = N_ ("The document is unchanged, its signer is trusted."),
    [PADES_SUB_FORMAT_FAILURE] = N_ (
        "The signature is not built as a PDF signature has to be, so nothing can rest on it."),
    [PADES_SUB_HASH_FAILURE] = N_ ("What was signed has been altered since."),
    [PADES_SUB_SIG_CRYPTO_FAILURE] = N_ (
        "The signature was not made with the key of the certificate that it names."),
    [PADES_SUB_SIG_CONSTRAINTS_FAILURE] = N_ (
        "The signature breaks a rule for signatures of this kind, so it does not count."),
    [PADES_SUB_CHAIN_CONSTRAINTS_FAILURE] = N_ (
        "The signer’s certificate was issued against the rules for certificates."),
    [PADES_SUB_CRYPTO_CONSTRAINTS_FAILURE] = N_ (
        "The signature uses an algorithm that is too weak, or that this program does not know."),
    [PADES_SUB_NO_SIGNING_CERTIFICATE_FOUND] = N_ (
        "The certificate of the signer is not in the signature, so nobody can tell who signed."),
    [PADES_SUB_NO_CERTIFICATE_CHAIN_FOUND] = N_ (
        "The signature is intact, but nobody you trust vouches for its signer."),
    [PADES_SUB_OUT_OF_BOUNDS_NO_POE] = N_ (
        "The signer’s certificate is not valid now, and nothing proves that it was signed while "
        "it was."),
    [PADES_SUB_OUT_OF_BOUNDS_NOT_REVOKED] = N_ (
        "The signer’s certificate is not valid now, and nothing proves that it was signed while "
        "it was."),
    [PADES_SUB_TRY_LATER] = N_ (
        "The signature is intact, but what was added to the document after it is not judged."),
    [PADES_SUB_REVOKED] = N_ (
        "The signer’s certificate had been revoked when the signature was made."),
    [PADES_SUB_REVOKED_NO_POE] = N_ (
        "The signer’s certificate was revoked, and nothing proves that the signature is older."),
    [PADES_SUB_REVOKED_CA_NO_POE] = N_ (
        "The certificate of an issuer was revoked, and nothing proves that the signature is "
        "older."),
    [PADES_SUB_NOT_YET_VALID] = N_ (
        "The signature is proven to be older than the certificate of its signer."),
    [PADES_SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE] = N_ (
        "An algorithm of the signature is too weak by now, and nothing proves that it was signed "
        "while it was not."),
    [PADES_SUB_EXPIRED] = N_ ("The signer’s certificate had expired when the signature was made."),
    [PADES_SUB_TIMESTAMP_ORDER_FAILURE] = N_ (
        "The time-stamps contradict each other: what the signature holds is said to be younger "
        "than the signature."),
};

/**
 * report_words_main:
 * @indication: a verdict
 *
 * Gives the word of EN 319 102-1, table 5, in small letters as in TS 119 102-2.
 *
 * Returns: (transfer none): the word
 */
const char *
report_words_main (PadesIndication indication)
{
  return indications[indication];
}

/**
 * report_words_sub:
 * @sub: why a verdict is not total-passed
 *
 * Gives the word of EN 319 102-1, table 6.
 *
 * Returns: (transfer none) (nullable): the word
 */
const char *
report_words_sub (PadesSub sub)
{
  return subs[sub];
}

/**
 * report_words_dup_time:
 * @moment: seconds since 1970
 *
 * Writes a moment with the zone it is told in, since it is evidence.
 *
 * Returns: (transfer full): the moment in the user's zone
 */
char *
report_words_dup_time (gint64 moment)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (moment);

  /* Translators: a moment with its zone, in the order of strftime. */
  return time != NULL ? g_date_time_format (time, _ ("%Y-%m-%d %H:%M:%S %:z")) : g_strdup ("–");
}

/**
 * report_words_timestamp:
 * @kind: of a time-stamp inside a signature
 *
 * Returns: (transfer none): what it is called
 */
const char *
report_words_timestamp (PadesTimestampKind kind)
{
  static const char *const names[] = {
      [PADES_TIMESTAMP_CONTENT] = N_ ("Time-stamp of the content"),
      [PADES_TIMESTAMP_SIGNATURE] = N_ ("Time-stamp of the signature"),
      [PADES_TIMESTAMP_ARCHIVE] = N_ ("Archive time-stamp"),
  };

  return _ (names[kind]);
}

/* NULL where it counts. */
static const char *
find_objection (const PadesTimestamp *stamp)
{
  if (stamp->time == G_MININT64)
    return N_ ("it cannot be read");
  if (stamp->integrity == PADES_INTEGRITY_UNSUPPORTED && stamp->kind == PADES_TIMESTAMP_ARCHIVE)
    return N_ ("does not count: this older kind is not checked, so that it proves no time and "
               "makes the level no higher");
  if (stamp->integrity == PADES_INTEGRITY_UNSUPPORTED)
    return N_ ("does not count: this kind is not checked");
  if (stamp->integrity != PADES_INTEGRITY_INTACT)
    return N_ ("does not count: it is of something else, or was altered");
  switch (stamp->trust)
    {
    case PADES_TRUST_TRUSTED:
      return NULL;
    case PADES_TRUST_EXPIRED:
      return N_ ("does not count: the service’s certificate has expired");
    case PADES_TRUST_REVOKED:
    case PADES_TRUST_SUSPENDED:
      return N_ ("does not count: the service’s certificate was revoked");
    case PADES_TRUST_UNKNOWN:
      return N_ ("does not count: whether the service can be trusted could not be found out");
    case PADES_TRUST_UNTRUSTED:
    default:
      return N_ ("does not count: the service is not among those you trust");
    }
}

/**
 * report_words_dup_timestamp:
 * @stamp: a time-stamp inside a signature
 *
 * Says when, by whom, and whether it counts.
 *
 * Returns: (transfer full): the words in the user's language
 */
char *
report_words_dup_timestamp (const PadesTimestamp *stamp)
{
  const char *objection = find_objection (stamp);
  const char *name = stamp->tsa != NULL ? pki_certificate_get_name (stamp->tsa) : "–";
  g_autofree char *moment = NULL;
  g_autofree char *text = NULL;

  if (stamp->time == G_MININT64)
    return g_strdup (_ (objection));
  moment = report_words_dup_time (stamp->time);
  text = g_strdup_printf (_ ("%s, %s"), moment, name);
  return objection == NULL ? g_steal_pointer (&text)
                           : g_strdup_printf ("%s · %s", text, _ (objection));
}

/**
 * report_words_is_timestamp_news:
 * @stamp: a time-stamp inside a signature
 *
 * Asks whether it says more than the answer to when it was signed.
 *
 * Returns: %FALSE for one of the signature that counts
 */
gboolean
report_words_is_timestamp_news (const PadesTimestamp *stamp)
{
  return stamp->kind != PADES_TIMESTAMP_SIGNATURE || find_objection (stamp) != NULL;
}

/**
 * report_words_certification:
 * @signature: a signature
 *
 * Says what its author allows to be added (ISO 32000-2 12.8.2.2).
 *
 * Returns: (transfer none) (nullable): a few words; %NULL where it does not certify
 */
const char *
report_words_certification (const PadesSignature *signature)
{
  if (!signature->certified)
    return NULL;
  switch (signature->docmdp)
    {
    case 1:
      return _ ("permits no changes at all");
    case 2:
      return _ ("permits filling in forms and signing");
    case 3:
      return _ ("permits filling in forms, signing and comments");
    default:
      return NULL;
    }
}

/**
 * report_words_language:
 *
 * Names the language that all these words are in (BCP 47).
 *
 * Returns: (transfer none): the code
 */
const char *
report_words_language (void)
{
  /* Translators: the code of the language of your translation, such as zh-CN. */
  return C_ ("language code", "en");
}

/**
 * report_words_level:
 * @level: a level
 *
 * Gives the standard's name of a level (EN 319 142-1, 6.1).
 *
 * Returns: (transfer none): the name
 */
const char *
report_words_level (PadesLevel level)
{
  return levels[level];
}

/**
 * report_words_explain:
 * @signature: a verdict on one signature
 *
 * Says in one sentence why the verdict is what it is.
 *
 * Returns: a translated sentence
 */
const char *
report_words_explain (const PadesSignature *signature)
{
  if (signature->indication != PADES_INDICATION_TOTAL_PASSED &&
      signature->sub_indication == PADES_SUB_NONE)
    return _ ("Not everything about this signature could be proven.");
  if (signature->covers != NULL && signature->sub_indication == PADES_SUB_SIG_CONSTRAINTS_FAILURE)
    return _ (
        "The signature is intact, but something that was added later covers what was signed.");
  if (signature->sub_indication == PADES_SUB_CRYPTO_CONSTRAINTS_FAILURE &&
      signature->integrity == PADES_INTEGRITY_UNSUPPORTED)
    return _ ("The signature uses an algorithm that this program does not know, so that it could "
              "not be checked.");
  if (signature->sub_indication == PADES_SUB_FORMAT_FAILURE &&
      signature->changes == PADES_CHANGES_FORBIDDEN)
    return _ (
        "The document was changed after signing in a way that the signature does not permit.");
  if (signature->sub_indication == PADES_SUB_TRY_LATER && signature->trust == PADES_TRUST_SUSPENDED)
    return _ ("A certificate is suspended for the time being: ask again later.");
  if (signature->sub_indication == PADES_SUB_TRY_LATER && signature->trust == PADES_TRUST_UNKNOWN)
    return _ ("Whether the certificate has been revoked could not be found out.");
  return _ (reasons[signature->sub_indication]);
}

/**
 * report_words_dup_remark:
 * @report: a verdict on a file
 *
 * Says what became of the signature of a file that has none any more, or that is damaged, and what
 * the verdict leaves out.
 *
 * Returns: (transfer full) (nullable): a translated sentence; %NULL where the signatures say all
 */
char *
report_words_dup_remark (const PadesReport *report)
{
  if (report->damaged)
    return g_strdup (_ ("The file is damaged, and somebody signed it: what it shows cannot be "
                        "relied on. Get the file again from whoever sent it."));
  if (report->removed == 0)
    return report->integrity_code
               ? g_strdup (
                     _ ("The file has an integrity code (ISO/TS 32004), which was not checked; "
                        "it says nothing about who signed."))
               : NULL;
  /* Translators: the number of a revision, and of the one before it. */
  return g_strdup_printf (_ ("This file once carried a signature, which was removed in revision "
                             "%u. Revision %u is what was signed; extract it to see it."),
                          report->removed, report->removed - 1);
}

/**
 * report_words_question:
 *
 * Returns: (transfer none): one of the four questions
 */
const char *
report_words_question (ReportQuestion question)
{
  return _ (questions[question]);
}

/**
 * report_words_state_word:
 *
 * Returns: (transfer none): what the icon means, for those who do not see it
 */
const char *
report_words_state_word (ReportState state)
{
  return _ (states[state]);
}

/**
 * report_words_headline:
 *
 * Returns: (transfer none): the fact as the worst of a file
 */
const char *
report_words_headline (ReportFact fact)
{
  return facts[fact].headline != NULL ? _ (facts[fact].headline) : "";
}

/* How many are named; the rest is told in the details. */
#define MAX_PAGES 5

/* The pages on which something is covered, each once. */
static char *
dup_pages (const PadesSignature *signature)
{
  GString *text = g_string_new (NULL);
  guint32 last = G_MAXUINT32;
  guint n = 0;

  for (guint i = 0; signature->covers != NULL && i < signature->covers->len; i++)
    {
      const PadesCover *cover = g_ptr_array_index (signature->covers, i);

      if (cover->page == last)
        continue;
      last = cover->page;
      if (n == MAX_PAGES)
        {
          g_string_append (text, ", …");
          break;
        }
      /* Translators: between page numbers. */
      g_string_append_printf (text, "%s%u", n++ > 0 ? _ (", ") : "", last + 1);
    }
  return g_string_free (text, FALSE);
}

/**
 * report_words_dup_headline:
 * @fact: the worst fact
 * @signature: (nullable): whose
 *
 * Says it as report_words_headline() does, and where, when that is on a page.
 *
 * Returns: (transfer full): the headline
 */
char *
report_words_dup_headline (ReportFact fact, const PadesSignature *signature)
{
  g_autofree char *pages = NULL;

  if (fact != REPORT_FACT_LATER_COVERS || signature == NULL)
    return g_strdup (report_words_headline (fact));
  pages = dup_pages (signature);
  /* Translators: one page number or several. */
  return g_strdup_printf (_ ("Signed content on page %s is covered by something added later"),
                          pages);
}

static char *
dup_signer (const PadesSignature *signature)
{
  const char *organisation = pki_certificate_get_organisation (signature->signer);
  const char *name = pki_certificate_get_name (signature->signer);

  if (pki_certificate_is_self_signed (signature->signer))
    return g_strdup_printf (_ ("%s (test)"), name);
  if (organisation == NULL || g_str_equal (organisation, name))
    return g_strdup (name);
  /* Translators: an organisation, and a person or seal of it. */
  return g_strdup_printf (_ ("%s (%s)"), organisation, name);
}

/* What the sentence's %s stands for. */
static char *
dup_argument (ReportFact fact, const PadesSignature *signature)
{
  gint64 doubtful;

  switch (fact)
    {
    case REPORT_FACT_WHO_PROVEN:
    case REPORT_FACT_WHO_CLAIMED:
    case REPORT_FACT_EXPIRED:
      return signature->signer != NULL ? dup_signer (signature) : g_strdup ("–");
    case REPORT_FACT_LATER_COVERS:
      return dup_pages (signature);
    case REPORT_FACT_WEAK:
      return g_strdup (pki_algorithm_end_of_digest (signature->digest).name);
    case REPORT_FACT_WEAK_CERTIFICATE:
      return g_strdup (signature->judgement != NULL ? signature->judgement->weakness : "–");
    case REPORT_FACT_TIME_PROVEN:
      return report_words_dup_time (signature->proven);
    case REPORT_FACT_TIME_MOOT:
      return report_words_dup_time (signature->proven != G_MININT64 ? signature->proven
                                                                    : signature->claimed);
    case REPORT_FACT_TIME_TSA_UNTRUSTED:
      return report_verdict_is_time_doubtful (signature, &doubtful)
                 ? report_words_dup_time (doubtful)
                 : g_strdup ("–");
    case REPORT_FACT_TIME_CLAIMED:
      return report_words_dup_time (signature->claimed);
    default:
      return signature->signer != NULL
                 ? g_strdup (pki_certificate_get_issuer_name (signature->signer))
                 : g_strdup ("–");
    }
}

/* Since when an algorithm is not relied on any more. */
static char *
dup_date (gint64 moment)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (moment);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%d") : g_strdup ("–");
}

/* What the second %s stands for, in the few sentences that have one. */
static char *
dup_second_argument (ReportFact fact, const PadesSignature *signature)
{
  switch (fact)
    {
    case REPORT_FACT_TIME_PROVEN:
      return g_strdup (signature->tsa != NULL ? pki_certificate_get_name (signature->tsa) : "–");
    case REPORT_FACT_WEAK:
      return dup_date (pki_algorithm_end_of_digest (signature->digest).until);
    case REPORT_FACT_WEAK_CERTIFICATE:
    case REPORT_FACT_REVOKED:
    case REPORT_FACT_SUSPENDED:
      return signature->judgement != NULL && signature->judgement->moment > 0
                 ? dup_date (signature->judgement->moment)
                 : g_strdup ("–");
    default:
      return NULL;
    }
}

/* The templates come from the table above and their translations, checked by msgfmt -c. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

/**
 * report_words_dup_sentence:
 * @fact: an answer
 * @signature: whose
 *
 * Returns: (transfer full): the answer in its row
 */
char *
report_words_dup_sentence (ReportFact fact, const PadesSignature *signature)
{
  const char *sentence = facts[fact].sentence;
  g_autofree char *argument = dup_argument (fact, signature);
  g_autofree char *second = dup_second_argument (fact, signature);

  return sentence != NULL ? g_strdup_printf (_ (sentence), argument, second) : g_strdup ("");
}

#pragma GCC diagnostic pop

/**
 * report_words_advice:
 *
 * Returns: (transfer none) (nullable): what to do about a fact
 */
const char *
report_words_advice (ReportFact fact)
{
  return facts[fact].advice != NULL ? _ (facts[fact].advice) : NULL;
}
