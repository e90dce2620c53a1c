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

G_DEFINE_QUARK (wire_problem, wire_problem)

static const struct {
  guint status;
  const char *name;
  const char *title;
} problems[WIRE_N_PROBLEMS] = {
    [WIRE_PROBLEM_MALFORMED] = {400, "malformed", N_ ("The request is not of the expected form")},
    [WIRE_PROBLEM_UNAUTHENTICATED] = {401, "unauthenticated", N_ ("Log in first")},
    [WIRE_PROBLEM_TOKEN] = {401, "token",
                            N_ ("The start token of this private platform is needed")},
    [WIRE_PROBLEM_CREDENTIALS] = {401, "credentials", N_ ("Login and password do not match")},
    [WIRE_PROBLEM_FORBIDDEN] = {403, "forbidden", N_ ("This role may not do this")},
    [WIRE_PROBLEM_NOT_FOUND] = {404, "not-found", N_ ("There is no such thing here")},
    [WIRE_PROBLEM_METHOD] = {405, "method", N_ ("This address does not take this method")},
    [WIRE_PROBLEM_CONFLICT] = {409, "conflict", N_ ("The state does not allow this step")},
    [WIRE_PROBLEM_EXISTS] = {409, "exists", N_ ("There is one already")},
    [WIRE_PROBLEM_CHANGED] = {412, "changed", N_ ("It has changed in the meantime")},
    [WIRE_PROBLEM_KEY_MISSING] = {400, "idempotency-key-missing",
                                  N_ ("Idempotency-Key is missing")},
    [WIRE_PROBLEM_KEY_REUSED] = {422, "idempotency-key-reused",
                                 N_ ("Idempotency-Key came with another request before")},
    [WIRE_PROBLEM_TOO_LARGE] = {413, "too-large", N_ ("The body is too large")},
    [WIRE_PROBLEM_MEDIA_TYPE] = {415, "media-type", N_ ("The body is of a kind not taken here")},
    [WIRE_PROBLEM_TOO_MANY] = {429, "too-many", N_ ("Too many requests; try again later")},
    [WIRE_PROBLEM_WEAK_PASSWORD] = {422, "weak-password",
                                    N_ ("The password is too easily guessed")},
    [WIRE_PROBLEM_CONSENT] = {409, "consent", N_ ("An agreement has to be accepted first")},
    [WIRE_PROBLEM_REQUEST] = {422, "request", N_ ("The certification request is not in order")},
    [WIRE_PROBLEM_WEAK_KEY] = {422, "weak-key", N_ ("Keys of this kind or size are not taken")},
    [WIRE_PROBLEM_KEY] = {409, "key", N_ ("This is not the key that the step is for")},
    [WIRE_PROBLEM_CHALLENGE] = {409, "challenge", N_ ("What was to be signed is out of date")},
    [WIRE_PROBLEM_STATEMENT] = {403, "statement", N_ ("The signature does not cover this request")},
    [WIRE_PROBLEM_SIGNATURE_NEEDED] = {403, "signature-needed",
                                       N_ ("Sign this step with your certificate")},
    [WIRE_PROBLEM_CERTIFICATE] = {403, "certificate",
                                  N_ ("This certificate does not count here for this account")},
    [WIRE_PROBLEM_CERTIFICATE_SUSPENDED] = {403, "certificate-suspended",
                                            N_ ("The certificate is suspended")},
    [WIRE_PROBLEM_CERTIFICATE_REVOKED] = {403, "certificate-revoked",
                                          N_ ("The certificate is revoked")},
    [WIRE_PROBLEM_CERTIFICATE_EXPIRED] = {403, "certificate-expired",
                                          N_ ("The certificate's time is over")},
    [WIRE_PROBLEM_EXPIRED] = {410, "expired", N_ ("The time for this step is over")},
    [WIRE_PROBLEM_GONE] = {410, "gone", N_ ("It is not there any more")},
    [WIRE_PROBLEM_UNAVAILABLE] = {503, "unavailable", N_ ("The store does not answer")},
    [WIRE_PROBLEM_INTERNAL] = {500, "internal", N_ ("A fault of the platform")},
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
 * @remedy: (out): %NULL
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
  *why = *remedy = NULL;
  return TRUE;
}
