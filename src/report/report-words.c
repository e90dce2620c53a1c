/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-words.h"

#include <glib/gi18n.h>

static const char *const levels[] = {"none", "B-B", "B-T", "B-LT", "B-LTA"};

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
        "The signer's certificate was issued against the rules for certificates."),
    [PADES_SUB_CRYPTO_CONSTRAINTS_FAILURE] = N_ (
        "The signature uses an algorithm that is too weak, or that this program does not know."),
    [PADES_SUB_NO_SIGNING_CERTIFICATE_FOUND] = N_ (
        "The certificate of the signer is not in the signature, so nobody can tell who signed."),
    [PADES_SUB_NO_CERTIFICATE_CHAIN_FOUND] = N_ (
        "The signature is intact, but nobody you trust vouches for its signer."),
    [PADES_SUB_OUT_OF_BOUNDS_NO_POE] = N_ (
        "The signer's certificate is not valid now, and nothing proves that it was signed while "
        "it was."),
    [PADES_SUB_TRY_LATER] = N_ (
        "The signature is intact, but what was added to the document after it is not judged."),
    [PADES_SUB_REVOKED] = N_ (
        "The signer's certificate had been revoked when the signature was made."),
    [PADES_SUB_REVOKED_NO_POE] = N_ (
        "The signer's certificate was revoked, and nothing proves that the signature is older."),
    [PADES_SUB_REVOKED_CA_NO_POE] = N_ (
        "The certificate of an issuer was revoked, and nothing proves that the signature is "
        "older."),
    [PADES_SUB_NOT_YET_VALID] = N_ (
        "The signature is proven to be older than the certificate of its signer."),
    [PADES_SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE] = N_ (
        "An algorithm of the signature is too weak by now, and nothing proves that it was signed "
        "while it was not."),
};

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
