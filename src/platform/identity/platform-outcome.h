/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-call.h"
#include "platform-store-identity.h"

G_BEGIN_DECLS

/* How an identification ends, whoever verified the person. */
gboolean platform_outcome_pass (PlatformCall      *call,
                                PlatformIdentity  *identity,
                                const char        *event,
                                GError           **error);
gboolean platform_outcome_fail (PlatformCall      *call,
                                PlatformIdentity  *identity,
                                const char        *reason,
                                const char        *event,
                                GError           **error);

G_END_DECLS
