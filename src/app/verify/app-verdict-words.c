/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-verdict-words.h"

#include <glib/gi18n.h>

#include "app-certificate-words.h"

static const char *const questions[MODEL_N_QUESTIONS] = {
    [MODEL_QUESTION_INTACT] = N_ ("Intact?"),
    [MODEL_QUESTION_WHO] = N_ ("Who?"),
    [MODEL_QUESTION_TRUSTED] = N_ ("Trusted?"),
    [MODEL_QUESTION_WHEN] = N_ ("When?"),
};

typedef struct {
  const char *word;
  const char *icon;
  const char *css_class;
} StateLook;

static const StateLook states[] = {
    [MODEL_STATE_PENDING] = {N_ ("being checked"), "content-loading-symbolic", "dim-label"},
    [MODEL_STATE_GOOD] = {N_ ("yes"), "emblem-ok-symbolic", "success"},
    [MODEL_STATE_UNKNOWN] = {N_ ("not proven"), "vermilion-unproven-symbolic", "dim-label"},
    [MODEL_STATE_WARN] = {N_ ("caution"), "dialog-warning-symbolic", "warning"},
    [MODEL_STATE_BAD] = {N_ ("no"), "dialog-error-symbolic", "error"},
};

/* headline: when this fact is the worst of a file. sentence: the answer in its row; %s is filled
 * in by app_verdict_dup_sentence(). advice: what to do. */
typedef struct {
  const char *headline;
  const char *sentence;
  const char *advice;
} FactWords;

static const FactWords facts[MODEL_N_FACTS] = {
    [MODEL_FACT_PENDING] = {N_ ("Being checked…"), N_ ("Being checked…"), NULL},
    [MODEL_FACT_UNSIGNED] = {N_ ("Not signed"), NULL, NULL},
    [MODEL_FACT_VALID] = {N_ ("Valid — unchanged since it was signed"), NULL, NULL},
    [MODEL_FACT_VALID_TIME_CLAIMED] =
        {N_ ("Valid — unchanged since it was signed; the time is only claimed"), NULL, NULL},
    [MODEL_FACT_VALID_LATER_PERMITTED] = {N_ ("Valid — what was added later is permitted"), NULL,
                                          NULL},

    [MODEL_FACT_INTACT] = {NULL, N_ ("The content is what was signed; nothing was changed since."),
                           NULL},
    [MODEL_FACT_LATER_PERMITTED] =
        {NULL, N_ ("The signed content is unchanged; later additions are permitted."), NULL},
    [MODEL_FACT_LATER_UNJUDGED] =
        {N_ ("Something was added after signing"),
         N_ ("The signed content itself is unchanged, but something was added after it that could "
             "not be judged."),
         N_ ("Compare with the signed version before you rely on this file.")},
    [MODEL_FACT_LATER_FORBIDDEN] =
        {N_ ("Changed after signing"),
         N_ ("The file was changed after signing in a way that the signature does not permit."),
         N_ ("Do not rely on it. Ask the sender for the file as it was signed.")},
    [MODEL_FACT_BROKEN] = {N_ ("Altered — this is not what was signed"),
                           N_ ("The content is not what was signed."),
                           N_ ("Do not rely on it. Ask the sender for the original file.")},
    [MODEL_FACT_PARTIAL] =
        {N_ ("Only a part of the file is signed"),
         N_ ("The signature leaves out a part of the file; anything could have been put there."),
         N_ ("Do not rely on it. Ask the sender for a file that is signed as a whole.")},
    [MODEL_FACT_MALFORMED] =
        {N_ ("The signature is not put together properly"),
         N_ ("What the signature covers is described in a way that no honest program writes."),
         N_ ("Do not rely on it. Ask the sender for the original file.")},
    [MODEL_FACT_UNSUPPORTED] = {N_ ("A kind of signature that cannot be checked here"),
                                N_ ("It uses a method that this program does not know."),
                                N_ ("Check it with the program it was made with.")},
    [MODEL_FACT_UNPARSEABLE] = {N_ ("The signature is damaged"),
                                N_ ("The signature cannot be read."),
                                N_ ("Do not rely on it. Ask the sender for the original file.")},

    [MODEL_FACT_WHO_PROVEN] = {NULL, "%s", NULL},
    [MODEL_FACT_WHO_CLAIMED]
    /* Translators: %s is a name. */
    = {N_ ("The signer's name is not proven"),
       N_ ("%s — so the certificate says; it is not proven."), NULL},
    [MODEL_FACT_WHO_UNKNOWN] = {N_ ("Nobody can tell who signed"),
                                N_ ("The signer's certificate is missing."),
                                N_ ("Ask the sender who signed, and with which certificate.")},

    /* Translators: %s is a certificate authority. */
    [MODEL_FACT_TRUSTED] = {NULL, N_ ("Issued by %s, which you trust."), NULL},
    [MODEL_FACT_UNTRUSTED] = {N_ ("Unchanged, but the issuer is unknown"),
                              N_ ("Issued by %s, which is not among the authorities you trust. "
                                  "That does not mean that the "
                                  "file was tampered with."),
                              N_ ("If you know this authority, compare its fingerprint with what "
                                  "it publishes, and trust "
                                  "it.")},
    [MODEL_FACT_SELF_SIGNED] = {N_ ("Unchanged, but the signer vouches for itself"),
                                N_ ("A test certificate: made by the signer itself, and no "
                                    "authority stands behind it. That "
                                    "does not mean that the file was tampered with."),
                                N_ ("Good for trying things out. For a contract, ask for a "
                                    "signature with a certificate of "
                                    "an authority.")},
    [MODEL_FACT_EXPIRED] =
        {N_ ("The certificate has expired"),
         N_ ("The certificate of %s is no longer valid, and nothing proves that it was signed "
             "before."),
         N_ ("Ask for a signature with trusted time, or ask the signer to confirm it.")},
    [MODEL_FACT_REVOKED] = {N_ ("The certificate was revoked"),
                            N_ ("%s has revoked the certificate."),
                            N_ ("Do not rely on it. Ask the signer.")},
    [MODEL_FACT_SUSPENDED] = {N_ ("The certificate is suspended"),
                              N_ ("%s has suspended the certificate for the time being."),
                              N_ ("Do not rely on it until the signer has explained it.")},
    [MODEL_FACT_TRUST_UNKNOWN] =
        {N_ ("Trust could not be checked"),
         N_ ("Whether the certificate is still good could not be found out."),
         N_ ("Check again when you are connected to a network.")},
    [MODEL_FACT_TRUST_MOOT] =
        {NULL, N_ ("Not asked: a signature over other content says nothing about this file."),
         NULL},

    /* Translators: %s is a moment, and the second one a time-stamp authority. */
    [MODEL_FACT_TIME_PROVEN] = {NULL, N_ ("%s, proven by %s"), NULL},
    [MODEL_FACT_TIME_TSA_UNTRUSTED] =
        {NULL, N_ ("%s, says a time-stamp service that is not among those you trust"), NULL},
    [MODEL_FACT_TIME_CLAIMED] = {NULL, N_ ("%s, says the signer's computer; nobody proves it"),
                                 NULL},
    [MODEL_FACT_TIME_NONE] = {NULL, N_ ("The signature tells no time."), NULL},

    [MODEL_FACT_FAILED] = {N_ ("The signature is not valid"), NULL,
                           N_ ("Do not rely on it. The details of the certificate tell more.")},
    [MODEL_FACT_UNJUDGED] = {N_ ("Not everything could be checked"), NULL,
                             N_ ("Check again later, or ask the sender.")},
};

/**
 * app_verdict_question:
 *
 * Returns: (transfer none): one of the four questions
 */
const char *
app_verdict_question (ModelQuestion question)
{
  return _ (questions[question]);
}

/**
 * app_verdict_state_word:
 *
 * Returns: (transfer none): what the icon means, for those who do not see it
 */
const char *
app_verdict_state_word (ModelState state)
{
  return _ (states[state].word);
}

/**
 * app_verdict_state_icon:
 *
 * Returns: (transfer none): an icon's name
 */
const char *
app_verdict_state_icon (ModelState state)
{
  return states[state].icon;
}

/**
 * app_verdict_state_class:
 *
 * Returns: (transfer none): the style class of its colour
 */
const char *
app_verdict_state_class (ModelState state)
{
  return states[state].css_class;
}

/**
 * app_verdict_headline:
 *
 * Returns: (transfer none): the fact as the worst of a file
 */
const char *
app_verdict_headline (ModelFact fact)
{
  return facts[fact].headline != NULL ? _ (facts[fact].headline) : "";
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
dup_argument (ModelFact fact, const PadesSignature *signature)
{
  switch (fact)
    {
    case MODEL_FACT_WHO_PROVEN:
    case MODEL_FACT_WHO_CLAIMED:
    case MODEL_FACT_EXPIRED:
      return signature->signer != NULL ? dup_signer (signature) : g_strdup ("–");
    case MODEL_FACT_TIME_PROVEN:
      return app_certificate_dup_time (signature->proven);
    case MODEL_FACT_TIME_CLAIMED:
    case MODEL_FACT_TIME_TSA_UNTRUSTED:
      return app_certificate_dup_time (signature->claimed);
    default:
      return signature->signer != NULL
                 ? g_strdup (pki_certificate_get_issuer_name (signature->signer))
                 : g_strdup ("–");
    }
}

/* The templates come from the table above and their translations, checked by msgfmt -c. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

/**
 * app_verdict_dup_sentence:
 * @fact: an answer
 * @signature: whose
 *
 * Returns: (transfer full): the answer in its row
 */
char *
app_verdict_dup_sentence (ModelFact fact, const PadesSignature *signature)
{
  const char *sentence = facts[fact].sentence;
  g_autofree char *argument = dup_argument (fact, signature);

  if (sentence == NULL)
    return g_strdup ("");
  if (fact == MODEL_FACT_TIME_PROVEN)
    return g_strdup_printf (_ (sentence), argument,
                            signature->tsa != NULL ? pki_certificate_get_name (signature->tsa)
                                                   : "–");
  return g_strdup_printf (_ (sentence), argument);
}

#pragma GCC diagnostic pop

/**
 * app_verdict_advice:
 *
 * Returns: (transfer none) (nullable): what to do about a fact
 */
const char *
app_verdict_advice (ModelFact fact)
{
  return facts[fact].advice != NULL ? _ (facts[fact].advice) : NULL;
}
