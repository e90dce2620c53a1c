/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-call.h"
#include "platform-store-identity.h"

G_BEGIN_DECLS

PlatformIdentity *platform_proof_use (PlatformCall *call,
                                      const char *session,
                                      GBytes *spki_sha256,
                                      GError **error);

G_END_DECLS
