/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire-problem.h"

#include <string.h>

#define N_(string) (string)

static const WireField fields[] = {
    WIRE_FIELD (WireProblem, type, WIRE_STRING, 200),
    WIRE_FIELD (WireProblem, title, WIRE_STRING, 200),
    WIRE_FIELD (WireProblem, status, WIRE_INTEGER, 599),
    WIRE_OPTIONAL (WireProblem, detail, WIRE_STRING, 1000),
};

const WireType wire_problem_type = WIRE_TYPE (WireProblem, fields);

/* What a refusal tells besides its words. */
typedef struct {
  guint wait; /* seconds, or 0 */
} WireProblemPrivate;

static void
wire_problem_private_init (WireProblemPrivate *self)
{
  self->wait = 0;
}

static void
wire_problem_private_copy (const WireProblemPrivate *from, WireProblemPrivate *to)
{
  *to = *from;
}

static void
wire_problem_private_clear (WireProblemPrivate *self)
{
}

G_DEFINE_EXTENDED_ERROR (WireProblem, wire_problem)

/**
 * wire_problem_new_error:
 * @kind: which
 * @message: what the platform says
 * @wait: seconds until it is worth another try, as its Retry-After says; 0: nothing is said
 *
 * Makes the error of a refusal.
 *
 * Returns: (transfer full): the error
 */
GError *
wire_problem_new_error (WireProblemKind kind, const char *message, guint wait)
{
  GError *error = g_error_new_literal (WIRE_PROBLEM, kind, message);

  wire_problem_get_private (error)->wait = wait;
  return error;
}

/**
 * wire_problem_get_wait:
 * @error: any error
 *
 * Returns: seconds until another try is worth it; 0: nothing is known of that
 */
guint
wire_problem_get_wait (const GError *error)
{
  return error->domain == WIRE_PROBLEM ? wire_problem_get_private (error)->wait : 0;
}

static const struct {
  guint status;
  const char *name;
  const char *title;
  const char *remedy;
} problems[WIRE_N_PROBLEMS] = {
    [WIRE_PROBLEM_MALFORMED] = {400, "malformed", N_ ("The request is not of the expected form"),
                                N_ ("Check what you entered. If nothing is wrong with it, this "
                                    "program or the platform is out of date: update them.")},
    [WIRE_PROBLEM_UNAUTHENTICATED] = {401, "unauthenticated", N_ ("Log in first"),
                                      N_ ("Log in to the platform, and do it again.")},
    [WIRE_PROBLEM_TOKEN] = {401, "token", N_ ("The start token of this private platform is needed"),
                            N_ ("Only the program that started this private platform may speak "
                                "with it: use that one.")},
    [WIRE_PROBLEM_CREDENTIALS] = {401, "credentials", N_ ("Login and password do not match"),
                                  N_ ("Enter both again. After some tries the account pauses for a "
                                      "while; a certificate of yours logs you in as well.")},
    [WIRE_PROBLEM_FORBIDDEN] =
        {403, "forbidden", N_ ("This role may not do this"),
         N_ ("Ask who has that role to do it, or an administrator to give it to you.")},
    [WIRE_PROBLEM_NOT_FOUND] =
        {404, "not-found", N_ ("There is no such thing here"),
         N_ ("Look at the list again: it may have been removed or decided on, or it belongs to "
             "another account than the one you are logged in with.")},
    [WIRE_PROBLEM_METHOD] = {405, "method", N_ ("This address does not take this method"),
                             N_ ("This program or the platform is out of date: update them.")},
    [WIRE_PROBLEM_CONFLICT] =
        {409, "conflict", N_ ("The state does not allow this step"),
         N_ ("Look at its state, which may have changed, and choose a step that it allows.")},
    [WIRE_PROBLEM_EXISTS] = {409, "exists", N_ ("There is one already"),
                             N_ ("Use the one that is there, or choose another name.")},
    [WIRE_PROBLEM_CHANGED] = {412, "changed", N_ ("It has changed in the meantime"),
                              N_ ("Look at what it is now, and decide again.")},
    [WIRE_PROBLEM_DECIDED] = {409, "already-decided", N_ ("It is decided already"),
                              N_ ("Nothing was changed: the first decision counts. Look at the "
                                  "list again for what still "
                                  "waits.")},
    [WIRE_PROBLEM_UNSEEN] =
        {409, "identification-not-viewed",
         N_ ("You have not looked at what this identification sent"),
         N_ ("Open it and look at its pictures, as they are now; decide after that.")},
    [WIRE_PROBLEM_OWN] =
        {403, "own-application", N_ ("This is your own application"),
         N_ ("Nobody decides on their own, or on an enterprise that they belong to, by whichever "
             "account: another operator does.")},
    [WIRE_PROBLEM_ON_TRIAL] =
        {409, "confirmed-on-trial", N_ ("Nobody has compared this enterprise with the register"),
         N_ ("It was confirmed on trial. Report that it is to be compared: an operator looks into "
             "the register, and then it can have a certificate.")},
    [WIRE_PROBLEM_ROLES] =
        {409, "roles-mixed", N_ ("One person would watch over themself"),
         N_ ("Who is an auditor has no other role in the enterprise, nor represents it, and an "
             "account of the same person counts as theirs: give one of the roles to somebody "
             "else.")},
    [WIRE_PROBLEM_CONDITION_MISSING] = {428, "if-match-missing",
                                        N_ ("The decision does not say what it was made on"),
                                        N_ ("Look at it, and decide on what you see, by its tag "
                                            "(etag). If you did, this program is "
                                            "out of date: update it.")},
    [WIRE_PROBLEM_KEY_MISSING] = {400, "idempotency-key-missing", N_ ("Idempotency-Key is missing"),
                                  N_ ("This program is out of date: update it.")},
    [WIRE_PROBLEM_KEY_REUSED] = {422, "idempotency-key-reused",
                                 N_ ("Idempotency-Key came with another request before"),
                                 N_ ("Do it again from the beginning.")},
    [WIRE_PROBLEM_TOO_LARGE] = {413, "too-large", N_ ("The body is too large"),
                                N_ ("Send something smaller, such as smaller pictures.")},
    [WIRE_PROBLEM_MEDIA_TYPE] =
        {415, "media-type", N_ ("The body is of a kind not taken here"),
         N_ ("Send it in the form that the platform asks for; pictures are JPEG.")},
    [WIRE_PROBLEM_TOO_MANY] = {429, "too-many", N_ ("Too many tries; try again later"),
                               N_ ("Wait for a minute before you try again. After many wrong "
                                   "passwords it may take up to a "
                                   "quarter of an hour.")},
    [WIRE_PROBLEM_WEAK_PASSWORD] =
        {422, "weak-password", N_ ("The password is too easily guessed"),
         N_ ("Choose a longer one: several words that do not belong together are good.")},
    [WIRE_PROBLEM_NAME] =
        {422, "name", N_ ("The name cannot stand in a certificate"),
         N_ ("Write it in the ordinary characters of one script, as in the identity document: "
             "without signs that only look like others, such as radicals in place of Chinese "
             "characters or letters of full width, and without any that cannot be seen.")},
    [WIRE_PROBLEM_CONSENT] =
        {409, "consent", N_ ("An agreement has to be accepted first"),
         N_ ("Read and accept the agreements that are asked for; you may withdraw that later.")},
    [WIRE_PROBLEM_REQUEST] = {422, "request", N_ ("The certification request is not in order"),
                              N_ ("Begin again with a new key.")},
    [WIRE_PROBLEM_WEAK_KEY] = {422, "weak-key", N_ ("Keys of this kind or size are not taken"),
                               N_ ("Make a key of another kind: RSA from 2048 bits on, ECDSA P-256 "
                                   "or P-384, Ed25519 or Ed448.")},
    [WIRE_PROBLEM_KEY] = {409, "key", N_ ("This is not the key that the step is for"),
                          N_ ("Take the key that you began with; for another one, begin again.")},
    [WIRE_PROBLEM_CHALLENGE] = {409, "challenge", N_ ("What was to be signed is out of date"),
                                N_ ("Do it again: it is asked for anew, and signed anew.")},
    [WIRE_PROBLEM_STATEMENT] =
        {403, "statement", N_ ("The signature does not cover this request"),
         N_ ("Do it again. If that does not help, check this computer’s clock, and whether the "
             "address of the platform is the right one.")},
    [WIRE_PROBLEM_SIGNATURE_NEEDED] =
        {403, "signature-needed", N_ ("Sign this step with your certificate"),
         N_ ("Choose a certificate of yours and enter the password or PIN of its key. Without that "
             "key, suspend everything, be identified again, and sign with the new one.")},
    [WIRE_PROBLEM_CERTIFICATE] =
        {403, "certificate", N_ ("This certificate does not count here for this account"),
         N_ ("Choose a certificate that this platform has issued to you.")},
    [WIRE_PROBLEM_CERTIFICATE_SUSPENDED] =
        {403, "certificate-suspended", N_ ("The certificate is suspended"),
         N_ ("Restore it first, by another identification, or take another certificate.")},
    [WIRE_PROBLEM_CERTIFICATE_REVOKED] =
        {403, "certificate-revoked", N_ ("The certificate is revoked"),
         N_ ("It does not come back. Take another certificate, or apply for one.")},
    [WIRE_PROBLEM_CERTIFICATE_EXPIRED] = {403, "certificate-expired",
                                          N_ ("The certificate’s time is over"),
                                          N_ ("Take another certificate, or apply for one.")},
    [WIRE_PROBLEM_PORTAL] = {409, "portal", N_ ("The portal did not say in order who you are"),
                             N_ ("Log in at the portal again; if it stays so, tell the platform’s "
                                 "administrator.")},
    [WIRE_PROBLEM_PORTAL_REFUSED] = {409, "portal-refused",
                                     N_ ("The login at the portal was cancelled there"),
                                     N_ ("Begin again.")},
    [WIRE_PROBLEM_PORTAL_CODE] = {409, "portal-code",
                                  N_ ("The digits were entered wrongly too often"),
                                  N_ ("Begin again.")},
    [WIRE_PROBLEM_REGISTRATION] = {403, "registration-closed",
                                   N_ ("This platform opens no account for whoever is new"),
                                   N_ ("Who has an account already logs in to it, and can link the "
                                       "portal to it in My account. "
                                       "Otherwise ask whoever runs the platform.")},
    [WIRE_PROBLEM_PORTAL_LINKED] =
        {409, "portal-linked", N_ ("This login at the portal belongs to another account already"),
         N_ ("Nothing was changed. Log in with the portal to enter that account; there it can be "
             "unlinked.")},
    [WIRE_PROBLEM_LAST_WAY] =
        {409, "last-way", N_ ("It is the only way into this account"),
         N_ ("Nothing was changed: the account has no password, and nobody could enter it.")},
    [WIRE_PROBLEM_EXPIRED] =
        {410, "expired", N_ ("The time for this step is over"),
         N_ ("Begin this step again; codes on a screen are good for two minutes.")},
    [WIRE_PROBLEM_GONE] = {410, "gone", N_ ("It is not there any more"), N_ ("Begin again.")},
    [WIRE_PROBLEM_CLOCK] = {503, "clock", N_ ("The platform’s clock is not to be trusted"),
                            N_ ("Nothing was changed. Whoever runs the platform has to set its "
                                "clock right; try again after that.")},
    [WIRE_PROBLEM_UNAVAILABLE] = {503, "unavailable", N_ ("The store does not answer"),
                                  N_ ("Nothing is lost. Try again in a minute; if it goes on, tell "
                                      "whoever runs the platform.")},
    [WIRE_PROBLEM_INTERNAL] = {500, "internal", N_ ("A fault of the platform"),
                               N_ ("Try again; if it goes on, tell whoever runs the platform, with "
                                   "the time it happened at.")},
};

/**
 * wire_problem_status:
 * @kind: a problem
 *
 * Gives the HTTP status that a problem is sent with.
 *
 * Returns: 400 to 599
 */
guint
wire_problem_status (WireProblemKind kind)
{
  return problems[kind].status;
}

/**
 * wire_problem_name:
 * @kind: a problem
 *
 * Gives the stable last part of its address.
 *
 * Returns: (transfer none): such as "not-found"
 */
const char *
wire_problem_name (WireProblemKind kind)
{
  return problems[kind].name;
}

/**
 * wire_problem_title:
 * @kind: a problem
 *
 * Gives its English title.
 *
 * Returns: (transfer none): one sentence
 */
const char *
wire_problem_title (WireProblemKind kind)
{
  return problems[kind].title;
}

/**
 * wire_problem_find:
 * @type: the address from a problem's body
 * @kind: (out): which it is
 *
 * Recognises a problem by its address.
 *
 * Returns: FALSE for one that this version does not know
 */
gboolean
wire_problem_find (const char *type, WireProblemKind *kind)
{
  if (!g_str_has_prefix (type, WIRE_PROBLEM_BASE))
    return FALSE;
  for (guint i = 0; i < WIRE_N_PROBLEMS; i++)
    if (g_str_equal (type + strlen (WIRE_PROBLEM_BASE), problems[i].name))
      {
        *kind = i;
        return TRUE;
      }
  return FALSE;
}

/**
 * wire_problem_explain:
 * @code: a #WireProblemKind
 * @what: (out): one untranslated sentence
 * @why: (out): %NULL: the sentence says it
 * @remedy: (out): what to do, untranslated
 *
 * Looks up what a person should read.
 *
 * Returns: FALSE for a problem that this version does not know
 */
gboolean
wire_problem_explain (int code, const char **what, const char **why, const char **remedy)
{
  if (code < 0 || code >= WIRE_N_PROBLEMS)
    return FALSE;
  *what = problems[code].title;
  *why = NULL;
  *remedy = problems[code].remedy;
  return TRUE;
}
