/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-call.h"
#include "platform-store-identity.h"

G_BEGIN_DECLS

gboolean platform_create_identity (PlatformCall *call, GError **error);
gboolean platform_get_identity (PlatformCall *call, GError **error);
gboolean platform_refresh_identity (PlatformCall *call, GError **error);
gboolean platform_cancel_identity (PlatformCall *call, GError **error);
char *platform_identity_new_code (void);
const char *platform_identity_state (PlatformCall *call, PlatformIdentity *identity);

G_END_DECLS
