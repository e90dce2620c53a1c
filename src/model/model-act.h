/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-key.h"
#include "model-platform.h"

G_BEGIN_DECLS

/* Asks the platform one thing that counts, which the person signs with their certificate: as
 * model_platform_ask(), with a key; without one a platform that wants it signed refuses with
 * WIRE_PROBLEM_SIGNATURE_NEEDED, and nothing has changed. model_platform_finish() collects. */
void model_act_ask (ModelPlatform        *platform,
                    const ClientQuestion *question,
                    ModelKey             *key,
                    GCancellable         *cancellable,
                    GAsyncReadyCallback   callback,
                    gpointer              user_data);

G_END_DECLS
