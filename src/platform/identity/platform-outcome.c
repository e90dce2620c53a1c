/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-outcome.h"

#include "platform-private.h"
#include "platform-store-evidence.h"
#include "platform-store-review.h"

/* From passing to the certificate, for who sits before the screen; and for who does not, since the
 * office took its time. */
#define COLLECT_SECONDS 600
#define COLLECT_LATER_SECONDS (7 * G_GINT64_CONSTANT (86400))

/* What the platform itself or a phone does has no account. */
static gboolean
end (PlatformCall *call, const PlatformIdentityStep *step, const char *event, GError **error)
{
  gboolean done = FALSE;

  if (!platform_store_step_identity (call->store, step, &done, error))
    return FALSE;
  if (!done)
    return platform_call_refuse (error, WIRE_PROBLEM_DECIDED, "it is decided or over");
  return platform_store_erase_pictures (call->store, call->now, error) &&
         platform_store_add_evidence (call->store, event, call->actor ? call->actor->account : NULL,
                                      step->id, call->now, NULL, error);
}

/**
 * platform_outcome_pass:
 * @call: a request whose store has a transaction
 * @identity: an identification in the state that it is to be in
 * @event: the type of the evidence
 * @error: where to put the refusal
 *
 * Ends an identification well: its person is verified, and may collect the certificate. The
 * pictures of it are erased.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_outcome_pass (PlatformCall *call,
                       PlatformIdentity *identity,
                       const char *event,
                       GError **error)
{
  gint64 seconds = g_strcmp0 (identity->provider, "review") == 0 ? COLLECT_LATER_SECONDS
                                                                 : COLLECT_SECONDS;

  return end (call,
              &(PlatformIdentityStep){
                  .id = identity->id,
                  .from = identity->state,
                  .to = "passed",
                  .now = call->now,
                  .expires = call->now + seconds,
              },
              event, error) &&
         platform_store_verify_person (call->store, identity->person, error);
}

/**
 * platform_outcome_fail:
 * @call: a request whose store has a transaction
 * @identity: an identification in the state that it is to be in
 * @reason: (nullable): what the person is told
 * @event: the type of the evidence
 * @error: where to put the refusal
 *
 * Ends an identification badly. The pictures of it are erased.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_outcome_fail (PlatformCall *call,
                       PlatformIdentity *identity,
                       const char *reason,
                       const char *event,
                       GError **error)
{
  return end (call,
              &(PlatformIdentityStep){
                  .id = identity->id,
                  .from = identity->state,
                  .to = "failed",
                  .now = call->now,
                  .reason = reason,
              },
              event, error);
}
