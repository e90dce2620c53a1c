/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-proof.h"

#include "platform-agreements.h"

static gboolean
check (PlatformCall *call, PlatformIdentity *identity, GBytes *spki_sha256, GError **error)
{
  if (!g_bytes_equal (identity->spki_sha256, spki_sha256))
    return platform_call_refuse (error, WIRE_PROBLEM_KEY,
                                 "the identification was opened for another key");
  if (!g_str_equal (identity->state, "passed"))
    return platform_call_refuse (error, WIRE_PROBLEM_CONFLICT, "the identification is %s",
                                 identity->state);
  return identity->expires > call->now ||
         platform_call_refuse (error, WIRE_PROBLEM_EXPIRED, "the identification has expired");
}

/* Nothing new is issued to who takes part no more. */
static gboolean
check_agreed (PlatformCall *call, GError **error)
{
  gboolean withdrawn = FALSE;

  return platform_agreements_withdrawn (call, &withdrawn, error) &&
         (!withdrawn ||
          platform_call_refuse (error, WIRE_PROBLEM_CONSENT, "what it was begun on was withdrawn"));
}

/**
 * platform_proof_use:
 * @call: a request of a person, whose store has a transaction
 * @session: id of an identification, from outside
 * @spki_sha256: of the key that it has to have been opened for
 * @error: where to put the refusal
 *
 * Uses an identification that has passed; it is good for one act.
 *
 * Returns: (transfer full): the identification, or NULL if it was refused
 */
PlatformIdentity *
platform_proof_use (PlatformCall *call, const char *session, GBytes *spki_sha256, GError **error)
{
  g_autoptr (PlatformIdentity)
      identity = platform_store_find_identity (call->store, session, call->actor->person, error);
  gboolean done = FALSE;

  if (!identity)
    {
      if (!*error)
        platform_call_refuse (error, WIRE_PROBLEM_NOT_FOUND, "no such identification");
      return NULL;
    }
  if (!check (call, identity, spki_sha256, error) || !check_agreed (call, error) ||
      !platform_store_step_identity (
          call->store,
          &(PlatformIdentityStep){
              .id = identity->id, .from = "passed", .to = "used", .now = call->now},
          &done, error))
    return NULL;
  if (done)
    return g_steal_pointer (&identity);
  platform_call_refuse (error, WIRE_PROBLEM_CONFLICT, "the identification was used");
  return NULL;
}
