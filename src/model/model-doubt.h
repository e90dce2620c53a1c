/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-platform.h"
#include "wire-organisation.h"

G_BEGIN_DECLS

/* Whether an operator may put an enterprise in doubt, or why not. */
typedef enum {
  MODEL_DOUBT_POSSIBLE, /* it is confirmed */
  MODEL_DOUBT_WAITS,    /* for a decision, already */
  MODEL_DOUBT_REJECTED, /* there is nothing to doubt */
  MODEL_DOUBT_OWN,      /* of the operator, by whichever account: somebody else decides on it */
} ModelDoubt;

ModelDoubt model_doubt_judge (const WireOrganisation *organisation);
/* By the credit code as somebody types it; model_platform_finish() collects the WireOrganisation, for
 * wire_free(). */
void       model_doubt_find  (ModelPlatform          *platform,
                              const char             *typed,
                              GCancellable           *cancellable,
                              GAsyncReadyCallback     callback,
                              gpointer                user_data);

G_END_DECLS
