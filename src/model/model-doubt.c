/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-doubt.h"

#include "wire-text.h"

/**
 * model_doubt_judge:
 * @organisation: an enterprise as an operator sees it
 *
 * Judges by its state and by whose it is, as the platform does.
 *
 * Returns: whether it can be put in doubt
 */
ModelDoubt
model_doubt_judge (const WireOrganisation *organisation)
{
  if (organisation->own)
    return MODEL_DOUBT_OWN;
  if (g_str_equal (organisation->state, "confirmed"))
    return MODEL_DOUBT_POSSIBLE;
  return g_str_equal (organisation->state, "claimed") ? MODEL_DOUBT_WAITS : MODEL_DOUBT_REJECTED;
}

/**
 * model_doubt_find:
 * @platform: where
 * @typed: a unified social credit code, in any form that people write one in
 * @cancellable: to give up
 * @callback: called on the main context
 * @user_data: for @callback
 *
 * Asks for an enterprise, whatever its state.
 */
void
model_doubt_find (ModelPlatform *platform,
                  const char *typed,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  g_autofree char *code = wire_text_dup_code (typed);

  model_platform_ask (platform, &(ClientQuestion){.operation = WIRE_GET_CLAIM, .value = code},
                      cancellable, callback, user_data);
}
