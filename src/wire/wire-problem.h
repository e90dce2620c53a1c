/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "wire-message.h"

G_BEGIN_DECLS

/* The body of every refusal (RFC 9457). */
typedef struct {
  char *type;    /* a stable address; its last part is one of the names below */
  char *title;   /* English; a client explains the type in its user's language */
  gint64 status; /* of HTTP */
  char *detail;  /* such as the field that is wrong */
} WireProblem;

extern const WireType wire_problem_type;

#define WIRE_PROBLEM_BASE "https://vermilion.example/problems/"

/**
 * WireProblemKind:
 * @WIRE_PROBLEM_MALFORMED: the request is no JSON of the form that the route takes
 * @WIRE_PROBLEM_UNAUTHENTICATED: no session, or one that ended
 * @WIRE_PROBLEM_TOKEN: the start token of an embedded platform is missing or wrong
 * @WIRE_PROBLEM_CREDENTIALS: login and password do not belong together
 * @WIRE_PROBLEM_FORBIDDEN: this role may not do this
 * @WIRE_PROBLEM_NOT_FOUND: there is no such thing, or it is not this person's
 * @WIRE_PROBLEM_METHOD: the address does not take this method
 * @WIRE_PROBLEM_CONFLICT: the state is not the one that this step starts from
 * @WIRE_PROBLEM_EXISTS: there is one already
 * @WIRE_PROBLEM_CHANGED: If-Match names an older state
 * @WIRE_PROBLEM_DECIDED: somebody else decided on it first, and that counts
 * @WIRE_PROBLEM_UNSEEN: who decides has not been sent what the decision rests on
 * @WIRE_PROBLEM_OWN: nobody decides on what they applied for themself or belong to, nor is shown it
 *   as who decides
 * @WIRE_PROBLEM_ON_TRIAL: nobody has compared the enterprise with the register
 * @WIRE_PROBLEM_ROLES: one person would watch over themself
 * @WIRE_PROBLEM_CONDITION_MISSING: a decision without If-Match, or with one that names no state
 * @WIRE_PROBLEM_KEY_MISSING: a POST without Idempotency-Key
 * @WIRE_PROBLEM_KEY_REUSED: the Idempotency-Key came with another request before
 * @WIRE_PROBLEM_TOO_LARGE: the body is larger than this route takes
 * @WIRE_PROBLEM_MEDIA_TYPE: the body is of another kind
 * @WIRE_PROBLEM_TOO_MANY: too many requests, or too many wrong passwords; Retry-After says when
 * @WIRE_PROBLEM_WEAK_PASSWORD: a new password that is too easily guessed
 * @WIRE_PROBLEM_NAME: a name that cannot stand in a certificate
 * @WIRE_PROBLEM_CONSENT: an agreement that this step needs is not accepted
 * @WIRE_PROBLEM_REQUEST: the PKCS#10 is none, or is not signed with its key
 * @WIRE_PROBLEM_WEAK_KEY: a key of a kind or size that is not taken
 * @WIRE_PROBLEM_KEY: another key than this step is for, or one that was used before
 * @WIRE_PROBLEM_CHALLENGE: a nonce that was never given out, was used, or is too old
 * @WIRE_PROBLEM_STATEMENT: the signature is none, or is over another statement than this request
 * @WIRE_PROBLEM_SIGNATURE_NEEDED: an act that counts carries its own signature
 * @WIRE_PROBLEM_CERTIFICATE: the certificate is not of this platform, or is somebody else's
 * @WIRE_PROBLEM_CERTIFICATE_SUSPENDED: it is suspended
 * @WIRE_PROBLEM_CERTIFICATE_REVOKED: it is revoked
 * @WIRE_PROBLEM_CERTIFICATE_EXPIRED: its time is over
 * @WIRE_PROBLEM_PORTAL: the portal has not said, or not rightly, who somebody is
 * @WIRE_PROBLEM_PORTAL_REFUSED: the person, or the portal, has refused the login there
 * @WIRE_PROBLEM_PORTAL_CODE: wrong digits too often
 * @WIRE_PROBLEM_REGISTRATION: nobody may open an account, or be given one, here
 * @WIRE_PROBLEM_PORTAL_LINKED: the portal's person is another account's
 * @WIRE_PROBLEM_LAST_WAY: nobody could enter the account any more
 * @WIRE_PROBLEM_EXPIRED: the time for this step is over
 * @WIRE_PROBLEM_GONE: it was there and is not any more
 * @WIRE_PROBLEM_CLOCK: the platform's clock was set, and nothing is issued by it
 * @WIRE_PROBLEM_UNAVAILABLE: the database or the disk does not answer; nothing was changed
 * @WIRE_PROBLEM_INTERNAL: a fault of the platform; nothing was changed
 */
typedef enum {
  WIRE_PROBLEM_MALFORMED,
  WIRE_PROBLEM_UNAUTHENTICATED,
  WIRE_PROBLEM_TOKEN,
  WIRE_PROBLEM_CREDENTIALS,
  WIRE_PROBLEM_FORBIDDEN,
  WIRE_PROBLEM_NOT_FOUND,
  WIRE_PROBLEM_METHOD,
  WIRE_PROBLEM_CONFLICT,
  WIRE_PROBLEM_EXISTS,
  WIRE_PROBLEM_CHANGED,
  WIRE_PROBLEM_DECIDED,
  WIRE_PROBLEM_UNSEEN,
  WIRE_PROBLEM_OWN,
  WIRE_PROBLEM_ON_TRIAL,
  WIRE_PROBLEM_ROLES,
  WIRE_PROBLEM_CONDITION_MISSING,
  WIRE_PROBLEM_KEY_MISSING,
  WIRE_PROBLEM_KEY_REUSED,
  WIRE_PROBLEM_TOO_LARGE,
  WIRE_PROBLEM_MEDIA_TYPE,
  WIRE_PROBLEM_TOO_MANY,
  WIRE_PROBLEM_WEAK_PASSWORD,
  WIRE_PROBLEM_NAME,
  WIRE_PROBLEM_CONSENT,
  WIRE_PROBLEM_REQUEST,
  WIRE_PROBLEM_WEAK_KEY,
  WIRE_PROBLEM_KEY,
  WIRE_PROBLEM_CHALLENGE,
  WIRE_PROBLEM_STATEMENT,
  WIRE_PROBLEM_SIGNATURE_NEEDED,
  WIRE_PROBLEM_CERTIFICATE,
  WIRE_PROBLEM_CERTIFICATE_SUSPENDED,
  WIRE_PROBLEM_CERTIFICATE_REVOKED,
  WIRE_PROBLEM_CERTIFICATE_EXPIRED,
  WIRE_PROBLEM_PORTAL,
  WIRE_PROBLEM_PORTAL_REFUSED,
  WIRE_PROBLEM_PORTAL_CODE,
  WIRE_PROBLEM_REGISTRATION,
  WIRE_PROBLEM_PORTAL_LINKED,
  WIRE_PROBLEM_LAST_WAY,
  WIRE_PROBLEM_EXPIRED,
  WIRE_PROBLEM_GONE,
  WIRE_PROBLEM_CLOCK,
  WIRE_PROBLEM_UNAVAILABLE,
  WIRE_PROBLEM_INTERNAL,
  WIRE_N_PROBLEMS
} WireProblemKind;

#define WIRE_PROBLEM (wire_problem_quark ())

GQuark      wire_problem_quark  (void);
guint       wire_problem_status (WireProblemKind kind);
const char *wire_problem_name   (WireProblemKind kind);
const char *wire_problem_title  (WireProblemKind kind);
gboolean    wire_problem_explain (int          code,
                                  const char **what,
                                  const char **why,
                                  const char **remedy);
gboolean    wire_problem_find   (const char      *type,
                                 WireProblemKind *kind);
/* An error of a refusal that says for how many seconds it stands. */
GError     *wire_problem_new_error (WireProblemKind  kind,
                                    const char      *message,
                                    guint            wait);
guint       wire_problem_get_wait  (const GError    *error);

G_END_DECLS
